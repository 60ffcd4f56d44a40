// What follows from an activity, in the one transaction that is open: the facts, each feature's rows behind a savepoint
// of its own, and the effects. A feature that fails is put aside to be retried alone.

import type { Activity } from "../core/activity.ts";
import { describeError } from "../core/errors.ts";
import type { Connection } from "../db/connection.ts";
import { recordActivity } from "../db/facts.ts";
import { findRepository } from "../db/repositories.ts";
import type { Feature, FeatureContext } from "../features/feature.ts";
import { runCommands } from "./commands.ts";
import { insertRetry } from "./retries.ts";
import { applyFeature, contextOf, isEnabled, type Processing } from "./run-feature.ts";

/**
 * Processes one activity.
 * @returns false when it was known already, and nothing was done.
 */
export async function processActivity(
  processing: Processing,
  connection: Connection,
  activity: Activity,
): Promise<boolean> {
  if (!(await recordActivity(connection, activity))) return false;
  const config = await processing.config.forRepository(connection, activity.repository);
  const repository = await findRepository(connection, activity.repository.id);
  const isHistoryKnown = repository?.backfilledAt != null;
  for (const feature of processing.features) {
    if (!feature.onActivity || !isEnabled(config, feature)) continue;
    const context = contextOf(processing, { connection, config, feature, isHistoryKnown });
    await runFeature(processing, { feature, activity, context });
  }
  if (activity.isLive) await runCommands(processing, connection, { activity, config, isHistoryKnown });
  return true;
}

/** Runs one feature on one activity; what it threw is kept for a retry, and its rows are undone. */
async function runFeature(
  processing: Processing,
  run: { readonly feature: Feature; readonly activity: Activity; readonly context: FeatureContext<unknown> },
): Promise<void> {
  const { feature, activity, context } = run;
  try {
    await context.connection.savepoint(() => applyFeature(run));
  } catch (error) {
    processing.log.error({ err: error, feature: feature.name, activity: activity.key }, "a feature failed");
    await insertRetry(context.connection, {
      activity,
      feature: feature.name,
      reason: describeError(error),
      now: context.now,
    });
  }
}
