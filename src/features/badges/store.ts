// The badges' rows: one for each fact that earns a badge. A badge is held when such a row exists, and its evidence is
// the earliest (the smaller url when two share a time), so the order of arrival never matters. What a reader may see
// is decided first (`repositoryIds`), and the earliest is looked for among that.

import { and, asc, eq, gte, inArray, lt, ne, sql } from "drizzle-orm";
import type { Connection } from "../../db/connection.ts";
import type { Badge } from "../../db/tables/features.ts";

/** A fact that earns a badge. */
interface Evidence {
  /** The id of the merged pull request's thread, or of the review. */
  readonly subjectId: string;
  readonly badge: Badge;
  readonly installationId: number;
  readonly repositoryId: number;
  readonly threadId: string;
  readonly personId: number;
  /** UTC epoch milliseconds. */
  readonly earnedAt: number;
  readonly url: string;
  readonly reason: string;
}

/** A badge that somebody holds, with its earliest evidence. */
export interface Grant {
  readonly badge: Badge;
  readonly personId: number;
  readonly login: string;
  readonly earnedAt: number;
  readonly url: string;
  readonly reason: string;
  readonly threadId: string;
  readonly threadTitle: string;
}

/** Makes `evidence` all that the subject is evidence for; rows that are right already are not written again. */
export async function replaceEvidence(
  connection: Connection,
  subjectId: string,
  evidence: readonly Evidence[],
): Promise<void> {
  const before = await connection
    .prepared("badges.findEvidence", ({ db, tables: { badgeEvidence } }) =>
      db
        .select()
        .from(badgeEvidence)
        .where(eq(badgeEvidence.subjectId, sql.placeholder("subjectId")))
        .orderBy(asc(badgeEvidence.badge)),
    )
    .run({ subjectId });
  for (const old of before) {
    if (evidence.some(({ badge }) => badge === old.badge)) continue;
    const { badgeEvidence } = connection.tables;
    await connection.db
      .delete(badgeEvidence)
      .where(and(eq(badgeEvidence.subjectId, subjectId), eq(badgeEvidence.badge, old.badge)));
  }
  for (const row of evidence) {
    const old = before.find(({ badge }) => badge === row.badge);
    if (!old || !isSame(old, row)) await upsertEvidence(connection, row);
  }
}

function isSame(a: Evidence, b: Evidence): boolean {
  return a.earnedAt === b.earnedAt && a.url === b.url && a.reason === b.reason && a.personId === b.personId;
}

async function upsertEvidence(connection: Connection, row: Evidence): Promise<void> {
  await connection
    .prepared("badges.upsertEvidence", ({ db, tables: { badgeEvidence } }) =>
      db
        .insert(badgeEvidence)
        .values({
          subjectId: sql.placeholder("subjectId"),
          badge: sql.placeholder("badge"),
          installationId: sql.placeholder("installationId"),
          repositoryId: sql.placeholder("repositoryId"),
          threadId: sql.placeholder("threadId"),
          personId: sql.placeholder("personId"),
          earnedAt: sql.placeholder("earnedAt"),
          url: sql.placeholder("url"),
          reason: sql.placeholder("reason"),
        })
        .onConflictDoUpdate({
          target: [badgeEvidence.subjectId, badgeEvidence.badge],
          set: {
            personId: sql`excluded.person_id`,
            earnedAt: sql`excluded.earned_at`,
            url: sql`excluded.url`,
            reason: sql`excluded.reason`,
          },
        }),
    )
    .run({ ...row });
}

