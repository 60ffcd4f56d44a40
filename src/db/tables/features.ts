// What features derive from the facts. Each table belongs to the one feature it is named after.

import type { Audience, ThreadKind } from "../../core/words.ts";
import type { Kit } from "../dialects.ts";

/** What a remark shows; "uncertain" when the model does not know, which counts as neither good nor bad. */
export type Polarity = "positive" | "neutral" | "negative" | "uncertain";

/** The badges there are everywhere; docs/badges.md says what earns each. */
export type BuiltInBadge =
  | "first-contribution"
  | "bug-fixer"
  | "docs-writer"
  | "feature-builder"
  | "reviewer"
  | "helper"
  | "reporter"
  | "idea-maker"
  | "mentor"
  | "graduate"
  | "tester"
  | "steady"
  | "anniversary";

/** Those, and the ones a project adds in its stoa.yml by an id of its own. */
export type Badge = BuiltInBadge | `own:${string}`;

/** Unasked, at a first pull request; or because a person asked with /mentor me. */
export type PairingOffer = "first-pull" | "on-request";
/** active, declined (the newcomer said no) or ended (the thread is closed). */
export type PairingState = "active" | "declined" | "ended";
/** Why a mentor gave way to the next one. */
export type TurnOutcome = "silent" | "declined" | "released";

/** Why a mentor was chosen, as it was known then: what the newcomer reads of it. */
export interface PairingReason {
  /** The mentor's merged changes in the area; 0 when none is known. */
  readonly changes: number;
  /** How soon the mentor usually replies, in hours; null when too little is known. */
  readonly replyHours: number | null;
  /** What the pairing cost in the matching, see docs/mentoring.md. */
  readonly cost: number;
}

/** A thread as it was when somebody asked for a mentor in it, or was welcomed. */
export interface AskedWork {
  readonly title: string;
  readonly labels: readonly string[];
  readonly paths: readonly string[] | null;
  readonly url: string;
  /** Numbers of the issues that it closes. */
  readonly closes?: readonly number[];
}

/**
 * made (and handed to the outbox), skipped (nothing to tell), waits (too little is new since the last one, and the next one
 * tells it) or failed (and is tried again).
 */
export type DigestOutcome = "made" | "skipped" | "waits" | "failed";

