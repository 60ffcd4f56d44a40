// What features derive from the facts. Each table belongs to the one feature it is named after.

import type { Audience } from "../../core/words.ts";
import type { Kit } from "../dialects.ts";

/** What a remark shows; "uncertain" when the model does not know, which counts as neither good nor bad. */
export type Polarity = "positive" | "neutral" | "negative" | "uncertain";

/**
 * made (and handed to the outbox), skipped (nothing to tell), waits (too little is new since the last one, and the next one
 * tells it) or failed (and is tried again).
 */
export type DigestOutcome = "made" | "skipped" | "waits" | "failed";

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
      /** The calibrated probability of the likeliest polarity, ⅓…1. */
      confidence: real().notNull().default(1),
      /** The probability that people would call it uncivil, 0…1. */
      heat: real().notNull().default(0),
    },
    (t) => [
      // Moods are sums over a year: what they need is in it, and no row is read.
      index("sentiment_scores_by_repository_week").on(t.repositoryId, t.week, t.at, t.personId, t.polarity),
      // The mood of a thread, and what goes with a thread that is deleted.
      index("sentiment_scores_by_thread").on(t.threadId, t.personId, t.score),
    ],
  );

  /** What maintainers said of a remark's tone. It wins over the model, and who said it is not kept. */
  const toneCorrections = table("tone_corrections", {
    /** As in sentiment_scores. */
    subjectId: text().primaryKey(),
    repositoryId: integer().notNull(),
    polarity: text().$type<Polarity>().notNull(),
    /** What the model had said of it, so that its accuracy can be told. */
    readAs: text().$type<Polarity>().notNull(),
    correctedAt: instant().notNull(),
  });

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

  /** What the last refit of the themes learnt, so that a new thread finds its theme without another one. */
  const themeModels = table("theme_models", {
    installationId: integer().primaryKey(),
    /** Of public threads only; see features/themes/model-text.ts. */
    data: text().notNull(),
    /** How many threads there were at the last fit from scratch. */
    coldSize: integer().notNull(),
    refittedAt: instant().notNull(),
  });

  /** Ranks as the last digests showed them, so that the next can tell movement. */
  const requestRanks = table(
    "request_ranks",
    {
      installationId: integer().notNull(),
      /** The digest's period, as digestRuns.period. */
      period: text().notNull(),
      threadId: text().notNull(),
      votes: integer().notNull(),
      rank: integer().notNull(),
      /** What had become of it then; null when nothing had. */
      status: text(),
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

  /** A receipt for every digest that was due: what was made of it, or why nothing was. */
  const digestRuns = table(
    "digest_runs",
    {
      installationId: integer().notNull(),
      audience: text().$type<Audience>().notNull(),
      /** The repository that it tells of; 0 for the whole installation. */
      place: integer().notNull(),
      /** First day of the period, YYYY-MM-DD in the digest's zone. */
      period: text().notNull(),
      startsAt: instant().notNull(),
      endsAt: instant().notNull(),
      outcome: text().$type<DigestOutcome>().notNull(),
      /** Why nothing was made; null when something was. */
      reason: text(),
      /** "" when nothing was made, as for the two below. */
      title: text().notNull(),
      /** Markdown as it was handed to the outbox. */
      body: text().notNull(),
      effectKey: text().notNull(),
      /** How often it was tried. */
      attempts: integer().notNull(),
      firstAt: instant().notNull(),
      /** When it was tried last. */
      createdAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.installationId, t.audience, t.place, t.period] })],
  );

  return {
    sentimentScores,
    toneCorrections,
    themes,
    themeThreads,
    themeModels,
    requestRanks,
    requestBoards,
    digestRuns,
  };
}
