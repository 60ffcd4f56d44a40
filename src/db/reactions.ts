// Reactions and their totals as GitHub shows them.

import { and, count, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { inChunks } from "./chunks.ts";
import type { Connection } from "./connection.ts";
import { listChoosers } from "./choices.ts";
import { findPeople, upsertPerson } from "./people.ts";
import type { PollCount } from "./tables/requests.ts";

interface Subject {
  /** A thread's id or a remark's. */
  readonly subjectId: string;
  readonly threadId: string;
}

interface Totals {
  readonly total: number;
  readonly contents: string | null;
  readonly upvotes: number;
}

/** A subject with everybody who reacted to it. */
export interface SeenReactions extends Subject, Totals {
  readonly given: readonly {
    readonly personId: number;
    readonly login: string;
    readonly content: string;
    readonly at: number;
  }[];
  readonly poll: { readonly question: string; readonly counts: readonly PollCount[] } | null;
}

/** The totals that were known when it was last asked who reacted, by subject. */
export async function findTotals(
  connection: Connection,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, Totals & { readonly isStale: boolean }>> {
  const { reactionTotals } = connection.tables;
  const found = new Map<string, Totals & { readonly isStale: boolean }>();
  for (const ids of inChunks(subjectIds)) {
    const rows = await connection.db
      .select()
      .from(reactionTotals)
      .where(inArray(reactionTotals.subjectId, [...ids]));
    for (const row of rows) found.set(row.subjectId, row);
  }
  return found;
}

/** Remembers totals, in place of what was remembered. */
export async function storeTotals(
  connection: Connection,
  rows: readonly (Subject & Totals)[],
  readAt: number,
): Promise<void> {
  const { reactionTotals } = connection.tables;
  for (const part of inChunks(rows)) {
    const values = part.map(({ subjectId, threadId, total, contents, upvotes }) => ({
      subjectId,
      threadId,
      total,
      contents,
      upvotes,
      isStale: false,
      readAt,
    }));
    await connection.db
      .insert(reactionTotals)
      .values(values)
      .onConflictDoUpdate({
        target: reactionTotals.subjectId,
        set: {
          total: sql`excluded.total`,
          contents: sql`excluded.contents`,
          upvotes: sql`excluded.upvotes`,
          isStale: sql`excluded.is_stale`,
          readAt: sql`excluded.read_at`,
        },
      });
  }
}

/**
 * Compares the totals that a payload shows with what is known; where they differ, who reacted is asked at the next sweep.
 * What nobody counts has no totals, and costs one look.
 */
export async function noteRollUp(
  connection: Connection,
  shown: { readonly subjectId: string; readonly total: number; readonly contents: string },
): Promise<void> {
  const rows = await connection
    .prepared("reactions.findTotals", ({ db, tables: { reactionTotals } }) =>
      db
        .select({
          total: reactionTotals.total,
          contents: reactionTotals.contents,
          isStale: reactionTotals.isStale,
        })
        .from(reactionTotals)
        .where(eq(reactionTotals.subjectId, sql.placeholder("subjectId"))),
    )
    .run({ subjectId: shown.subjectId });
  const [known] = rows;
  if (!known || known.isStale) return;
  const isKnown = known.contents === null || known.contents === shown.contents;
  if (known.total === shown.total && isKnown) return;
  const { reactionTotals } = connection.tables;
  await connection.db
    .update(reactionTotals)
    .set({ isStale: true })
    .where(eq(reactionTotals.subjectId, shown.subjectId));
}

/** Puts what was read of these subjects in the place of what was known. Forgotten people are left out. */
export async function replaceReactions(
  connection: Connection,
  seen: readonly SeenReactions[],
  now: number,
): Promise<void> {
  const { db, tables } = connection;
  const { reactions, discussionPolls } = tables;
  const forgotten = await listChoosers(connection, "forgotten");
  const subjectIds = seen.map(({ subjectId }) => subjectId);
  const known = await db.select().from(reactions).where(inArray(reactions.subjectId, subjectIds));
  const gone = new Map(known.map((row) => [keyOf(row), row]));
  const added: (typeof known)[number][] = [];
  const logins = new Map<number, { readonly login: string; readonly at: number }>();
  for (const { subjectId, threadId, given } of seen) {
    for (const { personId, login, content, at } of given) {
      if (forgotten.has(personId)) continue;
      const row = { subjectId, threadId, personId, content, at };
      const before = gone.get(keyOf(row));
      if (before?.at === at) gone.delete(keyOf(row));
      else added.push(row);
      logins.set(personId, { login, at });
    }
  }
  for (const { subjectId, personId, content } of gone.values()) {
    await db
      .delete(reactions)
      .where(
        and(
          eq(reactions.subjectId, subjectId),
          eq(reactions.personId, personId),
          eq(reactions.content, content),
        ),
      );
  }
  await ensurePeople(connection, logins);
  for (const rows of inChunks(added))
    await db
      .insert(reactions)
      .values([...rows])
      .onConflictDoNothing();
  await storeTotals(connection, seen, now);
  for (const { threadId, poll } of seen) {
    if (!poll) continue;
    const row = { threadId, ...poll, readAt: now };
    await db
      .insert(discussionPolls)
      .values(row)
      .onConflictDoUpdate({ target: discussionPolls.threadId, set: row });
  }
}

function keyOf(row: {
  readonly subjectId: string;
  readonly personId: number;
  readonly content: string;
}): string {
  return `${row.subjectId} ${row.personId} ${row.content}`;
}

/** A reaction tells an account's login, but not what kind of account it is: what is known of it stays. */
async function ensurePeople(
  connection: Connection,
  logins: ReadonlyMap<number, { readonly login: string; readonly at: number }>,
): Promise<void> {
  const known = await findPeople(connection, [...logins.keys()]);
  for (const [id, { login, at }] of logins) {
    if (known.has(id)) continue;
    await upsertPerson(connection, { id, login, isBot: login.endsWith("[bot]") }, at);
  }
}

/** How many open issues and pull requests, which GitHub lists together, each repository has. */
export async function countOpenThreads(
  connection: Connection,
  installationId: number,
): Promise<ReadonlyMap<number, number>> {
  const { threads, repositories } = connection.tables;
  const rows = await connection.db
    .select({ id: threads.repositoryId, count: count() })
    .from(threads)
    .innerJoin(repositories, eq(repositories.id, threads.repositoryId))
    .where(
      and(
        eq(repositories.installationId, installationId),
        eq(threads.state, "open"),
        ne(threads.kind, "discussion"),
        isNull(threads.deletedAt),
      ),
    )
    .groupBy(threads.repositoryId);
  return new Map(rows.map((row) => [row.id, row.count]));
}
