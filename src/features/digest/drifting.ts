// Contributors who may be drifting away: regulars who have not been seen lately. Told as a number, never as a list of people,
// and never of fewer than five regulars.

import { and, asc, eq, gte, inArray, isNotNull, lt, sql } from "drizzle-orm";
import { DAY, dayOf } from "../../core/clock.ts";
import type { ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import type { MaintainersContext, MaintainersSection } from "../feature.ts";
import { counted, inWords, sentence } from "./phrases.ts";

/** A regular did something in this many of the twelve weeks before the last six. */
export const REGULAR_WEEKS = 6;
export const BASELINE_WEEKS = 12;
/** Whoever has not been seen in as many weeks may be drifting away. */
export const SILENT_WEEKS = 6;
/** Of fewer regulars, a number would be about them. */
const LEAST_REGULARS = 5;
const WEEK = 7 * DAY;

export interface Drift {
  readonly regulars: number;
  readonly silent: number;
}

export async function contributorsSection(
  context: Pick<MaintainersContext<unknown>, "connection" | "scope" | "period">,
): Promise<MaintainersSection | undefined> {
  const { connection, scope, period } = context;
  const drift = driftOf(await listActiveWeeks(connection, scope, period.endsAt));
  if (drift.regulars < LEAST_REGULARS || drift.silent === 0) return undefined;
  const verb = drift.silent === 1 ? "has" : "have";
  const head = `${inWords(drift.silent)} of ${counted(drift.regulars, "regular")} ${verb} not been seen for six weeks`;
  return {
    order: 60,
    markdown: `**Contributors** – ${sentence(head)} A regular did something in six of the twelve weeks before. If you notice who it is, a friendly word often brings people back; nobody is named here on purpose.`,
  };
}

/** How active a person was. */
export interface ActiveWeeks {
  /** In how many of the twelve weeks before the last six. */
  readonly before: number;
  /** In how many of the last six. */
  readonly lately: number;
}

export function driftOf(people: readonly ActiveWeeks[]): Drift {
  const regulars = people.filter(({ before }) => before >= REGULAR_WEEKS);
  return { regulars: regulars.length, silent: regulars.filter(({ lately }) => lately === 0).length };
}

async function listActiveWeeks(
  { db, tables: { activities } }: Connection,
  { repositoryIds }: ReaderScope,
  endsAt: number,
): Promise<readonly ActiveWeeks[]> {
  const lately = endsAt - SILENT_WEEKS * WEEK;
  const startsAt = lately - BASELINE_WEEKS * WEEK;
  // Whole days are near enough, and an index has them.
  const [first, split, end] = [dayOf(startsAt), dayOf(lately), dayOf(endsAt)];
  const week = sql<number>`case when ${activities.day} < ${split} then (${activities.day} - ${first}) / 7 else null end`;
  return db
    .select({
      before: sql<number>`count(distinct ${week})`.mapWith(Number),
      lately: sql<number>`sum(case when ${activities.day} >= ${split} then 1 else 0 end)`.mapWith(Number),
    })
    .from(activities)
    .where(
      and(
        inArray(activities.repositoryId, [...repositoryIds]),
        gte(activities.day, first),
        lt(activities.day, end),
        eq(activities.isBot, false),
        isNotNull(activities.personId),
      ),
    )
    .groupBy(activities.personId)
    .orderBy(asc(activities.personId));
}
