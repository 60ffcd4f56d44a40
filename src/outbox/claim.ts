// Which effect is next, and when to look again: answers to people first, nothing for an installation that may not write
// now or for which somebody is writing, nothing where requests keep failing. All of it is read from the database, so that
// any number of processes keep to it together.

import {
  and,
  asc,
  desc,
  eq,
  gt,
  inArray,
  isNull,
  lte,
  min,
  ne,
  notInArray,
  or,
  sql,
  type SQL,
} from "drizzle-orm";
import { lockTransaction, type Connection } from "../db/connection.ts";
import type { HoldScope } from "../db/tables/work.ts";
import { isScheduledTurn, nextWriteAt, OVERDUE_MS, SCHEDULED, WRITE_GAP_MS } from "./budget.ts";
import { EFFECT_CLAIM_MS, type StoredEffect } from "./store.ts";
import { listWrites } from "./writes.ts";

/** Any fixed number: Postgres knows advisory locks by it. */
const CLAIM_LOCK = 7_370_198;
/** Another process is writing for the same installation: look again after this long. */
const BUSY_MS = 250;

export interface ClaimQuery {
  readonly now: number;
  /** Stoa's part of GitHub's limits, 0…1. */
  readonly share: number;
}

/** An effect to attempt; or, when none can be, the moment to look again, if anything waits at all. */
export type Claim = { readonly effect: StoredEffect } | { readonly nextAt: number | undefined };

/**
 * Claims the next effect that is due and may be sent. It is marked as being attempted before anything is, so that
 * whoever finds it so after a crash knows.
 */
export async function claimEffect(connection: Connection, query: ClaimQuery): Promise<Claim> {
  // Two processes must not pick two effects of one installation at once: they could start a thread's comment twice.
  await lockTransaction(connection, CLAIM_LOCK);
  /** Installations, or their scheduled posts alone, whose limits leave no room; each with the moment they do again. */
  const full = new Map<string, number>();
  for (;;) {
    const found = await findNext(connection, query, full);
    if (!found) return { nextAt: await nextLookAt(connection, query, [...full.values()]) };
    const { installationId } = found;
    const recent = await listWrites(connection, { installationId, now: query.now });
    const overdue = isScheduledTurn(recent)
      ? await findOverdue(connection, query, installationId)
      : undefined;
    const effect = overdue ?? found;
    const allowedAt = nextWriteAt(recent, { ...query, priority: effect.priority });
    if (allowedAt <= query.now) return { effect: await mark(connection, effect, query.now) };
    full.set(fullKey(installationId, effect.priority), allowedAt);
  }
}

function fullKey(installationId: number, priority: number): string {
  return priority === SCHEDULED ? `${installationId} scheduled` : String(installationId);
}

async function findNext(
  connection: Connection,
  query: ClaimQuery,
  full: ReadonlyMap<string, number>,
): Promise<StoredEffect | undefined> {
  const { effects } = connection.tables;
  const withoutAny = [...full.keys()].filter((key) => !key.includes(" ")).map(Number);
  const withoutScheduled = [...full.keys()]
    .filter((key) => key.includes(" "))
    .map((key) => Number.parseInt(key, 10));
  const rows = await select(connection)
    .where(
      and(
        isFree(connection, query.now),
        withoutAny.length > 0 ? notInArray(effects.installationId, withoutAny) : undefined,
        withoutScheduled.length > 0
          ? or(sql`${effects.priority} <> ${SCHEDULED}`, notInArray(effects.installationId, withoutScheduled))
          : undefined,
      ),
    )
    .orderBy(asc(effects.priority), asc(effects.seq))
    .limit(1);
  return rows[0];
}

/** The scheduled post of an installation that has waited longest, if that is too long. */
async function findOverdue(
  connection: Connection,
  query: ClaimQuery,
  installationId: number,
): Promise<StoredEffect | undefined> {
  const { effects } = connection.tables;
  const rows = await select(connection)
    .where(
      and(
        isFree(connection, query.now),
        eq(effects.installationId, installationId),
        eq(effects.priority, SCHEDULED),
        lte(effects.createdAt, query.now - OVERDUE_MS),
      ),
    )
    .orderBy(asc(effects.seq))
    .limit(1);
  return rows[0];
}

