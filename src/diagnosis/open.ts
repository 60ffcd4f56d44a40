// The diagnosis of a running Stoa, for `/readyz` and `/metrics`. Whoever asks, the database is read every five seconds at
// most and GitHub once a minute, so that asking often costs little.

import { MINUTE, SECOND, type Clock } from "../core/clock.ts";
import type { ConfigLoader } from "../config/load.ts";
import type { Database } from "../db/connection.ts";
import type { Feature } from "../features/feature.ts";
import type { GitHubClient } from "../github/clients.ts";
import { deliveryCounter } from "./delivery-counts.ts";
import { diagnose, type Settings } from "./diagnose.ts";
import { gatherDatabase, gatherGitHub, type DatabaseFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";

const DATABASE_FRESH_MS = 5 * SECOND;
const GITHUB_FRESH_MS = MINUTE;
/** While GitHub fails, whether it is back is asked sooner. */
const GITHUB_FAILED_FRESH_MS = 10 * SECOND;

/** A finding of the moment, and the facts behind the counts. */
export interface Diagnosis {
  findings(): Promise<readonly Finding[]>;
  database(): Promise<DatabaseFacts>;
  /** UTC epoch milliseconds. */
  now(): number;
}

export interface DiagnosisOptions {
  readonly clock: Clock;
  readonly database: Database;
  readonly signIn: () => Promise<GitHubClient>;
  readonly settings: Settings;
  readonly webhookPath: string;
  readonly features: readonly Feature[];
  readonly config: ConfigLoader;
}

export function openDiagnosis(options: DiagnosisOptions): Diagnosis {
  const { clock, features, config, settings, webhookPath } = options;
  const countDeliveries = deliveryCounter();
  const database = remembered(
    clock,
    () => gatherDatabase(options.database, { features, config, now: clock.now(), countDeliveries }),
    () => DATABASE_FRESH_MS,
  );
  const gitHub = remembered(
    clock,
    () => gatherGitHub(options.signIn),
    ({ kind }) => (kind === "known" ? GITHUB_FRESH_MS : GITHUB_FAILED_FRESH_MS),
  );
  return {
    now: () => clock.now(),
    database,
    async findings() {
      const [databaseFacts, gitHubFacts] = await Promise.all([database(), gitHub()]);
      return diagnose({
        settings,
        webhookPath,
        features,
        database: databaseFacts,
        gitHub: gitHubFacts,
        now: clock.now(),
      });
    },
  };
}

/** `read`, once for everybody who asks while its answer is fresh. It must not throw. */
function remembered<T>(
  clock: Clock,
  read: () => Promise<T>,
  freshMs: (value: T) => number,
): () => Promise<T> {
  let current: Promise<T> | undefined;
  let freshUntil = Infinity;
  return () => {
    if (current && clock.now() < freshUntil) return current;
    // Nobody else starts to read while this is under way.
    freshUntil = Infinity;
    current = read().then((value) => {
      freshUntil = clock.now() + freshMs(value);
      return value;
    });
    return current;
  };
}
