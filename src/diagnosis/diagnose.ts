// From facts to findings: every check, over what was gathered. Pure.

import type { Feature } from "../features/feature.ts";
import { checkDatabase } from "./checks/database.ts";
import { checkGitHub, checkPermissions } from "./checks/github.ts";
import { checkHolds } from "./checks/outbox.ts";
import { checkWebhook } from "./checks/webhook.ts";
import {
  checkConfig,
  checkHistory,
  checkMissed,
  checkParked,
  checkQueues,
  checkSchedules,
} from "./checks/work.ts";
import type { DatabaseFacts, GitHubFacts } from "./facts.ts";
import { ok, problem, warn, type Finding } from "./finding.ts";
import { needsOf } from "./needs.ts";

/** What of the environment a diagnosis speaks of. */
export interface Settings {
  readonly githubApiUrl: string;
  readonly publicUrl: string | undefined;
  readonly isDryRun: boolean;
}

export interface Facts {
  /** Undefined when the environment could not be read. */
  readonly settings: Settings | undefined;
  /** Where Stoa listens for deliveries. */
  readonly webhookPath: string;
  readonly features: readonly Feature[];
  readonly database: DatabaseFacts;
  readonly gitHub: GitHubFacts;
  /** UTC epoch milliseconds. */
  readonly now: number;
}

/** Everything there is to say, by area. Where a source is silent, what depends on it is left out. */
export function diagnose(facts: Facts): readonly Finding[] {
  const { settings, database, gitHub, now } = facts;
  const read = database.kind === "reachable" ? database : undefined;
  return [
    ...(settings ? checkSettings(settings) : []),
    ...checkDatabase(database),
    ...checkGitHub(gitHub, settings?.githubApiUrl ?? ""),
    ...(gitHub.kind === "known"
      ? [
          ...checkPermissions(gitHub.app, needsOf(facts.features), read?.work.installations),
          ...checkWebhook(gitHub.app, { path: facts.webhookPath, publicUrl: settings?.publicUrl }, now),
        ]
      : []),
    ...(read
      ? [
          checkMissed(read.work.missed, now),
          ...checkQueues(read.work, now),
          ...checkHolds(read.work.holds, now),
          ...checkParked(read.work.parked),
          ...checkSchedules(read.schedules, now),
          ...checkConfig(read.work.configProblems),
          ...checkHistory(read.work.history, now),
        ]
      : []),
  ];
}

/** The environment was read: what is worth saying of it. */
function checkSettings({ isDryRun, publicUrl }: Settings): readonly Finding[] {
  const found: Finding[] = [];
  if (isDryRun) {
    found.push(
      warn(
        "environment",
        "DRY_RUN is on: Stoa prints what it would write, and writes nothing.",
        "Take DRY_RUN away when Stoa may speak.",
      ),
    );
  }
  if (publicUrl === undefined) {
    found.push(
      warn(
        "environment",
        "PUBLIC_URL is not set, so what Stoa writes cannot link to the page that explains it.",
        "Set PUBLIC_URL to where people reach Stoa, such as https://stoa.example.org.",
      ),
    );
  }
  return found.length > 0 ? found : [ok("environment", "Everything is set.")];
}

/** The environment could not be read: `message` says which values are wrong or missing. */
export function brokenEnvironment(message: string): Finding {
  return problem(
    "environment",
    message,
    "Set these variables where Stoa is started; docs/configuration.md lists them all.",
  );
}

/** Neither the environment nor set-up has named a GitHub App. */
export function missingApp(): Finding {
  return problem(
    "environment",
    "Stoa has no GitHub App yet.",
    "Start Stoa (`stoa serve`) and open the set-up page it names, or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET.",
  );
}
