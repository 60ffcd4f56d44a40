// What maintainers say of a thread: that it is a request or none, and what it is a duplicate of.
//
//   /stoa request              /stoa not-request
//   /stoa duplicate #12        /stoa not-duplicate

import { lte, sql } from "drizzle-orm";
import { UserError } from "../../core/errors.ts";
import type { Connection } from "../../db/connection.ts";
import { findThread } from "../../db/threads.ts";
import type { RequestMark } from "../../db/tables/requests.ts";
import { threadReference } from "../../text/references.ts";
import type { CommandAnswer, CommandCall, FeatureContext } from "../feature.ts";
import type { RequestsConfig } from "./config.ts";
import { resolveReference } from "./notice.ts";
import { howToVote } from "./present.ts";
import { refusePull } from "./refuse-pull.ts";
import { COMMAND } from "./roots.ts";

type Context = FeatureContext<RequestsConfig>;

/** `/stoa request` */
export async function markRequest(call: CommandCall, context: Context): Promise<CommandAnswer> {
  await storeMark(context.connection, call, "request");
  return { reply: `This is counted as a request from now on. ${howToVote(context.config)}` };
}

/** `/stoa not-request` */
export async function markNoRequest(call: CommandCall, { connection }: Context): Promise<CommandAnswer> {
  await storeMark(connection, call, "not-request");
  return { reply: "This is no request any more, whatever its labels say. `/stoa request` takes that back." };
}

/** `/stoa duplicate <thread>` */
export async function markDuplicate(call: CommandCall, { connection }: Context): Promise<CommandAnswer> {
  refusePull(call);
  const { activity, argument } = call;
  const reference = threadReference(argument);
  if (!reference) {
    throw new UserError("Name the thread that this one repeats: `/stoa duplicate #12`, or `owner/name#12`.");
  }
  const originalId = await resolveReference(connection, activity, reference);
  const original = originalId === undefined ? undefined : await findThread(connection, originalId);
  if (!original || original.kind === "pull") {
    throw new UserError(
      "I know no issue or discussion of that number here. `/stoa duplicate #12` names one.",
    );
  }
  if (original.id === activity.thread.id) throw new UserError("A thread cannot repeat itself.");
  await storeDuplicate(connection, call, original.id);
  return {
    reply: `The votes here count for [#${original.number}](${original.url}) from now on. \`/stoa not-duplicate\` takes that back.`,
  };
}

/** `/stoa not-duplicate` */
export async function markNoDuplicate(call: CommandCall, { connection }: Context): Promise<CommandAnswer> {
  refusePull(call);
  // Of itself: so that no comment makes it a duplicate again.
  await storeDuplicate(connection, call, call.activity.thread.id);
  return { reply: "The votes here count for this thread alone." };
}

async function storeMark(connection: Connection, call: CommandCall, mark: RequestMark): Promise<void> {
  refusePull(call);
  const { requestThreads } = connection.tables;
  const { thread, at } = call.activity;
  await connection.db
    .insert(requestThreads)
    .values({ threadId: thread.id, isFromTemplate: false, mark, markedAt: at })
    .onConflictDoUpdate({
      target: requestThreads.threadId,
      // Whoever asks for it anew has not declined it.
      set: { mark, markedAt: at, declinedAt: null, declinedUrl: null },
      setWhere: lte(sql`coalesce(${requestThreads.markedAt}, 0)`, at),
    });
}

async function storeDuplicate(connection: Connection, call: CommandCall, originalId: string): Promise<void> {
  const { requestDuplicates } = connection.tables;
  const { thread, at } = call.activity;
  await connection.db
    .insert(requestDuplicates)
    .values({ threadId: thread.id, sourceId: COMMAND, originalId, at })
    .onConflictDoUpdate({
      target: [requestDuplicates.threadId, requestDuplicates.sourceId],
      set: { originalId, at },
      setWhere: lte(requestDuplicates.at, at),
    });
}
