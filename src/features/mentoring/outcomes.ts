// What mentoring does, for maintainers: how long newcomers waited, whether mentors took them on, what was completed, and
// whether newcomers with a mentor come back more often than those without. Counts of many, never about one person.

import { and, asc, between, eq, gte, inArray, isNotNull, isNull, lt, lte, min, sql } from "drizzle-orm";
import { DAY, HOUR } from "../../core/clock.ts";
import type { ReaderScope } from "../../core/scope.ts";
import { isOneOf } from "../../db/among.ts";
import { inChunks } from "../../db/chunks.ts";
import type { Connection } from "../../db/connection.ts";
import type { MaintainersContext, MaintainersSection } from "../feature.ts";
import type { MentoringConfig } from "./config.ts";
import { compareReturn, median, type Newcomer, type Outcomes } from "./outcome-rules.ts";
import { presentOutcomes } from "./present-outcomes.ts";
import { silentTodos } from "./silent.ts";

/** Outcomes are told over half a year: a week has too few. */
const WINDOW_MS = 180 * DAY;
/** Somebody has come back who opens another pull request within this long after the first. */
export const RETURN_MS = 90 * DAY;
/** Newcomers are compared over this long: fewer say nothing. */
const COMPARED_MS = 720 * DAY;

/** The part of mentoring in the maintainers' digest; undefined when there is nothing to say. */
export async function maintainersSection(
  context: Pick<MaintainersContext<MentoringConfig>, "connection" | "config" | "scope" | "period">,
): Promise<MaintainersSection | undefined> {
  const { connection, config, scope, period } = context;
  if (!config.enabled) return undefined;
  const todos = await silentTodos(connection, scope);
  const outcomes = await readOutcomes(connection, scope, period.endsAt);
  const markdown = presentOutcomes(outcomes);
  if (markdown === undefined && todos.length === 0) return undefined;
  return { order: 60, todos, ...(markdown === undefined ? {} : { markdown }) };
}

/** What mentoring did up to a moment, in the repositories of a scope. */
export async function readOutcomes(
  connection: Connection,
  scope: ReaderScope,
  now: number,
): Promise<Outcomes> {
  const since = now - WINDOW_MS;
  const asks = await listAsks(connection, scope, { since, now });
  const paired = await listPaired(connection, scope, { since, now });
  const turns = await listTurnsSince(connection, scope, { since, now });
  const firstMentor = new Map<string, number>();
  for (const { id, startedAt } of [...turns, ...paired]) {
    firstMentor.set(id, Math.min(startedAt, firstMentor.get(id) ?? Infinity));
  }
  const waits = asks.flatMap(({ id, askedAt }) => {
    const startedAt = firstMentor.get(id);
    return startedAt === undefined ? [] : [startedAt - askedAt];
  });
  const over = paired.filter(
    ({ state, isMerged, completedAt }) => state !== "active" && (!isMerged || completedAt !== null),
  );
  const wait = median(waits);
  return {
    asked: asks.length,
    waiting: asks.filter(({ id, isOpen }) => isOpen && !paired.some((one) => one.id === id)).length,
    waitHours: wait === undefined ? null : Math.round(wait / HOUR),
    offered: paired.length + turns.length,
    accepted: paired.filter(({ hasSpoken }) => hasSpoken).length,
    over: over.length,
    completed: over.filter(({ completedAt }) => completedAt !== null).length,
    returned: compareReturn(await listNewcomers(connection, scope, now)),
  };
}

interface Window {
  readonly since: number;
  readonly now: number;
}