/** Which badges a person already holds by other evidence than `exceptSubjectId`, among what the reader may see. */
export async function findHeldBadges(
  connection: Connection,
  query: {
    readonly installationId: number;
    readonly personId: number;
    readonly exceptSubjectId: string;
    readonly repositoryIds: readonly number[];
  },
): Promise<ReadonlySet<Badge>> {
  const { badgeEvidence } = connection.tables;
  const rows = await connection.db
    .selectDistinct({ badge: badgeEvidence.badge })
    .from(badgeEvidence)
    .where(
      and(
        eq(badgeEvidence.installationId, query.installationId),
        eq(badgeEvidence.personId, query.personId),
        inArray(badgeEvidence.repositoryId, [...query.repositoryIds]),
        ne(badgeEvidence.subjectId, query.exceptSubjectId),
      ),
    )
    .orderBy(asc(badgeEvidence.badge));
  return new Set(rows.map(({ badge }) => badge));
}

/** Grants in one answer: more than any digest or page shows. */
const MAX_GRANTS = 5_000;

/**
 * The badges people hold, oldest first, each with its earliest evidence in the given repositories. Bots hold none.
 * @param query.period only badges earned in it: an earlier fact in these repositories means an earlier badge
 */
export async function listGrants(
  connection: Connection,
  query: {
    readonly installationId: number;
    readonly repositoryIds: readonly number[];
    readonly personId?: number;
    readonly period?: { readonly startsAt: number; readonly endsAt: number };
  },
): Promise<readonly Grant[]> {
  if (query.repositoryIds.length === 0) return [];
  const { badgeEvidence: mine, people, threads } = connection.tables;
  const isVisible = and(
    eq(mine.installationId, query.installationId),
    inArray(mine.repositoryId, [...query.repositoryIds]),
    query.personId === undefined ? undefined : eq(mine.personId, query.personId),
  );
  const { period } = query;
  const inPeriod =
    period &&
    and(gte(sql`min(${mine.earnedAt})`, period.startsAt), lt(sql`min(${mine.earnedAt})`, period.endsAt));
  const first = connection.db
    .select({
      personId: mine.personId,
      badge: mine.badge,
      firstAt: sql<number>`min(${mine.earnedAt})`.mapWith(Number).as("first_at"),
    })
    .from(mine)
    .where(isVisible)
    .groupBy(mine.personId, mine.badge)
    .having(inPeriod)
    .as("first");
  const rows = await connection.db
    .select({
      badge: mine.badge,
      personId: mine.personId,
      login: people.login,
      earnedAt: mine.earnedAt,
      url: mine.url,
      reason: mine.reason,
      threadId: mine.threadId,
      threadTitle: threads.title,
    })
    .from(mine)
    .innerJoin(
      first,
      and(eq(first.personId, mine.personId), eq(first.badge, mine.badge), eq(first.firstAt, mine.earnedAt)),
    )
    .innerJoin(people, and(eq(people.id, mine.personId), eq(people.isBot, false)))
    .innerJoin(threads, eq(threads.id, mine.threadId))
    .where(isVisible)
    .orderBy(asc(mine.earnedAt), asc(mine.url), asc(mine.personId), asc(mine.badge))
    .limit(MAX_GRANTS);
  const seen = new Set<string>();
  return rows.filter(({ personId, badge }) => {
    const key = `${personId}:${badge}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** How many people hold each badge in an installation, private repositories included: for maintainers. */
export async function badgeCounts(
  connection: Connection,
  installationId: number,
): Promise<Readonly<Record<Badge, number>>> {
  const { badgeEvidence, people } = connection.tables;
  const rows = await connection.db
    .select({
      badge: badgeEvidence.badge,
      holders: sql<number>`count(distinct ${badgeEvidence.personId})`.mapWith(Number),
    })
    .from(badgeEvidence)
    .innerJoin(people, and(eq(people.id, badgeEvidence.personId), eq(people.isBot, false)))
    .where(eq(badgeEvidence.installationId, installationId))
    .groupBy(badgeEvidence.badge)
    .orderBy(asc(badgeEvidence.badge));
  const counts: Record<Badge, number> = {
    "first-contribution": 0,
    "bug-fixer": 0,
    "docs-writer": 0,
    "feature-builder": 0,
    reviewer: 0,
  };
  for (const { badge, holders } of rows) counts[badge] = holders;
  return counts;
}
