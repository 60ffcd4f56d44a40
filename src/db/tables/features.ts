// What features derive from the facts. Each table belongs to the one feature it is named after.

import type { Kit } from "../dialects.ts";

export type Polarity = "positive" | "neutral" | "negative";

export type Badge = "first-contribution" | "bug-fixer" | "docs-writer" | "feature-builder" | "reviewer";

/** Unasked, at a first pull request; or because a person asked with /mentor me. */
export type PairingOffer = "first-pull" | "on-request";
/** active, declined (the newcomer said no) or ended (the thread is closed). */
export type PairingState = "active" | "declined" | "ended";

export function featureTables(kit: Kit) {
  const { table, index, primaryKey, text, integer, real, instant, json } = kit;

  const sentimentScores = table(
    "sentiment_scores",
    {
      /** A remark's id, or a thread's for its opening text. */
      subjectId: text().primaryKey(),
      threadId: text().notNull(),
      repositoryId: integer().notNull(),
      personId: integer().notNull(),
      at: instant().notNull(),
      /** Whole weeks since Monday 1970-01-05 (ISO weeks). */
      week: integer().notNull(),
      /** −1…1. */
      score: real().notNull(),
      polarity: text().$type<Polarity>().notNull(),
    },
    (t) => [index("sentiment_scores_by_repository_week").on(t.repositoryId, t.week)],
  );

  const themes = table(
    "themes",
    {
      id: text().primaryKey(),
      installationId: integer().notNull(),
      label: text().notNull(),
      terms: json<readonly string[]>().notNull(),
      people: integer().notNull(),
      firstSeenAt: instant().notNull(),
      lastSeenAt: instant().notNull(),
      refittedAt: instant().notNull(),
    },
    (t) => [index("themes_by_installation").on(t.installationId)],
  );

  const themeThreads = table(
    "theme_threads",
    {
      threadId: text().primaryKey(),
      themeId: text().notNull(),
      similarity: real().notNull(),
    },
    (t) => [index("theme_threads_by_theme").on(t.themeId)],
  );

  /** Every fact that earns a badge. Who holds one, and since when, is read from here: the earliest fact counts. */
  const badgeEvidence = table(
    "badge_evidence",
    {
      /** The id of the merged pull request's thread, or of the review. */
      subjectId: text().notNull(),
      badge: text().$type<Badge>().notNull(),
      installationId: integer().notNull(),
      repositoryId: integer().notNull(),
      threadId: text().notNull(),
      personId: integer().notNull(),
      /** When it was earned: the evidence's time, not ours. */
      earnedAt: instant().notNull(),
      url: text().notNull(),
      /** Why it counts, in words: "label `bug`". */
      reason: text().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.subjectId, t.badge] }),
      index("badge_evidence_by_person").on(t.installationId, t.personId, t.badge, t.earnedAt),
      index("badge_evidence_by_earned").on(t.installationId, t.earnedAt),
    ],
  );

  /** Which merged pull requests close an issue, so that its changed labels find what to judge again. */
  const badgeCloses = table(
    "badge_closes",
    {
      /** The issue's thread id; the issue itself may not be known yet. */
      issueId: text().notNull(),
      threadId: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.issueId, t.threadId] })],
  );

  const pairings = table(
    "pairings",
    {
      threadId: text().notNull(),
      newcomerId: integer().notNull(),
      installationId: integer().notNull(),
      /** As it is written in stoa.yml. */
      mentorLogin: text().notNull(),
      /** The mentor's area that matched; null when none did. */
      area: text(),
      offer: text().$type<PairingOffer>().notNull(),
      state: text().$type<PairingState>().notNull(),
      startedAt: instant().notNull(),
      endedAt: instant(),
    },
    (t) => [
      primaryKey({ columns: [t.threadId, t.newcomerId] }),
      index("pairings_by_installation_state").on(t.installationId, t.state),
    ],
  );

  /** Ranks as the last digests showed them, so that the next can tell movement. */
  const requestRanks = table(
    "request_ranks",
    {
      installationId: integer().notNull(),
      /** The digest's period, as digests.period. */
      period: text().notNull(),
      threadId: text().notNull(),
      votes: integer().notNull(),
      rank: integer().notNull(),
    },
    (t) => [primaryKey({ columns: [t.installationId, t.period, t.threadId] })],
  );

  /** What each board of requests says now, so that it is edited only when that changes. */
  const requestBoards = table("request_boards", {
    /** The issue whose body carries the board. */
    threadId: text().primaryKey(),
    installationId: integer().notNull(),
    markdown: text().notNull(),
    updatedAt: instant().notNull(),
  });

  const digests = table(
    "digests",
    {
      installationId: integer().notNull(),
      /** First day of the period, YYYY-MM-DD in the digest's zone. */
      period: text().notNull(),
      startsAt: instant().notNull(),
      endsAt: instant().notNull(),
      title: text().notNull(),
      body: text().notNull(),
      effectKey: text().notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.installationId, t.period] })],
  );

  return {
    sentimentScores,
    themes,
    themeThreads,
    badgeEvidence,
    badgeCloses,
    pairings,
    requestRanks,
    requestBoards,
    digests,
  };
}
