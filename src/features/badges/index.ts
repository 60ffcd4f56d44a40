// Badges: thanks for what people did, each with the fact that earned it. The same rule judges history and live work;
// only a live merge is told, in the merged pull request's one comment.
//
//   /stoa badges      your badges, their evidence, and what is still open

import type { Activity, RepositoryRef, ThreadActivity } from "../../core/activity.ts";
import type { Effect } from "../../core/effect.ts";
import type { Connection } from "../../db/connection.ts";
import { publicScope } from "../../db/repositories.ts";
import {
  defineFeature,
  type CommandAnswer,
  type CommandCall,
  type DigestContext,
  type DigestSection,
  type FeatureContext,
} from "../feature.ts";
import { badgesConfig, type BadgesConfig } from "./config.ts";
import { judgeClosingPulls, judgePull, judgeReview, type Judgement } from "./judge.ts";
import { announcement, badgesReply, badgesSection } from "./present.ts";
import { findHeldBadges, listGrants } from "./store.ts";

export { badgesConfig, type BadgesConfig } from "./config.ts";
export { badgeCounts, listGrants } from "./store.ts";

export const badgesFeature = defineFeature<BadgesConfig>({
  name: "badges",
  config: badgesConfig,
  events: ["issues", "issue_comment", "pull_request", "pull_request_review", "pull_request_review_comment"],
  permissions: { issues: "read", pull_requests: "write" },
  onActivity,
  commands: { "stoa badges": showBadges },
  digestSection,
});

async function onActivity(
  activity: Activity,
  context: FeatureContext<BadgesConfig>,
): Promise<readonly Effect[]> {
  const { connection, config } = context;
  if (!("thread" in activity)) return [];
  const scene = { connection, config, installationId: activity.repository.installationId };
  if ("remark" in activity) {
    const { kind, id } = activity.remark;
    if (kind === "review" || kind === "review_comment") await judgeReview(scene, id);
    return [];
  }
  const { thread } = activity;
  if (thread.kind === "issue") {
    if (activity.kind === "thread.opened" || activity.kind === "thread.labelled") {
      await judgeClosingPulls(scene, thread.id);
    }
    return [];
  }
  // A backfilled pull request is opened and merged by the same snapshot: judging it once is enough.
  if (thread.kind !== "pull" || thread.mergedAt === null || activity.kind === "thread.opened") return [];
  const judgement = await judgePull(scene, { threadId: thread.id, mergedAt: thread.mergedAt });
  if (!judgement || !activity.isLive || activity.kind !== "thread.merged") return [];
  // Before the history is read everybody looks new: silence is better than greeting a regular as one.
  return config.announce && context.isHistoryKnown ? announce(activity, judgement, connection) : [];
}

/** The badges that this merge is the first fact for, told in its thread. */
async function announce(
  activity: ThreadActivity,
  judgement: Judgement,
  connection: Connection,
): Promise<readonly Effect[]> {
  const { repository, thread } = activity;
  const held = await findHeldBadges(connection, {
    installationId: repository.installationId,
    personId: judgement.personId,
    exceptSubjectId: thread.id,
    repositoryIds: await visibleFrom(repository, connection),
  });
  const fresh = judgement.badges.filter((badge) => !held.has(badge));
  if (fresh.length === 0) return [];
  return [
    {
      kind: "section",
      key: `${thread.id}:badges`,
      repositoryId: repository.id,
      audience: "community",
      threadId: thread.id,
      section: "badges",
      markdown: announcement(fresh, thread.url),
    },
  ];
}

/** What readers of a repository's threads may see: all that is public, and this repository. */
async function visibleFrom(repository: RepositoryRef, connection: Connection): Promise<readonly number[]> {
  const scope = await publicScope(connection, repository.installationId);
  return [...new Set([...scope.repositoryIds, repository.id])];
}

async function showBadges(call: CommandCall, context: FeatureContext<BadgesConfig>): Promise<CommandAnswer> {
  const { actor, repository } = call.activity;
  if (!actor || actor.isBot) return {};
  const grants = await listGrants(context.connection, {
    installationId: repository.installationId,
    repositoryIds: await visibleFrom(repository, context.connection),
    personId: actor.id,
  });
  return { reply: badgesReply(grants) };
}

async function digestSection(context: DigestContext<BadgesConfig>): Promise<DigestSection | undefined> {
  if (!context.config.enabled) return undefined;
  const grants = await listGrants(context.connection, { ...context.scope, period: context.period });
  return badgesSection(grants);
}
