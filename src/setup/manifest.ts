// What GitHub is told to register: app.yml, and the addresses of this Stoa. Pure.
// GitHub's traps, each met by others before: `url` and `hook_attributes.url` must both be there, no hook may be on
// localhost, each event needs its permission, and a name is at most 34 characters long and nobody else's.

import { z } from "zod";
import { WEBHOOK_PATH } from "../intake/receive.ts";
import { ABOUT_PATH } from "../web/about.ts";

/** Where the set-up page is, while there is one. */
export const SETUP_PATH = "/setup";
/** Where GitHub sends the browser with the code of the App it has registered. */
export const CALLBACK_PATH = "/setup/callback";
/** Where GitHub sends the browser after an installation. */
export const INSTALLED_PATH = "/setup/installed";

const LONGEST_NAME = 34;

/** What set-up needs of app.yml. */
export const appFileSchema = z.object({
  name: z.string(),
  description: z.string(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});

export type AppFile = z.infer<typeof appFileSchema>;

/** A GitHub App's manifest, as the form that registers it takes it. */
export interface Manifest extends AppFile {
  /** The App's homepage. */
  readonly url: string;
  readonly hook_attributes: { readonly url: string; readonly active: true };
  readonly redirect_url: string;
  readonly setup_url: string;
}

/** Where this Stoa and its App are to be. */
export interface Place {
  /** Where the operator's browser reaches this Stoa, without a slash at its end. */
  readonly publicUrl: string;
  /** Where GitHub posts deliveries. */
  readonly hookUrl: string;
  /** The organisation that is to own the App; undefined for the operator's own account. */
  readonly organization: string | undefined;
}

/** The manifest of an App for this place. */
export function manifestFor(app: AppFile, { publicUrl, hookUrl, organization }: Place): Manifest {
  return {
    ...app,
    name: nameFor(app.name, organization),
    url: `${publicUrl}${ABOUT_PATH}`,
    hook_attributes: { url: hookUrl, active: true },
    redirect_url: `${publicUrl}${CALLBACK_PATH}`,
    setup_url: `${publicUrl}${INSTALLED_PATH}`,
  };
}

/** No two Apps on GitHub have the same name, so the organisation's is part of it. */
function nameFor(name: string, organization: string | undefined): string {
  return organization === undefined ? name : `${name} ${organization}`.slice(0, LONGEST_NAME).trimEnd();
}

/** Where a Stoa at this address takes deliveries. */
export function hookUrlAt(publicUrl: string): string {
  return `${publicUrl}${WEBHOOK_PATH}`;
}

/** The root of GitHub's pages, by that of its API: github.com, GHE.com, an Enterprise Server, or a local one. */
export function webRootOf(apiUrl: string): string {
  const { protocol, host, pathname } = new URL(apiUrl);
  const path = pathname.replace(/\/api\/v3\/?$/, "").replace(/\/+$/, "");
  const isCloud = host === "api.github.com" || (host.startsWith("api.") && host.endsWith(".ghe.com"));
  return `${protocol}//${isCloud ? host.slice("api.".length) : host}${path}`;
}

/** Where the form that registers an App is posted to. */
export function registrationUrl(
  webRoot: string,
  registration: { readonly organization: string | undefined; readonly state: string },
): string {
  const { organization, state } = registration;
  const owner = organization === undefined ? "" : `/organizations/${encodeURIComponent(organization)}`;
  return `${webRoot}${owner}/settings/apps/new?state=${encodeURIComponent(state)}`;
}

/** Where an App is installed. */
export function installUrl(app: { readonly url: string }): string {
  return `${app.url}/installations/new`;
}

/** Whether only this machine can reach an address; GitHub refuses to post to such a one. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/.test(hostname);
}
