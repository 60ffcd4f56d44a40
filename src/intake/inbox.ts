// The inbox: every delivery GitHub sent, once, in order per repository, until it is done, ignored with a reason, or
// parked with one. Deliveries that arrive together are stored in one transaction.

import { and, asc, eq, lt, lte, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { MINUTE, SECOND, type Clock } from "../core/clock.ts";
import type { Connection, Database } from "../db/connection.ts";
import type { DeliveryState } from "../db/tables/work.ts";

export interface StoredDelivery {
  readonly seq: number;
  readonly guid: string;
  readonly event: string;
  readonly payload: string;
  /** How often it was tried before. */
  readonly attempts: number;
}

export interface Inbox {
  /** Stores a delivery unless its GUID is known; resolves when it is safe. */
  store(delivery: { readonly guid: string; readonly event: string; readonly body: Buffer }): Promise<void>;
}

/** A delivery claimed by a process that died is taken up again after this long. */
const CLAIM_MS = 2 * MINUTE;
/** Waits between tries of a delivery that failed; then it is parked. */
const RETRY_DELAYS_MS = [1 * SECOND, 10 * SECOND, 60 * SECOND, 10 * MINUTE] as const;

interface Waiting {
  readonly values: {
    readonly guid: string;
    readonly event: string;
    readonly lane: string;
    readonly payload: string;
  };
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Opens the inbox; `onStored` is told how many deliveries have been stored together. */
export function openInbox(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly onStored: (count: number) => void;
}): Inbox {
  let waiting: Waiting[] = [];

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = [];
    const receivedAt = options.clock.now();
    try {
      await options.database.transaction(async (connection) => {
        for (const { values } of batch) await insertDelivery(connection, { ...values, receivedAt });
      });
      for (const { resolve } of batch) resolve();
      options.onStored(batch.length);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return {
    store({ guid, event, body }) {
      return new Promise((resolve, reject) => {
        const values = { guid, event, lane: laneOf(event, body), payload: body.toString("utf8") };
        // All requests that the event loop read in this turn share one transaction.
        if (waiting.push({ values, resolve, reject }) === 1) setImmediate(() => void flush());
      });
    },
  };
}

async function insertDelivery(
  connection: Connection,
  values: Waiting["values"] & { readonly receivedAt: number },
): Promise<void> {
  await connection
    .prepared("inbox.insert", ({ db, tables: { deliveries } }) =>
      db
        .insert(deliveries)
        .values({
          guid: sql.placeholder("guid"),
          event: sql.placeholder("event"),
          lane: sql.placeholder("lane"),
          payload: sql.placeholder("payload"),
          state: "waiting",
          attempts: 0,
          receivedAt: sql.placeholder("receivedAt"),
          dueAt: sql.placeholder("receivedAt"),
          claimedUntil: 0,
        })
        .onConflictDoNothing(),
    )
    .run({ ...values });
}

const REPOSITORY_ID = Buffer.from('"repository":{"id":');

/**
 * What must stay in order. Parsing JSON here would double the time of an answer, and a lane needs no more than the
 * repository's id, which GitHub writes first in its object; the quotes of this pattern cannot occur inside a JSON string.
 */
export function laneOf(event: string, body: Buffer): string {
  const found = body.indexOf(REPOSITORY_ID);
  if (found < 0) return event;
  const start = found + REPOSITORY_ID.length;
  const digits = /^\d{1,15}/.exec(body.toString("latin1", start, start + 15));
  return digits ? digits[0] : event;
}

/** Written out, not bound: only so can the engines use the indexes of what waits. */
function isWaiting({ state }: { readonly state: SQLWrapper }): SQL {
  return sql`${state} = 'waiting'`;
}

/** None of its lane that came before it still waits. */
function isFirstOfLane(deliveries: Connection["tables"]["deliveries"]): SQL {
  const earlier = alias(deliveries, "earlier");
  return sql`not exists (select 1 from ${deliveries} ${sql.identifier("earlier")} where ${and(
    eq(earlier.lane, deliveries.lane),
    isWaiting(earlier),
    lt(earlier.seq, deliveries.seq),
  )})`;
}

/** Claims the first waiting delivery of any lane whose turn it is, or says when one is due. */
export async function claimDelivery(
  connection: Connection,
  now: number,
): Promise<StoredDelivery | undefined> {
  const rows = await connection
    .prepared("inbox.next", ({ db, dialect, tables: { deliveries } }) => {
      const query = db
        .select({
          seq: deliveries.seq,
          guid: deliveries.guid,
          event: deliveries.event,
          payload: deliveries.payload,
          attempts: deliveries.attempts,
        })
        .from(deliveries)
        .where(
          and(
            isWaiting(deliveries),
            lte(deliveries.dueAt, sql.placeholder("now")),
            lte(deliveries.claimedUntil, sql.placeholder("now")),
            isFirstOfLane(deliveries),
          ),
        )
        .orderBy(asc(deliveries.seq))
        .limit(1);
      if (dialect === "sqlite") return query;
      // Another process may be claiming the same row: take the next one instead of waiting for it.
      return (query as unknown as { for(mode: "update", options: object): typeof query }).for("update", {
        of: deliveries,
        skipLocked: true,
      });
    })
    .run({ now });
  const delivery = rows[0];
  // On SQLite one process takes one delivery at a time: nobody to mark it against, and marking rewrites the payload.
  if (!delivery || connection.dialect === "sqlite") return delivery;
  await connection
    .prepared("inbox.claim", ({ db, tables: { deliveries } }) =>
      db
        .update(deliveries)
        .set({ claimedUntil: sql`${sql.placeholder("until")}` })
        .where(eq(deliveries.seq, sql.placeholder("seq"))),
    )
    .run({ seq: delivery.seq, until: now + CLAIM_MS });
  return delivery;
}

/** The moment the next delivery that waits can be claimed; undefined when none waits. */
export async function nextDeliveryAt(connection: Connection): Promise<number | undefined> {
  const { deliveries } = connection.tables;
  const rows = await connection.db
    .select({ dueAt: deliveries.dueAt, claimedUntil: deliveries.claimedUntil })
    .from(deliveries)
    // What waits behind another of its lane is not due before that one.
    .where(and(isWaiting(deliveries), isFirstOfLane(deliveries)))
    .orderBy(asc(deliveries.seq))
    .limit(200);
  const moments = rows.map((row) => Math.max(row.dueAt, row.claimedUntil));
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

/** Ends a delivery: done, ignored or parked. Its payload goes unless somebody may still want to look at it. */
export async function finishDelivery(
  connection: Connection,
  end: { readonly guid: string; readonly state: DeliveryState; readonly reason: string | null },
): Promise<void> {
  await connection
    .prepared("inbox.finish", ({ db, tables: { deliveries } }) =>
      db
        .update(deliveries)
        .set({
          state: sql`${sql.placeholder("state")}`,
          reason: sql`${sql.placeholder("reason")}`,
          // Its facts are kept, its words need not be kept twice; and writing the row anew costs no page of text.
          payload: sql`case when ${sql.placeholder("state")} = 'parked' then ${deliveries.payload} else '' end`,
        })
        .where(eq(deliveries.guid, sql.placeholder("guid"))),
    )
    .run({ ...end });
}

/** Puts a failed delivery back for later, or parks it when it has been tried often enough. */
export async function retryDelivery(
  connection: Connection,
  failure: { readonly delivery: StoredDelivery; readonly reason: string; readonly now: number },
): Promise<"waiting" | "parked"> {
  const { deliveries } = connection.tables;
  const { delivery, reason, now } = failure;
  const delayMs = RETRY_DELAYS_MS[delivery.attempts];
  const state = delayMs === undefined ? "parked" : "waiting";
  await connection.db
    .update(deliveries)
    .set({ state, reason, attempts: delivery.attempts + 1, dueAt: now + (delayMs ?? 0), claimedUntil: 0 })
    .where(eq(deliveries.seq, delivery.seq));
  return state;
}

/** On SQLite there is one process: whatever was claimed belongs to one that died. */
export async function releaseClaims(connection: Connection): Promise<void> {
  const { deliveries } = connection.tables;
  await connection.db.update(deliveries).set({ claimedUntil: 0 }).where(eq(deliveries.state, "waiting"));
}
