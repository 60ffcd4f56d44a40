// What a digest is made of, read from the facts of an installation's public repositories. A scope without
// repositories never comes here.

import { and, asc, desc, eq, gte, inArray, isNull, lt, ne, or, sql, type SQL } from "drizzle-orm";
import { threadId } from "../../core/activity.ts";
import type { Period, PublicScope } from "../../core/scope.ts";
import type { ThreadKind } from "../../core/words.ts";
import type { Connection } from "../../db/connection.ts";
import { findPeople } from "../../db/facts.ts";
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
        inArray(threads.repositoryId, [...repositoryIds]),
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
        inArray(remarks.repositoryId, [...scope.repositoryIds]),
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
        inArray(threads.repositoryId, [...repositoryIds]),
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

/** Open discussions that began before `before` and have no accepted answer, the newest first. */
export async function listQuestions(
  connection: Connection,
  { repositoryIds }: PublicScope,
  before: number,
): Promise<readonly Question[]> {
  const { people, remarks, threads } = connection.tables;
  const isReply = and(
    isPerson(people.isBot),
    or(isNull(threads.authorId), ne(remarks.authorId, threads.authorId)),
  );
  return connection.db
    .select({
      id: threads.id,
      repositoryId: threads.repositoryId,
      title: threads.title,
      url: threads.url,
      category: threads.category,
      createdAt: threads.createdAt,
      replies: sql<number>`count(case when ${isReply} then ${remarks.id} end)`.mapWith(Number),
    })
    .from(threads)
    .leftJoin(remarks, and(eq(remarks.threadId, threads.id), isNull(remarks.deletedAt)))
    .leftJoin(people, eq(people.id, remarks.authorId))
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
    .groupBy(threads.id)
    .orderBy(desc(threads.createdAt), asc(threads.id))
    .limit(MOST_ROWS);
}

/** Open issues, the newest first, and the ids of those that an open pull request would close. */
export async function listOpenIssues(
  connection: Connection,
  { repositoryIds }: PublicScope,
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
    .where(and(open("issue"), eq(threads.isLocked, false)))
    .orderBy(desc(threads.createdAt), asc(threads.id))
    .limit(MOST_ROWS);
  const pulls = await connection.db
    .select({ repositoryId: threads.repositoryId, closes: threads.closes })
    .from(threads)
    .where(open("pull"))
    .orderBy(desc(threads.createdAt), asc(threads.id))
    .limit(MOST_ROWS);
  const claimed = pulls.flatMap(({ repositoryId, closes }) =>
    closes.map((number) => threadId(repositoryId, number)),
  );
  return { issues, claimed: new Set(claimed) };
}

/** An account that nobody has called a bot is a person. */
function isPerson(isBot: Connection["tables"]["people"]["isBot"]): SQL | undefined {
  return or(isNull(isBot), eq(isBot, false));
}
