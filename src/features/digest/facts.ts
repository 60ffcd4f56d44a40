// What a digest is made of, read from the facts of an installation's public repositories. A scope without
// repositories never comes here.

import { and, asc, desc, eq, gte, inArray, isNull, lt, or, sql, type SQL } from "drizzle-orm";
import { threadId } from "../../core/activity.ts";
import { categorySlug } from "../../core/names.ts";
import type { Period, PublicScope } from "../../core/scope.ts";
import type { ThreadKind } from "../../core/words.ts";
import { inChunks } from "../../db/chunks.ts";
import type { Connection } from "../../db/connection.ts";
import { isOneOf } from "../../db/among.ts";
import { findPeople } from "../../db/people.ts";
import type { DigestConfig } from "./config.ts";
import type { MergedPull, OpenIssue, Question } from "./rules.ts";

/** A release that was published in the period. */
export interface PublishedRelease {
  readonly repositoryId: number;
  readonly tag: string;
  readonly name: string;
  readonly url: string;
  readonly isPrerelease: boolean;
}

/** What people wrote and opened in a period. */
export interface Talk {
  readonly remarks: number;
  readonly threads: number;
  readonly people: number;
  /** Threads opened, with the repositories they are in. */
  readonly opened: Readonly<
    Record<ThreadKind, { readonly count: number; readonly repositoryIds: readonly number[] }>
  >;
}

/** The most rows that one list is made of. */
const MOST_ROWS = 5_000;

