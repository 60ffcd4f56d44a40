// The mood of the parts of a community: each repository, and each area, which is a label on threads. A thread with two labels
// speaks for both.

import { and, asc, eq, gte, inArray, lt, lte } from "drizzle-orm";
import type { Period, ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { moodOf, weekOf, type Mood, type PersonWeek } from "./mood.ts";
import { levelsBefore, type Levels } from "./store.ts";

/** The mood of a part. */
export interface PartMood extends Mood {
  /** "owner/name" of a repository, or a label. */
  readonly part: string;
}

/** Parts of fewer than five people say nothing and are left out; this many of the others are listed, those of most people first. */
const MOST_PARTS = 12;

/** The moods of a period by repository and by area, each steadied by the level of the whole. */
export async function sentimentByPart(
  connection: Connection,
  scope: ReaderScope,
  period: Period,
  levels?: Levels,
): Promise<{ readonly repositories: readonly PartMood[]; readonly areas: readonly PartMood[] }> {
  if (scope.repositoryIds.length === 0) return { repositories: [], areas: [] };
  const level = (levels ?? (await levelsBefore(connection, scope, [period.startsAt]))).get(period.startsAt);
  const { sentimentScores: scores, threads, repositories } = connection.tables;
  const rows = await connection.db
    .select({
      personId: scores.personId,
      at: scores.at,
      polarity: scores.polarity,
      owner: repositories.owner,
      name: repositories.name,
      labels: threads.labels,
    })
    .from(scores)
    .innerJoin(repositories, eq(repositories.id, scores.repositoryId))
    .leftJoin(threads, eq(threads.id, scores.threadId))
    .where(
      and(
        inArray(scores.repositoryId, [...scope.repositoryIds]),
        gte(scores.week, weekOf(period.startsAt)),
        lte(scores.week, weekOf(period.endsAt)),
        gte(scores.at, period.startsAt),
        lt(scores.at, period.endsAt),
        inArray(scores.polarity, ["positive", "negative"]),
      ),
    )
    .orderBy(asc(scores.at), asc(scores.subjectId));
  const byRepository = new Map<string, PersonWeeks>();
  const byArea = new Map<string, PersonWeeks>();
  for (const { owner, name, labels, ...row } of rows) {
    addTo(byRepository, `${owner}/${name}`, row);
    for (const label of new Set(labels ?? [])) addTo(byArea, label, row);
  }
  return { repositories: moods(byRepository, level), areas: moods(byArea, level) };
}

type PersonWeeks = Map<string, PersonWeek>;

function addTo(
  parts: Map<string, PersonWeeks>,
  part: string,
  { personId, at, polarity }: { readonly personId: number; readonly at: number; readonly polarity: string },
): void {
  const weeks = parts.get(part) ?? new Map<string, PersonWeek>();
  parts.set(part, weeks);
  const week = weekOf(at);
  const before = weeks.get(`${personId}:${week}`) ?? { personId, week, positive: 0, negative: 0 };
  weeks.set(`${personId}:${week}`, {
    ...before,
    positive: before.positive + (polarity === "positive" ? 1 : 0),
    negative: before.negative + (polarity === "negative" ? 1 : 0),
  });
}

function moods(parts: ReadonlyMap<string, PersonWeeks>, level: number | undefined): readonly PartMood[] {
  return [...parts]
    .map(([part, weeks]) => ({ part, ...moodOf([...weeks.values()], level) }))
    .filter(({ index }) => index !== null)
    .sort((a, b) => b.people - a.people || (a.part < b.part ? -1 : 1))
    .slice(0, MOST_PARTS);
}
