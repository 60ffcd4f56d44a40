// Gaps: moments since which something may have happened that no delivery will tell of any more. Each repository's is
// closed by a reconciliation (reconcile.ts), which reads what was updated since.

import { and, eq, sql } from "drizzle-orm";
import { HOUR, MINUTE } from "../core/clock.ts";
import type { Connection } from "../db/connection.ts";

/** Moments are told by other clocks, and a delivery may be late: so much is read again before a gap. */
const OVERLAP_MS = HOUR;
/** What GitHub still can deliver comes first: people who typed a command in it are answered. */
const DELIVERIES_FIRST_MS = 15 * MINUTE;

/** A time in which things may have been missed, in one repository or in all. */
export interface Gap {
  /** UTC epoch milliseconds. */
  readonly since: number;
  /** null for every repository. */
  readonly repositoryId: number | null;
}

/** Plans to read what a gap hides. A repository that has one already gets the longer of the two. */
export async function openGap(connection: Connection, gap: Gap, now: number): Promise<void> {
  const { repositories, installations, historyReads } = connection.tables;
  const rows = await connection.db
    .select({ id: repositories.id })
    .from(repositories)
    .innerJoin(installations, eq(installations.id, repositories.installationId))
    .where(
      and(
        eq(installations.state, "active"),
        eq(repositories.isActive, true),
        ...(gap.repositoryId === null ? [] : [eq(repositories.id, gap.repositoryId)]),
      ),
    );
  for (const { id } of rows) {
    await connection.db
      .insert(historyReads)
      .values({
        repositoryId: id,
        scope: "changes",
        since: gap.since - OVERLAP_MS,
        dueAt: now + DELIVERIES_FIRST_MS,
        claimedUntil: 0,
        attempts: 0,
        spent: 0,
        activeAt: 0,
        updatedAt: now,
      })
      .onConflictDoUpdate({
        target: [historyReads.repositoryId, historyReads.scope],
        set: {
          since: sql`case when excluded.since < ${historyReads.since} then excluded.since else ${historyReads.since} end`,
          // What was read of it already may have changed since.
          place: null,
          claimedUntil: 0,
          updatedAt: now,
        },
      });
  }
}
