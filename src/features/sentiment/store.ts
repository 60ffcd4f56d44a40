// The scores of remarks, read from the facts so that the order of deliveries never matters, and their sums. A row is
// about one person's remark and never leaves this folder: what does is a mood of five people or more.

import { and, asc, eq, gte, inArray, lt, lte, sql, type Column } from "drizzle-orm";
import type { Period, ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import type { StoredRemark } from "../../db/remarks.ts";
import { isEnglish } from "../../text/language.ts";
import { toProse } from "../../text/prose.ts";
import { levelOf, moodOf, startOfWeek, WEEK, weekOf, type Mood, type PersonWeek } from "./mood.ts";
import { toneOf, type Tone } from "./rules.ts";
import { fixedLimit } from "../../db/fixed-limit.ts";

/** What people's feelings are read from: a remark, or a thread's opening. */
export interface Subject {
  /** A remark's id, or a thread's. */
  readonly id: string;
  readonly threadId: string;
  readonly repositoryId: number;
}

/** The mood of one ISO week. */
export interface WeekMood extends Mood {
  /** The ISO date of its Monday. */
  readonly week: string;
}

/** Scores a subject by its text; what is deleted, empty, not English, a bot's or nobody's has no score. */
export async function rescore(
  connection: Connection,
  subject: Subject,
  text: Text | undefined,
): Promise<void> {
  const prose = toProse(text?.body ?? "");
  // The model has read English alone: in another language its answers are chance.
  if (text === undefined || prose.text === "" || isEnglish(prose.text) === false)
    return deleteScore(connection, subject.id);
  await connection
    .prepared("sentiment.upsertScore", ({ db, tables: { sentimentScores, toneCorrections } }) =>
      db
        .insert(sentimentScores)
        .values({
          subjectId: sql.placeholder("id"),
          threadId: sql.placeholder("threadId"),
          repositoryId: sql.placeholder("repositoryId"),
          personId: sql.placeholder("personId"),
          at: sql.placeholder("at"),
          week: sql.placeholder("week"),
          score: sql.placeholder("score"),
          // What a maintainer said of it wins.
          polarity: sql`coalesce((
            select ${toneCorrections.polarity} from ${toneCorrections}
            where ${toneCorrections.subjectId} = ${sql.placeholder("id")}
          ), ${sql.placeholder("polarity")})`,
          confidence: sql.placeholder("confidence"),
          heat: sql.placeholder("heat"),
        })
        .onConflictDoUpdate({
          target: sentimentScores.subjectId,
          set: {
            score: sql`excluded.score`,
            polarity: sql`excluded.polarity`,
            confidence: sql`excluded.confidence`,
            heat: sql`excluded.heat`,
          },
        }),
    )
    .run(scoreRow(subject, text, toneOf(prose)));
}

function scoreRow(subject: Subject, text: Text, tone: Tone) {
  return {
    id: subject.id,
    threadId: subject.threadId,
    repositoryId: subject.repositoryId,
    personId: text.personId,
    at: text.at,
    week: weekOf(text.at),
    score: tone.score,
    polarity: tone.polarity,
    confidence: tone.confidence,
    heat: tone.heat,
  };
}

/** What a person wrote, and when. */
export interface Text {
  readonly body: string;
  readonly personId: number;
  readonly at: number;
}

/** What a person wrote in a remark; undefined when it is deleted, or no person's. */
export function textOfRemark(remark: StoredRemark | undefined): Text | undefined {
  if (!remark?.author || remark.author.isBot || remark.deletedAt !== null) return undefined;
  return { body: remark.body, personId: remark.author.id, at: remark.createdAt };
}

/** What a person opened a thread with; undefined when it is deleted, or no person's. */
export async function textOfOpening(connection: Connection, threadId: string): Promise<Text | undefined> {
  const [row] = await findOpening(connection).run({ id: threadId });
  if (!row || row.deletedAt !== null || row.isBot) return undefined;
  return { body: row.body, personId: row.personId, at: row.at };
}

function findOpening(connection: Connection) {
  return connection.prepared("sentiment.findOpening", ({ db, tables: { people, threads } }) =>
    db
      .select({
        body: threads.body,
        at: threads.createdAt,
        deletedAt: threads.deletedAt,
        personId: people.id,
        isBot: people.isBot,
      })
      .from(threads)
      .innerJoin(people, eq(people.id, threads.authorId))
      .where(eq(threads.id, sql.placeholder("id")))
      .limit(fixedLimit(1)),
  );
}

async function deleteScore(connection: Connection, id: string): Promise<void> {
  await connection
    .prepared("sentiment.deleteScore", ({ db, tables: { sentimentScores } }) =>
      db.delete(sentimentScores).where(eq(sentimentScores.subjectId, sql.placeholder("id"))),
    )
    .run({ id });
}

/** Forgets the scores of a deleted thread, its remarks' included. */
export async function deleteThreadScores(connection: Connection, threadId: string): Promise<void> {
  const { sentimentScores } = connection.tables;
  await connection.db.delete(sentimentScores).where(eq(sentimentScores.threadId, threadId));
}

/** How far back the long-run level looks. */
const LEVEL_WEEKS = 52;

/** Long-run levels, 0…1, by the moment whose year before they are of; undefined where too few spoke. */
export type Levels = ReadonlyMap<number, number | undefined>;

/** The long-run level of the year before each of these moments, from one reading: their years overlap. */
export async function levelsBefore(
  connection: Connection,
  scope: ReaderScope,
  moments: readonly number[],
): Promise<Levels> {
  if (scope.repositoryIds.length === 0) return new Map();
  const years = moments.map((moment) => ({ startsAt: moment - LEVEL_WEEKS * WEEK, endsAt: moment }));
  const edges = [...new Set(years.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]))].sort(
    (a, b) => a - b,
  );
  const rows = await listPersonWeeks(connection, scope, {
    startsAt: edges[0] ?? 0,
    endsAt: edges.at(-1) ?? 0,
    edges,
  });
  return new Map(
    years.map(({ startsAt, endsAt }) => {
      const [first, last] = [edges.indexOf(startsAt), edges.indexOf(endsAt)];
      return [endsAt, levelOf(merged(rows.filter(({ part }) => part > first && part <= last)))];
    }),
  );
}

