// Reads which threads are duplicates of which: by a maintainer's command, by GitHub's own mark, or by a comment.

import { and, eq, inArray, isNotNull, isNull, ne, or } from "drizzle-orm";
import type { ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { inChunks } from "../../db/chunks.ts";
import { chooseOriginals, findRoots, type DuplicateClaim, type Standing } from "./duplicates.ts";

/** The thread that the votes of each duplicate go to, as far as readers of the scope may know of both. */
export async function readRoots(
  connection: Connection,
  scope: ReaderScope,
): Promise<ReadonlyMap<string, string>> {
  const { threads, remarks, requestDuplicates, duplicateEvents } = connection.tables;
  const readable = new Set(scope.repositoryIds);
  const said = await connection.db
    .select({
      threadId: requestDuplicates.threadId,
      originalId: requestDuplicates.originalId,
      sourceId: requestDuplicates.sourceId,
      at: requestDuplicates.at,
      repositoryId: threads.repositoryId,
    })
    .from(requestDuplicates)
    .innerJoin(threads, eq(threads.id, requestDuplicates.threadId))
    .leftJoin(remarks, eq(remarks.id, requestDuplicates.sourceId))
    .where(
      and(
        isNull(threads.deletedAt),
        // Anybody can write the words; closing the thread is what makes it so.
        or(
          eq(requestDuplicates.sourceId, COMMAND),
          and(eq(threads.state, "closed"), isNotNull(remarks.id), isNull(remarks.deletedAt)),
        ),
      ),
    );
  const marked = await connection.db
    .select({
      threadId: duplicateEvents.threadId,
      originalId: duplicateEvents.originalId,
      at: duplicateEvents.readAt,
      repositoryId: threads.repositoryId,
    })
    .from(duplicateEvents)
    // Crossed, so that SQLite begins with the few marks and not with all threads.
    .crossJoin(threads)
    .where(
      and(
        eq(threads.id, duplicateEvents.threadId),
        isNotNull(duplicateEvents.originalId),
        eq(threads.state, "closed"),
        eq(threads.stateReason, "duplicate"),
        isNull(threads.deletedAt),
      ),
    );
  const claims: DuplicateClaim[] = [];
  for (const { repositoryId, ...claim } of said) {
    if (readable.has(repositoryId)) {
      claims.push({ ...claim, by: claim.sourceId === COMMAND ? "command" : "comment" });
    }
  }
  for (const { repositoryId, originalId, threadId, at } of marked) {
    if (readable.has(repositoryId) && originalId !== null) {
      claims.push({ threadId, originalId, at, by: "github", sourceId: "" });
    }
  }
  const standings = await findStandings(connection, scope, [
    ...new Set(claims.flatMap(({ threadId, originalId }) => [threadId, originalId])),
  ]);
  const known = claims.filter(({ originalId }) => standings.has(originalId));
  return findRoots(chooseOriginals(known), standings);
}

/** Source of what a maintainer's command says of duplicates. */
export const COMMAND = "command";

async function findStandings(
  connection: Connection,
  scope: ReaderScope,
  threadIds: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const { threads } = connection.tables;
  const readable = new Set(scope.repositoryIds);
  const found = new Map<string, Standing>();
  for (const ids of inChunks(threadIds)) {
    const rows = await connection.db
      .select({
        id: threads.id,
        repositoryId: threads.repositoryId,
        state: threads.state,
        createdAt: threads.createdAt,
      })
      .from(threads)
      .where(and(inArray(threads.id, [...ids]), ne(threads.kind, "pull"), isNull(threads.deletedAt)));
    for (const { id, repositoryId, state, createdAt } of rows) {
      if (readable.has(repositoryId)) found.set(id, { isOpen: state === "open", createdAt });
    }
  }
  return found;
}
