// Issues that were converted to discussions. GitHub tells of the new discussion and of an issue that is closed and
// locked, and in no delivery that they belong together: the same words of the same author in the same repository do.

import { and, eq, isNull, ne } from "drizzle-orm";
import type { RemarkActivity, ThreadActivity } from "../core/activity.ts";
import type { Connection } from "../db/connection.ts";
import { findThread } from "../db/threads.ts";
import { activityKey } from "./keys.ts";
import type { UnreadThread } from "./normalise.ts";

export interface Conversion {
  /** The end of the issue. */
  readonly deleted: ThreadActivity;
  readonly discussion: UnreadThread;
}

/** The conversion that an activity completes, whichever of its two threads is known first. */
export async function findConversion(
  connection: Connection,
  activity: ThreadActivity | RemarkActivity,
): Promise<Conversion | undefined> {
  const { thread, repository } = activity;
  if (activity.kind === "thread.deleted" || !thread.author || thread.body.trim() === "") return undefined;
  const isDiscussion = thread.kind === "discussion" && activity.kind === "thread.opened";
  const isEndedIssue = thread.kind === "issue" && thread.isLocked && thread.state === "closed";
  if (!isDiscussion && !isEndedIssue) return undefined;
  const { threads } = connection.tables;
  const rows = await connection.db
    .select({ id: threads.id, nodeId: threads.nodeId })
    .from(threads)
    .where(
      and(
        eq(threads.authorId, thread.author.id),
        eq(threads.kind, isDiscussion ? "issue" : "discussion"),
        eq(threads.repositoryId, repository.id),
        eq(threads.title, thread.title),
        eq(threads.body, thread.body),
        ne(threads.id, thread.id),
        isDiscussion ? and(eq(threads.isLocked, true), eq(threads.state, "closed")) : undefined,
        isNull(threads.deletedAt),
      ),
    )
    .limit(1);
  const other = rows[0];
  if (!other) return undefined;
  const issue = isDiscussion ? await findThread(connection, other.id) : thread;
  if (!issue) return undefined;
  const discussion = isDiscussion ? { id: thread.id, nodeId: thread.nodeId } : other;
  const at = issue.closedAt ?? issue.updatedAt;
  return {
    deleted: {
      kind: "thread.deleted",
      key: activityKey("thread.deleted", issue.id, { at, detail: "converted" }),
      at,
      repository,
      actor: activity.actor,
      isLive: activity.isLive,
      thread: issue,
    },
    discussion: { threadId: discussion.id, nodeId: discussion.nodeId, repositoryId: repository.id },
  };
}
