// What follows from an activity, in the one transaction that is open: the facts, each feature's rows behind a savepoint
// of its own, and the effects. A feature that fails is put aside to be retried alone.

import type { Activity, RemarkActivity, ThreadActivity } from "../core/activity.ts";
import { describeError } from "../core/errors.ts";
import type { Connection } from "../db/connection.ts";
import { recordActivity } from "../db/facts.ts";
import { isThreadGone } from "../db/threads.ts";
import type { Feature, FeatureContext } from "../features/feature.ts";
import { withdrawEffects } from "../outbox/withdraw.ts";
import { recordSightings } from "../outbox/sightings.ts";
import type { Asked } from "./clearance.ts";
import { runCommands, type CommandsOn } from "./commands.ts";
import { withoutForgotten } from "./forgotten.ts";
import { findConversion } from "./conversions.ts";
import { insertRetry } from "./retries.ts";
import { insertThreadRead } from "./unread.ts";
import { applyFeature, contextOf, isEnabled, type Processing } from "./run-feature.ts";

/**
 * Processes one activity.
 * @returns how many features failed and wait to be retried. When the activity was known already, nothing is done.
 */
export async function processActivity(
  processing: Processing,
  connection: Connection,
  told: {
    readonly activity: Activity;
    readonly isHistoryKnown: boolean;
    /** What GitHub was asked for the activity's commands. */
    readonly asked?: Asked;
  },
): Promise<number> {
  const { isHistoryKnown, asked = {} } = told;
  const { activity, wasForgotten } = await withoutForgotten(connection, told.activity);
  if (!(await recordActivity(connection, activity))) return 0;
  // As GitHub told it: of what Stoa wrote itself only its markers are of use.
  await recordSightings(connection, told.activity);
  if ("thread" in activity) await followThread(processing, connection, { activity, isHistoryKnown });
  return runFeatures(processing, connection, {
    activity: await silencedIfGone(connection, activity),
    isHistoryKnown,
    wasForgotten,
    asked,
  });
}

/** What a thread's end takes along: what waits to be said in it, and the issue that a discussion was made of. */
async function followThread(
  processing: Processing,
  connection: Connection,
  of: { readonly activity: ThreadActivity | RemarkActivity; readonly isHistoryKnown: boolean },
): Promise<void> {
  const { activity, isHistoryKnown } = of;
  const now = processing.clock.now();
  if (activity.kind === "thread.deleted") {
    const reason = "The thread was deleted or moved away.";
    await withdrawEffects(connection, { threadId: activity.thread.id, reason, now });
  }
  const conversion = await findConversion(connection, activity);
  if (!conversion) return;
  if (activity.isLive) await insertThreadRead(connection, conversion.discussion, now);
  await processActivity(processing, connection, { activity: conversion.deleted, isHistoryKnown });
}

/** A delivery may come after the end of its thread: then its facts count as little as the thread's, and nobody is answered. */
async function silencedIfGone(connection: Connection, activity: Activity): Promise<Activity> {
  const maySpeak = activity.kind === "thread.opened" || activity.kind === "thread.merged";
  if (!activity.isLive || !maySpeak) return activity;
  return (await isThreadGone(connection, activity.thread.id)) ? { ...activity, isLive: false } : activity;
}

async function runFeatures(
  processing: Processing,
  connection: Connection,
  of: Omit<CommandsOn, "config">,
): Promise<number> {
  const { activity, isHistoryKnown } = of;
  const config = await processing.config.forRepository(connection, activity.repository);
  let failures = 0;
  for (const feature of processing.features) {
    if (!feature.onActivity || !isEnabled(config, feature)) continue;
    const context = contextOf(processing, { connection, config, feature, isHistoryKnown });
    if (!(await runFeature(processing, { feature, activity, context }))) failures += 1;
  }
  if (activity.isLive) await runCommands(processing, connection, { ...of, config });
  return failures;
}

/** Runs one feature on one activity; when it throws, its rows are undone, a retry is kept, and the answer is false. */
async function runFeature(
  processing: Processing,
  run: { readonly feature: Feature; readonly activity: Activity; readonly context: FeatureContext<unknown> },
): Promise<boolean> {
  const { feature, activity, context } = run;
  try {
    await context.connection.savepoint(() => applyFeature(run));
    return true;
  } catch (error) {
    processing.log.error({ err: error, feature: feature.name, activity: activity.key }, "a feature failed");
    await insertRetry(context.connection, {
      activity,
      feature: feature.name,
      reason: describeError(error),
      now: context.now,
    });
    return false;
  }
}
