// Authenticated clients of GitHub: as the App, and as each installation. Probot's own throttling and retrying are off:
// the outbox paces writes per installation and looks before it repeats one, which a blind retry would spoil.

import pino, { type Logger } from "pino";
import { ProbotOctokit, type Probot } from "probot";

/** A client with REST (`rest`), GraphQL (`graphql`) and `paginate`. */
export type GitHubClient = InstanceType<typeof ProbotOctokit>;

/** One GraphQL request; what fails throws. */
export type GraphQl = <T>(query: string, variables?: Record<string, unknown>) => Promise<T>;

/** A request that GitHub has not answered after this long is given up; whether it took effect is then unknown. */
export const REQUEST_TIMEOUT_MS = 30_000;

/**
 * What Probot puts into every event's context. Making a client for each event took a tenth of the time of processing
 * it, and nobody uses it: handlers ask for an installation's client. This one is signed in as nobody.
 */
const unusedClient = new ProbotOctokit();

function withoutEventClients({ auth }: { auth: (options?: { type?: string }) => Promise<unknown> }) {
  return {
    auth: (options?: { type?: string }) =>
      options?.type === "event-octokit" ? Promise.resolve(unusedClient) : auth(options),
  };
}

/**
 * The log that Probot is given: what it would say, the inbox says once and with the delivery's reason. Probot makes a child of it for
 * every event, and that is the log itself.
 */
export function silentLog(): Logger {
  const log = pino({ level: "silent" });
  log.child = () => log as never;
  return log;
}

/** The Octokit that Probot is given. */
export const StoaOctokit = ProbotOctokit.plugin(withoutEventClients as never).defaults(
  (options: Record<string, unknown>) => ({
    ...options,
    userAgent: "stoa",
    // Only the function form of defaults really switches these off.
    throttle: { enabled: false },
    retry: { enabled: false },
    request: { ...(options["request"] as object | undefined), fetch: fetchWithTimeout },
  }),
);

export function fetchWithTimeout(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
}

export interface GitHubClients {
  asInstallation(installationId: number): Promise<GitHubClient>;
  /** The login that Stoa writes under, such as `stoa[bot]`. */
  ownLogin(): Promise<string>;
  /** Signed in as the App itself, which may ask about itself only. */
  asApp(): Promise<GitHubClient>;
}

/** Clients that share Probot's cache of installation tokens. */
export function gitHubClients(probot: Probot): GitHubClients {
  const clients = new Map<number, Promise<GitHubClient>>();
  let login: Promise<string> | undefined;
  const readLogin = async () => {
    const app = await probot.auth();
    const { data } = await app.rest.apps.getAuthenticated();
    return `${data?.slug ?? "stoa"}[bot]`;
  };
  return {
    asInstallation(installationId) {
      let client = clients.get(installationId);
      if (!client) {
        client = probot.auth(installationId);
        clients.set(installationId, client);
        client.catch(() => clients.delete(installationId));
      }
      return client;
    },
    ownLogin() {
      login ??= readLogin();
      login.catch(() => (login = undefined));
      return login;
    },
    asApp: () => probot.auth(),
  };
}
