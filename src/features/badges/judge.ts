// Judges what the facts say of one pull request, review, issue or thread, and writes down the evidence. Judging is
// repeatable: it reads the facts as they are known now and replaces what was judged before.
//
// What each judgement's evidence stands under (its subject):
//   a merged pull request   the thread's id          its author, co-authors, and who reported what it closes
//   a review                the remark's id          the reviewer
//   an issue                feedback:THREAD          who tried a pre-release
//   an issue, a discussion  help:THREAD              who helped there

import { threadId as threadIdOf } from "../../core/activity.ts";
import { forgottenAmong } from "../../db/choices.ts";
import type { Connection } from "../../db/connection.ts";
import type { StoredRemark } from "../../db/remarks.ts";
import type { FeatureContext } from "../feature.ts";
import type { BadgesConfig } from "./config.ts";
import type { Evidence } from "./evidence.ts";
import {
  findIssue,
  findIssues,
  findMerger,
  findPull,
  listClosingPulls,
  replaceCloses,
  type ClosedIssue,
  type MergedPull,
} from "./facts.ts";
import { helpIn } from "./help.ts";
import { findAsked, listHelpRemarks } from "./help-facts.ts";
import { findRevertOf, replaceRevert } from "./reverts.ts";
import {
  badgeOfClosed,
  badgesOfPull,
  coAuthorsIn,
  feedbackReason,
  judgeKinds,
  labelAmong,
  revertedNumber,
  reviewReason,
  type JudgedKind,
} from "./rules.ts";
import { findEvidence, listCoAuthors, replaceEvidence } from "./store.ts";

/** Why evidence of a thread or remark that is gone counts no longer. */
export const DELETED = "deleted";

/** A pull request that was judged: whose it is, and since when it may have earned them something. */
export interface Judgement {
  readonly threadId: string;
  readonly personId: number;
  readonly mergedAt: number;
}

export interface Scene {
  readonly connection: Connection;
  readonly config: BadgesConfig;
  /** See `FeatureContext`. */
  readonly configIn?: FeatureContext<BadgesConfig>["configIn"];
  readonly installationId: number;
}

/**
 * Judges a merged pull request by the facts, and what it takes back.
 * @returns what was judged, itself first; nothing when no person wrote it or it is not known to be merged
 */
export async function judgePull(scene: Scene, threadId: string): Promise<readonly Judgement[]> {
  const { connection, config } = scene;
  const pull = await findPull(connection, threadId);
  if (!pull || pull.mergedAt === null) return [];
  await replaceCloses(connection, pull);
  const followed = await followRevert(scene, pull);
  const issues = await findIssues(connection, { repositoryId: pull.repositoryId, numbers: pull.closes });
  const labelled = issues.filter(({ deletedAt }) => deletedAt === null);
  const kinds = judgeKinds(pull, labelled, config);
  const common = {
    subjectId: pull.threadId,
    installationId: scene.installationId,
    repositoryId: pull.repositoryId,
    earnedAt: pull.mergedAt,
    revokedReason: await whyRevoked(scene, pull),
  };
  const counterpartId = await findMerger(connection, pull.threadId);
  const coAuthors = await knownCoAuthors(connection, pull);
  const earned = badgesOfPull(pull, kinds, config.own);
  const work = [pull.personId, ...coAuthors].flatMap((personId) =>
    earned.map(({ badge, reason }) => {
      const isCoAuthor = personId !== pull.personId;
      const { threadId: id, url } = pull;
      const why = isCoAuthor ? `${reason}, as co-author` : reason;
      return { ...common, badge, threadId: id, personId, counterpartId, isCoAuthor, url, reason: why };
    }),
  );
  const own = new Set([pull.personId, ...coAuthors]);
  const asked = issues.flatMap((issue) => evidenceOfIssue({ scene, pull, kinds, issue, own }, common));
  await replaceEvidence(connection, pull.threadId, [...work, ...asked]);
  const { personId, mergedAt } = pull;
  return [{ threadId, personId, mergedAt }, ...followed];
}

/** What somebody's issue earned them because another person's merged pull request closed it. */
function evidenceOfIssue(
  of: {
    readonly scene: Scene;
    readonly pull: MergedPull;
    readonly kinds: readonly JudgedKind[];
    readonly issue: ClosedIssue;
    /** Who made the pull request: nobody is thanked for asking themselves. */
    readonly own: ReadonlySet<number>;
  },
  common: Pick<Evidence, "subjectId" | "installationId" | "repositoryId" | "earnedAt" | "revokedReason">,
): readonly Evidence[] {
  const { scene, pull, kinds, issue, own } = of;
  const { labels } = scene.config;
  const badge = badgeOfClosed(issue.labels, kinds, labels);
  if (badge === undefined || issue.personId === null || own.has(issue.personId)) return [];
  const reason = `${badge === "reporter" ? "fixed" : "built"} by #${pull.number}`;
  return [
    {
      ...common,
      badge,
      threadId: issue.id,
      personId: issue.personId,
      counterpartId: pull.personId,
      isCoAuthor: false,
      url: issue.url,
      reason,
      revokedReason: whyGone(issue, labels.spam) ?? common.revokedReason,
    },
  ];
}

function whyGone(
  thread: { readonly deletedAt: number | null; readonly labels: readonly string[] },
  spam: readonly string[],
): string | null {
  if (thread.deletedAt !== null) return DELETED;
  const label = labelAmong(thread.labels, spam);
  return label === undefined ? null : `labelled ${label}`;
}

