// Writes a thread's one Stoa comment: made once, edited in place, and let go when a person deletes it. GitHub is only asked
// whether it is there when that is not known.

import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import {
  createComment,
  findComment,
  updateComment,
  wasOwnCommentDeleted,
  type CommentTarget,
} from "../github/comments.ts";
import { EffectProblem } from "../github/failures.ts";
import { commentMarker, renderComment, renderEmptyComment } from "./comment.ts";
import { mayHaveCommentedSince } from "./companions.ts";
import { findSighting } from "./sightings.ts";
import { listSections } from "./store.ts";
import { findThread, isNotFound, lookSince, type Performance, type Performed } from "./target.ts";

const DELETED_BY_A_PERSON = "A person deleted Stoa's comment in this thread.";

interface KnownComment {
  readonly id: string;
  readonly url: string;
  /** Of its text, where that is known. */
  readonly bodyHash: string | undefined;
}

/** Brings the comment up to date with what every feature has to say in the thread. */
export async function performComment(
  performance: Performance,
  repository: RepositoryRow,
  threadId: string,
): Promise<Performed> {
  const { database, client, aboutUrl } = performance;
  const thread = await findThread(performance, threadId);
  if (thread.isLocked) throw new EffectProblem("gone", "The thread is locked.");
  const target: CommentTarget = {
    owner: repository.owner,
    name: repository.name,
    number: thread.number,
    nodeId: thread.nodeId,
    isDiscussion: thread.kind === "discussion",
  };
  const known = await knownComment(performance, threadId);
  const existing = known ?? (await lookForComment(performance, { repository, target, threadId }));
  const sections = await listSections(database.reader, threadId);
  const settles = performance.companions.map(({ seq }) => seq);
  const body =
    renderComment(threadId, sections, aboutUrl) ??
    (existing ? renderEmptyComment(threadId, aboutUrl) : undefined);
  if (body === undefined) return { url: null, settles };

  const bodyHash = hashOf(body);
  const remembering = { performance, threadId, bodyHash };
  if (!existing) {
    const created = await performance.write(() => createComment(client, target, body));
    return {
      url: created.url,
      externalId: created.id,
      remember: remember(remembering, created, "active"),
      settles,
    };
  }
  if (existing.bodyHash !== bodyHash) {
    try {
      await performance.write(() => updateComment(client, target, { id: existing.id, body }));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return { url: null, remember: remember(remembering, existing, "gone"), settles };
    }
  }
  return {
    url: existing.url,
    externalId: existing.id,
    remember: remember(remembering, existing, "active"),
    settles,
  };
}

function hashOf(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

/** The comment as our books or a delivery tell of it. */
async function knownComment(
  { database, ownLogin }: Performance,
  threadId: string,
): Promise<KnownComment | undefined> {
  const { threadComments } = database.reader.tables;
  const rows = await database.reader.db
    .select()
    .from(threadComments)
    .where(eq(threadComments.threadId, threadId));
  const known = rows[0];
  const seen = await findSighting(database.reader, { marker: commentMarker(threadId), ownLogin });
  const isGone = known?.state === "gone" || (seen && seen.deletedAt !== null);
  if (isGone) throw new EffectProblem("gone", DELETED_BY_A_PERSON);
  if (known?.externalId) return { id: known.externalId, url: known.url ?? "", bodyHash: known.bodyHash };
  return seen && { id: seen.externalId, url: seen.url, bodyHash: undefined };
}

/** A comment that is not in our books may still be there, or have been: after a crash, or with a new database. */
async function lookForComment(
  performance: Performance,
  place: {
    readonly repository: RepositoryRow;
    readonly target: CommentTarget;
    readonly threadId: string;
  },
): Promise<KnownComment | undefined> {
  const { database, client, ownLogin } = performance;
  const sentAt = await mayHaveCommentedSince(database.reader, place.threadId);
  const since = lookSince(place.repository, sentAt);
  if (since === undefined) return undefined;
  const query = { marker: commentMarker(place.threadId), ownLogin, since };
  const found = await findComment(client, place.target, query);
  if (found) return { id: found.id, url: found.url, bodyHash: hashOf(found.body) };
  if (sentAt !== undefined && (await wasOwnCommentDeleted(client, place.target, { since, ownLogin }))) {
    throw new EffectProblem("gone", DELETED_BY_A_PERSON);
  }
  return undefined;
}

function remember(
  of: { readonly performance: Performance; readonly threadId: string; readonly bodyHash: string },
  comment: { readonly id: string; readonly url: string },
  state: "active" | "gone",
) {
  const { performance, threadId, bodyHash } = of;
  const row = {
    threadId,
    externalId: comment.id,
    url: comment.url,
    state,
    bodyHash,
    updatedAt: performance.now,
  };
  return async (connection: Connection) => {
    await connection.db
      .insert(connection.tables.threadComments)
      .values(row)
      .onConflictDoUpdate({ target: connection.tables.threadComments.threadId, set: row });
  };
}
