// Who is new: nobody whom the record knows from before. GitHub's own "first-time contributor" mark is not used: it calls
// people new who were here for years.

import { and, asc, eq, gt, gte, lt, or, sql } from "drizzle-orm";
import type { Thread, ThreadActivity } from "../../core/activity.ts";
import type { ReaderScope } from "../../core/scope.ts";
import { isAmong, listed } from "../../db/among.ts";
import type { Connection } from "../../db/connection.ts";
import { hasEarlierPull } from "../../db/threads.ts";
import { fixedLimit } from "../../db/fixed-limit.ts";
import { readerScope } from "../../db/repositories.ts";
import type { AskedWork } from "../../db/tables/mentoring.ts";

export type Welcome = Connection["tables"]["welcomes"]["$inferSelect"];

interface FirstQuery {
  readonly personId: number;
  readonly threadId: string;
  readonly kind: Thread["kind"];
  readonly openedAt: number;
}

/**
 * Whether a thread is the first of somebody new, as far as readers of the scope know. A pull request, when there was no
 * earlier one of theirs; an issue or a discussion, when nothing at all of theirs was there: no thread and no remark.
 */
export async function isFirst(
  connection: Connection,
  scope: ReaderScope,
  query: FirstQuery,
): Promise<boolean> {
  const { personId, threadId, kind, openedAt } = query;
  if (kind === "pull") {
    return !(await hasEarlierPull(connection, {
      ...scope,
      personId,
      before: openedAt,
      exceptThreadId: threadId,
    }));
  }
  return (
    !(await hasEarlierThread(connection, scope, query)) && !(await hasEarlierRemark(connection, scope, query))
  );
}

async function hasEarlierThread(
  connection: Connection,
  { repositoryIds }: ReaderScope,
  { personId, threadId, openedAt }: FirstQuery,
): Promise<boolean> {
  const rows = await connection
    .prepared("mentoring.hasEarlierThread", ({ db, dialect, tables: { threads } }) =>
      db
        .select({ id: threads.id })
        .from(threads)
        .where(
          and(
            eq(threads.authorId, sql.placeholder("personId")),
            isAmong({ dialect }, threads.repositoryId, "repositoryIds"),
            // Of two in one second the smaller id came first.
            or(
              lt(threads.createdAt, sql.placeholder("openedAt")),
              and(
                eq(threads.createdAt, sql.placeholder("openedAt")),
                lt(threads.id, sql.placeholder("threadId")),
              ),
            ),
          ),
        )
        .limit(fixedLimit(1)),
    )
    .run({ personId, threadId, openedAt, repositoryIds: listed(connection, repositoryIds) });
  return rows.length > 0;
}

async function hasEarlierRemark(
  connection: Connection,
  { repositoryIds }: ReaderScope,
  { personId, openedAt }: FirstQuery,
): Promise<boolean> {
  const rows = await connection
    .prepared("mentoring.hasEarlierRemark", ({ db, dialect, tables: { remarks } }) =>
      db
        .select({ id: remarks.id })
        .from(remarks)
        .where(
          and(
            eq(remarks.authorId, sql.placeholder("personId")),
            lt(remarks.createdAt, sql.placeholder("openedAt")),
            isAmong({ dialect }, remarks.repositoryId, "repositoryIds"),
          ),
        )
        .limit(fixedLimit(1)),
    )
    .run({ personId, openedAt, repositoryIds: listed(connection, repositoryIds) });
  return rows.length > 0;
}

/** Whether a merged pull request is its author's first, as far as readers of its repository know. */
export async function isFirstMerge(
  connection: Connection,
  of: {
    readonly threadId: string;
    readonly repositoryId: number;
    readonly installationId: number;
    readonly authorId: number;
    readonly mergedAt: number;
  },
): Promise<boolean> {
  const { threadId, repositoryId, installationId, authorId, mergedAt } = of;
  const { repositoryIds } = await readerScope(connection, { id: repositoryId, installationId });
  const rows = await connection
    .prepared("mentoring.hasEarlierMerge", ({ db, dialect, tables: { threads } }) =>
      db
        .select({ id: threads.id })
        .from(threads)
        .where(
          and(
            eq(threads.authorId, sql.placeholder("authorId")),
            eq(threads.kind, "pull"),
            isAmong({ dialect }, threads.repositoryId, "repositoryIds"),
            or(
              lt(threads.mergedAt, sql.placeholder("mergedAt")),
              and(
                eq(threads.mergedAt, sql.placeholder("mergedAt")),
                lt(threads.id, sql.placeholder("threadId")),
              ),
            ),
          ),
        )
        .limit(fixedLimit(1)),
    )
    .run({ threadId, authorId, mergedAt, repositoryIds: listed(connection, repositoryIds) });
  return rows.length === 0;
}

