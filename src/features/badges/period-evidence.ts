// Just enough evidence to tell which badges were reached in a period: all of the period's, and in place of what lies before
// it a stand-in for each thread that counted and each week in which something did. Whoever has done thousands of things
// is told as quickly as a newcomer.

import { and, asc, eq, gte, inArray, isNull, lt, sql } from "drizzle-orm";
import { DAY } from "../../core/clock.ts";
import type { Period, ReaderScope } from "../../core/scope.ts";
import { inChunks } from "../../db/chunks.ts";
import type { Connection } from "../../db/connection.ts";
import type { BadgeDefinition } from "./catalogue.ts";
import type { Evidence } from "./evidence.ts";

/** Written out: as a parameter it would be another one in each part of a query. */
const DAY_IN_SQL = String(DAY);

type Scope = Pick<ReaderScope, "installationId" | "repositoryIds">;

/**
 * Evidence of everybody who did something in the period, from which `holdingsOf` finds the same badges reached in it as from
 * all of theirs. Stand-ins lie before the period and have no address.
 */
export async function listPeriodEvidence(
  connection: Connection,
  scope: Scope,
  {
    period,
    catalogue,
    mentored,
  }: {
    readonly period: Period;
    readonly catalogue: readonly BadgeDefinition[];
    /** Evidence of mentoring, of all times; it is returned too, as far as it matters. */
    readonly mentored: readonly Evidence[];
  },
): Promise<readonly Evidence[]> {
  if (scope.repositoryIds.length === 0) return [];
  const own = await listWithin(connection, scope, period);
  const most = Math.max(1, ...catalogue.flatMap(({ thresholds }) => thresholds));
  const before: Evidence[] = [];
  const mentoring = mentored.filter(
    ({ earnedAt }) => earnedAt >= period.startsAt && earnedAt < period.endsAt,
  );
  const personIds = [...new Set([...own, ...mentoring].map(({ personId }) => personId))];
  for (const ids of inChunks(personIds)) {
    const weeks = await listWeeks(connection, scope, { ids, before: period.startsAt });
    const firstOf = new Map<number, number>();
    for (const { personId, firstAt, lastAt } of weeks) {
      before.push(standIn(personId, { earnedAt: firstAt }));
      // A week holds one anniversary at most: its ends tell on which sides of it there was something.
      if (lastAt !== firstAt) before.push(standIn(personId, { earnedAt: lastAt }));
      firstOf.set(personId, Math.min(firstAt, firstOf.get(personId) ?? Infinity));
    }
    for (const { personId, badge, count } of await countThreads(connection, scope, { ids, period, most })) {
      const earnedAt = firstOf.get(personId) ?? period.startsAt - 1;
      for (let number = 0; number < count; number += 1)
        before.push(standIn(personId, { earnedAt, badge, threadId: `${badge} ${number}` }));
    }
  }
  const again = await listCountedBefore(connection, scope, period);
  // A thread that counted before is among the counted ones already.
  const active = new Set(personIds);
  return [
    ...before,
    ...mentored.filter(({ personId }) => active.has(personId)),
    ...own.filter((one) => !again.has(`${one.personId} ${one.badge} ${one.threadId}`)),
    ...own
      .filter((one) => again.has(`${one.personId} ${one.badge} ${one.threadId}`))
      .map((one) => ({ ...one, badge: NOTHING })),
  ];
}

/** Counts for no badge by itself, but as something done on its day. */
const NOTHING: Evidence["badge"] = "own: ";

function standIn(
  personId: number,
  of: { readonly earnedAt: number; readonly badge?: Evidence["badge"]; readonly threadId?: string },
): Evidence {
  return {
    subjectId: "",
    badge: NOTHING,
    installationId: 0,
    repositoryId: 0,
    threadId: "",
    personId,
    counterpartId: null,
    isCoAuthor: false,
    url: "",
    reason: "",
    revokedReason: null,
    ...of,
  };
}