function select({ db, tables: { effects } }: Connection) {
  return db
    .select({
      seq: effects.seq,
      key: effects.key,
      installationId: effects.installationId,
      repositoryId: effects.repositoryId,
      threadId: effects.threadId,
      effect: effects.effect,
      state: effects.state,
      attempts: effects.attempts,
      priority: effects.priority,
      claimedUntil: effects.claimedUntil,
      dueAt: effects.dueAt,
      createdAt: effects.createdAt,
      sentAt: effects.sentAt,
    })
    .from(effects);
}

/** What waits for a suspended installation waits on. */
function suspended({ db, tables: { installations } }: Connection) {
  return db.select({ id: installations.id }).from(installations).where(ne(installations.state, "active"));
}

/** Due, claimed by nobody, of an installation nobody writes for now or did a moment ago, and held nowhere. */
function isFree(connection: Connection, now: number): SQL | undefined {
  const { db, tables } = connection;
  const { effects, writes, holds } = tables;
  const busy = db
    .select({ id: effects.installationId })
    .from(effects)
    .where(and(eq(effects.state, "attempting"), gt(effects.claimedUntil, now)));
  const justWrote = db
    .select({ id: writes.installationId })
    .from(writes)
    .where(gt(writes.at, now - WRITE_GAP_MS));
  const held = (scope: HoldScope) =>
    db
      .select({ subject: holds.subject })
      .from(holds)
      .where(and(eq(holds.scope, scope), gt(holds.until, now)));
  return and(
    inArray(effects.state, ["waiting", "attempting"]),
    lte(effects.dueAt, now),
    lte(effects.claimedUntil, now),
    notInArray(effects.installationId, busy),
    notInArray(effects.installationId, justWrote),
    notInArray(effects.installationId, suspended(connection)),
    sql`cast(${effects.installationId} as text) not in ${held("installation")}`,
    sql`cast(${effects.repositoryId} as text) not in ${held("repository")}`,
    or(isNull(effects.threadId), notInArray(effects.threadId, held("thread"))),
  );
}

async function mark(connection: Connection, found: StoredEffect, now: number): Promise<StoredEffect> {
  const { effects } = connection.tables;
  const claimedUntil = now + EFFECT_CLAIM_MS;
  await connection.db
    .update(effects)
    .set({ state: "attempting", attempts: found.attempts + 1, claimedUntil })
    .where(eq(effects.seq, found.seq));
  return { ...found, claimedUntil };
}

/** The next moment at which anything may have changed; undefined when nothing waits. */
async function nextLookAt(
  connection: Connection,
  { now }: ClaimQuery,
  allowed: readonly number[],
): Promise<number | undefined> {
  const { db, tables } = connection;
  const { effects, writes, holds } = tables;
  const open = and(
    inArray(effects.state, ["waiting", "attempting"]),
    notInArray(effects.installationId, suspended(connection)),
  );
  const [waiting] = await db.select({ seq: effects.seq }).from(effects).where(open).limit(1);
  if (!waiting) return undefined;
  const [due] = await db
    .select({ at: min(effects.dueAt) })
    .from(effects)
    .where(and(open, gt(effects.dueAt, now)));
  const [claimed] = await db
    .select({ at: min(effects.claimedUntil) })
    .from(effects)
    .where(and(open, gt(effects.claimedUntil, now)));
  const [held] = await db
    .select({ at: min(holds.until) })
    .from(holds)
    .where(gt(holds.until, now));
  const [wrote] = await db
    .select({ at: min(writes.at) })
    .from(writes)
    .where(gt(writes.at, now - WRITE_GAP_MS));
  const [behind] = await db
    .select({ seq: effects.seq })
    .from(effects)
    .where(and(open, lte(effects.dueAt, now), lte(effects.claimedUntil, now)))
    .orderBy(desc(effects.seq))
    .limit(1);
  const moments = [due?.at, claimed?.at, held?.at, ...allowed].filter((at) => typeof at === "number");
  if (wrote?.at) moments.push(wrote.at + WRITE_GAP_MS);
  // Somebody else is at work for the same installation, and may end long before their claim does.
  if (behind && claimed?.at) moments.push(now + BUSY_MS);
  return Math.max(now + 1, Math.min(...moments, now + EFFECT_CLAIM_MS));
}
