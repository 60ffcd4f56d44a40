// The facts that tell who helped in an issue or a discussion. Most remarks change nothing there: whether one may is found
// out in two indexed reads at most, and only then is the thread read whole.

import { and, asc, eq, gte, ne, sql } from "drizzle-orm";
import type { RemarkActivity } from "../../core/activity.ts";
import type { Connection } from "../../db/connection.ts";
import { fixedLimit } from "../../db/fixed-limit.ts";
import { saysThanks, type HelpRemark, type HelpThread } from "./help.ts";

interface AskedThread extends HelpThread {
  readonly repositoryId: number;
  readonly deletedAt: number | null;
}

/** The issue or discussion of this id. */
export async function findAsked(connection: Connection, id: string): Promise<AskedThread | undefined> {
  const rows = await connection
    .prepared("badges.findAsked", ({ db, tables: { threads } }) =>
      db
        .select({
          authorId: threads.authorId,
          answerUrl: threads.answerUrl,
          repositoryId: threads.repositoryId,
          deletedAt: threads.deletedAt,
        })
        .from(threads)
        .where(and(eq(threads.id, sql.placeholder("id")), ne(threads.kind, "pull")))
        .limit(fixedLimit(1)),
    )
    .run({ id });
  return rows[0];
}

/** Whether a remark may change who helped in its thread: it thanks, it is the answer, or it came later than thanks for it. */
export async function mayChangeHelp(connection: Connection, activity: RemarkActivity): Promise<boolean> {
  if (activity.kind !== "remark.created") return true;
  const { remark, thread } = activity;
  if (!remark.author || remark.author.isBot) return false;
  const asked = await findAsked(connection, thread.id);
  if (!asked) return false;
  if (remark.author.id === asked.authorId) return saysThanks(remark.body);
  return remark.url === asked.answerUrl || hasAskerSpokenSince(connection, activity, asked);
}

async function hasAskerSpokenSince(
  connection: Connection,
  { thread, remark }: RemarkActivity,
  { authorId }: AskedThread,
): Promise<boolean> {
  const rows = await connection
    .prepared("badges.askerSince", ({ db, tables: { remarks } }) =>
      db
        .select({ id: remarks.id })
        .from(remarks)
        .where(
          and(
            eq(remarks.threadId, sql.placeholder("threadId")),
            gte(remarks.createdAt, sql.placeholder("since")),
            eq(remarks.authorId, sql.placeholder("authorId")),
          ),
        )
        .limit(fixedLimit(1)),
    )
    .run({ threadId: thread.id, since: remark.createdAt, authorId });
  return rows.length > 0;
}

/** What was said in a thread, oldest first. */
export function listHelpRemarks(connection: Connection, threadId: string): Promise<readonly HelpRemark[]> {
  return connection
    .prepared("badges.listHelpRemarks", ({ db, tables: { remarks, people } }) =>
      db
        .select({
          id: remarks.id,
          authorId: remarks.authorId,
          login: people.login,
          isBot: sql<boolean>`coalesce(${people.isBot}, false)`.mapWith(Boolean),
          body: remarks.body,
          url: remarks.url,
          createdAt: remarks.createdAt,
          deletedAt: remarks.deletedAt,
        })
        .from(remarks)
        .leftJoin(people, eq(people.id, remarks.authorId))
        .where(eq(remarks.threadId, sql.placeholder("threadId")))
        .orderBy(asc(remarks.createdAt), asc(remarks.id)),
    )
    .run({ threadId });
}
