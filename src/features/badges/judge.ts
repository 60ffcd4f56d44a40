// Judges what the facts say of one pull request or one review, and writes down the evidence. Judging is repeatable: it
// reads the facts as they are known now and replaces what was judged before.

import { eq } from "drizzle-orm";
import type { Connection } from "../../db/connection.ts";
import type { Badge } from "../../db/tables/features.ts";
import type { BadgesConfig } from "./config.ts";
import { findIssues, findPull, findReview, insertCloses, listClosingPulls } from "./facts.ts";
import { badgesOfPull, judgeKinds, reviewReason } from "./rules.ts";
import { replaceEvidence } from "./store.ts";

/** What a pull request was judged to earn, and for whom. */
export interface Judgement {
  readonly personId: number;
  readonly badges: readonly Badge[];
}

interface Scene {
  readonly connection: Connection;
  readonly config: BadgesConfig;
  readonly installationId: number;
}

/**
 * Judges a merged pull request by the facts.
 * @param pull.mergedAt what the activity says: a snapshot that knows no merge may have come before it
 * @returns undefined when no person wrote it or it is not merged
 */
export async function judgePull(
  scene: Scene,
  pull: { readonly threadId: string; readonly mergedAt: number | null },
): Promise<Judgement | undefined> {
  const { connection, config, installationId } = scene;
  const known = await findPull(connection, pull.threadId);
  const earnedAt = pull.mergedAt ?? known?.mergedAt ?? null;
  if (!known || earnedAt === null) return undefined;
  await insertCloses(connection, known);
  const issues = await findIssues(connection, { repositoryId: known.repositoryId, numbers: known.closes });
  const earned = badgesOfPull(judgeKinds(known, issues, config));
  const evidence = earned.map(({ badge, reason }) => ({
    subjectId: known.threadId,
    badge,
    installationId,
    repositoryId: known.repositoryId,
    threadId: known.threadId,
    personId: known.personId,
    earnedAt,
    url: known.url,
    reason,
  }));
  await replaceEvidence(connection, known.threadId, evidence);
  return { personId: known.personId, badges: earned.map(({ badge }) => badge) };
}

/** Judges again the merged pull requests that close an issue, because its labels are new. */
export async function judgeClosingPulls(scene: Scene, issueId: string): Promise<void> {
  for (const threadId of await listClosingPulls(scene.connection, issueId)) {
    await judgePull(scene, { threadId, mergedAt: await findEarnedAt(scene.connection, threadId) });
  }
}

/** When a pull request was judged to be merged. */
async function findEarnedAt(connection: Connection, threadId: string): Promise<number | null> {
  const { badgeEvidence } = connection.tables;
  const rows = await connection.db
    .select({ earnedAt: badgeEvidence.earnedAt })
    .from(badgeEvidence)
    .where(eq(badgeEvidence.subjectId, threadId))
    .limit(1);
  return rows[0]?.earnedAt ?? null;
}

/** Judges a review or a comment on a line by the facts. */
export async function judgeReview(scene: Scene, remarkId: string): Promise<void> {
  const { connection, installationId } = scene;
  const review = await findReview(connection, remarkId);
  if (!review) return;
  const reason = reviewReason(review);
  const evidence = {
    subjectId: review.id,
    badge: "reviewer" as const,
    installationId,
    repositoryId: review.repositoryId,
    threadId: review.threadId,
    personId: review.personId,
    earnedAt: review.createdAt,
    url: review.url,
  };
  await replaceEvidence(connection, review.id, reason === null ? [] : [{ ...evidence, reason }]);
}
