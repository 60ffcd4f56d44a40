// Pairings of a newcomer and a mentor in one thread, and what the facts say of the people in question.

import { and, asc, count, desc, eq, gte, inArray, isNotNull, isNull, lt, lte, ne, sql } from "drizzle-orm";
import type { Period } from "../../core/scope.ts";
import type { ThreadState } from "../../core/words.ts";
import type { Connection } from "../../db/connection.ts";
import type { PairingOffer, PairingState } from "../../db/tables/features.ts";
import type { Work } from "./rules.ts";

export interface Pairing {
  readonly threadId: string;
  readonly newcomerId: number;
  readonly installationId: number;
  readonly mentorLogin: string;
  readonly area: string | null;
  readonly offer: PairingOffer;
  readonly startedAt: number;
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

/** Starts a pairing; one that was declined or ended in the same thread starts anew. */
export async function upsertPairing(connection: Connection, pairing: Pairing): Promise<void> {
  const { pairings } = connection.tables;
  const changing = {
    mentorLogin: pairing.mentorLogin,
    area: pairing.area,
    offer: pairing.offer,
    state: "active" as const,
    startedAt: pairing.startedAt,
    endedAt: null,
  };
  await connection.db
    .insert(pairings)
    .values({ ...pairing, ...changing })
    .onConflictDoUpdate({ target: [pairings.threadId, pairings.newcomerId], set: changing });
}

/** The state of a person's pairing in a thread, if there ever was one. */
export async function findPairing(
  connection: Connection,
  query: { readonly threadId: string; readonly newcomerId: number },
): Promise<{ readonly mentorLogin: string; readonly state: PairingState } | undefined> {
  const { pairings } = connection.tables;
  const rows = await connection.db
    .select({ mentorLogin: pairings.mentorLogin, state: pairings.state })
    .from(pairings)
    .where(and(eq(pairings.threadId, query.threadId), eq(pairings.newcomerId, query.newcomerId)))
    .limit(1);
  return rows[0];
}

/** The active pairings of a thread, oldest first. */
export async function listThreadPairings(
  connection: Connection,
  threadId: string,
): Promise<readonly (Pairing & { readonly newcomerLogin: string })[]> {
  const { pairings, people } = connection.tables;
  return connection.db
    .select({
      threadId: pairings.threadId,
      newcomerId: pairings.newcomerId,
      newcomerLogin: people.login,
      installationId: pairings.installationId,
      mentorLogin: pairings.mentorLogin,
      area: pairings.area,
      offer: pairings.offer,
      startedAt: pairings.startedAt,
    })
    .from(pairings)
    .innerJoin(people, eq(people.id, pairings.newcomerId))
    .where(and(eq(pairings.threadId, threadId), eq(pairings.state, "active")))
    .orderBy(asc(pairings.startedAt), asc(pairings.newcomerId));
}

/** The newcomer says no. */
export async function declinePairing(
  connection: Connection,
  pairing: { readonly threadId: string; readonly newcomerId: number; readonly at: number },
): Promise<void> {
  const { pairings } = connection.tables;
  await connection.db
    .update(pairings)
    .set({ state: "declined", endedAt: pairing.at })
    .where(and(eq(pairings.threadId, pairing.threadId), eq(pairings.newcomerId, pairing.newcomerId)));
}

/**
 * Ends the active pairings of a thread that closed; they no longer count against a mentor's capacity. A pairing that
 * began after that (the thread was open again) stays.
 */
export async function endPairings(
  connection: Connection,
  thread: { readonly threadId: string; readonly at: number },
): Promise<void> {
  await connection
    .prepared("mentoring.endPairings", ({ db, tables: { pairings } }) =>
      db
        .update(pairings)
        .set({ state: "ended", endedAt: sql`${sql.placeholder("at")}` })
        .where(
          and(
            eq(pairings.threadId, sql.placeholder("threadId")),
            eq(pairings.state, "active"),
            lte(pairings.startedAt, sql.placeholder("at")),
          ),
        ),
    )
    .run(thread);
}

/** How many newcomers each mentor has now, by login in lower case. */
export async function countActive(
  connection: Connection,
  installationId: number,
): Promise<ReadonlyMap<string, number>> {
  const { pairings } = connection.tables;
  const rows = await connection.db
    .select({ login: pairings.mentorLogin, active: count() })
    .from(pairings)
    .where(and(eq(pairings.installationId, installationId), eq(pairings.state, "active")))
    .groupBy(pairings.mentorLogin)
    .orderBy(asc(pairings.mentorLogin));
  const active = new Map<string, number>();
  for (const row of rows) {
    const login = row.login.toLowerCase();
    active.set(login, (active.get(login) ?? 0) + row.active);
  }
  return active;
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
  readonly number: number;
  readonly url: string;
}

const MAX_STARTED = 100;

/** Pairings that started in a period in the given repositories and were not declined, oldest first. */
export async function listStarted(
  connection: Connection,
  query: Period & { readonly installationId: number; readonly repositoryIds: readonly number[] },
): Promise<readonly StartedPairing[]> {
  if (query.repositoryIds.length === 0) return [];
  const { pairings, people, threads } = connection.tables;
  return connection.db
    .select({
      mentorLogin: pairings.mentorLogin,
      newcomerLogin: people.login,
      state: pairings.state,
      number: threads.number,
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

/** How a thread stands by its newest snapshot. */
export async function findThreadState(connection: Connection, id: string): Promise<ThreadState | undefined> {
  const { threads } = connection.tables;
  const rows = await connection.db
    .select({ state: threads.state })
    .from(threads)
    .where(eq(threads.id, id))
    .limit(1);
  return rows[0]?.state;
}

/** Merged changes of a mentor that are looked through; older ones say little about what they know today. */
const MAX_CHANGES = 500;

/** The newest merged pull requests of a login in the given repositories. */
export async function listMergedWork(
  connection: Connection,
  query: { readonly login: string; readonly repositoryIds: readonly number[] },
): Promise<readonly Work[]> {
  const { people, threads } = connection.tables;
  return connection.db
    .select({ labels: threads.labels, paths: threads.paths, title: threads.title })
    .from(people)
    .innerJoin(threads, and(eq(threads.authorId, people.id), eq(threads.kind, "pull")))
    .where(
      and(
        eq(sql`lower(${people.login})`, query.login.toLowerCase()),
        isNotNull(threads.mergedAt),
        inArray(threads.repositoryId, [...query.repositoryIds]),
      ),
    )
    .orderBy(desc(threads.mergedAt), desc(threads.id))
    .limit(MAX_CHANGES);
}
