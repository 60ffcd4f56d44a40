// GitHub: reachable, with a key it accepts; every installation with the permissions that the features stand on.

import { covers } from "../../core/permissions.ts";
import type { AppInstallation, AppState } from "../../github/app.ts";
import { ok, problem, warn, type Finding } from "../finding.ts";
import type { GitHubFacts } from "../facts.ts";
import { missingEvents, missingPermissions, type Needy } from "../needs.ts";
import { counted, listed } from "../words.ts";

/** Can GitHub be asked, and does it know the App? */
export function checkGitHub(facts: GitHubFacts, apiUrl: string): readonly Finding[] {
  switch (facts.kind) {
    case "unasked":
      return [
        warn(
          "github",
          "GitHub was not asked, because the environment is not complete.",
          "Set what is missing in the environment, and look again.",
        ),
      ];
    case "unreachable":
      return [
        problem(
          "github",
          `GitHub does not answer at ${apiUrl}: ${facts.reason}`,
          `Try \`curl -i ${apiUrl}\` from this machine; check GITHUB_API_URL, the proxy and the firewall, and https://www.githubstatus.com. Nothing is lost meanwhile: what is to be written waits.`,
        ),
      ];
    case "refused":
      return [
        problem(
          "github",
          `GitHub does not accept the App's credentials: ${facts.reason}`,
          "Check APP_ID; make a new private key on the App's settings page (General → Private keys), set PRIVATE_KEY or PRIVATE_KEY_PATH to it, and start Stoa again. See also that this machine's clock is right.",
        ),
      ];
    case "known":
      return [ok("github", `GitHub knows the App as ${facts.app.slug}.`)];
  }
}

/** Are there installations, does Stoa know them, and has each granted what is needed? */
export function checkPermissions(
  app: AppState,
  needs: readonly Needy[],
  /** Ids of the installations in the database that are at work; undefined when it could not be read. */
  known: readonly number[] | undefined,
): readonly Finding[] {
  const registration = checkRegistration(app, needs);
  if (app.installations.length === 0) {
    return [
      ...registration,
      warn(
        "permissions",
        "The App is installed nowhere, so there is nothing to listen to.",
        `Install it on an organisation: ${app.url}/installations/new`,
      ),
    ];
  }
  return [
    ...registration,
    ...app.installations.flatMap((installation) => checkInstallation({ app, needs, known }, installation)),
    ...(known ?? [])
      .filter((id) => !app.installations.some((installation) => installation.id === id))
      .map((id) =>
        warn(
          "permissions",
          `Stoa believes in installation ${id}, which GitHub no longer has.`,
          `Redeliver its newest \`installation\` event on the App's page (Advanced), so that Stoa lets go of it.`,
        ),
      ),
  ];
}

/** What the App itself asks for; an installation cannot grant more. */
function checkRegistration(app: AppState, needs: readonly Needy[]): readonly Finding[] {
  const page = `the App's settings page (Permissions & events)`;
  return [
    ...missingPermissions(needs, app.permissions).map(({ permission, level, parts }) =>
      problem(
        "permissions",
        `The App does not ask for ${permission}: ${level}. That switches off, wholly or in part, ${listed(parts)}.`,
        `Set ${spoken(permission)} to "${level}" on ${page}; each installation's owner must then accept it.`,
      ),
    ),
    ...missingEvents(needs, app.events).map(({ event, parts }) =>
      problem(
        "permissions",
        `The App is not subscribed to ${event}. That leaves ${listed(parts)} without news.`,
        `Tick "${spoken(event)}" under "Subscribe to events" on ${page}.`,
      ),
    ),
  ];
}

interface Context {
  readonly app: AppState;
  readonly needs: readonly Needy[];
  readonly known: readonly number[] | undefined;
}

function checkInstallation(
  { app, needs, known }: Context,
  installation: AppInstallation,
): readonly Finding[] {
  const { account, url } = installation;
  if (installation.isSuspended) {
    return [
      warn(
        "permissions",
        `${account} has suspended the App: Stoa is silent there.`,
        `Unsuspend it at ${url}`,
      ),
    ];
  }
  const missing = missingPermissions(needs, installation.permissions).map(({ permission, level, parts }) =>
    problem(
      "permissions",
      `${account} has not granted ${permission}: ${level}. That switches off, wholly or in part, ${listed(parts)}.`,
      covers(app.permissions[permission], level)
        ? `An owner of ${account} accepts the App's new permissions at ${url}`
        : `Let the App ask for it first; then an owner of ${account} accepts it at ${url}`,
    ),
  );
  const isUnknown = known !== undefined && !known.includes(installation.id);
  const unheard = problem(
    "permissions",
    `Stoa has never heard that ${account} installed the App.`,
    `Redeliver the \`installation\` event on the App's page (Advanced), or remove the App at ${url} and install it again.`,
  );
  if (missing.length > 0 || isUnknown) return [...missing, ...(isUnknown ? [unheard] : [])];
  return [
    ok("permissions", `${account} has granted all of the ${counted(countOf(needs), "permission")} needed.`),
  ];
}

function countOf(needs: readonly Needy[]): number {
  return new Set(needs.flatMap(({ permissions }) => Object.keys(permissions))).size;
}

/** "pull_requests" as GitHub's pages write it: "Pull requests". */
function spoken(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
