// Pairings of a newcomer and a mentor in one thread, and what the facts say of the people in question.

import { and, asc, count, desc, eq, gt, gte, inArray, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import type { Period, PublicScope, ReaderScope } from "../../core/scope.ts";
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
): Promise<(Pairing & { readonly state: PairingState }) | undefined> {
  const { pairings } = connection.tables;
  const rows = await connection.db
    .select()
    .from(pairings)
    .where(and(eq(pairings.threadId, query.threadId), eq(pairings.newcomerId, query.newcomerId)))
    .limit(1);
  return rows[0];
}

/** The active pairings of a thread, oldest first; that of `alsoOf` too when it has ended by now. */
export async function listThreadPairings(
  connection: Connection,
  threadId: string,
  alsoOf?: number,
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
    .where(
      and(
        eq(pairings.threadId, threadId),
        or(
          eq(pairings.state, "active"),
          alsoOf === undefined
            ? undefined
            : and(eq(pairings.state, "ended"), eq(pairings.newcomerId, alsoOf)),
        ),
      ),
    )
    .orderBy(asc(pairings.startedAt), asc(pairings.newcomerId));
}

/** Forgets a pairing that should never have been. */
export async function deletePairing(
  connection: Connection,
  { threadId, newcomerId }: { readonly threadId: string; readonly newcomerId: number },
): Promise<void> {
  const { pairings } = connection.tables;
  await connection.db
    .delete(pairings)
    .where(and(eq(pairings.threadId, threadId), eq(pairings.newcomerId, newcomerId)));
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
        .set({ state: "ended", endedAt: sql`${sql.placeholder("at")}` })
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

/**
 * How many newcomers each mentor had at a moment, by login in lower case.
 * @param query.beforeThreadId of first pull requests opened at that very moment, only those of smaller ids count
 */
export async function countActive(
  connection: Connection,
  query: { readonly installationId: number; readonly at: number; readonly beforeThreadId?: string },
): Promise<ReadonlyMap<string, number>> {
  const { pairings } = connection.tables;
  const { installationId, at, beforeThreadId } = query;
  const isBefore =
    beforeThreadId === undefined
      ? lte(pairings.startedAt, at)
      : or(
          lt(pairings.startedAt, at),
          and(
            eq(pairings.startedAt, at),
            eq(pairings.offer, "first-pull"),
            lt(pairings.threadId, beforeThreadId),
          ),
        );
  const rows = await connection.db
    .select({ login: pairings.mentorLogin, active: count() })
    .from(pairings)
    .where(
      and(
        eq(pairings.installationId, installationId),
        isBefore,
        or(isNull(pairings.endedAt), gt(pairings.endedAt, at)),
      ),
    )
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
  query: Period & PublicScope,
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

/** Merged changes of a mentor that are looked through; older ones say little about what they know today. */
const MAX_CHANGES = 500;

/** The newest pull requests of a login that were merged before a moment in the given repositories. */
export async function listMergedWork(
  connection: Connection,
  query: ReaderScope & { readonly login: string; readonly before: number },
): Promise<readonly Work[]> {
  const { people, threads } = connection.tables;
  return connection.db
    .select({ labels: threads.labels, paths: threads.paths, title: threads.title })
    .from(people)
    .innerJoin(threads, and(eq(threads.authorId, people.id), eq(threads.kind, "pull")))
    .where(
      and(
        eq(sql`lower(${people.login})`, query.login.toLowerCase()),
        lt(threads.mergedAt, query.before),
        inArray(threads.repositoryId, [...query.repositoryIds]),
      ),
    )
    .orderBy(desc(threads.mergedAt), desc(threads.id))
    .limit(MAX_CHANGES);
}