/** Weeks that an edge cuts, put together again. */
function merged(rows: readonly PersonWeek[]): readonly PersonWeek[] {
  const weeks = new Map<string, PersonWeek>();
  for (const { personId, week, positive, negative } of rows) {
    const known = weeks.get(`${personId}:${week}`) ?? { positive: 0, negative: 0 };
    weeks.set(`${personId}:${week}`, {
      personId,
      week,
      positive: known.positive + positive,
      negative: known.negative + negative,
    });
  }
  return [...weeks.values()];
}

/**
 * The mood of every ISO week in which somebody showed a feeling, oldest first, each steadied by the level of the year
 * before the period. Of weeks that lie partly in the period, only that part counts.
 */
export async function sentimentByWeek(
  connection: Connection,
  scope: ReaderScope,
  period: Period,
  levels?: Levels,
): Promise<readonly WeekMood[]> {
  if (scope.repositoryIds.length === 0) return [];
  const level = await levelFor(connection, scope, period, levels);
  const byWeek = new Map<number, PersonWeek[]>();
  for (const row of await listPersonWeeks(connection, scope, { ...period, edges: [period.startsAt] })) {
    const others = byWeek.get(row.week) ?? [];
    others.push(row);
    byWeek.set(row.week, others);
  }
  return [...byWeek].map(([week, personWeeks]) => ({
    week: new Date(startOfWeek(week)).toISOString().slice(0, 10),
    ...moodOf(personWeeks, level),
  }));
}

async function levelFor(
  connection: Connection,
  scope: ReaderScope,
  { startsAt }: Period,
  levels?: Levels,
): Promise<number | undefined> {
  return (levels ?? (await levelsBefore(connection, scope, [startsAt]))).get(startsAt);
}

/** What each person showed in each ISO week, weeks in order; apart where an edge cuts the week: `part` counts the edges up to there. */
async function listPersonWeeks(
  connection: Connection,
  scope: ReaderScope,
  { edges, ...period }: Period & { readonly edges: readonly number[] },
): Promise<readonly (PersonWeek & { readonly part: number })[]> {
  const { sentimentScores: scores } = connection.tables;
  const isAfter = edges.map((edge) => sql`case when ${scores.at} >= ${edge} then 1 else 0 end`);
  // Named within, as a parameter would be another one in each part of a query.
  const told = connection.db
    .select({
      personId: scores.personId,
      week: scores.week,
      polarity: scores.polarity,
      part: sql<number>`${sql.join(isAfter, sql` + `)}`.mapWith(Number).as("part"),
    })
    .from(scores)
    .where(isPolarIn(connection, scope, period))
    .as("told");
  return connection.db
    .select({ personId: told.personId, week: told.week, part: told.part, ...polarCounts(told.polarity) })
    .from(told)
    .groupBy(told.week, told.personId, sql`${told.part}`)
    .orderBy(asc(told.week), asc(told.personId), asc(sql`${told.part}`));
}

/**
 * The mood of a period. Its weeks are counted from its start, whichever weekday and time zone that is in; a clock that
 * is put back within it makes them an hour longer, not one more.
 */
export async function sentimentOf(
  connection: Connection,
  scope: ReaderScope,
  period: Period,
  levels?: Levels,
): Promise<Mood> {
  if (scope.repositoryIds.length === 0) return moodOf([]);
  const { sentimentScores: scores } = connection.tables;
  const rows = await connection.db
    .select({ personId: scores.personId, at: scores.at, ...polarCounts(scores.polarity) })
    .from(scores)
    .where(isPolarIn(connection, scope, period))
    .groupBy(scores.personId, scores.at)
    .orderBy(asc(scores.personId), asc(scores.at));
  const length = period.endsAt - period.startsAt;
  const weeks = Math.max(1, Math.round(length / WEEK));
  const personWeeks = new Map<string, PersonWeek>();
  for (const { personId, at, positive, negative } of rows) {
    const week = Math.floor(((at - period.startsAt) / length) * weeks);
    const before = personWeeks.get(`${personId}:${week}`) ?? { positive: 0, negative: 0 };
    personWeeks.set(`${personId}:${week}`, {
      personId,
      week,
      positive: before.positive + positive,
      negative: before.negative + negative,
    });
  }
  return moodOf([...personWeeks.values()], await levelFor(connection, scope, period, levels));
}

function polarCounts(polarity: Column) {
  return {
    positive: sql<number>`sum(case when ${polarity} = 'positive' then 1 else 0 end)`.mapWith(Number),
    negative: sql<number>`sum(case when ${polarity} = 'negative' then 1 else 0 end)`.mapWith(Number),
  };
}

/** Remarks of the scope and period that showed a feeling. */
function isPolarIn({ tables: { sentimentScores: scores } }: Connection, scope: ReaderScope, period: Period) {
  return and(
    inArray(scores.repositoryId, [...scope.repositoryIds]),
    gte(scores.week, weekOf(period.startsAt)),
    lte(scores.week, weekOf(period.endsAt)),
    gte(scores.at, period.startsAt),
    lt(scores.at, period.endsAt),
    inArray(scores.polarity, ["positive", "negative"]),
  );
}
