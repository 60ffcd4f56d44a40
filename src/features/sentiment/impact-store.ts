// Reads what surrounds a release: what people showed in the fourteen days before it and after it in its repository, and the
// problems that were reported there.

import { and, asc, eq, gte, inArray, isNull, lt, lte, or, sql } from "drizzle-orm";
import type { Period, ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { weekOf } from "./mood.ts";
import { impactOf, WINDOW_MS, type Impact, type PersonAround } from "./impact.ts";

export interface ReleaseImpact extends Impact {
  readonly repositoryId: number;
  readonly releaseId: string;
  readonly tag: string;
  readonly url: string;
  readonly publishedAt: number;
}

const MOST_RELEASES = 20;

/** The impact of every release whose fourteen days after ended in the period, the oldest first; pre-releases are left out. */
export async function releaseImpacts(
  connection: Connection,
  scope: ReaderScope,
  { endedIn, problemLabels }: { readonly endedIn: Period; readonly problemLabels: readonly string[] },
): Promise<readonly ReleaseImpact[]> {
  if (scope.repositoryIds.length === 0) return [];
  const { releases } = connection.tables;
  const rows = await connection.db
    .select({
      releaseId: releases.id,
      repositoryId: releases.repositoryId,
      tag: releases.tag,
      url: releases.url,
      publishedAt: releases.publishedAt,
    })
    .from(releases)
    .where(
      and(
        inArray(releases.repositoryId, [...scope.repositoryIds]),
        gte(releases.publishedAt, endedIn.startsAt - WINDOW_MS),
        lt(releases.publishedAt, endedIn.endsAt - WINDOW_MS),
        eq(releases.isPrerelease, false),
        isNull(releases.removedAt),
      ),
    )
    .orderBy(asc(releases.publishedAt), asc(releases.id))
    .limit(MOST_RELEASES);
  const impacts: ReleaseImpact[] = [];
  for (const release of rows) {
    const people = await listPeopleAround(connection, release);
    const problems = await countProblems(connection, release, problemLabels);
    impacts.push({ ...release, ...impactOf(people, problems, release.publishedAt / 1000) });
  }
  return impacts;
}

interface Around {
  readonly repositoryId: number;
  readonly publishedAt: number;
}

async function listPeopleAround(
  { db, tables: { sentimentScores: scores } }: Connection,
  { repositoryId, publishedAt }: Around,
): Promise<readonly PersonAround[]> {
  const count = (polarity: "positive" | "negative", isAfter: boolean) => {
    const isThen = isAfter ? gte(scores.at, publishedAt) : lt(scores.at, publishedAt);
    return sql<number>`sum(case when ${and(eq(scores.polarity, polarity), isThen)} then 1 else 0 end)`.mapWith(
      Number,
    );
  };
  const rows = await db
    .select({
      goodBefore: count("positive", false),
      badBefore: count("negative", false),
      goodAfter: count("positive", true),
      badAfter: count("negative", true),
    })
    .from(scores)
    .where(
      and(
        eq(scores.repositoryId, repositoryId),
        gte(scores.week, weekOf(publishedAt - WINDOW_MS)),
        lte(scores.week, weekOf(publishedAt + WINDOW_MS)),
        gte(scores.at, publishedAt - WINDOW_MS),
        lt(scores.at, publishedAt + WINDOW_MS),
        inArray(scores.polarity, ["positive", "negative"]),
      ),
    )
    .groupBy(scores.personId)
    .orderBy(asc(scores.personId));
  return rows.map((row) => ({
    before: share(row.goodBefore, row.badBefore),
    after: share(row.goodAfter, row.badAfter),
  }));
}

function share(good: number, bad: number): number | undefined {
  return good + bad === 0 ? undefined : good / (good + bad);
}

/** Issues that people opened before and after and that report a problem; all of them where no such label is in use. */
async function countProblems(
  { db, tables: { people, threads } }: Connection,
  { repositoryId, publishedAt }: Around,
  problemLabels: readonly string[],
): Promise<{ readonly before: number; readonly after: number }> {
  const rows = await db
    .select({ labels: threads.labels, createdAt: threads.createdAt })
    .from(threads)
    .leftJoin(people, eq(people.id, threads.authorId))
    .where(
      and(
        eq(threads.repositoryId, repositoryId),
        eq(threads.kind, "issue"),
        gte(threads.createdAt, publishedAt - WINDOW_MS),
        lt(threads.createdAt, publishedAt + WINDOW_MS),
        isNull(threads.deletedAt),
        or(isNull(people.isBot), eq(people.isBot, false)),
      ),
    )
    .orderBy(asc(threads.createdAt), asc(threads.id));
  const wanted = new Set(problemLabels.map((label) => label.toLowerCase()));
  const labelled = rows.filter(({ labels }) => labels.some((label) => wanted.has(label.toLowerCase())));
  const counted = labelled.length > 0 ? labelled : rows;
  const after = counted.filter(({ createdAt }) => createdAt >= publishedAt).length;
  return { before: counted.length - after, after };
}
