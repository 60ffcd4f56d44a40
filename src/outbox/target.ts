// What performing an effect needs, gives back, and aims at.

import { eq } from "drizzle-orm";
import { MINUTE } from "../core/clock.ts";
import type { Connection, Database } from "../db/connection.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import type { GitHubClient } from "../github/clients.ts";
import { EffectProblem } from "../github/failures.ts";
import type { Companion } from "./companions.ts";

/** What came of an effect: where it can be seen, and what else to remember in the transaction that ends it. */
export interface Performed {
  readonly url: string | null;
  readonly externalId?: string | null;
  /** Runs in the transaction that marks the effect done. */
  readonly remember?: (connection: Connection) => Promise<void>;
  /** Sequence numbers of the other effects that are done with this one. */
  readonly settles?: readonly number[];
}

export interface Performance {
  readonly database: Database;
  readonly client: GitHubClient;
  readonly ownLogin: string;
  readonly now: number;
  /** See foot.ts. */
  readonly aboutUrl: string | undefined;
  /** What waits for the same request; see companions.ts. */
  readonly companions: readonly Companion[];
  /** Sends a request that writes, after it has been counted. Every one goes through here. */
  readonly write: <T>(send: () => Promise<T>) => Promise<T>;
}

/** GitHub's clocks and ours may differ by so much. */
const CLOCK_SKEW_MS = 5 * MINUTE;

/**
 * Whether GitHub must be looked at before something marked is written: when a request was sent at `sentAt` and its end is
 * not known, or when a Stoa with another database may have been here, which only the history tells.
 * @returns how far back to look; undefined when there is nothing to look for.
 */
export function lookSince(repository: RepositoryRow, sentAt: number | undefined): number | undefined {
  if (repository.backfilledAt === null) return 0;
  return sentAt === undefined ? undefined : sentAt - CLOCK_SKEW_MS;
}

export interface ThreadRow {
  readonly number: number;
  readonly nodeId: string;
  readonly kind: string;
  readonly isLocked: boolean;
  readonly deletedAt: number | null;
}

/** @throws EffectProblem when the thread is gone. */
export async function findThread({ database }: Performance, id: string): Promise<ThreadRow> {
  const { threads } = database.reader.tables;
  const rows = await database.reader.db
    .select({
      number: threads.number,
      nodeId: threads.nodeId,
      kind: threads.kind,
      isLocked: threads.isLocked,
      deletedAt: threads.deletedAt,
    })
    .from(threads)
    .where(eq(threads.id, id));
  const thread = rows[0];
  if (!thread || thread.deletedAt !== null)
    throw new EffectProblem("gone", "The thread was deleted or moved away.");
  return thread;
}

/** Whether a request failed because what it aimed at is not there. */
export function isNotFound(error: unknown): boolean {
  const { status, errors } = error as { status?: number; errors?: readonly { type?: string }[] };
  return status === 404 || (errors?.some(({ type }) => type === "NOT_FOUND") ?? false);
}
