// Rows of what GitHub could not deliver: which deliveries are missing, and how far its log has been looked through.

import { asc, eq, inArray, lte, sql } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import type { HookAttempt } from "../github/hook-deliveries.ts";

/** How far GitHub's log has been looked through; times are UTC epoch milliseconds. */
export interface Look {
  readonly lookedAt: number;
  /** GitHub's time up to which all attempts have been looked at. */
  readonly knownUntil: number;
  /** Where a long log is looked through further; null when its end was reached. */
  readonly cursor: string | null;
  /** The newest attempt of the look that `cursor` goes on with. */
  readonly newestAt: number;
}

export interface MissedDelivery {
  readonly guid: string;
  readonly attemptId: string;
  readonly event: string;
  readonly repositoryId: number | null;
  readonly failedAt: number;
  readonly asked: number;
  readonly dueAt: number;
}

/** The one row of `delivery_looks`. */
const THE_ROW = 1;
/** Engines limit how many values a statement may carry. */
const IDS_A_QUERY = 500;

/** The last look; undefined before the first. */
export async function findLook(connection: Connection): Promise<Look | undefined> {
  const { deliveryLooks } = connection.tables;
  const rows = await connection.db.select().from(deliveryLooks).where(eq(deliveryLooks.id, THE_ROW));
  return rows[0];
}

export async function saveLook(connection: Connection, look: Look): Promise<void> {
  const { deliveryLooks } = connection.tables;
  await connection.db
    .insert(deliveryLooks)
    .values({ id: THE_ROW, ...look })
    .onConflictDoUpdate({ target: deliveryLooks.id, set: look });
}

/** Which of these GUIDs the inbox has. */
export async function knownGuids(
  connection: Connection,
  guids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { deliveries } = connection.tables;
  const known = new Set<string>();
  for (let start = 0; start < guids.length; start += IDS_A_QUERY) {
    const rows = await connection.db
      .select({ guid: deliveries.guid })
      .from(deliveries)
      .where(inArray(deliveries.guid, guids.slice(start, start + IDS_A_QUERY)));
    for (const { guid } of rows) known.add(guid);
  }
  return known;
}

/** Writes down that an attempt failed; of several for one event the newest is asked for, and the first counts as its time. */
export async function upsertMissed(
  connection: Connection,
  attempt: HookAttempt,
  dueAt: number,
): Promise<void> {
  const { missedDeliveries } = connection.tables;
  const { id: attemptId, guid, event, repositoryId, at } = attempt;
  await connection.db
    .insert(missedDeliveries)
    .values({ guid, attemptId, event, repositoryId, failedAt: at, asked: 0, dueAt })
    .onConflictDoUpdate({
      target: missedDeliveries.guid,
      set: {
        // Attempts of one event are listed newest first, and looked at again while they overlap.
        attemptId: sql`case when excluded.failed_at > ${missedDeliveries.failedAt} then excluded.attempt_id else ${missedDeliveries.attemptId} end`,
        failedAt: sql`case when excluded.failed_at < ${missedDeliveries.failedAt} then excluded.failed_at else ${missedDeliveries.failedAt} end`,
      },
    });
}

/** The missing deliveries, oldest first. */
export async function listMissed(
  connection: Connection,
  query: { readonly dueBy: number; readonly limit: number },
): Promise<readonly MissedDelivery[]> {
  const { missedDeliveries } = connection.tables;
  return connection.db
    .select()
    .from(missedDeliveries)
    .where(lte(missedDeliveries.dueAt, query.dueBy))
    .orderBy(asc(missedDeliveries.failedAt), asc(missedDeliveries.guid))
    .limit(query.limit);
}

export async function postponeMissed(
  connection: Connection,
  { guid, asked, dueAt }: Pick<MissedDelivery, "guid" | "asked" | "dueAt">,
): Promise<void> {
  const { missedDeliveries } = connection.tables;
  await connection.db.update(missedDeliveries).set({ asked, dueAt }).where(eq(missedDeliveries.guid, guid));
}

/** Lets go of the ones that have come, or never will. */
export async function deleteMissed(connection: Connection, guids: readonly string[]): Promise<void> {
  const { missedDeliveries } = connection.tables;
  for (let start = 0; start < guids.length; start += IDS_A_QUERY) {
    await connection.db
      .delete(missedDeliveries)
      .where(inArray(missedDeliveries.guid, guids.slice(start, start + IDS_A_QUERY)));
  }
}

/** Lets go of those that have reached the inbox since. */
export async function deleteArrived(connection: Connection): Promise<void> {
  const { missedDeliveries, deliveries } = connection.tables;
  await connection.db
    .delete(missedDeliveries)
    .where(sql`exists (select 1 from ${deliveries} where ${deliveries.guid} = ${missedDeliveries.guid})`);
}
