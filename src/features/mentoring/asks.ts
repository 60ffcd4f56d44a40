// Who asks for a mentor, and what is known of each ask: until when it waits, who was tried, whom it got.

import { and, asc, eq, gte, inArray, isNull, or, sql } from "drizzle-orm";
import { DAY, dayOf } from "../../core/clock.ts";
import type { Connection } from "../../db/connection.ts";
import { hasEarlierPull } from "../../db/threads.ts";
import { fixedLimit } from "../../db/fixed-limit.ts";
import { readerScope } from "../../db/repositories.ts";
import type { PairingOffer } from "../../db/tables/mentoring.ts";

export type Ask = Connection["tables"]["mentoringAsks"]["$inferSelect"];
type PairingRow = Connection["tables"]["pairings"]["$inferSelect"];
type TurnRow = Connection["tables"]["pairingTurns"]["$inferSelect"];

/** Nobody waits longer for a mentor: by then the work is done, or given up. */
export const WAIT_MS = 14 * DAY;

/** An ask with all that its matching stands on. */
export interface OpenAsk {
  readonly ask: Ask;
  /** Names the ask: thread and newcomer. */
  readonly id: string;
  /** Since when it waits: when it was asked, or when the last mentor gave way. */
  readonly waitsSince: number;
  /** When its thread was closed after it was asked; undefined while it was not. */
  readonly closings: readonly number[];
  readonly isPrivate: boolean;
  /** Mentors who gave way, lower case: they are not asked again. */
  readonly tried: ReadonlySet<string>;
  readonly pairing: PairingRow | undefined;
}

/** Remembers who asked; asked again in the same thread, the newest stands. */
export async function upsertAsk(connection: Connection, ask: Ask): Promise<void> {
  const { mentoringAsks: asks } = connection.tables;
  const { threadId: _, newcomerId: __, ...changing } = ask;
  await connection.db
    .insert(asks)
    .values(ask)
    .onConflictDoUpdate({ target: [asks.threadId, asks.newcomerId], set: changing });
}

/** Remembers a first pull request; what its author asked for since stands. */
export async function insertAsk(connection: Connection, ask: Ask): Promise<void> {
  await connection.db.insert(connection.tables.mentoringAsks).values(ask).onConflictDoNothing();
}

export async function deleteAsk(
  connection: Connection,
  { threadId, newcomerId }: { readonly threadId: string; readonly newcomerId: number },
): Promise<void> {
  const { mentoringAsks: asks } = connection.tables;
  await connection.db.delete(asks).where(and(eq(asks.threadId, threadId), eq(asks.newcomerId, newcomerId)));
}

/** Whether a person asks for a mentor in a thread, or was thought of; how. */
export async function findAsk(
  connection: Connection,
  { threadId, newcomerId }: { readonly threadId: string; readonly newcomerId: number },
): Promise<Ask | undefined> {
  const { mentoringAsks: asks } = connection.tables;
  const rows = await connection.db
    .select()
    .from(asks)
    .where(and(eq(asks.threadId, threadId), eq(asks.newcomerId, newcomerId)))
    .limit(1);
  return rows[0];
}

/** Whether there is anything to decide. Prepared, because it is asked for every thread that opens or closes. */
export async function isAnyAsk(
  connection: Connection,
  query: { readonly installationId: number; readonly since: number },
): Promise<boolean> {
  const rows = await connection
    .prepared("mentoring.isAnyAsk", ({ db, tables: { mentoringAsks: asks, pairings } }) =>
      db
        .select({ id: asks.threadId })
        .from(asks)
        .leftJoin(
          pairings,
          and(eq(pairings.threadId, asks.threadId), eq(pairings.newcomerId, asks.newcomerId)),
        )
        .where(
          and(
            eq(asks.installationId, sql.placeholder("installationId")),
            or(
              gte(asks.askedAt, sql.placeholder("since")),
              and(gte(asks.askedAt, sql.placeholder("waitingSince")), isNull(pairings.threadId)),
            ),
          ),
        )
        .limit(fixedLimit(1)),
    )
    .run({ ...query, waitingSince: query.since - WAIT_MS });
  return rows.length > 0;
}

/**
 * The asks that something which happened at `since` can matter to: those that came later, and those that may still have
 * waited then. In the order in which they were asked.
 */
