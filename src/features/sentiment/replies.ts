// First replies to newcomers: welcoming, neutral or dismissive, as a sum over newcomers and against what is usual here. It says
// nothing about whoever replied, and nothing about fewer than five newcomers.

import { and, asc, eq, gte, inArray, isNull, lt, sql } from "drizzle-orm";
import { DAY } from "../../core/clock.ts";
import type { Period, ReaderScope } from "../../core/scope.ts";
import { isOneOf } from "../../db/among.ts";
import { inChunks } from "../../db/chunks.ts";
import type { Connection } from "../../db/connection.ts";
import type { Polarity } from "../../db/tables/features.ts";
import { LEAST_PEOPLE, wilsonInterval } from "../../core/statistics.ts";

/** What is usual is told from this long before. */
const BASELINE_MS = 182 * DAY;
const MOST_NEWCOMERS = 2_000;

/** First replies by their tone; those the model was not sure of are left out. */
export interface ReplyCounts {
  readonly welcoming: number;
  readonly neutral: number;
  readonly dismissive: number;
}

export interface FirstReplies extends ReplyCounts {
  readonly usual: ReplyCounts;
  /** Whether the share of welcoming replies differs from what is usual beyond chance; null where that cannot be told. */
  readonly change: "warmer" | "cooler" | "as usual" | null;
}

/** The first replies to people whose first thread was opened in the period; undefined for fewer than five of them. */
export async function firstReplies(
  connection: Connection,
  scope: ReaderScope,
  period: Period,
): Promise<FirstReplies | undefined> {
  const now = countReplies(await listFirstReplies(connection, scope, period));
  const before = { startsAt: period.startsAt - BASELINE_MS, endsAt: period.startsAt };
  const usual = countReplies(await listFirstReplies(connection, scope, before));
  return compareReplies(now, usual);
}

/**
 * The counts of a period beside the usual ones. The change is told by Newcombe's interval for the difference of the two
 * welcoming shares (1998, method 10).
 */
export function compareReplies(now: ReplyCounts, usual: ReplyCounts): FirstReplies | undefined {
  const count = totalOf(now);
  if (count < LEAST_PEOPLE) return undefined;
  const usualCount = totalOf(usual);
  if (usualCount < LEAST_PEOPLE) {
    return { ...now, usual: { welcoming: 0, neutral: 0, dismissive: 0 }, change: null };
  }
  const share = now.welcoming / count;
  const usualShare = usual.welcoming / usualCount;
  const [low, high] = wilsonInterval(share, count);
  const [usualLow, usualHigh] = wilsonInterval(usualShare, usualCount);
  const difference = share - usualShare;
  if (difference - Math.hypot(share - low, usualHigh - usualShare) > 0)
    return { ...now, usual, change: "warmer" };
  if (difference + Math.hypot(high - share, usualShare - usualLow) < 0)
    return { ...now, usual, change: "cooler" };
  return { ...now, usual, change: "as usual" };
}

export function totalOf({ welcoming, neutral, dismissive }: ReplyCounts): number {
  return welcoming + neutral + dismissive;
}

function countReplies(polarities: readonly Polarity[]): ReplyCounts {
  const count = (polarity: Polarity) => polarities.filter((one) => one === polarity).length;
  return { welcoming: count("positive"), neutral: count("neutral"), dismissive: count("negative") };
}

/** The tone of the first remark that somebody else made in each newcomer's first thread. */
async function listFirstReplies(
  connection: Connection,
  { repositoryIds }: ReaderScope,
  { startsAt, endsAt }: Period,
): Promise<readonly Polarity[]> {
  if (repositoryIds.length === 0) return [];
  const { people, remarks, sentimentScores: scores, threads } = connection.tables;
  const openings = await connection.db
    .select({ id: threads.id, authorId: threads.authorId, createdAt: threads.createdAt })
    .from(threads)
    .innerJoin(people, eq(people.id, threads.authorId))
    .where(
      and(
        isOneOf(threads.repositoryId, repositoryIds),
        gte(threads.createdAt, startsAt),
        lt(threads.createdAt, endsAt),
        eq(people.isBot, false),
        isNull(threads.deletedAt),
        sql`not exists (select 1 from ${threads} as earlier where earlier.author_id = ${threads.authorId} and earlier.created_at < ${threads.createdAt})`,
      ),
    )
    .orderBy(asc(threads.createdAt), asc(threads.id))
    .limit(MOST_NEWCOMERS);
  const first = new Map<string, Polarity | null>();
  for (const chunk of inChunks(openings)) {
    const authors = new Map(chunk.map(({ id, authorId }) => [id, authorId]));
    const replies = await connection.db
      .select({ threadId: remarks.threadId, authorId: remarks.authorId, polarity: scores.polarity })
      .from(remarks)
      .innerJoin(people, eq(people.id, remarks.authorId))
      .leftJoin(scores, eq(scores.subjectId, remarks.id))
      .where(
        and(
          inArray(remarks.threadId, [...authors.keys()]),
          eq(people.isBot, false),
          isNull(remarks.deletedAt),
        ),
      )
      .orderBy(asc(remarks.createdAt), asc(remarks.id));
    for (const { threadId, authorId, polarity } of replies) {
      if (authorId !== authors.get(threadId) && !first.has(threadId)) first.set(threadId, polarity);
    }
  }
  return [...first.values()].flatMap((polarity) => polarity ?? []);
}