export async function listMergedPulls(
  connection: Connection,
  { repositoryIds }: PublicScope,
  { startsAt, endsAt }: Period,
): Promise<readonly MergedPull[]> {
  const { threads } = connection.tables;
  const rows = await connection.db
    .select({
      id: threads.id,
      repositoryId: threads.repositoryId,
      number: threads.number,
      title: threads.title,
      body: threads.body,
      url: threads.url,
      labels: threads.labels,
      authorId: threads.authorId,
      mergedAt: threads.mergedAt,
    })
    .from(threads)
    .where(
      and(
        eq(threads.kind, "pull"),
        gte(threads.mergedAt, startsAt),
        lt(threads.mergedAt, endsAt),
        isOneOf(threads.repositoryId, repositoryIds),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(threads.mergedAt), asc(threads.id))
    .limit(MOST_ROWS);
  const people = await findPeople(
    connection,
    rows.flatMap(({ authorId }) => authorId ?? []),
  );
  return rows.map(({ authorId, mergedAt, ...row }) => ({
    ...row,
    author: authorId === null ? null : (people.get(authorId) ?? null),
    mergedAt: mergedAt ?? startsAt,
  }));
}

export async function listReleases(
  connection: Connection,
  { repositoryIds }: PublicScope,
  { startsAt, endsAt }: Period,
): Promise<readonly PublishedRelease[]> {
  const { releases } = connection.tables;
  return connection.db
    .select({
      repositoryId: releases.repositoryId,
      tag: releases.tag,
      name: releases.name,
      url: releases.url,
      isPrerelease: releases.isPrerelease,
    })
    .from(releases)
    .where(
      and(
        gte(releases.publishedAt, startsAt),
        lt(releases.publishedAt, endsAt),
        inArray(releases.repositoryId, [...repositoryIds]),
        isNull(releases.removedAt),
      ),
    )
    .orderBy(asc(releases.publishedAt), asc(releases.id))
    .limit(MOST_ROWS);
}

/** People's remarks and newly opened threads in a period; bots' are left out. */
export async function countTalk(connection: Connection, scope: PublicScope, period: Period): Promise<Talk> {
  const { people, remarks } = connection.tables;
  const rows = await connection.db
    .select({
      remarks: sql<number>`count(*)`.mapWith(Number),
      threads: sql<number>`count(distinct ${remarks.threadId})`.mapWith(Number),
      people: sql<number>`count(distinct ${remarks.authorId})`.mapWith(Number),
    })
    .from(remarks)
    .leftJoin(people, eq(people.id, remarks.authorId))
    .where(
      and(
        gte(remarks.createdAt, period.startsAt),
        lt(remarks.createdAt, period.endsAt),
        isOneOf(remarks.repositoryId, scope.repositoryIds),
        isNull(remarks.deletedAt),
        isPerson(people.isBot),
      ),
    );
  const counts = rows[0] ?? { remarks: 0, threads: 0, people: 0 };
  return { ...counts, opened: await countOpened(connection, scope, period) };
}

async function countOpened(
  connection: Connection,
  { repositoryIds }: PublicScope,
  { startsAt, endsAt }: Period,
): Promise<Talk["opened"]> {
  const { people, threads } = connection.tables;
  const rows = await connection.db
    .select({
      kind: threads.kind,
      repositoryId: threads.repositoryId,
      count: sql<number>`count(*)`.mapWith(Number),
    })
    .from(threads)
    .leftJoin(people, eq(people.id, threads.authorId))
    .where(
      and(
        gte(threads.createdAt, startsAt),
        lt(threads.createdAt, endsAt),
        isOneOf(threads.repositoryId, repositoryIds),
        isNull(threads.deletedAt),
        isPerson(people.isBot),
      ),
    )
    .groupBy(threads.kind, threads.repositoryId)
    .orderBy(asc(threads.repositoryId));
  const of = (kind: ThreadKind) => {
    const mine = rows.filter((row) => row.kind === kind);
    return {
      count: mine.reduce((sum, row) => sum + row.count, 0),
      repositoryIds: mine.map((row) => row.repositoryId),
    };
  };
  return { issue: of("issue"), pull: of("pull"), discussion: of("discussion") };
}

/** Open discussions of the categories that began before `before` and have no accepted answer, the newest first. */
export async function listQuestions(
  connection: Connection,
  { repositoryIds }: PublicScope,
  { before, config }: { readonly before: number; readonly config: Pick<DigestConfig, "questions"> },
): Promise<readonly Question[]> {
  const { threads } = connection.tables;
  const rows = await connection.db
    .select({
      id: threads.id,
      repositoryId: threads.repositoryId,
      title: threads.title,
      url: threads.url,
      category: threads.category,
      createdAt: threads.createdAt,
      authorId: threads.authorId,
    })
    .from(threads)
    .where(
      and(
        eq(threads.kind, "discussion"),
        eq(threads.state, "open"),
        isNull(threads.answerUrl),
        lt(threads.createdAt, before),
        inArray(threads.repositoryId, [...repositoryIds]),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(desc(threads.createdAt), asc(threads.id))
    .limit(MOST_ROWS);
  const wanted = new Set(config.questions.map(categorySlug));
  const asked = rows.filter(({ category }) => wanted.has(categorySlug(category ?? "")));
  const replies = await countReplies(connection, asked);
  return asked.map((question) => ({
    ...question,
    replies: replies.get(question.id) ?? 0,
  }));
}

/** Remarks of people other than whoever asked, by thread. */
async function countReplies(
  { db, tables: { people, remarks } }: Connection,
  asked: readonly { readonly id: string; readonly authorId: number | null }[],
): Promise<ReadonlyMap<string, number>> {
  const authorOf = new Map(asked.map(({ id, authorId }) => [id, authorId]));
  const ids = [...authorOf.keys()];
  const counts = new Map<string, number>();
  for (const some of inChunks(ids)) {
    const rows = await db
      .select({
        id: remarks.threadId,
        personId: remarks.authorId,
        count: sql<number>`count(*)`.mapWith(Number),
      })
      .from(remarks)
      .leftJoin(people, eq(people.id, remarks.authorId))
      .where(and(inArray(remarks.threadId, [...some]), isNull(remarks.deletedAt), isPerson(people.isBot)))
      .groupBy(remarks.threadId, remarks.authorId)
      .orderBy(asc(remarks.threadId), asc(remarks.authorId));
    for (const { id, personId, count } of rows) {
      const author = authorOf.get(id) ?? null;
      if (author === null || (personId !== null && personId !== author))
        counts.set(id, (counts.get(id) ?? 0) + count);
    }
  }
  return counts;
}

/** Open issues with one of the labels, the newest first, and the ids of issues that an open pull request would close. */
export async function listOpenIssues(
  connection: Connection,
  { repositoryIds }: PublicScope,
  labels: readonly string[],
): Promise<{ readonly issues: readonly OpenIssue[]; readonly claimed: ReadonlySet<string> }> {
  const { threads } = connection.tables;
  const open = (kind: ThreadKind) =>
    and(
      inArray(threads.repositoryId, [...repositoryIds]),
      eq(threads.state, "open"),
      eq(threads.kind, kind),
      isNull(threads.deletedAt),
    );
  const issues = await connection.db
    .select({
      id: threads.id,
      repositoryId: threads.repositoryId,
      number: threads.number,
      title: threads.title,
      url: threads.url,
      labels: threads.labels,
      createdAt: threads.createdAt,
    })
    .from(threads)
    .where(and(open("issue"), eq(threads.isLocked, false), mayHaveLabel(connection, labels)))
    .orderBy(desc(threads.createdAt), asc(threads.id))
    .limit(MOST_ROWS);
  if (issues.length === 0) return { issues, claimed: new Set() };
  const pulls = await connection.db
    .select({ repositoryId: threads.repositoryId, closes: threads.closes })
    .from(threads)
    .where(and(open("pull"), sql`cast(${threads.closes} as text) <> '[]'`))
    .orderBy(desc(threads.createdAt), asc(threads.id))
    .limit(MOST_ROWS);
  const claimed = pulls.flatMap(({ repositoryId, closes }) =>
    closes.map((number) => threadId(repositoryId, number)),
  );
  return { issues, claimed: new Set(claimed) };
}

/** Whether a thread's labels, as the database has them, hold one of these: what cannot is not even read. */
function mayHaveLabel({ tables: { threads } }: Connection, labels: readonly string[]): SQL | undefined {
  const text = sql`lower(cast(${threads.labels} as text))`;
  // Engines do not agree on what the small letter of others is, nor on how they are kept.
  if (labels.length === 0 || labels.some((label) => !/^[\w .:/+-]+$/.test(label)))
    return sql`cast(${threads.labels} as text) <> '[]'`;
  const escaped = labels.map((label) => label.trim().toLowerCase().replaceAll("_", "!_"));
  return or(...escaped.map((label) => sql`${text} like ${`%"${label}"%`} escape '!'`));
}

/** An account that nobody has called a bot is a person. */
function isPerson(isBot: Connection["tables"]["people"]["isBot"]): SQL | undefined {
  return or(isNull(isBot), eq(isBot, false));
}
