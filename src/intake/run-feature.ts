// One feature at work on one activity: what it may look at, and what becomes of the effects it returns.

import type { Logger } from "pino";
import type { Activity } from "../core/activity.ts";
import type { Clock } from "../core/clock.ts";
import type { ConfigLoader } from "../config/load.ts";
import type { RepositoryConfig } from "../config/repository.ts";
import type { Connection } from "../db/connection.ts";
import type { StoredRemark } from "../db/remarks.ts";
import type { Feature, FeatureContext } from "../features/feature.ts";
import { enqueueEffects } from "../outbox/store.ts";

/** What processing needs whoever it works for. */
export interface Processing {
  readonly features: readonly Feature[];
  readonly config: ConfigLoader;
  readonly clock: Clock;
  readonly log: Logger;
  /** See `FeatureContext`. */
  readonly publicUrl?: string | undefined;
}

/** A feature's rows and effects. History never makes Stoa speak: its effects are dropped here, for all features. */
export async function applyFeature(run: {
  readonly feature: Feature;
  readonly activity: Activity;
  readonly context: FeatureContext<unknown>;
}): Promise<void> {
  const { feature, activity, context } = run;
  const effects = (await feature.onActivity?.(activity, context)) ?? [];
  if (!activity.isLive || effects.length === 0) return;
  await enqueueEffects(context.connection, {
    feature: feature.name,
    installationId: activity.repository.installationId,
    priority: "reply",
    effects,
    now: context.now,
  });
}

/** True unless `enabled: false` stands in the feature's part of the configuration. */
export function isEnabled(config: RepositoryConfig, feature: Feature): boolean {
  const part = config[feature.name] as { readonly enabled?: boolean } | undefined;
  return part?.enabled !== false;
}

export function contextOf(
  processing: Processing,
  of: {
    readonly connection: Connection;
    readonly config: RepositoryConfig;
    readonly feature: Feature;
    readonly isHistoryKnown: boolean;
    readonly remark?: StoredRemark | undefined;
  },
): FeatureContext<unknown> {
  return {
    connection: of.connection,
    config: of.config[of.feature.name],
    configIn: configReader(processing, of),
    now: processing.clock.now(),
    isHistoryKnown: of.isHistoryKnown,
    publicUrl: processing.publicUrl,
    remark: of.remark,
  };
}

/** A feature's `configIn`. Not in the literal above, where tsx would define its name anew for every activity. */
function configReader(
  { config }: Processing,
  { connection, feature }: { readonly connection: Connection; readonly feature: Feature },
): NonNullable<FeatureContext<unknown>["configIn"]> {
  return async (repositoryId) => (await config.forRepositoryId(connection, repositoryId))[feature.name];
}
