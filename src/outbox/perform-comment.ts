// Writes a thread's one Stoa comment: found by its marker, made once, edited in place, and let go when a person deletes it.

import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import { createComment, findComment, updateComment, type CommentTarget } from "../github/comments.ts";
import { EffectProblem } from "../github/failures.ts";
import { commentMarker, renderComment, renderEmptyComment } from "./comment.ts";
import { listSections } from "./store.ts";
import { findThread, isNotFound, type Performance, type Performed } from "./target.ts";

/** Brings the comment up to date with what every feature has to say in the thread. */
export async function performComment(
  performance: Performance,
  repository: RepositoryRow,
  threadId: string,
): Promise<Performed> {
  const { database, client, now, aboutUrl } = performance;
  const thread = await findThread(performance, threadId);
  if (thread.isLocked) throw new EffectProblem("gone", "The thread is locked.");
  const { threadComments } = database.reader.tables;
  const rows = await database.reader.db
    .select()
    .from(threadComments)
    .where(eq(threadComments.threadId, threadId));
  const known = rows[0];
  if (known?.state === "gone")
    throw new EffectProblem("gone", "A person deleted Stoa's comment in this thread.");

  const target: CommentTarget = {
    owner: repository.owner,
    name: repository.name,
    number: thread.number,
    nodeId: thread.nodeId,
    isDiscussion: thread.kind === "discussion",
  };
  const sections = await listSections(database.reader, threadId);
  const query = { marker: commentMarker(threadId), ownLogin: performance.ownLogin };
  // A comment that is not in our books may still be there: after a crash, or with a new database.
  const existing = known?.externalId
    ? { id: known.externalId, url: known.url ?? "", body: undefined }
    : await findComment(client, target, query);
  const body =
    renderComment(threadId, sections, aboutUrl) ??
    (existing ? renderEmptyComment(threadId, aboutUrl) : undefined);
  if (body === undefined) return { url: null, didWrite: false };

  const bodyHash = createHash("sha256").update(body).digest("hex");
  const remember = (comment: { readonly id: string; readonly url: string }, state: "active" | "gone") => {
    const row = { threadId, externalId: comment.id, url: comment.url, state, bodyHash, updatedAt: now };
    return async (connection: Connection) => {
      await connection.db
        .insert(connection.tables.threadComments)
        .values(row)
        .onConflictDoUpdate({ target: connection.tables.threadComments.threadId, set: row });
    };
  };
  if (!existing) {
    const created = await createComment(client, target, body);
    return {
      url: created.url,
      externalId: created.id,
      remember: remember(created, "active"),
      didWrite: true,
    };
  }
  const isSame = existing.body === body || known?.bodyHash === bodyHash;
  if (!isSame) {
    try {
      await updateComment(client, target, { id: existing.id, body });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return { url: null, remember: remember(existing, "gone"), didWrite: false };
    }
  }
  return {
    url: existing.url,
    externalId: existing.id,
    remember: remember(existing, "active"),
    didWrite: !isSame,
  };
}
