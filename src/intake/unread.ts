// Threads whose remarks no delivery tells of, put aside to be read: see thread-reads.ts.

import type { Connection } from "../db/connection.ts";
import type { UnreadThread } from "./normalise.ts";

/** Asks for a thread to be read, unless somebody has; one in a repository that Stoa does not see is not read. */
export async function insertThreadRead(
  connection: Connection,
  thread: UnreadThread,
  now: number,
): Promise<void> {
  await connection.db
    .insert(connection.tables.threadReads)
    .values({ ...thread, attempts: 0, dueAt: now })
    .onConflictDoNothing();
}
