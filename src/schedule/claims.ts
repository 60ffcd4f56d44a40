// Rows of `schedules`: when each job is due, and who has it. Of many processes one sees its conditional update change the
// row, and that one runs the job.

import { and, eq, lte } from "drizzle-orm";
import { MINUTE } from "../core/clock.ts";
import { describeError } from "../core/errors.ts";
import type { Connection } from "../db/connection.ts";

/** A job whose process died runs again after this long. */
const CLAIM_MS = 10 * MINUTE;
/** A job that failed runs again after this long. */
const RETRY_MS = 5 * MINUTE;

/** Names a row; Stoa's own upkeep, which is no installation's, stands under installation 0. */
export interface JobRow {
  readonly job: string;
  readonly installationId: number;
}

export const OWN_UPKEEP = 0;

/** Claims a job that is due; false when it is not, or when another process has it. */
export async function claimJob(connection: Connection, row: JobRow, now: number): Promise<boolean> {
  const { schedules } = connection.tables;
  const claimed = await connection.db
    .update(schedules)
    .set({ claimedUntil: now + CLAIM_MS })
    .where(and(isRow(connection, row), lte(schedules.nextAt, now), lte(schedules.claimedUntil, now)))
    .returning({ job: schedules.job });
  return claimed.length > 0;
}

/** Ends a job that ran at `now`. */
export async function finishJob(
  connection: Connection,
  row: JobRow,
  end: { readonly nextAt: number; readonly now: number },
): Promise<void> {
  await connection.db
    .update(connection.tables.schedules)
    .set({ nextAt: end.nextAt, claimedUntil: 0, lastRunAt: end.now, lastError: null })
    .where(isRow(connection, row));
}

/** Puts a job that failed back for later, with what went wrong. */
export async function postponeJob(
  connection: Connection,
  row: JobRow,
  failure: { readonly now: number; readonly error: unknown },
): Promise<void> {
  await connection.db
    .update(connection.tables.schedules)
    .set({ claimedUntil: failure.now + RETRY_MS, lastError: describeError(failure.error) })
    .where(isRow(connection, row));
}

/** Picks a job's row. */
export function isRow({ tables: { schedules } }: Connection, { job, installationId }: JobRow) {
  return and(eq(schedules.job, job), eq(schedules.installationId, installationId));
}

/** On SQLite there is one process: whatever was claimed belongs to one that died. */
export async function releaseScheduleClaims(connection: Connection): Promise<void> {
  await connection.db.update(connection.tables.schedules).set({ claimedUntil: 0 });
}
