// Work in hand: deliveries that came in, effects that must go out, feature retries, schedules and settings.

import { sql } from "drizzle-orm";
import type { Activity } from "../../core/activity.ts";
import type { Effect } from "../../core/effect.ts";
import type { Kit } from "../dialects.ts";

/** waiting → done, ignored (nothing in it for us) or parked (hopeless until a person looks). */
export type DeliveryState = "waiting" | "done" | "ignored" | "parked";
/** waiting → attempting → done; or parked, dropped (its target is gone), or dry (dry run: never delivered). */
export type EffectState = "waiting" | "attempting" | "done" | "parked" | "dropped" | "dry";

export function workTables(kit: Kit) {
  const { table, index, uniqueIndex, primaryKey, text, integer, boolean, instant, json, sequence } = kit;

  const deliveries = table(
    "deliveries",
    {
      seq: sequence(),
      guid: text().notNull(),
      event: text().notNull(),
      /** What must stay in order: the repository's id, else the event's name. */
      lane: text().notNull(),
      payload: text().notNull(),
      state: text().$type<DeliveryState>().notNull(),
      reason: text(),
      attempts: integer().notNull(),
      receivedAt: instant().notNull(),
      dueAt: instant().notNull(),
      claimedUntil: instant().notNull(),
    },
    (t) => [
      uniqueIndex("deliveries_by_guid").on(t.guid),
      // Only what waits is looked for, and what is done should cost nothing more.
      index("deliveries_waiting")
        .on(t.seq)
        .where(sql`state = 'waiting'`),
      index("deliveries_waiting_by_lane")
        .on(t.lane, t.seq)
        .where(sql`state = 'waiting'`),
    ],
  );

  const effects = table(
    "effects",
    {
      seq: sequence(),
      /** Idempotency key: an effect of this key is wanted once, ever. */
      key: text().notNull(),
      kind: text().notNull(),
      feature: text().notNull(),
      installationId: integer().notNull(),
      repositoryId: integer().notNull(),
      threadId: text(),
      /** Lower goes first: answers to people before scheduled posts. */
      priority: integer().notNull(),
      effect: json<Effect>().notNull(),
      state: text().$type<EffectState>().notNull(),
      reason: text(),
      attempts: integer().notNull(),
      createdAt: instant().notNull(),
      dueAt: instant().notNull(),
      claimedUntil: instant().notNull(),
      doneAt: instant(),
      /** Where a reader finds what was written. */
      url: text(),
      /** GitHub's id of what was written. */
      externalId: text(),
    },
    (t) => [
      uniqueIndex("effects_by_key").on(t.key),
      index("effects_by_state_installation").on(t.state, t.installationId, t.priority, t.seq),
    ],
  );

  /** The one Stoa comment of a thread. */
  const threadComments = table("thread_comments", {
    threadId: text().primaryKey(),
    externalId: text(),
    url: text(),
    /** active, or gone when a person deleted it: it never comes back. */
    state: text().notNull(),
    bodyHash: text().notNull(),
    updatedAt: instant().notNull(),
  });

  /** What each feature has to say in a thread's one comment. */
  const commentSections = table(
    "comment_sections",
    {
      threadId: text().notNull(),
      section: text().notNull(),
      markdown: text().notNull(),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.threadId, t.section] })],
  );

  /** One feature's work on one activity that failed: retried alone, then parked. */
  const featureRetries = table(
    "feature_retries",
    {
      activityKey: text().notNull(),
      feature: text().notNull(),
      activity: json<Activity>().notNull(),
      /** waiting or parked. */
      state: text().notNull(),
      reason: text().notNull(),
      attempts: integer().notNull(),
      dueAt: instant().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.activityKey, t.feature] }),
      index("feature_retries_by_state_due").on(t.state, t.dueAt),
    ],
  );

  const schedules = table(
    "schedules",
    {
      job: text().notNull(),
      installationId: integer().notNull(),
      nextAt: instant().notNull(),
      claimedUntil: instant().notNull(),
      lastRunAt: instant(),
      lastError: text(),
    },
    (t) => [primaryKey({ columns: [t.job, t.installationId] })],
  );

  /** The last good and the last seen `.github/stoa.yml` of each repository that has one. */
  const configFiles = table("config_files", {
    repositoryId: integer().primaryKey(),
    /** The whole text that was last accepted; null when none ever was. */
    goodText: text(),
    /** Blob id of the text last seen, good or bad. */
    seenSha: text(),
    /** Why the text last seen was refused; null when it is in force. */
    problem: text(),
    updatedAt: instant().notNull(),
  });

  /** Where each repository's backfill stands. */
  const backfills = table(
    "backfills",
    {
      repositoryId: integer().notNull(),
      /** issues, pulls, discussions or releases. */
      part: text().notNull(),
      cursor: text(),
      isDone: boolean().notNull(),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.repositoryId, t.part] })],
  );

  return {
    deliveries,
    effects,
    threadComments,
    commentSections,
    featureRetries,
    schedules,
    configFiles,
    backfills,
  };
}
