// Sentiment: how people feel, as far as their words show it. Every remark of a person is scored when it comes and when
// it changes; only sums over five people or more are ever shown, as the digest's mood and on pages.

import { HOUR } from "../../core/clock.ts";
import { findRemark } from "../../db/remarks.ts";
import {
  defineFeature,
  type Activity,
  type DigestContext,
  type DigestSection,
  type Effect,
  type FeatureContext,
} from "../feature.ts";
import { sentimentConfig, type SentimentConfig } from "./config.ts";
import { changeBetween, startOfWeek, weekOf } from "./mood.ts";
import { correctTone } from "./corrections.ts";
import { maintainersSection, nextLook, nextNote, postAlerts, postNote } from "./maintainers.ts";
import { presentSection } from "./present.ts";
import {
  deleteThreadScores,
  levelsBefore,
  rescore,
  sentimentByWeek,
  sentimentOf,
  textOfOpening,
  textOfRemark,
} from "./store.ts";

export { sentimentConfig, type SentimentConfig } from "./config.ts";
export { sentimentByPart } from "./parts-store.ts";
export { toneOf } from "./rules.ts";
export { sentimentByWeek, sentimentOf, type WeekMood } from "./store.ts";

/** How many weeks the chart shows. */
const CHART_WEEKS = 12;
/** A local midnight comes no later than 12 hours after UTC's, and a clock may have been put back. */
const FARTHEST_ZONE_MS = 14 * HOUR;

export const sentimentFeature = defineFeature<SentimentConfig>({
  name: "sentiment",
  config: sentimentConfig,
  events: [
    "issues",
    "issue_comment",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
    "discussion",
    "discussion_comment",
  ],
  permissions: { issues: "read", pull_requests: "read", discussions: "read" },
  onActivity,
  commands: { "stoa tone": correctTone },
  jobs: [
    {
      name: "sentiment-note",
      nextAfter: (after, config) => (isToldToMaintainers(config) ? nextNote(after) : undefined),
      run: postNote,
    },
    {
      name: "sentiment-alerts",
      nextAfter: (after, config) => (isToldToMaintainers(config) ? nextLook(after) : undefined),
      run: postAlerts,
    },
  ],
  digestSection,
  maintainersSection,
});

function isToldToMaintainers({ enabled, maintainers }: SentimentConfig): boolean {
  return enabled && maintainers !== null;
}

async function onActivity(
  activity: Activity,
  { connection, config, remark }: FeatureContext<SentimentConfig>,
): Promise<readonly Effect[]> {
  if (!config.enabled || !("thread" in activity)) return [];
  const { id } = activity.thread;
  const repositoryId = activity.repository.id;
  if ("remark" in activity) {
    const stored = remark ?? (await findRemark(connection, activity.remark.id));
    const subject = { id: activity.remark.id, threadId: id, repositoryId };
    await rescore(connection, subject, textOfRemark(stored));
  } else if (activity.kind === "thread.deleted") {
    await deleteThreadScores(connection, id);
  } else if (activity.kind === "thread.opened" || activity.kind === "thread.edited") {
    await rescore(connection, { id, threadId: id, repositoryId }, await textOfOpening(connection, id));
  }
  return [];
}

async function digestSection(context: DigestContext<SentimentConfig>): Promise<DigestSection | undefined> {
  const { connection, config, scope, period, previous } = context;
  if (!config.enabled) return undefined;
  // A period ends at a local midnight: the week that has only just begun in UTC is none of its weeks.
  const lastWeek = weekOf(period.endsAt - FARTHEST_ZONE_MS);
  const chart = {
    startsAt: startOfWeek(lastWeek - CHART_WEEKS + 1),
    endsAt: Math.min(period.endsAt, startOfWeek(lastWeek + 1)),
  };
  const moments = [period, previous, chart].map(({ startsAt }) => startsAt);
  const levels = await levelsBefore(connection, scope, moments);
  const mood = await sentimentOf(connection, scope, period, levels);
  const before = await sentimentOf(connection, scope, previous, levels);
  const weeks = await sentimentByWeek(connection, scope, chart, levels);
  // Everybody reads this one: where too little can be said, it says nothing.
  if (mood.index === null) return undefined;
  const markdown = presentSection({
    mood,
    change: changeBetween(before, mood),
    weeks,
    target: config.target,
    lastWeek: new Date(startOfWeek(lastWeek)).toISOString().slice(0, 10),
  });
  return markdown === undefined ? undefined : { order: 50, markdown };
}
