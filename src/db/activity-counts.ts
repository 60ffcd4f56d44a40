// How much happened: sums of activities.

import { and, eq, gte, inArray, isNull, lt, lte, sql } from "drizzle-orm";
import { dayOf } from "../core/clock.ts";
import type { Period, ReaderScope } from "../core/scope.ts";
import type { Connection } from "./connection.ts";

/** Activities of people (bots never count) in a period, in the scope's repositories. */
export async function countActivities(
  connection: Connection,
  query: ReaderScope & Period,
): Promise<{ readonly total: number; readonly live: number; readonly people: number }> {
  const { activities, threads } = connection.tables;
  if (query.repositoryIds.length === 0) return { total: 0, live: 0, people: 0 };
  const rows = await connection.db
    .select({
      total: sql<number>`count(*)`.mapWith(Number),
      live: sql<number>`sum(case when ${activities.isLive} then 1 else 0 end)`.mapWith(Number),
      people: sql<number>`count(distinct ${activities.personId})`.mapWith(Number),
    })
    .from(activities)
    .leftJoin(threads, eq(threads.id, activities.threadId))
    .where(
      and(
        // A thread that was moved counts where it is now.
        isNull(threads.deletedAt),
        inArray(activities.repositoryId, [...query.repositoryIds]),
        gte(activities.day, dayOf(query.startsAt)),
        lte(activities.day, dayOf(query.endsAt)),
        gte(activities.at, query.startsAt),
        lt(activities.at, query.endsAt),
        eq(activities.isBot, false),
      ),
    );
  const row = rows[0];
  return { total: row?.total ?? 0, live: row?.live ?? 0, people: row?.people ?? 0 };
}
