// Features that failed on an activity: each is retried alone, with growing waits, and parked when it keeps failing.

import { and, asc, eq, lte } from "drizzle-orm";
import type { Activity } from "../core/activity.ts";
import { describeError } from "../core/errors.ts";
import { MINUTE, SECOND } from "../core/clock.ts";
import type { StepResult } from "../core/worker.ts";
import type { Connection, Database } from "../db/connection.ts";
import { findRepository } from "../db/repositories.ts";
import { applyFeature, contextOf, isEnabled, type Processing } from "./run-feature.ts";

const RETRY_DELAYS_MS = [10 * SECOND, MINUTE, 10 * MINUTE, 60 * MINUTE] as const;

/** Puts a feature's work on an activity aside for a retry. */
export async function insertRetry(
  connection: Connection,
  failure: {
    readonly activity: Activity;
    readonly feature: string;
    readonly reason: string;
    readonly now: number;
  },
): Promise<void> {
  const { featureRetries } = connection.tables;
  await connection.db
    .insert(featureRetries)
    .values({
      activityKey: failure.activity.key,
      feature: failure.feature,
      activity: failure.activity,
      state: "waiting",
      reason: failure.reason,
      attempts: 1,
      dueAt: failure.now + RETRY_DELAYS_MS[0],
    })
    .onConflictDoNothing();
}

/** Retries the feature that has been due longest; `onDone` is told when it succeeded, as it may have brought effects. */
export async function retryStep(
  processing: Processing,
  database: Database,
  onDone: () => void,
): Promise<StepResult> {
  const now = processing.clock.now();
  const { featureRetries } = database.reader.tables;
  const waiting = await database.reader.db
    .select()
    .from(featureRetries)
    .where(eq(featureRetries.state, "waiting"))
    .orderBy(asc(featureRetries.dueAt), asc(featureRetries.activityKey))
    .limit(1);
  const retry = waiting[0];
  if (!retry || retry.dueAt > now) return retry?.dueAt;
  const isThis = and(
    eq(featureRetries.activityKey, retry.activityKey),
    eq(featureRetries.feature, retry.feature),
    eq(featureRetries.state, "waiting"),
    lte(featureRetries.dueAt, now),
  );
  try {
    await database.transaction(async (connection) => {
      const taken = await connection.db
        .delete(featureRetries)
        .where(isThis)
        .returning({ key: featureRetries.activityKey });
      const feature = processing.features.find(({ name }) => name === retry.feature);
      if (taken.length === 0 || !feature) return;
      const { activity } = retry;
      const config = await processing.config.forRepository(connection, activity.repository);
      // It may have been switched off since: then there is nothing left to do.
      if (!isEnabled(config, feature)) return;
      const repository = await findRepository(connection, activity.repository.id);
      const isHistoryKnown = repository?.backfilledAt != null;
      await applyFeature({
        feature,
        activity,
        context: contextOf(processing, { connection, config, feature, isHistoryKnown }),
      });
    });
    onDone();
  } catch (error) {
    const delayMs = RETRY_DELAYS_MS[retry.attempts];
    const state = delayMs === undefined ? "parked" : "waiting";
    processing.log.warn(
      { err: error, feature: retry.feature, activity: retry.activityKey, state },
      "a feature failed again",
    );
    await database.transaction(async (connection) => {
      await connection.db
        .update(featureRetries)
        .set({
          state,
          reason: describeError(error),
          attempts: retry.attempts + 1,
          dueAt: now + (delayMs ?? 0),
        })
        .where(isThis);
    });
  }
  return "again";
}
