// Threads as the facts have them, read back.

import { eq, sql } from "drizzle-orm";
import type { Thread } from "../core/activity.ts";
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