async function listAsks(connection: Connection, { repositoryIds }: ReaderScope, { since, now }: Window) {
  if (repositoryIds.length === 0) return [];
  const { mentoringAsks: asks, threads } = connection.tables;
  const rows = await connection.db
    .select({
      threadId: asks.threadId,
      newcomerId: asks.newcomerId,
      askedAt: asks.askedAt,
      state: threads.state,
    })
    .from(asks)
    .innerJoin(threads, eq(threads.id, asks.threadId))
    .where(
      and(
        inArray(asks.repositoryId, [...repositoryIds]),
        gte(asks.askedAt, since),
        lt(asks.askedAt, now),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(asks.askedAt), asc(asks.threadId), asc(asks.newcomerId));
  return rows.map(({ threadId, newcomerId, askedAt, state }) => ({
    id: `${threadId}:${newcomerId}`,
    askedAt,
    isOpen: state === "open",
  }));
}

async function listPaired(connection: Connection, { repositoryIds }: ReaderScope, { since, now }: Window) {
  if (repositoryIds.length === 0) return [];
  const { pairings, threads, people, remarks } = connection.tables;
  const hasWritten = sql<
    number | boolean
  >`exists (select 1 from ${remarks} join ${people} on ${people.id} = ${remarks.authorId}
    where ${remarks.threadId} = ${pairings.threadId} and ${remarks.createdAt} >= ${pairings.startedAt}
      and lower(${people.login}) = lower(${pairings.mentorLogin}))`;
  const rows = await connection.db
    .select({ pairing: pairings, mergedAt: threads.mergedAt, authorId: threads.authorId, hasWritten })
    .from(pairings)
    .innerJoin(threads, eq(threads.id, pairings.threadId))
    .where(
      and(
        isOneOf(threads.repositoryId, repositoryIds),
        gte(pairings.startedAt, since),
        lt(pairings.startedAt, now),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(pairings.startedAt), asc(pairings.threadId), asc(pairings.newcomerId));
  return rows.map(({ pairing, mergedAt, authorId, hasWritten: wrote }) => ({
    id: `${pairing.threadId}:${pairing.newcomerId}`,
    startedAt: pairing.startedAt,
    state: pairing.state,
    completedAt: pairing.completedAt,
    isMerged: mergedAt !== null && authorId === pairing.newcomerId,
    hasSpoken: pairing.acceptedAt !== null || Boolean(wrote),
  }));
}

async function listTurnsSince(
  connection: Connection,
  { repositoryIds }: ReaderScope,
  { since, now }: Window,
) {
  if (repositoryIds.length === 0) return [];
  const { pairingTurns: turns, threads } = connection.tables;
  const rows = await connection.db
    .select({ threadId: turns.threadId, newcomerId: turns.newcomerId, startedAt: turns.startedAt })
    .from(turns)
    .innerJoin(threads, eq(threads.id, turns.threadId))
    .where(
      and(
        isOneOf(threads.repositoryId, repositoryIds),
        gte(turns.startedAt, since),
        lt(turns.startedAt, now),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(turns.startedAt), asc(turns.threadId), asc(turns.newcomerId));
  return rows.map(({ threadId, newcomerId, startedAt }) => ({ id: `${threadId}:${newcomerId}`, startedAt }));
}

/** Everybody whose first pull request is long enough ago to know whether they came back. */
async function listNewcomers(
  connection: Connection,
  { repositoryIds }: ReaderScope,
  now: number,
): Promise<readonly Newcomer[]> {
  if (repositoryIds.length === 0) return [];
  const { threads, people, pairings } = connection.tables;
  const isPull = and(eq(threads.kind, "pull"), isOneOf(threads.repositoryId, repositoryIds));
  const newcomers = await connection.db
    .select({ authorId: threads.authorId })
    .from(threads)
    .innerJoin(people, and(eq(people.id, threads.authorId), eq(people.isBot, false)))
    .where(and(isPull, isNotNull(threads.authorId), lte(threads.createdAt, now - RETURN_MS)))
    .groupBy(threads.authorId)
    .having(between(min(threads.createdAt), now - COMPARED_MS, now - RETURN_MS))
    .orderBy(asc(threads.authorId));
  const ids = newcomers.flatMap(({ authorId }) => authorId ?? []);
  const rows: { readonly id: string; readonly authorId: number | null; readonly createdAt: number }[] = [];
  for (const some of inChunks(ids)) {
    const found = await connection.db
      .select({ id: threads.id, authorId: threads.authorId, createdAt: threads.createdAt })
      .from(threads)
      .where(and(isPull, inArray(threads.authorId, [...some]), lte(threads.createdAt, now)))
      .orderBy(asc(threads.createdAt), asc(threads.id));
    rows.push(...found);
  }
  const helped = await connection.db
    .select({ threadId: pairings.threadId, newcomerId: pairings.newcomerId })
    .from(pairings)
    .where(inArray(pairings.state, ["active", "ended"]));
  const isHelped = new Set(helped.map(({ threadId, newcomerId }) => `${threadId}:${newcomerId}`));
  const first = new Map<number, { readonly id: string; readonly at: number }>();
  const back = new Set<number>();
  for (const { id, authorId, createdAt } of rows) {
    if (authorId === null) continue;
    const known = first.get(authorId);
    if (!known) first.set(authorId, { id, at: createdAt });
    else if (createdAt - known.at <= RETURN_MS) back.add(authorId);
  }
  return [...first].map(([person, { id }]) => ({
    isPaired: isHelped.has(`${id}:${person}`),
    hasReturned: back.has(person),
  }));
}
