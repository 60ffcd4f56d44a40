// What recognition derives from the facts: badges and their evidence, honours, and signed credentials.

import type { Kit } from "../dialects.ts";

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

export function badgeTables(kit: Kit) {
  const { table, index, uniqueIndex, primaryKey, text, integer, boolean, instant, json } = kit;

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

  return {
    badgeEvidence,
    badgeCloses,
    badgeAnnouncements,
    badgeReverts,
    champions,
    spotlights,
    credentials,
    issuerKeys,
  };
}