/** The pull request of the same author that was merged next after this one: news of this one may have come late. */
export async function nextMerged(
  connection: Connection,
  of: { readonly threadId: string; readonly authorId: number; readonly mergedAt: number },
): Promise<{ readonly threadId: string; readonly repositoryId: number } | undefined> {
  const rows = await connection
    .prepared("mentoring.nextMerged", ({ db, tables: { threads } }) =>
      db
        .select({ threadId: threads.id, repositoryId: threads.repositoryId })
        .from(threads)
        .where(
          and(
            // The sign keeps SQLite from the index by author: hardly anything is newer than what has just been merged.
            sql`+${threads.authorId} = ${sql.placeholder("authorId")}`,
            eq(threads.kind, "pull"),
            gte(threads.mergedAt, sql.placeholder("mergedAt")),
            or(
              gt(threads.mergedAt, sql.placeholder("mergedAt")),
              and(
                eq(threads.mergedAt, sql.placeholder("mergedAt")),
                gt(threads.id, sql.placeholder("threadId")),
              ),
            ),
          ),
        )
        .orderBy(asc(threads.mergedAt), asc(threads.id))
        .limit(fixedLimit(1)),
    )
    .run(of);
  return rows[0];
}

/** A thread as it is remembered when it is opened. */
export function workOf({ title, labels, paths, url, closes }: Thread): AskedWork {
  return { title, labels, paths, url, closes };
}

/** Remembers a thread that may be a newcomer's first. @returns false when it is remembered already */
export async function insertWelcome(
  connection: Connection,
  { thread, repository }: ThreadActivity,
): Promise<boolean> {
  if (!thread.author) return false;
  const inserted = await connection.db
    .insert(connection.tables.welcomes)
    .values({
      threadId: thread.id,
      newcomerId: thread.author.id,
      installationId: repository.installationId,
      repositoryId: repository.id,
      kind: thread.kind,
      openedAt: thread.createdAt,
      work: workOf(thread),
    })
    .onConflictDoNothing()
    .returning({ threadId: connection.tables.welcomes.threadId });
  return inserted.length > 0;
}

/** What is remembered of a thread that may be somebody's first. */
export async function findWelcome(connection: Connection, threadId: string): Promise<Welcome | undefined> {
  const rows = await connection
    .prepared("mentoring.findWelcome", ({ db, tables: { welcomes } }) =>
      db
        .select()
        .from(welcomes)
        .where(eq(welcomes.threadId, sql.placeholder("threadId"))),
    )
    .run({ threadId });
  return rows[0];
}

/** Whether a remembered thread is a newcomer's first, by what is known now. */
export async function isWelcome(connection: Connection, welcome: Welcome): Promise<boolean> {
  const { threadId, newcomerId, installationId, repositoryId, kind, openedAt } = welcome;
  const scope = await readerScope(connection, { id: repositoryId, installationId });
  return isFirst(connection, scope, { personId: newcomerId, threadId, kind, openedAt });
}

/**
 * Threads of a person that were thought to be a first one, and were opened at or after a moment: what the person did then may
 * have been told late.
 */
export async function listWelcomesSince(
  connection: Connection,
  { personId, since }: { readonly personId: number; readonly since: number },
): Promise<readonly Welcome[]> {
  const all = await connection.once(`welcomes of ${personId}`, () => listWelcomes(connection, personId));
  return all.filter(({ openedAt }) => openedAt >= since);
}

function listWelcomes(connection: Connection, personId: number): Promise<readonly Welcome[]> {
  return connection
    .prepared("mentoring.welcomesOf", ({ db, tables: { welcomes } }) =>
      db
        .select()
        .from(welcomes)
        .where(eq(welcomes.newcomerId, sql.placeholder("personId")))
        .orderBy(asc(welcomes.openedAt), asc(welcomes.threadId)),
    )
    .run({ personId });
}

/** Forgets that a thread may be somebody's first: it is not. */
export async function deleteWelcome(connection: Connection, threadId: string): Promise<void> {
  const { welcomes } = connection.tables;
  await connection.db.delete(welcomes).where(eq(welcomes.threadId, threadId));
}
