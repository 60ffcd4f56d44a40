// What everybody at intake works with.

import type { Logger } from "pino";
import type { Database } from "../db/connection.ts";
import type { GitHubClients } from "../github/clients.ts";
import type { Batches } from "./batches.ts";
import type { Processing } from "./run-feature.ts";

/** A delivery as Probot's handlers get it. */
export interface Delivered {
  /** The delivery's GUID. */
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
}

export interface Intake {
  readonly processing: Processing;
  readonly database: Database;
  readonly batches: Batches;
  readonly log: Logger;
  /** Absent where no network may be used (benchmarks): then paths stay unknown. */
  readonly github: GitHubClients | undefined;
  /** Called when something may have to be fetched, sent or planned anew. */
  readonly wake: (what: "inbox" | "retries" | "backfill" | "outbox" | "schedule" | "thread-reads") => void;
}

/** Thrown within a batch, which holds a transaction open: the delivery must be processed by itself. */
export class NeedsGitHub extends Error {
  override readonly name = "NeedsGitHub";
}
