// The facts that badges are judged on, read from the fact tables rather than from the activity at hand: they hold the
// newest snapshot, whatever arrived late.

import { and, asc, eq, inArray, notInArray, sql } from "drizzle-orm";
import { threadId } from "../../core/activity.ts";
import type { Connection } from "../../db/connection.ts";
import { fixedLimit } from "../../db/fixed-limit.ts";

/** A merged pull request as it is known now. */
export interface MergedPull {
  readonly threadId: string;
  readonly repositoryId: number;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly deletedAt: number | null;
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
          number: threads.number,
          title: threads.title,
          body: threads.body,
          url: threads.url,
          deletedAt: threads.deletedAt,
          labels: threads.labels,
          paths: threads.paths,
          closes: threads.closes,
          personId: people.id,
          mergedAt: threads.mergedAt,
        })
        .from(threads)
        .innerJoin(people, and(eq(people.id, threads.authorId), eq(people.isBot, false)))
        .where(and(eq(threads.id, sql.placeholder("id")), eq(threads.kind, "pull")))
        .limit(fixedLimit(1)),
    )
    .run({ id });
  return rows[0];
}

/** An issue that a pull request closes. */
export interface ClosedIssue {
  readonly id: string;
  readonly number: number;
  readonly labels: readonly string[];
  readonly url: string;
  readonly deletedAt: number | null;
  /** null for a bot, a deleted account, or one that was forgotten. */
  readonly personId: number | null;
}

/** The issues of these numbers that are known; numbers of pull requests and discussions close nothing here. */
export async function findIssues(
  connection: Connection,
  query: { readonly repositoryId: number; readonly numbers: readonly number[] },
): Promise<readonly ClosedIssue[]> {
  if (query.numbers.length === 0) return [];
  const { threads, people } = connection.tables;
  const ids = query.numbers.map((number) => threadId(query.repositoryId, number));
  return connection.db
    .select({
      id: threads.id,
      number: threads.number,
      labels: threads.labels,
      url: threads.url,
      deletedAt: threads.deletedAt,
      personId: people.id,
    })
    .from(threads)
    .leftJoin(people, and(eq(people.id, threads.authorId), eq(people.isBot, false)))
    .where(and(inArray(threads.id, ids), eq(threads.kind, "issue")))
    .orderBy(asc(threads.number));
}

/** Who merged a pull request; null when nobody is known to. */
export async function findMerger(connection: Connection, threadId: string): Promise<number | null> {
  const rows = await connection
    .prepared("badges.findMerger", ({ db, tables: { activities } }) =>
      db
        .select({ personId: activities.personId })
        .from(activities)
        .where(eq(activities.key, sql.placeholder("key")))
        .limit(fixedLimit(1)),
    )
    // The key of what happens once: docs/decisions/007-activity-keys.md.
    .run({ key: `thread.merged:${threadId}` });
  return rows[0]?.personId ?? null;
}

/** Remembers which issues a merged pull request closes, and no others. */
export async function replaceCloses(connection: Connection, pull: MergedPull): Promise<void> {
  if (pull.closes.length === 0) return deleteCloses(connection, pull.threadId);
  const { badgeCloses } = connection.tables;
  const issueIds = pull.closes.map((number) => threadId(pull.repositoryId, number));
  await connection.db
    .delete(badgeCloses)
    .where(and(eq(badgeCloses.threadId, pull.threadId), notInArray(badgeCloses.issueId, issueIds)));
  const rows = issueIds.map((issueId) => ({ issueId, threadId: pull.threadId }));
  await connection.db.insert(badgeCloses).values(rows).onConflictDoNothing();
}

async function deleteCloses(connection: Connection, threadId: string): Promise<void> {
  await connection
    .prepared("badges.deleteCloses", ({ db, tables: { badgeCloses } }) =>
      db.delete(badgeCloses).where(eq(badgeCloses.threadId, sql.placeholder("threadId"))),
    )
    .run({ threadId });
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

/** An issue as it is known now. */
export interface Issue {
  readonly id: string;
  readonly repositoryId: number;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly stateReason: string | null;
  readonly url: string;
  readonly createdAt: number;
  readonly deletedAt: number | null;
  readonly personId: number;
}

/** The issue of this thread, if a person wrote it. */
export async function findIssue(connection: Connection, id: string): Promise<Issue | undefined> {
  const rows = await connection
    .prepared("badges.findIssue", ({ db, tables: { threads, people } }) =>
      db
        .select({
          id: threads.id,
          repositoryId: threads.repositoryId,
          title: threads.title,
          body: threads.body,
          labels: threads.labels,
          stateReason: threads.stateReason,
          url: threads.url,
          createdAt: threads.createdAt,
          deletedAt: threads.deletedAt,
          personId: people.id,
        })
        .from(threads)
        .innerJoin(people, and(eq(people.id, threads.authorId), eq(people.isBot, false)))
        .where(and(eq(threads.id, sql.placeholder("id")), eq(threads.kind, "issue")))
        .limit(fixedLimit(1)),
    )
    .run({ id });
  return rows[0];
}