export function featureTables(kit: Kit) {
  const { table, index, uniqueIndex, primaryKey, text, integer, real, boolean, instant, json } = kit;

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

  /** Every fact that earns a badge. Who holds which, in what tier and since when, and all XP are read from here. */
  const badgeEvidence = table(
    "badge_evidence",
    {
      /** What was judged: a merged pull request's thread, a review, or what was said in a thread (see judge.ts). */
      subjectId: text().notNull(),
      badge: text().$type<Badge>().notNull(),
      installationId: integer().notNull(),
      repositoryId: integer().notNull(),
      /** Where the person did it. Of one thread a badge counts once. */
      threadId: text().notNull(),
      personId: integer().notNull(),
      /** On whose act it rests: who merged, whose work was reviewed, who was helped; null when that is not known. */
      counterpartId: integer(),
      /** Named by a Co-authored-by line. */
      isCoAuthor: boolean().notNull().default(false),
      /** When it was earned: the evidence's time, not ours. */
      earnedAt: instant().notNull(),
      url: text().notNull(),
      /** Why it counts, in words: "label `bug`". */
      reason: text().notNull(),
      /** Why it counts no longer, in words: "reverted by #12"; null while it counts. */
      revokedReason: text(),
    },
    (t) => [
      primaryKey({ columns: [t.subjectId, t.badge, t.personId, t.threadId] }),
      index("badge_evidence_by_thread").on(t.threadId, t.badge),
      // What somebody did before a period is counted without reading a row.
      index("badge_evidence_by_person").on(
        t.installationId,
        t.personId,
        t.badge,
        t.earnedAt,
        t.repositoryId,
        t.revokedReason,
        t.threadId,
      ),
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
    (t) => [
      primaryKey({ columns: [t.issueId, t.threadId] }),
      // What a pull request closes is written anew whenever it is judged.
      index("badge_closes_by_thread").on(t.threadId),
    ],
  );

  /** Which merged pull requests take back another one of the same repository. */
  const badgeReverts = table(
    "badge_reverts",
    {
      /** The pull request that is taken back; it may not be known yet. */
      revertedId: text().notNull(),
      threadId: text().primaryKey(),
    },
    (t) => [index("badge_reverts_by_reverted").on(t.revertedId)],
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
      /** null where the pairing is older than reasons are. */
      reason: json<PairingReason>(),
      /** How many mentors gave way before this one. */
      turn: integer().notNull().default(0),
      /** When the mentor typed /mentor accept. */
      acceptedAt: instant(),
      /** When the mentor's silence was noticed. */
      nudgedAt: instant(),
      /** When the newcomer was asked whether they go on. */
      questionedAt: instant(),
      /** When either typed /mentor done. */
      doneAt: instant(),
      /** When mentoring was complete: merged, and done or seven days old. */
      completedAt: instant(),
    },
    (t) => [
      primaryKey({ columns: [t.threadId, t.newcomerId] }),
      index("pairings_by_installation_state").on(t.installationId, t.state),
    ],
  );

  /** Mentors whom a newcomer had in a thread before the one of the pairing. */
  const pairingTurns = table(
    "pairing_turns",
    {
      threadId: text().notNull(),
      newcomerId: integer().notNull(),
      /** 0 for the first. */
      turn: integer().notNull(),
      mentorLogin: text().notNull(),
      startedAt: instant().notNull(),
      endedAt: instant().notNull(),
      outcome: text().$type<TurnOutcome>().notNull(),
    },
    (t) => [primaryKey({ columns: [t.threadId, t.newcomerId, t.turn] })],
  );

  /** Who asked for a mentor, or may get one unasked: what each pairing was decided on, so that it can be decided again. */
  const mentoringAsks = table(
    "mentor_asks",
    {
      threadId: text().notNull(),
      newcomerId: integer().notNull(),
      installationId: integer().notNull(),
      repositoryId: integer().notNull(),
      offer: text().$type<PairingOffer>().notNull(),
      /** What was asked for with /mentor me; "" for nothing. */
      area: text().notNull(),
      askedAt: instant().notNull(),
      /** The thread as it was then. */
      work: json<AskedWork>().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.threadId, t.newcomerId] }),
      index("mentor_asks_by_asked").on(t.installationId, t.askedAt),
    ],
  );

  /** Who offered themselves as a mentor, or said that they are away; the newest word of each. */
  const mentors = table(
    "mentors",
    {
      installationId: integer().notNull(),
      personId: integer().notNull(),
      /** How many newcomers at a time; null when they did not say. */
      capacity: integer(),
      /** null when they did not say. */
      areas: json<readonly string[]>(),
      /** The first moment they are back; null when they are there. */
      pausedUntil: instant(),
      /** Whether they ever typed /mentor available, so are mentors without stoa.yml. */
      isVolunteer: boolean().notNull(),
      saidAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.installationId, t.personId] })],
  );

  /** Threads that were opened by somebody who may have been new; whether they were is read from the facts. */
  const welcomes = table(
    "welcomes",
    {
      threadId: text().primaryKey(),
      newcomerId: integer().notNull(),
      installationId: integer().notNull(),
      repositoryId: integer().notNull(),
      kind: text().$type<ThreadKind>().notNull(),
      openedAt: instant().notNull(),
      work: json<AskedWork>().notNull(),
    },
    (t) => [index("welcomes_by_newcomer").on(t.newcomerId, t.openedAt)],
  );

  /** What each live merge has told of badges in its thread, so that it is told anew only when that changes. */
  const badgeAnnouncements = table(
    "badge_announcements",
    {
      threadId: text().primaryKey(),
      installationId: integer().notNull(),
      repositoryId: integer().notNull(),
      personId: integer().notNull(),
      mergedAt: instant().notNull(),
      url: text().notNull(),
      /** As "bug-fixer:silver"; without a tier where there are none. */
      badges: json<readonly string[]>().notNull(),
    },
    (t) => [index("badge_announcements_by_person").on(t.installationId, t.personId, t.mergedAt)],
  );

  /** Who kept supporting others through a quarter, as a maintainer confirmed. */
  const champions = table(
    "champions",
    {
      installationId: integer().notNull(),
      /** "2026-Q3", in UTC. */
      quarter: text().notNull(),
      personId: integer().notNull(),
      confirmedAt: instant().notNull(),
      /** Key of the digest that told of it; null until one has. */
      announcedIn: text(),
    },
    (t) => [primaryKey({ columns: [t.installationId, t.quarter, t.personId] })],
  );

  /** Whom a maintainer wants to show to the community for a month. Nothing is published without the person's consent. */
  const spotlights = table(
    "spotlights",
    {
      installationId: integer().notNull(),
      /** "2026-10", in UTC. */
      month: text().notNull(),
      personId: integer().notNull(),
      proposedAt: instant().notNull(),
      /** When the person said yes; null until then. */
      consentedAt: instant(),
      /** When a maintainer published it; null until then. */
      publishedAt: instant(),
      /** Key of the digest that told of it; null until one has. */
      announcedIn: text(),
    },
    (t) => [primaryKey({ columns: [t.installationId, t.month, t.personId] })],
  );

  /** Open Badges credentials that people asked for. A row outlives its person, so that the credential stays revoked. */
  const credentials = table(
    "credentials",
    {
      /** A random UUID: part of the credential's address. */
      id: text().primaryKey(),
      /** Its place in the status list. */
      statusIndex: integer().notNull(),
      installationId: integer().notNull(),
      /** null when the person was forgotten: it is revoked then. */
      personId: integer(),
      badge: text().$type<Badge>().notNull(),
      /** bronze, silver or gold; "" for a badge without tiers. */
      tier: text().notNull(),
      issuedAt: instant().notNull(),
      /** The signed credential; "" when the person was forgotten. */
      jwt: text().notNull(),
    },
    (t) => [
      uniqueIndex("credentials_by_status_index").on(t.statusIndex),
      uniqueIndex("credentials_by_person").on(t.installationId, t.personId, t.badge, t.tier),
    ],
  );

  /** The keys that credentials were signed with, where the environment gives none; the newest signs. */
  const issuerKeys = table("issuer_keys", {
    /** The RFC 7638 thumbprint of the public key. */
    id: text().primaryKey(),
    /** An Ed25519 public key as a JWK, in JSON: it outlives the other half, so that what it signed can be verified. */
    publicJwk: text().notNull(),
    /** Its other half, encrypted with a key that is derived from the webhook secret. */
    sealed: text().notNull(),
    createdAt: instant().notNull(),
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
    badgeEvidence,
    badgeCloses,
    badgeAnnouncements,
    badgeReverts,
    champions,
    spotlights,
    credentials,
    issuerKeys,
    pairings,
    pairingTurns,
    mentoringAsks,
    mentors,
    welcomes,
    requestRanks,
    requestBoards,
    digestRuns,
  };
}
