// What follows from an activity, in the one transaction that is open: the facts, each feature's rows behind a savepoint
// of its own, and the effects. A feature that fails is put aside to be retried alone.

import type { Activity } from "../core/activity.ts";
import { describeError } from "../core/errors.ts";
import type { Connection } from "../db/connection.ts";
import { recordActivity } from "../db/facts.ts";
import type { Feature, FeatureContext } from "../features/feature.ts";
import { runCommands } from "./commands.ts";
import { insertRetry } from "./retries.ts";
import { applyFeature, contextOf, isEnabled, type Processing } from "./run-feature.ts";

/**
 * Processes one activity.
 * @returns how many features failed and wait to be retried. When the activity was known already, nothing is done.
 */
export async function processActivity(
  processing: Processing,
  connection: Connection,
  { activity, isHistoryKnown }: { readonly activity: Activity; readonly isHistoryKnown: boolean },
): Promise<number> {
  if (!(await recordActivity(connection, activity))) return 0;
  const config = await processing.config.forRepository(connection, activity.repository);
  let failures = 0;
  for (const feature of processing.features) {
    if (!feature.onActivity || !isEnabled(config, feature)) continue;
    const context = contextOf(processing, { connection, config, feature, isHistoryKnown });
    if (!(await runFeature(processing, { feature, activity, context }))) failures += 1;
  }
  if (activity.isLive) await runCommands(processing, connection, { activity, config, isHistoryKnown });
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
