// Pairings of a newcomer and a mentor in one thread.

import { and, asc, count, eq, gt, gte, inArray, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import type { Period, PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { publicScope } from "../../db/repositories.ts";
import type { PairingState, TurnOutcome } from "../../db/tables/mentoring.ts";

export type Pairing = Connection["tables"]["pairings"]["$inferSelect"];

/** One person's pairing in one thread. */
export interface PairingKey {
  readonly threadId: string;
  readonly newcomerId: number;
}

/**
 * Makes pairings of one installation wait for each other until their transactions end, so that two newcomers at once
 * cannot overfill a mentor. SQLite has one writer anyway; on Postgres the update holds the row's lock.
 */
export async function lockPairings(connection: Connection, installationId: number): Promise<void> {
  const { installations } = connection.tables;
  await connection.db
    .update(installations)
    .set({ state: sql`${installations.state}` })
    .where(eq(installations.id, installationId));
}

/** Starts a pairing; one that was there in the same thread starts anew. */
export async function upsertPairing(
  connection: Connection,
  pairing: Omit<Pairing, "acceptedAt" | "nudgedAt" | "questionedAt" | "doneAt" | "completedAt">,
): Promise<void> {
  const { pairings } = connection.tables;
  const { threadId: _, newcomerId: __, ...rest } = pairing;
  const fresh = { acceptedAt: null, nudgedAt: null, questionedAt: null, doneAt: null, completedAt: null };
  await connection.db
    .insert(pairings)
    .values({ ...pairing, ...fresh })
    .onConflictDoUpdate({
      target: [pairings.threadId, pairings.newcomerId],
      set: { ...rest, ...fresh },
    });
}

/** A person's pairing in a thread, if there ever was one. */
export async function findPairing(connection: Connection, key: PairingKey): Promise<Pairing | undefined> {
  const { pairings } = connection.tables;
  const rows = await connection.db.select().from(pairings).where(isThis(connection, key)).limit(1);
  return rows[0];
}

function isThis({ tables: { pairings } }: Connection, { threadId, newcomerId }: PairingKey) {
  return and(eq(pairings.threadId, threadId), eq(pairings.newcomerId, newcomerId));
}

/** The pairings of a thread that were not declined, oldest first. */
export async function listThreadPairings(
  connection: Connection,
  threadId: string,
): Promise<readonly (Pairing & { readonly newcomerLogin: string })[]> {
  const rows = await connection
    .prepared("mentoring.threadPairings", ({ db, tables: { pairings, people } }) =>
      db
        .select({ pairing: pairings, newcomerLogin: people.login })
        .from(pairings)
        .innerJoin(people, eq(people.id, pairings.newcomerId))
        .where(and(eq(pairings.threadId, sql.placeholder("threadId")), ne(pairings.state, "declined")))
        .orderBy(asc(pairings.startedAt), asc(pairings.newcomerId)),
    )
    .run({ threadId });
  return rows.map(({ pairing, newcomerLogin }) => ({ ...pairing, newcomerLogin }));
}

/** The mentor who gave way last in a pairing's thread, and why. */
export async function findLastTurn(
  connection: Connection,
  { threadId, newcomerId }: PairingKey,
): Promise<{ readonly mentorLogin: string; readonly outcome: TurnOutcome } | undefined> {
  const { pairingTurns: turns } = connection.tables;
  const rows = await connection.db
    .select({ mentorLogin: turns.mentorLogin, outcome: turns.outcome })
    .from(turns)
    .where(and(eq(turns.threadId, threadId), eq(turns.newcomerId, newcomerId)))
    .orderBy(sql`${turns.turn} desc`)
    .limit(1);
  return rows[0];
}

/** Forgets a pairing that should never have been, or that starts anew. */
export async function deletePairing(connection: Connection, key: PairingKey): Promise<void> {
  await connection.db.delete(connection.tables.pairings).where(isThis(connection, key));
}

/** Notes on a pairing what somebody did. */
export async function updatePairing(
  connection: Connection,
  key: PairingKey,
  change: Partial<
    Pick<Pairing, "state" | "endedAt" | "acceptedAt" | "nudgedAt" | "questionedAt" | "doneAt" | "completedAt">
  >,
): Promise<void> {
  await connection.db.update(connection.tables.pairings).set(change).where(isThis(connection, key));
}

/** A mentor gives way: what they were is kept as a turn, and the newcomer waits for the next one. */
export async function endTurn(
  connection: Connection,
  pairing: Pairing,
  end: { readonly at: number; readonly outcome: TurnOutcome },
): Promise<void> {
  const { pairingTurns } = connection.tables;
  const { threadId, newcomerId, turn, mentorLogin, startedAt } = pairing;
  await connection.db
    .insert(pairingTurns)
    .values({ threadId, newcomerId, turn, mentorLogin, startedAt, endedAt: end.at, outcome: end.outcome })
    .onConflictDoNothing();
  await deletePairing(connection, pairing);
}

/**
 * Ends the pairings of a thread that closed; they no longer count against a mentor's capacity. A pairing that began after
 * that (the thread was open again) stays. Of several closings the first after its start ended it, whichever comes first.
 */
export async function endPairings(
  connection: Connection,
  thread: { readonly threadId: string; readonly at: number },
): Promise<void> {
  await connection
    .prepared("mentoring.endPairings", ({ db, tables: { pairings } }) =>
      db
        .update(pairings)
        // That somebody was waited for matters no more, and depends on when it was looked at.
        .set({
          state: "ended",
          endedAt: sql`${sql.placeholder("at")}`,
          nudgedAt: sql`null`,
          questionedAt: sql`null`,
        })
        .where(
          and(
            eq(pairings.threadId, sql.placeholder("threadId")),
            ne(pairings.state, "declined"),
            lte(pairings.startedAt, sql.placeholder("at")),
            or(isNull(pairings.endedAt), gt(pairings.endedAt, sql.placeholder("at"))),
          ),
        ),
    )
    .run(thread);
}

/** Pairings of an installation by state, private repositories included: for maintainers. */
export async function countPairings(
  connection: Connection,
  installationId: number,
): Promise<Readonly<Record<PairingState, number>>> {
  const { pairings } = connection.tables;
  const rows = await connection.db
    .select({ state: pairings.state, pairings: count() })
    .from(pairings)
    .where(eq(pairings.installationId, installationId))
    .groupBy(pairings.state)
    .orderBy(asc(pairings.state));
  const counts: Record<PairingState, number> = { active: 0, declined: 0, ended: 0 };
  for (const row of rows) counts[row.state] = row.pairings;
  return counts;
}

/** A pairing as the digest shows it. */
export interface StartedPairing {
  readonly mentorLogin: string;
  readonly newcomerLogin: string;
  readonly state: PairingState;
  /** Of the thread. */
  readonly title: string;
  readonly url: string;
}

const MAX_STARTED = 100;

/** Pairings that started in a period in the given repositories and were not declined, oldest first. */
export async function listStarted(
  connection: Connection,
  query: Period & PublicScope,
): Promise<readonly StartedPairing[]> {
  if (query.repositoryIds.length === 0) return [];
  const { pairings, people, threads } = connection.tables;
  return connection.db
    .select({
      mentorLogin: pairings.mentorLogin,
      newcomerLogin: people.login,
      state: pairings.state,
      title: threads.title,
      url: threads.url,
    })
    .from(pairings)
    .innerJoin(threads, eq(threads.id, pairings.threadId))
    .innerJoin(people, eq(people.id, pairings.newcomerId))
    .where(
      and(
        eq(pairings.installationId, query.installationId),
        ne(pairings.state, "declined"),
        gte(pairings.startedAt, query.startsAt),
        lt(pairings.startedAt, query.endsAt),
        inArray(threads.repositoryId, [...query.repositoryIds]),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(pairings.startedAt), asc(pairings.threadId), asc(pairings.newcomerId))
    .limit(MAX_STARTED);
}

/** How many pull requests of a person were merged in the public repositories of an installation. */
export async function countMerged(
  connection: Connection,
  query: { readonly installationId: number; readonly personId: number },
): Promise<number> {
  const { repositoryIds } = await publicScope(connection, query.installationId);
  if (repositoryIds.length === 0) return 0;
  const { threads } = connection.tables;
  const rows = await connection.db
    .select({ merged: count() })
    .from(threads)
    .where(
      and(
        eq(threads.authorId, query.personId),
        eq(threads.kind, "pull"),
        eq(threads.state, "merged"),
        isNull(threads.deletedAt),
        inArray(threads.repositoryId, [...repositoryIds]),
      ),
    );
  return rows[0]?.merged ?? 0;
}

/** What of mentoring stands in a thread, or is about to; "" for nothing. */
export async function readSpoken(connection: Connection, threadId: string): Promise<string> {
  const rows = await connection
    .prepared("mentoring.readSpoken", ({ db, tables: { commentSections } }) =>
      db
        .select({ markdown: commentSections.markdown })
        .from(commentSections)
        .where(
          and(
            eq(commentSections.threadId, sql.placeholder("threadId")),
            eq(commentSections.section, "mentoring"),
          ),
        ),
    )
    .run({ threadId });
  return rows[0]?.markdown ?? "";
}