async function whyRevoked({ connection, config }: Scene, pull: MergedPull): Promise<string | null> {
  const gone = whyGone(pull, config.labels.spam);
  if (gone !== null) return gone;
  const revert = await findRevertOf(connection, pull.threadId);
  return revert === undefined ? null : `reverted by ${revert.slice(revert.indexOf("#"))}`;
}

/** Co-authors who did not ask to be forgotten. Of a text that is no longer kept, those it named. */
async function knownCoAuthors(connection: Connection, pull: MergedPull): Promise<readonly number[]> {
  if (pull.body === "") return listCoAuthors(connection, pull.threadId);
  const named = coAuthorsIn(pull).slice(0, MAX_CO_AUTHORS);
  const kept: number[] = [];
  for (const id of named) {
    if (!(await forgottenAmong(connection, [id])).has(id)) kept.push(id);
  }
  return kept;
}

/** A text that names more names everybody for nothing. */
const MAX_CO_AUTHORS = 10;

/** Judges again the pull request that this one takes back, or no longer does; its own revert may give it back. */
async function followRevert(scene: Scene, pull: MergedPull): Promise<readonly Judgement[]> {
  // A text that is no longer kept says nothing new.
  if (pull.body === "") return [];
  const number = pull.deletedAt === null ? revertedNumber(pull) : undefined;
  const revertedId = number === undefined ? null : threadIdOf(pull.repositoryId, number);
  const before = await replaceRevert(scene.connection, { threadId: pull.threadId, revertedId });
  const judged: Judgement[] = [];
  for (const id of new Set([before, revertedId])) {
    if (id !== null) judged.push(...(await judgePull(scene, id)));
  }
  return judged;
}

/** Judges again what carries a label that was renamed or deleted. */
export async function judgeLabelled(scene: Scene, threadIds: readonly string[]): Promise<void> {
  for (const id of threadIds) {
    await judgePull(scene, id);
    await judgeClosingPulls(scene, id);
    await judgeFeedback(scene, id);
  }
}

/** Judges again the merged pull requests that close an issue, because its labels are new. */
export async function judgeClosingPulls(scene: Scene, issueId: string): Promise<readonly Judgement[]> {
  const judged: Judgement[] = [];
  for (const threadId of await listClosingPulls(scene.connection, issueId)) {
    judged.push(...(await judgePull(scene, threadId)));
  }
  return judged;
}

/** Judges a review or a comment on a line, if a person wrote it. */
export async function judgeReview(scene: Scene, review: StoredRemark | undefined): Promise<void> {
  if (!review?.author || review.author.isBot) return;
  const { connection, installationId } = scene;
  const before = await findEvidence(connection, review.id);
  const reason = reviewReason(review) ?? reasonOfLostText(review, before);
  const { id: subjectId, repositoryId, threadId, threadAuthorId: counterpartId, url } = review;
  const evidence =
    reason === null
      ? []
      : [
          {
            subjectId,
            badge: "reviewer" as const,
            installationId,
            repositoryId,
            threadId,
            personId: review.author.id,
            counterpartId,
            isCoAuthor: false,
            earnedAt: review.createdAt,
            url,
            reason,
            revokedReason: review.deletedAt === null ? null : DELETED,
          },
        ];
  await replaceEvidence(connection, subjectId, evidence, before);
}

/** Texts are emptied after a time where a maintainer wants that: what they earned stands. */
function reasonOfLostText(review: StoredRemark, before: readonly Evidence[]): string | null {
  if (review.body !== "" || review.kind !== "review") return null;
  return before[0]?.reason ?? null;
}

/** Judges whether an issue is a report on a pre-release. */
export async function judgeFeedback(scene: Scene, issueId: string): Promise<void> {
  const { connection, config, installationId } = scene;
  const issue = await findIssue(connection, issueId);
  if (!issue) return;
  const reason = feedbackReason(issue, config.labels);
  const subjectId = `feedback:${issue.id}`;
  const { repositoryId, personId, url } = issue;
  const evidence =
    reason === undefined
      ? []
      : [
          {
            subjectId,
            badge: "tester" as const,
            installationId,
            repositoryId,
            threadId: issue.id,
            personId,
            counterpartId: null,
            isCoAuthor: false,
            earnedAt: issue.createdAt,
            url,
            reason,
            revokedReason: whyGone(issue, config.labels.spam),
          },
        ];
  await replaceEvidence(connection, subjectId, evidence);
}

/** Judges who helped in an issue or a discussion. */
export async function judgeHelp({ connection, installationId }: Scene, threadId: string): Promise<void> {
  const asked = await findAsked(connection, threadId);
  if (!asked) return;
  const subjectId = `help:${threadId}`;
  const remarks = await listHelpRemarks(connection, threadId);
  const isGone = asked.deletedAt !== null;
  // Where texts are no longer kept, what they earned stands.
  if (!isGone && remarks.some(({ body, authorId }) => body === "" && authorId !== null)) return;
  const helped = isGone ? [] : helpIn(asked, remarks);
  const evidence = helped.map(({ remark, reason }) => ({
    subjectId,
    badge: "helper" as const,
    installationId,
    repositoryId: asked.repositoryId,
    threadId,
    personId: remark.authorId,
    counterpartId: asked.authorId,
    isCoAuthor: false,
    earnedAt: remark.createdAt,
    url: remark.url,
    reason,
    revokedReason: null,
  }));
  await replaceEvidence(connection, subjectId, evidence);
}