export async function listOpenAsks(
  connection: Connection,
  query: { readonly installationId: number; readonly since: number },
): Promise<readonly OpenAsk[]> {
  const { mentoringAsks: asks, repositories, pairings, pairingTurns } = connection.tables;
  const { installationId, since } = query;
  // An ask whose mentor gave way waits anew, however old it is.
  const turned = connection.db
    .select({ threadId: pairingTurns.threadId })
    .from(pairingTurns)
    .where(gte(pairingTurns.endedAt, since - WAIT_MS));
  const rows = await connection.db
    .select({ ask: asks, isPrivate: repositories.isPrivate, pairing: pairings })
    .from(asks)
    .innerJoin(repositories, eq(repositories.id, asks.repositoryId))
    .leftJoin(pairings, and(eq(pairings.threadId, asks.threadId), eq(pairings.newcomerId, asks.newcomerId)))
    .where(
      and(
        eq(asks.installationId, installationId),
        or(gte(asks.askedAt, since - WAIT_MS), inArray(asks.threadId, turned)),
      ),
    )
    .orderBy(asc(asks.askedAt), asc(asks.threadId), asc(asks.newcomerId));
  const threadIds = [...new Set(rows.map(({ ask }) => ask.threadId))];
  const turns = await listTurns(connection, threadIds);
  const closings = await listClosings(
    connection,
    rows.map(({ ask }) => ask),
  );
  return rows.map(({ ask, isPrivate, pairing }) => {
    const own = turns.filter((one) => one.threadId === ask.threadId && one.newcomerId === ask.newcomerId);
    return {
      ask,
      id: `${ask.threadId}:${ask.newcomerId}`,
      waitsSince: Math.max(ask.askedAt, ...own.map(({ endedAt }) => endedAt)),
      closings: (closings.get(ask.threadId) ?? []).filter((at) => at >= ask.askedAt),
      isPrivate,
      tried: new Set(own.map(({ mentorLogin }) => mentorLogin.toLowerCase())),
      pairing: pairing ?? undefined,
    };
  });
}

async function listTurns(connection: Connection, threadIds: readonly string[]): Promise<readonly TurnRow[]> {
  if (threadIds.length === 0) return [];
  const { pairingTurns } = connection.tables;
  return connection.db
    .select()
    .from(pairingTurns)
    .where(inArray(pairingTurns.threadId, [...threadIds]))
    .orderBy(asc(pairingTurns.threadId), asc(pairingTurns.newcomerId), asc(pairingTurns.turn));
}

/** When each thread was closed, merged or deleted, oldest first; the delivery of that may have overtaken the opening's. */
async function listClosings(
  connection: Connection,
  asks: readonly Ask[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  const [first] = asks;
  if (!first) return found;
  const { activities } = connection.tables;
  const rows = await connection.db
    .select({ threadId: activities.threadId, at: activities.at })
    .from(activities)
    .where(
      and(
        inArray(activities.repositoryId, [...new Set(asks.map(({ repositoryId }) => repositoryId))]),
        gte(activities.day, dayOf(Math.min(...asks.map(({ askedAt }) => askedAt)))),
        inArray(activities.threadId, [...new Set(asks.map(({ threadId }) => threadId))]),
        inArray(activities.kind, ["thread.closed", "thread.merged", "thread.deleted"]),
      ),
    )
    .orderBy(asc(activities.at), asc(activities.key));
  for (const { threadId, at } of rows) {
    if (threadId !== null) found.set(threadId, [...(found.get(threadId) ?? []), at]);
  }
  return found;
}

/** Whether an ask still has its ground: a first pull request is one only as long as no earlier one is known. */
export async function hasGround(
  connection: Connection,
  { threadId, newcomerId, installationId, repositoryId, askedAt, offer }: Ask,
): Promise<boolean> {
  if (offer === ("on-request" satisfies PairingOffer)) return true;
  const scope = await readerScope(connection, { id: repositoryId, installationId });
  const query = { ...scope, personId: newcomerId, before: askedAt, exceptThreadId: threadId };
  return !(await hasEarlierPull(connection, query));
}

/** A stretch of time in which a mentor had a newcomer. */
export interface Span {
  readonly id: string;
  /** Lower case. */
  readonly key: string;
  readonly startsAt: number;
  /** null while it goes on. */
  readonly endsAt: number | null;
}

/** Every mentor's newcomers since a moment, those of an earlier turn included. */
export async function listSpans(
  connection: Connection,
  { installationId, since }: { readonly installationId: number; readonly since: number },
): Promise<readonly Span[]> {
  const { pairings, pairingTurns, mentoringAsks: asks } = connection.tables;
  const current = await connection.db
    .select({
      threadId: pairings.threadId,
      newcomerId: pairings.newcomerId,
      login: pairings.mentorLogin,
      startsAt: pairings.startedAt,
      endsAt: pairings.endedAt,
    })
    .from(pairings)
    .where(
      and(
        eq(pairings.installationId, installationId),
        or(isNull(pairings.endedAt), gte(pairings.endedAt, since)),
      ),
    )
    .orderBy(asc(pairings.threadId), asc(pairings.newcomerId));
  const past = await connection.db
    .select({
      threadId: pairingTurns.threadId,
      newcomerId: pairingTurns.newcomerId,
      login: pairingTurns.mentorLogin,
      startsAt: pairingTurns.startedAt,
      endsAt: pairingTurns.endedAt,
    })
    .from(pairingTurns)
    .innerJoin(
      asks,
      and(eq(asks.threadId, pairingTurns.threadId), eq(asks.newcomerId, pairingTurns.newcomerId)),
    )
    .where(and(eq(asks.installationId, installationId), gte(pairingTurns.endedAt, since)))
    .orderBy(asc(pairingTurns.threadId), asc(pairingTurns.newcomerId), asc(pairingTurns.turn));
  return [
    ...current.map(({ threadId, newcomerId, login, ...span }) => ({
      ...span,
      id: `${threadId}:${newcomerId}`,
      key: login.toLowerCase(),
    })),
    ...past.map(({ login, startsAt, endsAt }) => ({
      // A turn is never decided again.
      id: "",
      key: login.toLowerCase(),
      startsAt,
      endsAt,
    })),
  ];
}
