// What follows from an activity, in the one transaction that is open: the facts, each feature's rows, and the effects. A
// feature that fails is undone alone, and put aside to be retried alone.

import type { Activity, RemarkActivity, ThreadActivity } from "../core/activity.ts";
import { describeError } from "../core/errors.ts";
import type { Connection } from "../db/connection.ts";
import { recordActivity, type Recorded } from "../db/facts.ts";
import { isThreadGone } from "../db/threads.ts";
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
  const recorded = await recordActivity(connection, activity);
  if (!recorded) return 0;
  // As GitHub told it: of what Stoa wrote itself only its markers are of use.
  await recordSightings(connection, told.activity);
  if ("thread" in activity) await followThread(processing, connection, { activity, isHistoryKnown });
  return runFeatures(processing, connection, {
    activity: await silencedIfGone(connection, activity),
    remark: recorded.remark,
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
  of: Omit<CommandsOn, "config"> & Pick<Recorded, "remark">,
): Promise<number> {
  const { activity, remark, isHistoryKnown, wasForgotten, asked } = of;
  const config = await processing.config.forRepository(connection, activity.repository);
  const runs = processing.features
    .filter((feature) => feature.onActivity && isEnabled(config, feature))
    .map((feature) => ({
      feature,
      activity,
      context: contextOf(processing, { connection, config, feature, isHistoryKnown, remark }),
    }));
  const failures = (await runTogether(connection, runs)) ? 0 : await runApart(processing, connection, runs);
  if (activity.isLive)
    await runCommands(processing, connection, { activity, config, isHistoryKnown, asked, wasForgotten });
  return failures;
}

type FeatureRun = Parameters<typeof applyFeature>[0];

/** Runs all features behind one savepoint, which is nearly always enough. @returns false, with nothing done, when one threw */
async function runTogether(connection: Connection, runs: readonly FeatureRun[]): Promise<boolean> {
  try {
    await connection.savepoint(async () => {
      for (const run of runs) await applyFeature(run);
    });
    return true;
  } catch (error) {
    if (connection.isDoomed()) throw error;
    // Who it was, and why, is found out apart.
    return false;
  }
}

/** Runs each feature behind a savepoint of its own: the rows of one that throws are undone, and a retry is kept. */
async function runApart(
  processing: Processing,
  connection: Connection,
  runs: readonly FeatureRun[],
): Promise<number> {
  let failures = 0;
  for (const run of runs) {
    const { feature, activity, context } = run;
    try {
      await connection.savepoint(() => applyFeature(run));
    } catch (error) {
      failures += 1;
      processing.log.error({ err: error, feature: feature.name, activity: activity.key }, "a feature failed");
      const reason = describeError(error);
      await insertRetry(connection, { activity, feature: feature.name, reason, now: context.now });
    }
  }
  return failures;
}
