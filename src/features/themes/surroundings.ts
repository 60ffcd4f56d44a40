// What surrounds a theme: how people feel who write in its threads, which feature requests are among them, and the releases
// that shipped some of those. Read from facts that other features keep; where they keep none, nothing is said.

import { and, asc, desc, eq, gte, inArray, isNull, lt } from "drizzle-orm";
import { DAY } from "../../core/clock.ts";
import type { Period, PublicScope } from "../../core/scope.ts";
import { LEAST_PEOPLE, wilsonInterval } from "../../core/statistics.ts";
import type { Connection } from "../../db/connection.ts";

/** From 0 to 100: of the remarks in a theme's threads that show a feeling, how many show a good one, people weighing equally. */
export interface ThemeMood {
  readonly index: number;
  /** Its 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Five or more. */
  readonly people: number;
}

export interface LinkedRequest {
  readonly number: number;
  readonly url: string;
}

export interface LinkedRelease {
  readonly tag: string;
  readonly url: string;
}

export interface Surroundings {
  /** Null when fewer than five people showed a feeling. */
  readonly mood: ThemeMood | null;
  /** Feature requests among the theme's threads, the newest first. */
  readonly requests: readonly LinkedRequest[];
  /** Releases that shipped one of them, the newest first. */
  readonly releases: readonly LinkedRelease[];
}

/** What surrounds each theme, by its id; `period` is what the mood is of. */
export async function surroundingsOf(
  connection: Connection,
  scope: PublicScope,
  of: {
    readonly themes: readonly { readonly id: string; readonly threadIds: readonly string[] }[];
    readonly period: Period;
  },
): Promise<ReadonlyMap<string, Surroundings>> {
  if (of.themes.length === 0) return new Map();
  const themeByThread = new Map(
    of.themes.flatMap(({ id, threadIds }) => threadIds.map((threadId) => [threadId, id] as const)),
  );
  const shares = await listShares(connection, scope, { themeByThread, period: of.period });
  const requests = await listRequests(connection, scope);
  const releases = await listReleases(connection, scope);
  return new Map(
    of.themes.map(({ id }) => {
      const isIts = ({ threadId }: { readonly threadId: string }) => themeByThread.get(threadId) === id;
      const tags = new Map(
        releases.filter(isIts).map(({ releaseId, tag, url }) => [releaseId, { tag, url }]),
      );
      return [
        id,
        {
          mood: moodOf(shares.get(id) ?? []),
          requests: requests.filter(isIts).map(({ number, url }) => ({ number, url })),
          releases: [...tags.values()],
        },
      ];
    }),
  );
}

/** ISO weeks as scores count them: whole weeks since Monday 1970-01-05. */
function weekOf(at: number): number {
  return Math.floor((at - 4 * DAY) / (7 * DAY));
}

/** By theme: of each person's remarks that showed a feeling, the share that showed a good one. */
async function listShares(
  connection: Connection,
  { repositoryIds }: PublicScope,
  of: { readonly themeByThread: ReadonlyMap<string, string>; readonly period: Period },
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { sentimentScores: scores } = connection.tables;
  const { startsAt, endsAt } = of.period;
  const rows = await connection.db
    .select({ threadId: scores.threadId, personId: scores.personId, polarity: scores.polarity })
    .from(scores)
    .where(
      and(
        inArray(scores.repositoryId, [...repositoryIds]),
        gte(scores.week, weekOf(startsAt)),
        gte(scores.at, startsAt),
        lt(scores.at, endsAt),
        inArray(scores.polarity, ["positive", "negative"]),
      ),
    )
    .orderBy(asc(scores.at), asc(scores.subjectId));
  const counts = new Map<string, Map<number, { positive: number; all: number }>>();
  for (const { threadId, personId, polarity } of rows) {
    const theme = of.themeByThread.get(threadId);
    if (theme === undefined) continue;
    const people = counts.get(theme) ?? new Map<number, { positive: number; all: number }>();
    counts.set(theme, people);
    const before = people.get(personId) ?? { positive: 0, all: 0 };
    people.set(personId, {
      positive: before.positive + (polarity === "positive" ? 1 : 0),
      all: before.all + 1,
    });
  }
  return new Map(
    [...counts].map(([theme, people]) => [
      theme,
      [...people.values()].map(({ positive, all }) => positive / all),
    ]),
  );
}

function moodOf(shares: readonly number[]): ThemeMood | null {
  if (shares.length < LEAST_PEOPLE) return null;
  const mean = shares.toSorted((a, b) => a - b).reduce((sum, share) => sum + share, 0) / shares.length;
  const [low, high] = wilsonInterval(mean, shares.length);
  return { index: 100 * mean, low: 100 * low, high: 100 * high, people: shares.length };
}

/** Threads that a maintainer called a request, that a template made one, or that a board has ranked. */
async function listRequests(connection: Connection, { installationId, repositoryIds }: PublicScope) {
  const { requestRanks, requestThreads, threads } = connection.tables;
  const isReadable = and(inArray(threads.repositoryId, [...repositoryIds]), isNull(threads.deletedAt));
  const columns = {
    threadId: threads.id,
    number: threads.number,
    url: threads.url,
    createdAt: threads.createdAt,
  };
  const marked = await connection.db
    .select({ ...columns, isFromTemplate: requestThreads.isFromTemplate, mark: requestThreads.mark })
    .from(requestThreads)
    .innerJoin(threads, eq(threads.id, requestThreads.threadId))
    .where(isReadable)
    .orderBy(desc(threads.createdAt), asc(threads.id));
  const ranked = await connection.db
    .selectDistinct(columns)
    .from(requestRanks)
    .innerJoin(threads, eq(threads.id, requestRanks.threadId))
    .where(and(isReadable, eq(requestRanks.installationId, installationId)))
    .orderBy(desc(threads.createdAt), asc(threads.id));
  const denied = new Set(marked.flatMap(({ threadId, mark }) => (mark === "not-request" ? [threadId] : [])));
  const all = [
    ...marked.filter(({ isFromTemplate, mark }) => isFromTemplate || mark === "request"),
    ...ranked,
  ];
  const byThread = new Map(all.map((request) => [request.threadId, request]));
  return [...byThread.values()]
    .filter(({ threadId }) => !denied.has(threadId))
    .sort((a, b) => b.createdAt - a.createdAt || (a.threadId < b.threadId ? -1 : 1));
}

async function listReleases(connection: Connection, { repositoryIds }: PublicScope) {
  const { requestThreads, releases } = connection.tables;
  return connection.db
    .select({
      threadId: requestThreads.threadId,
      releaseId: releases.id,
      tag: releases.tag,
      url: releases.url,
    })
    .from(requestThreads)
    .innerJoin(releases, eq(releases.id, requestThreads.releaseId))
    .where(and(inArray(releases.repositoryId, [...repositoryIds]), isNull(releases.removedAt)))
    .orderBy(desc(releases.publishedAt), asc(releases.id));
}
