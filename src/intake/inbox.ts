// The inbox: every delivery GitHub sent, once, in order per repository, until it is done, ignored with a reason, or
// parked with one. Deliveries that arrive together are stored in one transaction.

import { and, asc, eq, gte, lte, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import { MINUTE, type Clock } from "../core/clock.ts";
import type { Connection, Database } from "../db/connection.ts";
import { fixedLimit } from "../db/fixed-limit.ts";

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
        const values = { guid, event, lane: laneOf(event, body), payload: textOf(body) };
        // All requests that the event loop read in this turn share one transaction.
        if (waiting.push({ values, resolve, reject }) === 1) setImmediate(() => void flush());
      });
    },
  };
}

/** Postgres keeps no NUL in a text. JSON has none either: whatever holds one is unreadable, and is kept to be looked at. */
function textOf(body: Buffer): string {
  const text = body.toString("utf8");
  return body.includes(0) ? text.replaceAll("\0", "\uFFFD") : text;
}

async function insertDelivery(
  connection: Connection,
  { payload, ...values }: Waiting["values"] & { readonly receivedAt: number },
): Promise<void> {
  const stored = await connection
    .prepared("inbox.insert", ({ db, tables: { deliveries } }) =>
      db
        .insert(deliveries)
        .values({
          guid: sql.placeholder("guid"),
          event: sql.placeholder("event"),
          lane: sql.placeholder("lane"),
          state: "waiting",
          attempts: 0,
          receivedAt: sql.placeholder("receivedAt"),
          dueAt: sql.placeholder("receivedAt"),
          claimedUntil: 0,
        })
        .onConflictDoNothing()
        .returning({ seq: deliveries.seq }),
    )
    .run(values);
  const seq = stored[0]?.seq;
  if (seq === undefined) return;
  await connection
    .prepared("inbox.insertPayload", ({ db, tables: { payloads } }) =>
      db.insert(payloads).values({ seq: sql.placeholder("seq"), body: sql.placeholder("body") }),
    )
    .run({ seq, body: payload });
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

/**
 * The first that waits of every lane. It goes from lane to lane through their index, so it costs as much as there are lanes,
 * however many deliveries wait in them.
 */
function isFirstOfLane({ dialect, tables: { deliveries } }: Connection): SQL {
  const waiting = sql`from deliveries as d where ${isWaiting({ state: sql`d.state` })}`;
  const first = sql`
    with recursive lanes (lane) as (
      select min(d.lane) ${waiting}
      union all
      select (select min(d.lane) ${waiting} and d.lane > lanes.lane) from lanes where lanes.lane is not null
    )
    select (select min(d.seq) ${waiting} and d.lane = lanes.lane) from lanes where lanes.lane is not null`;
  // As an array, or Postgres may compare every delivery with every lane.
  return dialect === "postgres"
    ? sql`${deliveries.seq} = any(array(${first}))`
    : sql`${deliveries.seq} in (${first})`;
}

/**
 * Claims the first waiting delivery of any lane whose turn it is, and up to `limit` in all with those right behind it in its
 * lane. They are the caller's until the transaction ends: nobody takes a lane whose first is locked.
 */
export async function claimDeliveries(
  connection: Connection,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly StoredDelivery[]> {
  const [head] = await findHead(connection, now);
  if (!head) return [];
  const rows = await connection
    .prepared(`inbox.listLane.${limit}`, ({ db, tables: { deliveries, payloads } }) =>
      db
        .select({
          seq: deliveries.seq,
          guid: deliveries.guid,
          event: deliveries.event,
          payload: payloads.body,
          attempts: deliveries.attempts,
          freeAt: freeAt(deliveries),
        })
        .from(deliveries)
        .innerJoin(payloads, eq(payloads.seq, deliveries.seq))
        .where(
          and(
            isWaiting(deliveries),
            eq(deliveries.lane, sql.placeholder("lane")),
            gte(deliveries.seq, sql.placeholder("seq")),
          ),
        )
        .orderBy(asc(deliveries.seq))
        .limit(fixedLimit(limit)),
    )
    .run({ ...head });
  const blockedFrom = rows.findIndex((row) => row.freeAt > now);
  return blockedFrom < 0 ? rows : rows.slice(0, blockedFrom);
}

function freeAt({ dueAt, claimedUntil }: Connection["tables"]["deliveries"]) {
  return sql<number>`case when ${dueAt} > ${claimedUntil} then ${dueAt} else ${claimedUntil} end`.mapWith(
    Number,
  );
}

/** Where the next delivery stands. Of another process's lanes, which it has locked, none. */
function findHead(connection: Connection, now: number) {
  return connection
    .prepared("inbox.head", ({ db, dialect, tables: { deliveries } }) => {
      const query = db
        .select({ lane: deliveries.lane, seq: deliveries.seq })
        .from(deliveries)
        .where(
          and(
            isWaiting(deliveries),
            lte(deliveries.dueAt, sql.placeholder("now")),
            lte(deliveries.claimedUntil, sql.placeholder("now")),
            isFirstOfLane(connection),
          ),
        )
        .orderBy(asc(deliveries.seq))
        .limit(fixedLimit(1));
      if (dialect === "sqlite") return query;
      // Another process may be at work on the same lane: take the next one instead of waiting for it.
      return (query as unknown as { for(mode: "update", options: object): typeof query }).for("update", {
        of: deliveries,
        skipLocked: true,
      });
    })
    .run({ now });
}

/** Keeps a claimed delivery beyond the end of the transaction, so that it can be processed after it. */
export async function keepClaim(
  connection: Connection,
  { delivery, now }: { readonly delivery: StoredDelivery; readonly now: number },
): Promise<void> {
  // On SQLite one process takes one delivery at a time: nobody to mark it against.
  if (connection.dialect === "sqlite") return;
  const { deliveries } = connection.tables;
  await connection.db
    .update(deliveries)
    .set({ claimedUntil: now + CLAIM_MS })
    .where(eq(deliveries.seq, delivery.seq));
}

/** The moment the next delivery that waits can be claimed; undefined when none waits. */
export async function nextDeliveryAt(connection: Connection): Promise<number | undefined> {
  const { deliveries } = connection.tables;
  const rows = await connection.db
    .select({ at: sql<number | string | null>`min(${freeAt(deliveries)})` })
    .from(deliveries)
    // What waits behind another of its lane is not due before that one.
    .where(and(isWaiting(deliveries), isFirstOfLane(connection)));
  const at = rows[0]?.at ?? null;
  return at === null ? undefined : Number(at);
}

/** On SQLite there is one process: whatever was claimed belongs to one that died. */
export async function releaseClaims(connection: Connection): Promise<void> {
  const { deliveries } = connection.tables;
  await connection.db.update(deliveries).set({ claimedUntil: 0 }).where(eq(deliveries.state, "waiting"));
}