function isVisible({ tables: { badgeEvidence } }: Connection, scope: Scope) {
  return and(
    eq(badgeEvidence.installationId, scope.installationId),
    inArray(badgeEvidence.repositoryId, [...scope.repositoryIds]),
    isNull(badgeEvidence.revokedReason),
  );
}

async function listWithin(
  connection: Connection,
  scope: Scope,
  { startsAt, endsAt }: Period,
): Promise<readonly Evidence[]> {
  const { badgeEvidence: rows } = connection.tables;
  return connection.db
    .select()
    .from(rows)
    .where(and(isVisible(connection, scope), gte(rows.earnedAt, startsAt), lt(rows.earnedAt, endsAt)))
    .orderBy(asc(rows.subjectId), asc(rows.badge), asc(rows.personId), asc(rows.threadId));
}

/** The first and the last moment of each ISO week (UTC) in which something counted. */
async function listWeeks(
  connection: Connection,
  scope: Scope,
  { ids, before }: { readonly ids: readonly number[]; readonly before: number },
) {
  const { badgeEvidence: rows } = connection.tables;
  const week = sql`(${rows.earnedAt} / ${sql.raw(DAY_IN_SQL)} - 4) / 7`;
  return connection.db
    .select({
      personId: rows.personId,
      firstAt: sql<number>`min(${rows.earnedAt})`.mapWith(Number),
      lastAt: sql<number>`max(${rows.earnedAt})`.mapWith(Number),
    })
    .from(rows)
    .where(
      and(
        isVisible(connection, scope),
        inArray(rows.personId, [...ids]),
        // By people, not by time: nearly everything is older.
        sql`+${rows.earnedAt} < ${before}`,
      ),
    )
    .groupBy(rows.personId, week)
    .orderBy(asc(rows.personId), asc(week));
}

/**
 * How many threads had earned each badge that people earned again in the period. Counted up to the highest number that a badge
 * asks for: some have thousands.
 */
async function countThreads(
  connection: Connection,
  scope: Scope,
  of: { readonly ids: readonly number[]; readonly period: Period; readonly most: number },
) {
  const { badgeEvidence: rows } = connection.tables;
  const { startsAt, endsAt } = of.period;
  const again = connection.db
    .selectDistinct({ personId: rows.personId, badge: rows.badge })
    .from(rows)
    .where(
      and(
        isVisible(connection, scope),
        inArray(rows.personId, [...of.ids]),
        gte(rows.earnedAt, startsAt),
        lt(rows.earnedAt, endsAt),
      ),
    )
    .as("again");
  const counted = sql<number>`(select count(*) from (
      select distinct e.thread_id from badge_evidence e
      where e.installation_id = ${scope.installationId} and e.person_id = again.person_id and e.badge = again.badge
        and e.earned_at < ${startsAt} and e.repository_id in ${[...scope.repositoryIds]} and e.revoked_reason is null
      limit ${of.most}
    ) as known)`;
  return connection.db
    .select({ personId: again.personId, badge: again.badge, count: counted.mapWith(Number) })
    .from(again)
    .orderBy(asc(again.personId), asc(again.badge));
}

/** What earned something in the period and had earned the same before, as "person badge thread". */
async function listCountedBefore(
  connection: Connection,
  scope: Scope,
  { startsAt, endsAt }: Period,
): Promise<ReadonlySet<string>> {
  const { badgeEvidence: rows } = connection.tables;
  const found = await connection.db
    .select({ personId: rows.personId, badge: rows.badge, threadId: rows.threadId })
    .from(rows)
    .where(
      and(
        isVisible(connection, scope),
        gte(rows.earnedAt, startsAt),
        lt(rows.earnedAt, endsAt),
        sql`exists (
          select 1 from badge_evidence e where e.thread_id = ${rows.threadId} and e.badge = ${rows.badge}
            and e.person_id = ${rows.personId} and e.earned_at < ${startsAt} and e.revoked_reason is null
        )`,
      ),
    )
    .orderBy(asc(rows.personId), asc(rows.badge), asc(rows.threadId));
  return new Set(found.map(({ personId, badge, threadId }) => `${personId} ${badge} ${threadId}`));
}
