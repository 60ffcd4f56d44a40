// Threads that came from elsewhere: an issue that was moved, a discussion that was made of an issue. No delivery tells of
// the remarks that went along, so each thread is read once from GitHub, as history: silently.

import { asc, eq } from "drizzle-orm";
import { describeError } from "../core/errors.ts";
import { SECOND } from "../core/clock.ts";
import type { StepResult } from "../core/worker.ts";
import { findRepository } from "../db/repositories.ts";
import { readHistoryThread } from "../github/history-thread.ts";
import { promptly } from "../github/reads.ts";
import type { Intake } from "./intake.ts";
import { activitiesOfPage } from "./history.ts";
import { processActivity } from "./process.ts";

/** Waits between tries; what cannot be read by then is left to the next reconciliation. */
const RETRY_DELAYS_MS = [10 * SECOND, 60 * SECOND, 600 * SECOND] as const;

/** Reads the thread that waits longest. */
export async function threadReadStep(intake: Intake): Promise<StepResult> {
  const { database, processing, github, log } = intake;
  const now = processing.clock.now();
  const { threadReads } = database.reader.tables;
  const rows = await database.reader.db
    .select()
    .from(threadReads)
    .orderBy(asc(threadReads.dueAt), asc(threadReads.threadId))
    .limit(1);
  const [next] = rows;
  if (!next || next.dueAt > now) return next?.dueAt;
  try {
    const repository = await findRepository(database.reader, next.repositoryId);
    const client =
      repository?.isActive === true ? await github?.asInstallation(repository.installationId) : undefined;
    const thread = client && (await readHistoryThread(promptly(client.graphql), next.nodeId));
    await database.transaction(async (connection) => {
      const page = { threads: thread ? [thread] : [], releases: [], totalCount: 1, nextCursor: null };
      for (const activity of repository ? activitiesOfPage(repository, page) : []) {
        await processActivity(processing, connection, { activity, isHistoryKnown: false });
      }
      await connection.db.delete(threadReads).where(eq(threadReads.threadId, next.threadId));
    });
    intake.wake("retries");
  } catch (error) {
    const delayMs = RETRY_DELAYS_MS[next.attempts];
    log.warn({ thread: next.threadId, reason: describeError(error) }, "cannot read a thread that was moved");
    await database.transaction(async (connection) => {
      const isThis = eq(threadReads.threadId, next.threadId);
      if (delayMs === undefined) await connection.db.delete(threadReads).where(isThis);
      else {
        const later = { attempts: next.attempts + 1, dueAt: now + delayMs };
        await connection.db.update(threadReads).set(later).where(isThis);
      }
    });
  }
  return "again";
}
