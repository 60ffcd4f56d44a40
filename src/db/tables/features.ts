// What features derive from the facts. Each table belongs to the one feature it is named after.

import type { Kit } from "../dialects.ts";

export type Polarity = "positive" | "neutral" | "negative";

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

  const badgeGrants = table(
    "badge_grants",
    {
      installationId: integer().notNull(),
      personId: integer().notNull(),
      badge: text().notNull(),
      /** When it was earned: the evidence's time, not ours. */
      earnedAt: instant().notNull(),
      evidenceUrl: text().notNull(),
      evidenceThreadId: text().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.installationId, t.personId, t.badge] }),
      index("badge_grants_by_earned").on(t.installationId, t.earnedAt),
    ],
  );

  const pairings = table(
    "pairings",
    {
      /** The newcomer's first pull request. */
      threadId: text().primaryKey(),
      installationId: integer().notNull(),
      newcomerId: integer().notNull(),
      mentorLogin: text().notNull(),
      area: text(),
      /** active, declined (the newcomer said no) or ended (the pull request is closed). */
      state: text().notNull(),
      startedAt: instant().notNull(),
      endedAt: instant(),
    },
    (t) => [index("pairings_by_installation_state").on(t.installationId, t.state)],
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

  return { sentimentScores, themes, themeThreads, badgeGrants, pairings, requestRanks, digests };
}
