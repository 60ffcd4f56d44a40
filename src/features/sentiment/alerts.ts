// What maintainers are told at once: the index dropped, or a thread heats up. Hints for people to look, never an action, and
// never about a person: a thread is named, nobody who wrote in it.

import { and, asc, eq, gte, inArray, isNull, lt, lte } from "drizzle-orm";
import { DAY } from "../../core/clock.ts";
import type { ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { changeBetween, WEEK, weekOf, type Change, type Mood } from "./mood.ts";
import { sentimentOf } from "./store.ts";

/** A drop is told from this many points: smaller ones come and go. */
const LEAST_DROP = 10;
const BASELINE_WEEKS = 8;
/** Heat is counted over this long. */
const HEAT_WINDOW_MS = 2 * DAY;
/**
 * A remark counts when it is more likely than not that people would call it uncivil. The threshold of the best F1 on threads that
 * were picked for their quarrels is lower: in communities at peace it would raise ten times as many alarms (docs/sentiment.md).
 */
const HEATED_FROM = 0.5;
/** One heated remark is a bad day, two people at it are a quarrel. */
const LEAST_HEATED = 3;
const LEAST_HEATED_PEOPLE = 2;
/** What was told yesterday is told again only when a heated remark has come since. */
const NEWS_MS = DAY;
const MOST_THREADS = 5;

export interface Drop {
  readonly before: Mood;
  readonly now: Mood;
  readonly change: Change;
}

/** A thread in which several people's remarks of the last two days read as uncivil. */
export interface HeatedThread {
  readonly threadId: string;
  readonly title: string;
  readonly url: string;
  /** Remarks of the last two days, and how many of them read as uncivil. */
  readonly remarks: number;
  readonly heated: number;
}

/** The last seven days against the eight weeks before; undefined unless the drop is large and beyond chance. */
export async function findDrop(
  connection: Connection,
  scope: ReaderScope,
  now: number,
): Promise<Drop | undefined> {
  const startsAt = now - WEEK;
  const recent = await sentimentOf(connection, scope, { startsAt, endsAt: now });
  const before = await sentimentOf(connection, scope, {
    startsAt: startsAt - BASELINE_WEEKS * WEEK,
    endsAt: startsAt,
  });
  return dropBetween(before, recent);
}

export function dropBetween(before: Mood, now: Mood): Drop | undefined {
  const change = changeBetween(before, now);
  if (change === undefined || change.high >= 0 || change.difference > -LEAST_DROP) return undefined;
  return { before, now, change };
}

/** A remark of the last two days, as the rule for heat sees it. */
export interface WarmRemark {
  readonly threadId: string;
  readonly title: string;
  readonly url: string;
  readonly personId: number;
  readonly at: number;
  /** The probability that people would call it uncivil, 0…1. */
  readonly heat: number;
}

/** Threads that heat up, the hottest first. */
export async function findHeatedThreads(
  connection: Connection,
  { repositoryIds }: ReaderScope,
  now: number,
): Promise<readonly HeatedThread[]> {
  if (repositoryIds.length === 0) return [];
  const { sentimentScores: scores, threads } = connection.tables;
  const rows = await connection.db
    .select({
      threadId: scores.threadId,
      title: threads.title,
      url: threads.url,
      personId: scores.personId,
      at: scores.at,
      heat: scores.heat,
    })
    .from(scores)
    .innerJoin(threads, eq(threads.id, scores.threadId))
    .where(
      and(
        inArray(scores.repositoryId, [...repositoryIds]),
        gte(scores.week, weekOf(now - HEAT_WINDOW_MS)),
        lte(scores.week, weekOf(now)),
        gte(scores.at, now - HEAT_WINDOW_MS),
        lt(scores.at, now),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(scores.at), asc(scores.subjectId));
  return heatedThreads(rows, {
    heatedFrom: HEATED_FROM,
    newSince: now - NEWS_MS,
  });
}

/**
 * @param of.heatedFrom the probability from which a remark counts
 * @param of.newSince a thread without a heated remark from then on is no news
 */
export function heatedThreads(
  remarks: readonly WarmRemark[],
  { heatedFrom, newSince }: { readonly heatedFrom: number; readonly newSince: number },
): readonly HeatedThread[] {
  const byThread = new Map<string, WarmRemark[]>();
  for (const remark of remarks) {
    const others = byThread.get(remark.threadId) ?? [];
    others.push(remark);
    byThread.set(remark.threadId, others);
  }
  return [...byThread.values()]
    .flatMap((all) => {
      const [one] = all;
      const heated = all.filter(({ heat }) => heat >= heatedFrom);
      const people = new Set(heated.map(({ personId }) => personId)).size;
      if (!one || heated.length < LEAST_HEATED || people < LEAST_HEATED_PEOPLE) return [];
      if (!heated.some(({ at }) => at >= newSince)) return [];
      const { threadId, title, url } = one;
      return [{ threadId, title, url, remarks: all.length, heated: heated.length }];
    })
    .sort((a, b) => b.heated - a.heated || (a.threadId < b.threadId ? -1 : 1))
    .slice(0, MOST_THREADS);
}
