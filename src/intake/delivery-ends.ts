// How deliveries end: done, ignored with a reason, put back for another try, or parked when they were tried often enough.

import { eq, sql } from "drizzle-orm";
import { HOUR, MINUTE, SECOND } from "../core/clock.ts";
import { isAmong, listed } from "../db/among.ts";
import type { Connection } from "../db/connection.ts";
import type { DeliveryState } from "../db/tables/work.ts";
import type { StoredDelivery } from "./inbox.ts";

/** Waits between tries of a delivery that failed; then it is parked. */
const RETRY_DELAYS_MS = [1 * SECOND, 10 * SECOND, MINUTE, 10 * MINUTE] as const;
/** The same while GitHub does not answer as it should: its outages last hours, and what waits behind loses nothing. */
const OUTAGE_DELAYS_MS = [...RETRY_DELAYS_MS, 20 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR] as const;

/** How a delivery ended: done, ignored or parked. */
export interface DeliveryEnd {
  readonly guid: string;
  readonly state: DeliveryState;
  readonly reason: string | null;
}

/** Ends deliveries. Their payloads go unless somebody may still want to look at them. */
export async function finishDeliveries(connection: Connection, ends: readonly DeliveryEnd[]): Promise<void> {
  const done = ends.filter(({ state }) => state === "done").map(({ guid }) => guid);
  if (done.length > 0) await finishAlike(connection, { state: "done", reason: null, guids: done });
  for (const { guid, state, reason } of ends) {
    if (state !== "done") await finishAlike(connection, { state, reason, guids: [guid] });
  }
}

async function finishAlike(
  connection: Connection,
  { state, reason, guids }: Omit<DeliveryEnd, "guid"> & { readonly guids: readonly string[] },
): Promise<void> {
  const ended = await connection
    .prepared("inbox.finish", ({ db, dialect, tables: { deliveries } }) =>
      db
        .update(deliveries)
        .set({ state: sql`${sql.placeholder("state")}`, reason: sql`${sql.placeholder("reason")}` })
        .where(isAmong({ dialect }, deliveries.guid, "guids"))
        .returning({ seq: deliveries.seq }),
    )
    .run({ state, reason, guids: listed(connection, guids) });
  if (state === "parked") return;
  await connection
    .prepared("inbox.dropPayloads", ({ db, dialect, tables: { payloads } }) =>
      db.delete(payloads).where(isAmong({ dialect }, payloads.seq, "seqs")),
    )
    .run({
      seqs: listed(
        connection,
        ended.map(({ seq }) => seq),
      ),
    });
}

/** Puts a failed delivery back for later, or parks it when it has been tried often enough. */
export async function retryDelivery(
  connection: Connection,
  failure: {
    readonly delivery: StoredDelivery;
    readonly reason: string;
    /** Whether only GitHub failed. */
    readonly isOutage: boolean;
    readonly now: number;
  },
): Promise<"waiting" | "parked"> {
  const { deliveries } = connection.tables;
  const { delivery, reason, isOutage, now } = failure;
  const delayMs = (isOutage ? OUTAGE_DELAYS_MS : RETRY_DELAYS_MS)[delivery.attempts];
  const state = delayMs === undefined ? "parked" : "waiting";
  await connection.db
    .update(deliveries)
    .set({ state, reason, attempts: delivery.attempts + 1, dueAt: now + (delayMs ?? 0), claimedUntil: 0 })
    .where(eq(deliveries.seq, delivery.seq));
  return state;
}
