// A request that is declined, and where a maintainer said why. Closing as "not planned" declines it when a person does so to
// another's request; a bot that tidies up declines nothing.
//
//   /stoa decline

import { and, desc, eq, gte, isNull, lte } from "drizzle-orm";
import type { ThreadActivity } from "../../core/activity.ts";
import { MINUTE } from "../../core/clock.ts";
import type { Connection } from "../../db/connection.ts";
import type { CommandAnswer, CommandCall, FeatureContext } from "../feature.ts";
import type { RequestsConfig } from "./config.ts";
import { refusePull } from "./refuse-pull.ts";

/** "Close with comment" posts the comment first; somebody who explains and then closes takes a little longer. */
const REASON_MS = 10 * MINUTE;

/** `/stoa decline`: the comment that holds it is the reason. */
export async function declineRequest(
  call: CommandCall,
  { connection }: FeatureContext<RequestsConfig>,
): Promise<CommandAnswer> {
  refusePull(call);
  const { activity } = call;
  const text = "remark" in activity ? activity.remark : activity.thread;
  // The command alone is no reason.
  const hasReason = text.body
    .trim()
    .split("\n")
    .some((line) => line.trim() !== "" && !line.startsWith("/"));
  await storeDeclined(connection, {
    threadId: activity.thread.id,
    declinedAt: activity.at,
    declinedUrl: hasReason ? text.url : null,
  });
  const why = hasReason ? " and link here for the reason" : "";
  return {
    reply: `This is declined: lists say so${why}. I close nothing; \`/stoa request\` takes it back.`,
  };
}

/** Keeps that a request was closed as not planned, or that it is open again. */
export async function noticeDecline(connection: Connection, activity: ThreadActivity): Promise<void> {
  const { thread, actor, kind, at } = activity;
  if (thread.kind === "pull") return;
  if (kind === "thread.reopened") {
    const { requestThreads } = connection.tables;
    await connection.db
      .update(requestThreads)
      .set({ declinedAt: null, declinedUrl: null })
      .where(and(eq(requestThreads.threadId, thread.id), lte(requestThreads.declinedAt, at)));
    return;
  }
  if (kind !== "thread.closed" || !actor || actor.isBot || actor.id === thread.author?.id) return;
  if (thread.stateReason !== "not_planned") return;
  const { threads, remarks } = connection.tables;
  const rows = await connection.db
    .select({ state: threads.state })
    .from(threads)
    .where(eq(threads.id, thread.id));
  if (rows[0]?.state !== "closed") return;
  const reasons = await connection.db
    .select({ url: remarks.url })
    .from(remarks)
    .where(
      and(
        eq(remarks.threadId, thread.id),
        eq(remarks.authorId, actor.id),
        gte(remarks.createdAt, at - REASON_MS),
        lte(remarks.createdAt, at),
        isNull(remarks.deletedAt),
      ),
    )
    .orderBy(desc(remarks.createdAt))
    .limit(1);
  await storeDeclined(connection, {
    threadId: thread.id,
    declinedAt: at,
    declinedUrl: reasons[0]?.url ?? null,
  });
}

async function storeDeclined(
  connection: Connection,
  row: { readonly threadId: string; readonly declinedAt: number; readonly declinedUrl: string | null },
): Promise<void> {
  const { requestThreads } = connection.tables;
  const { threadId, ...set } = row;
  await connection.db
    .insert(requestThreads)
    .values({ threadId, isFromTemplate: false, ...set })
    .onConflictDoUpdate({ target: requestThreads.threadId, set });
}
