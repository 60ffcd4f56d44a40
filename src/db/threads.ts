// Threads as the facts have them, read back.

import { and, eq, lt, or, sql } from "drizzle-orm";
import type { Thread } from "../core/activity.ts";
import type { ReaderScope } from "../core/scope.ts";
import { isAmong, listed } from "./among.ts";
import type { Connection } from "./connection.ts";
import { fixedLimit } from "./fixed-limit.ts";

/** A thread as its newest snapshot has it; its author is null when nobody is known. */
export async function findThread(connection: Connection, id: string): Promise<Thread | undefined> {
  const { threads, people } = connection.tables;
  const rows = await connection.db
    .select({ thread: threads, author: { id: people.id, login: people.login, isBot: people.isBot } })
    .from(threads)
    .leftJoin(people, eq(people.id, threads.authorId))
    .where(eq(threads.id, id))
    .limit(1);
  const row = rows[0];
  if (!row) return undefined;
  const { repositoryId: _repository, authorId: _author, deletedAt: _deleted, ...thread } = row.thread;
  return { ...thread, author: row.author };
}

/** Whether a thread was deleted or moved away; an unknown one was not. */
export async function isThreadGone(connection: Connection, id: string): Promise<boolean> {
  const rows = await connection
    .prepared("threads.isGone", ({ db, tables: { threads } }) =>
      db
        .select({ deletedAt: threads.deletedAt })
        .from(threads)
        .where(eq(threads.id, sql.placeholder("id")))
        .limit(fixedLimit(1)),
    )
    .run({ id });
  return rows[0] !== undefined && rows[0].deletedAt !== null;
}

/** A thread as it is stored. */
export async function findThreadRow(
  connection: Connection,
  id: string,
): Promise<Connection["tables"]["threads"]["$inferSelect"] | undefined> {
  const rows = await connection
    .prepared("facts.findThread", ({ db, tables: { threads } }) =>
      db
        .select()
        .from(threads)
        .where(eq(threads.id, sql.placeholder("id")))
        .limit(fixedLimit(1)),
    )
    .run({ id });
  return rows[0];
}

/** Whether a person had opened a pull request before `before`, as far as readers of the scope know. */
export async function hasEarlierPull(
  connection: Connection,
  query: ReaderScope & {
    readonly personId: number;
    readonly before: number;
    readonly exceptThreadId: string;
  },
): Promise<boolean> {
  const { repositoryIds, personId, before, exceptThreadId } = query;
  const rows = await connection
    .prepared("facts.hasEarlierPull", ({ db, dialect, tables: { threads } }) =>
      db
        .select({ id: threads.id })
        .from(threads)
        .where(
          and(
            eq(threads.authorId, sql.placeholder("personId")),
            eq(threads.kind, "pull"),
            isAmong({ dialect }, threads.repositoryId, "repositoryIds"),
            // Of two in one second the smaller id came first.
            or(
              lt(threads.createdAt, sql.placeholder("before")),
              and(
                eq(threads.createdAt, sql.placeholder("before")),
                lt(threads.id, sql.placeholder("exceptThreadId")),
              ),
            ),
          ),
        )
        .limit(fixedLimit(1)),
    )
    .run({ personId, before, exceptThreadId, repositoryIds: listed(connection, repositoryIds) });
  return rows.length > 0;
}
