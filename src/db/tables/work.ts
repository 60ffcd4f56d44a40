// Work in hand: deliveries that came in, effects that must go out, feature retries, schedules and settings.

import { sql } from "drizzle-orm";
import type { Activity } from "../../core/activity.ts";
import type { Effect } from "../../core/effect.ts";
import type { Kit } from "../dialects.ts";

/** waiting → done, ignored (nothing in it for us) or parked (hopeless until a person looks). */
export type DeliveryState = "waiting" | "done" | "ignored" | "parked";
/** waiting → attempting → done; or parked, dropped (its target is gone), or dry (dry run: never delivered). */
export type EffectState = "waiting" | "attempting" | "done" | "parked" | "dropped" | "dry";
export type HoldScope = "installation" | "repository" | "thread";

/** A stoa.yml that another is laid over. */
export interface ExtendedFile {
  readonly repositoryId: number;
  /** As it was when it was taken over. */
  readonly isPrivate: boolean;
  readonly text: string;
}

export function workTables(kit: Kit) {
  const { table, index, uniqueIndex, primaryKey, text, integer, instant, json, sequence } = kit;

  const deliveries = table(
    "deliveries",
    {
      seq: sequence(),
      guid: text().notNull(),
      event: text().notNull(),
      /** What must stay in order: the repository's id, else the event's name. */
      lane: text().notNull(),
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
      index("deliveries_waiting_by_lane")
        .on(t.lane, t.seq)
        .where(sql`state = 'waiting'`),
    ],
  );

  /**
   * What came in, until it is done; beside the deliveries, because their rows are written anew with every change of state,
   * and payloads are long.
   */
  const payloads = table("payloads", {
    /** The delivery's. */
    seq: integer().primaryKey(),
    body: text().notNull(),
  });

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
      /** When a request was sent for it whose end is not known for certain: look on GitHub before another. */
      sentAt: instant(),
      doneAt: instant(),
      /** Where a reader finds what was written. */
      url: text(),
      /** GitHub's id of what was written. */
      externalId: text(),
    },
    (t) => [
      uniqueIndex("effects_by_key").on(t.key),
      index("effects_by_state_installation").on(t.state, t.installationId, t.priority, t.seq),
      // What waits in one thread can be said together.
      index("effects_by_thread").on(t.threadId, t.kind),
    ],
  );

  /** The requests of the last hour that wrote, or may have: what is left of an installation's limits follows. */
  const writes = table(
    "writes",
    {
      seq: sequence(),
      installationId: integer().notNull(),
      at: instant().notNull(),
      /** That of the effect it was sent for. */
      priority: integer().notNull(),
    },
    (t) => [index("writes_by_installation").on(t.installationId, t.at)],
  );

  /** Where nothing is written for a while: GitHub asked for a pause, or requests there keep failing. */
  const holds = table(
    "holds",
    {
      scope: text().$type<HoldScope>().notNull(),
      /** Id of the installation, repository or thread. */
      subject: text().notNull(),
      /** How often in a row. */
      failures: integer().notNull(),
      /** 0 while there are too few failures to wait. */
      until: instant().notNull(),
      reason: text().notNull(),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.scope, t.subject] })],
  );

  /** Texts with a marker of Stoa's, as deliveries and histories showed them; whether Stoa wrote them, the login tells. */
  const sightings = table(
    "sightings",
    {
      marker: text().notNull(),
      authorLogin: text().notNull(),
      repositoryId: integer().notNull(),
      externalId: text().notNull(),
      url: text().notNull(),
      /** Once deleted, it stays so. */
      deletedAt: instant(),
    },
    (t) => [primaryKey({ columns: [t.marker, t.authorLogin] })],
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
  const configFiles = table(
    "config_files",
    {
      repositoryId: integer().primaryKey(),
      /** The whole text that was last accepted; null when none ever was. */
      goodText: text(),
      /** What the accepted text is laid over, the nearest first; null when it extends nothing. */
      extended: json<readonly ExtendedFile[]>(),
      /** "owner/name", lower case, of the repository that the text last taken or waiting extends. */
      extendsName: text(),
      /** A text that is right in itself, and waits for the file it extends to be. */
      pendingText: text(),
      /** Blob id of the text last seen, good or bad. */
      seenSha: text(),
      /** Why the text last seen was refused; null when it is in force. */
      problem: text(),
      updatedAt: instant().notNull(),
    },
    (t) => [index("config_files_by_extends").on(t.extendsName)],
  );

  /** How often a person used commands of late, to keep anybody from flooding; rows of an older day go. */
  const commandUses = table(
    "command_uses",
    {
      activityKey: text().primaryKey(),
      installationId: integer().notNull(),
      personId: integer().notNull(),
      /** Commands that ran; 0 for a remark that was refused. */
      count: integer().notNull(),
      at: instant().notNull(),
    },
    (t) => [
      index("command_uses_by_person").on(t.installationId, t.personId, t.at),
      index("command_uses_by_at").on(t.at),
    ],
  );

  return {
    deliveries,
    payloads,
    effects,
    writes,
    holds,
    sightings,
    threadComments,
    commentSections,
    featureRetries,
    schedules,
    configFiles,
    commandUses,
  };
}
