// What GitHub tells of issues only where they are listed or asked for: type, milestone, what a project says, what an issue is
// a duplicate of.

import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { inChunks } from "./chunks.ts";
import type { Connection } from "./connection.ts";

/** Keeps the option that issues have in a project. */
export async function storeProjectStatuses(
  connection: Connection,
  rows: readonly { readonly threadId: string; readonly projectStatus: string | null }[],
): Promise<void> {
  const { issueExtras } = connection.tables;
  if (rows.length === 0) return;
  await connection.db
    .insert(issueExtras)
    .values([...rows])
    .onConflictDoUpdate({
      target: issueExtras.threadId,
      set: { projectStatus: sql`excluded.project_status` },
    });
}

/** Keeps what lists tell of issues; nothing is kept of one of which nothing is told. */
export async function storeIssueExtras(
  connection: Connection,
  rows: readonly {
    readonly threadId: string;
    readonly issueType: string | null;
    readonly milestone: string | null;
  }[],
): Promise<void> {
  const { issueExtras } = connection.tables;
  const telling = rows.filter(({ issueType, milestone }) => issueType !== null || milestone !== null);
  const silent = rows.filter((row) => !telling.includes(row)).map(({ threadId }) => threadId);
  for (const ids of inChunks(silent)) {
    const isSilent = inArray(issueExtras.threadId, [...ids]);
    await connection.db.delete(issueExtras).where(and(isSilent, isNull(issueExtras.projectStatus)));
    await connection.db.update(issueExtras).set({ issueType: null, milestone: null }).where(isSilent);
  }
  if (telling.length === 0) return;
  await connection.db
    .insert(issueExtras)
    .values([...telling])
    .onConflictDoUpdate({
      target: issueExtras.threadId,
      set: { issueType: sql`excluded.issue_type`, milestone: sql`excluded.milestone` },
    });
}

/** An issue was closed as a duplicate: GitHub is to be asked of what. */
export async function askForDuplicate(connection: Connection, threadId: string): Promise<void> {
  const { duplicateEvents } = connection.tables;
  await connection.db
    .insert(duplicateEvents)
    .values({ threadId, originalId: null, readAt: UNREAD })
    .onConflictDoUpdate({ target: duplicateEvents.threadId, set: { readAt: UNREAD } });
}

/** Stands for "not yet", or "not since it was closed". */
const UNREAD = 0;

/** Issues closed as duplicates since it was last asked of what. */
export async function listUnreadDuplicates(
  connection: Connection,
  installationId: number,
): Promise<readonly { readonly id: string; readonly nodeId: string }[]> {
  const { threads, duplicateEvents, repositories } = connection.tables;
  return connection.db
    .select({ id: threads.id, nodeId: threads.nodeId })
    .from(duplicateEvents)
    .innerJoin(threads, eq(threads.id, duplicateEvents.threadId))
    .innerJoin(repositories, eq(repositories.id, threads.repositoryId))
    .where(
      and(
        eq(duplicateEvents.readAt, UNREAD),
        eq(repositories.installationId, installationId),
        eq(repositories.isActive, true),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(threads.id);
}

/** Remembers what issues are marked as duplicates of. */
export async function storeDuplicateMarks(
  connection: Connection,
  rows: readonly { readonly threadId: string; readonly originalId: string | null }[],
  readAt: number,
): Promise<void> {
  const { duplicateEvents } = connection.tables;
  if (rows.length === 0) return;
  await connection.db
    .insert(duplicateEvents)
    .values(rows.map((row) => ({ ...row, readAt })))
    .onConflictDoUpdate({
      target: duplicateEvents.threadId,
      set: { originalId: sql`excluded.original_id`, readAt: sql`excluded.read_at` },
    });
}
