// Badges: thanks for what people did, each with the fact that earned it. The same rule judges history and live work;
// only a live merge is told, in the merged pull request's one comment.
//
//   /stoa badges      your badges, their evidence, and what comes next
//   /stoa badges off  shows them to nobody
//   /stoa badges on   shows them again

import type { Activity, RemarkActivity, ThreadActivity } from "../../core/activity.ts";
import type { Effect } from "../../core/effect.ts";
import { findRemark, type StoredRemark } from "../../db/remarks.ts";
import { readerScope } from "../../db/repositories.ts";
import {
  defineFeature,
  type CommandAnswer,
  type CommandCall,
  type DigestContext,
  type DigestSection,
  type FeatureContext,
} from "../feature.ts";
import { expectAnnouncement, settleAnnouncements } from "./announce.ts";
import { catalogueOf } from "./catalogue.ts";
import { BADGES_ARE_OFF, hidesBadges, switchOff, switchOn } from "./choice.ts";
import { badgesConfig, type BadgesConfig } from "./config.ts";
import { issueCredential } from "./credential-store.ts";
import { byTime } from "./evidence.ts";
import { listGrants, readEvidence } from "./grants.ts";
import { mayChangeHelp } from "./help-facts.ts";
import { honourCommands } from "./honour-commands.ts";
import { honoursForDigest } from "./honours-digest.ts";
import { holdingsOf } from "./holdings.ts";
import {
  DELETED,
  judgeClosingPulls,
  judgeFeedback,
  judgeHelp,
  judgeLabelled,
  judgePull,
  judgeReview,
  type Scene,
} from "./judge.ts";
import { badgesReply, badgesSection } from "./present.ts";
import { revokeEvidence } from "./store.ts";

export { catalogueOf, TIERS, titleOf } from "./catalogue.ts";
export { hidesBadges } from "./choice.ts";
export { badgesConfig, type BadgesConfig } from "./config.ts";
export {
  credentialPayload,
  didDocument,
  didOf,
  didPath,
  LIST_BITS,
  statusListPayload,
  type Issuer,
} from "./credential.ts";
export {
  findCredential,
  keepSigned,
  listCredentials,
  standingBehind,
  type CredentialRow,
} from "./credential-store.ts";
export { badgeCounts, listGrants, readLedger } from "./grants.ts";
export type { Holding } from "./holdings.ts";
export type { Board } from "./leaderboard.ts";
export {
  findCommunity,
  readBoards,
  readPublicPerson,
  type Community,
  type NamedStanding,
  type PublicPerson,
} from "./person.ts";
export { rebuildBadges } from "./rebuild.ts";
export { badgeSvg, cardSvg, THEMES, type BadgeImage, type Theme } from "./svg.ts";
export { nextLevelAt, type LedgerEntry } from "./xp.ts";

export const badgesFeature = defineFeature<BadgesConfig>({
  name: "badges",
  config: badgesConfig,
  events: [
    "issues",
    "issue_comment",
    "label",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
  ],
  permissions: { issues: "read", pull_requests: "write" },
  onActivity,
  commands: {
    "stoa badges": showBadges,
    "stoa badges off": switchOff,
    "stoa badges on": switchOn,
    "stoa badges credential": issueCredential,
    ...honourCommands,
  },
  digestSection,
});

/** What can change the labels of an issue that a merged pull request closes. */
const JUDGED_WITH_ISSUE: ReadonlySet<Activity["kind"]> = new Set<Activity["kind"]>([
  "thread.opened",
  "thread.labelled",
  "thread.deleted",
]);

/** What can change which answer of a discussion was accepted. */
const JUDGED_WITH_ANSWER: ReadonlySet<Activity["kind"]> = new Set<Activity["kind"]>([
  "thread.opened",
  "thread.answered",
  "thread.changed",
  "thread.deleted",
]);

async function onActivity(
  activity: Activity,
  context: FeatureContext<BadgesConfig>,
): Promise<readonly Effect[]> {
  const { connection, config } = context;
  const { installationId } = activity.repository;
  const scene = { connection, config, configIn: context.configIn, installationId };
  if (activity.kind === "labels.changed") await judgeLabelled(scene, activity.threadIds);
  if (!("thread" in activity)) return [];
  if ("remark" in activity) {
    await judgeRemark(scene, activity, context.remark);
    return [];
  }
  if (activity.kind === "thread.deleted") {
    await revokeEvidence(connection, { threadId: activity.thread.id, reason: DELETED });
  }
  switch (activity.thread.kind) {
    case "discussion":
      if (JUDGED_WITH_ANSWER.has(activity.kind)) await judgeHelp(scene, activity.thread.id);
      return [];
    case "issue":
      return onIssue(scene, activity);
    case "pull":
      return onPull(scene, activity, context);
  }
}

async function judgeRemark(scene: Scene, activity: RemarkActivity, stored?: StoredRemark): Promise<void> {
  const { remark, thread } = activity;
  if (remark.kind === "review" || remark.kind === "review_comment") {
    await judgeReview(scene, stored ?? (await findRemark(scene.connection, remark.id)));
  } else if (thread.kind !== "pull" && (await mayChangeHelp(scene.connection, activity))) {
    await judgeHelp(scene, thread.id);
  }
}

async function onIssue(scene: Scene, activity: ThreadActivity): Promise<readonly Effect[]> {
  const { thread } = activity;
  await judgeFeedback(scene, thread.id);
  if (activity.kind === "thread.deleted") await judgeHelp(scene, thread.id);
  if (!JUDGED_WITH_ISSUE.has(activity.kind)) return [];
  const judged = await judgeClosingPulls(scene, thread.id);
  return activity.isLive ? settleAnnouncements(scene, judged, activity) : [];
}

async function onPull(
  scene: Scene,
  activity: ThreadActivity,
  { config, isHistoryKnown }: FeatureContext<BadgesConfig>,
): Promise<readonly Effect[]> {
  const judged = await judgePull(scene, activity.thread.id);
  const [pull] = judged;
  if (!pull || !activity.isLive) return [];
  // Before the history is read everybody looks new: silence is better than greeting a regular as one.
  if (activity.kind === "thread.merged" && config.announce && isHistoryKnown) {
    await expectAnnouncement(scene, activity, pull.personId);
  }
  return settleAnnouncements(scene, judged, activity);
}

async function showBadges(call: CommandCall, context: FeatureContext<BadgesConfig>): Promise<CommandAnswer> {
  const { actor, repository } = call.activity;
  const { connection, config } = context;
  if (!actor || actor.isBot) return {};
  if (await hidesBadges(connection, actor.id)) return { reply: BADGES_ARE_OFF };
  const scope = await readerScope(connection, repository);
  const evidence = await readEvidence(connection, scope, { personIds: [actor.id] });
  const holdings = holdingsOf(evidence, catalogueOf(config.own));
  const revoked = evidence
    .filter(({ revokedReason, badge }) => revokedReason !== null && !isKind(badge))
    .toSorted((a, b) => byTime(b, a));
  return { reply: badgesReply({ holdings, revoked }) };
}

/** A merged pull request's kinds go with it, so it is told of once. */
function isKind(badge: string): boolean {
  return badge.startsWith("own:") || ["bug-fixer", "feature-builder", "docs-writer"].includes(badge);
}

async function digestSection(context: DigestContext<BadgesConfig>): Promise<DigestSection | undefined> {
  if (!context.config.enabled) return undefined;
  const { connection, scope, period, config } = context;
  const grants = await listGrants(connection, { ...scope, period, catalogue: catalogueOf(config.own) });
  return badgesSection(grants, await honoursForDigest(context));
}
