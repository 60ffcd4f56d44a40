// What GitHub knows of the App itself: how it is registered, where it is installed and with which permissions, where its
// webhooks go, and how the newest of them fared. Read with the App's own key.

import { Probot } from "probot";
import { gitHubClients, silentLog, StoaOctokit, type GitHubClient, type GitHubClients } from "./clients.ts";

/** "read" or "write" by permission, as GitHub names them. */
export type Permissions = Readonly<Record<string, string>>;

export interface AppInstallation {
  readonly id: number;
  /** Login of the account it is installed on. */
  readonly account: string;
  readonly permissions: Permissions;
  readonly isSuspended: boolean;
  /** Where its permissions are accepted and its repositories chosen. */
  readonly url: string;
}

/** One attempt of GitHub's to deliver a webhook. */
export interface Attempt {
  readonly guid: string;
  readonly event: string;
  /** UTC epoch milliseconds. */
  readonly at: number;
  /** The HTTP status of our answer; GitHub's own when there was none. */
  readonly statusCode: number;
  /** "OK", or in GitHub's words what went wrong. */
  readonly status: string;
}

/** How the App's webhook is set up. */
export interface Hook {
  /** "" when none is set. */
  readonly url: string;
  readonly isJson: boolean;
  readonly isSigned: boolean;
  readonly verifiesTls: boolean;
}

export interface AppState {
  /** The App's page on GitHub. */
  readonly url: string;
  readonly slug: string;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly installations: readonly AppInstallation[];
  /** The newest attempts, newest first, 100 at most; undefined where GitHub does not tell. */
  readonly attempts: readonly Attempt[] | undefined;
  /** Undefined where GitHub does not tell. */
  readonly hook: Hook | undefined;
}

const NEWEST_ATTEMPTS = 100;

interface AppCredentials {
  readonly appId: number;
  readonly privateKey: string;
  readonly githubApiUrl: string;
}

/** A client that is signed in as the App, for a process that runs no Stoa. */
export function signInAsApp(app: AppCredentials): Promise<GitHubClient> {
  return probotOf(app).auth();
}

/** Clients as the App and as its installations, for a process that runs no Stoa. */
export function clientsOfApp(app: AppCredentials): GitHubClients {
  return gitHubClients(probotOf(app));
}

function probotOf({ appId, privateKey, githubApiUrl: baseUrl }: AppCredentials): Probot {
  return new Probot({ appId, privateKey, baseUrl, Octokit: StoaOctokit, log: silentLog() });
}

/**
 * Asks GitHub about the App.
 * @throws what the request threw when GitHub cannot be reached or does not know the App by this key.
 */
export async function readAppState({ rest, paginate }: GitHubClient): Promise<AppState> {
  const { data: app } = await rest.apps.getAuthenticated();
  const installations = await paginate(rest.apps.listInstallations, { per_page: 100 });
  const attempts = await unlessUnknown(async () => {
    const { data } = await rest.apps.listWebhookDeliveries({ per_page: NEWEST_ATTEMPTS });
    return data.map(({ guid, event, delivered_at, status_code, status }) => ({
      guid,
      event,
      at: Date.parse(delivered_at),
      statusCode: status_code,
      status,
    }));
  });
  const hook = await unlessUnknown(async () => {
    const { data } = await rest.apps.getWebhookConfigForApp();
    return {
      url: data.url ?? "",
      isJson: data.content_type === "json",
      isSigned: (data.secret ?? "") !== "",
      verifiesTls: String(data.insecure_ssl ?? "0") === "0",
    };
  });
  return {
    url: app?.html_url ?? "",
    slug: app?.slug ?? "",
    permissions: (app?.permissions ?? {}) as Permissions,
    events: app?.events ?? [],
    installations: installations.map((installation) => ({
      id: installation.id,
      account: nameOf(installation.account),
      permissions: installation.permissions as Permissions,
      isSuspended: installation.suspended_at !== null,
      url: installation.html_url,
    })),
    attempts,
    hook,
  };
}

/** An enterprise has a slug where people and organisations have a login. */
function nameOf(account: { readonly login?: string; readonly slug?: string } | null): string {
  return account?.login ?? account?.slug ?? "?";
}

/** Undefined where this GitHub (an old Enterprise Server, say) has no such route. */
async function unlessUnknown<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if ((error as { status?: number }).status === 404) return undefined;
    throw error;
  }
}
