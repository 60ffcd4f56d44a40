// What an activity changes of requests: rows only for what can matter to one, so that most activities cost nothing. What
// counts is read from the facts as they are now, not from the activity, so that any order of activities ends the same.

import { and, eq } from "drizzle-orm";
import { threadId, type Activity, type RemarkActivity, type ThreadActivity } from "../../core/activity.ts";
import type { Connection } from "../../db/connection.ts";
import { askForDuplicate } from "../../db/issue-extras.ts";
import { noteRollUp } from "../../db/reactions.ts";
import { findRemark, type StoredRemark } from "../../db/remarks.ts";
import { isPlusOne } from "../../text/plus-one.ts";
import { duplicateReference, type ThreadReference } from "../../text/references.ts";
import { kindFromTemplate } from "../../text/template.ts";
import { noticeDecline } from "./decline.ts";

/** A template for features has one of these words in its headings: cheaper to look for than to read the Markdown. */
const FEATURE_WORDS = /feature|solution|alternatives/i;

/** Keeps what the activity tells of requests and of votes. */
export async function noticeActivity(
  connection: Connection,
  activity: Activity,
  remark?: StoredRemark,
): Promise<void> {
  if (!("thread" in activity) || activity.thread.kind === "pull") return;
  const { thread } = activity;
  if (activity.isLive && thread.reactions) {
    await noteRollUp(connection, { subjectId: thread.id, ...thread.reactions });
  }
  if ("remark" in activity) await noticeRemark(connection, activity, remark);
  else await noticeThread(connection, activity);
}

async function noticeThread(connection: Connection, activity: ThreadActivity): Promise<void> {
  const { thread, kind } = activity;
  if (thread.kind === "issue" && (kind === "thread.opened" || kind === "thread.edited")) {
    await noticeTemplate(connection, activity);
  }
  if (kind === "thread.closed" || kind === "thread.reopened") await noticeDecline(connection, activity);
  if (kind === "thread.closed" && thread.stateReason === "duplicate" && thread.kind === "issue") {
    await askForDuplicate(connection, thread.id);
  }
}

/** Remembers that an issue was written into a template for features; an edit can make it one, or none. */
async function noticeTemplate(connection: Connection, { thread, kind }: ThreadActivity): Promise<void> {
  if (kind === "thread.opened" && !FEATURE_WORDS.test(thread.body)) return;
  const { threads, requestThreads } = connection.tables;
  const rows = await connection.db
    .select({ body: threads.body })
    .from(threads)
    .where(eq(threads.id, thread.id));
  const body = rows[0]?.body ?? "";
  // "" stands for words that were let go of: what they were stays known.
  if (body === "") return;
  const isFromTemplate = FEATURE_WORDS.test(body) && kindFromTemplate(body) === "feature";
  if (!isFromTemplate && kind === "thread.opened") return;
  await connection.db
    .insert(requestThreads)
    .values({ threadId: thread.id, isFromTemplate })
    .onConflictDoUpdate({ target: requestThreads.threadId, set: { isFromTemplate } });
}

async function noticeRemark(
  connection: Connection,
  activity: RemarkActivity,
  stored: StoredRemark | undefined,
): Promise<void> {
  const { kind, remark } = activity;
  // A remark that is gone, and all that hangs on it, is left out where votes are counted.
  if (kind === "remark.deleted") return;
  if (kind === "remark.created" && !isPlusOne(remark.body) && !duplicateReference(remark.body)) return;
  const { requestVotes, requestDuplicates } = connection.tables;
  const known = stored ?? (await findRemark(connection, remark.id));
  if (!known || known.body === "") return;
  const { id } = activity.thread;
  if (isPlusOne(known.body)) {
    await connection.db
      .insert(requestVotes)
      .values({ remarkId: remark.id, threadId: id })
      .onConflictDoNothing();
  } else if (kind === "remark.edited") {
    await connection.db.delete(requestVotes).where(eq(requestVotes.remarkId, remark.id));
  }
  if (kind === "remark.edited") {
    await connection.db
      .delete(requestDuplicates)
      .where(and(eq(requestDuplicates.threadId, id), eq(requestDuplicates.sourceId, remark.id)));
  }
  const reference = duplicateReference(known.body);
  const originalId = reference && (await resolveReference(connection, activity, reference));
  if (originalId === undefined || originalId === id) return;
  const row = { threadId: id, sourceId: remark.id, originalId, at: known.createdAt };
  await connection.db
    .insert(requestDuplicates)
    .values(row)
    .onConflictDoUpdate({
      target: [requestDuplicates.threadId, requestDuplicates.sourceId],
      set: { originalId },
    });
}

/** The id of the thread that is meant; undefined when it is in a repository that the installation does not have. */
export async function resolveReference(
  connection: Connection,
  { repository }: Pick<Activity, "repository">,
  { repository: name, number }: ThreadReference,
): Promise<string | undefined> {
  if (name === null) return threadId(repository.id, number);
  const { repositories } = connection.tables;
  const rows = await connection.db
    .select({ id: repositories.id, owner: repositories.owner, name: repositories.name })
    .from(repositories)
    .where(eq(repositories.installationId, repository.installationId))
    .orderBy(repositories.id);
  const wanted = name.toLowerCase();
  const found = rows.find((row) => `${row.owner}/${row.name}`.toLowerCase() === wanted);
  return found && threadId(found.id, number);
}
