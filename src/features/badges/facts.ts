// The facts that badges are judged on, read from the fact tables rather than from the activity at hand: they hold the
// newest snapshot, whatever arrived late.

import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { threadId } from "../../core/activity.ts";
import type { Connection } from "../../db/connection.ts";

/** A merged pull request as it is known now. */
interface MergedPull {
  readonly threadId: string;
  readonly repositoryId: number;
  readonly title: string;
  readonly url: string;
  readonly labels: readonly string[];
  readonly paths: readonly string[] | null;
  readonly closes: readonly number[];
  readonly personId: number;
  readonly mergedAt: number | null;
}

/** The pull request of this thread, if a person wrote it. */
export async function findPull(connection: Connection, id: string): Promise<MergedPull | undefined> {
  const rows = await connection
    .prepared("badges.findPull", ({ db, tables: { threads, people } }) =>
      db
        .select({
          threadId: threads.id,
          repositoryId: threads.repositoryId,
          title: threads.title,
          url: threads.url,
          labels: threads.labels,
          paths: threads.paths,
          closes: threads.closes,
          personId: people.id,
          mergedAt: threads.mergedAt,
        })
        .from(threads)
        .innerJoin(people, and(eq(people.id, threads.authorId), eq(people.isBot, false)))
        .where(and(eq(threads.id, sql.placeholder("id")), eq(threads.kind, "pull")))
        .limit(1),
    )
    .run({ id });
  return rows[0];
}

/** An issue's number and labels. */
interface ClosedIssue {
  readonly number: number;
  readonly labels: readonly string[];
}

/** The issues of these numbers that are known; numbers of pull requests and discussions close nothing here. */
export async function findIssues(
  connection: Connection,
  query: { readonly repositoryId: number; readonly numbers: readonly number[] },
): Promise<readonly ClosedIssue[]> {
  if (query.numbers.length === 0) return [];
  const { threads } = connection.tables;
  const ids = query.numbers.map((number) => threadId(query.repositoryId, number));
  return connection.db
    .select({ number: threads.number, labels: threads.labels })
    .from(threads)
    .where(and(inArray(threads.id, ids), eq(threads.kind, "issue")))
    .orderBy(asc(threads.number));
}

/** Remembers which issues a merged pull request closes. */
export async function insertCloses(connection: Connection, pull: MergedPull): Promise<void> {
  if (pull.closes.length === 0) return;
  const rows = pull.closes.map((number) => ({
    issueId: threadId(pull.repositoryId, number),
    threadId: pull.threadId,
  }));
  await connection.db.insert(connection.tables.badgeCloses).values(rows).onConflictDoNothing();
}

/** The merged pull requests that close an issue, as far as they have been judged. */
export async function listClosingPulls(connection: Connection, issueId: string): Promise<readonly string[]> {
  const rows = await connection
    .prepared("badges.listClosingPulls", ({ db, tables: { badgeCloses } }) =>
      db
        .select({ threadId: badgeCloses.threadId })
        .from(badgeCloses)
        .where(eq(badgeCloses.issueId, sql.placeholder("issueId")))
        .orderBy(asc(badgeCloses.threadId)),
    )
    .run({ issueId });
  return rows.map((row) => row.threadId);
}

/** A review, and whose pull request it is about. */
interface Review {
  readonly id: string;
  readonly threadId: string;
  readonly repositoryId: number;
  readonly kind: string;
  readonly body: string;
  readonly state: string | null;
  readonly url: string;
  readonly personId: number;
  readonly pullAuthorId: number | null;
  readonly createdAt: number;
  readonly deletedAt: number | null;
}

/** The review (or review comment) of this id, if a person wrote it. */
export async function findReview(connection: Connection, id: string): Promise<Review | undefined> {
  const rows = await connection
    .prepared("badges.findReview", ({ db, tables: { remarks, threads, people } }) =>
      db
        .select({
          id: remarks.id,
          threadId: remarks.threadId,
          repositoryId: remarks.repositoryId,
          kind: remarks.kind,
          body: remarks.body,
          state: remarks.reviewState,
          url: remarks.url,
          personId: people.id,
          pullAuthorId: threads.authorId,
          createdAt: remarks.createdAt,
          deletedAt: remarks.deletedAt,
        })
        .from(remarks)
        .innerJoin(threads, eq(threads.id, remarks.threadId))
        .innerJoin(people, and(eq(people.id, remarks.authorId), eq(people.isBot, false)))
        .where(eq(remarks.id, sql.placeholder("id")))
        .limit(1),
    )
    .run({ id });
  return rows[0];
}
