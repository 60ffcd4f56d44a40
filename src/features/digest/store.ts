// The digests that were made, one for each installation and period; and the repositories a digest speaks of.

import { and, asc, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { listRepositories } from "../../db/repositories.ts";
import type { Place } from "./links.ts";

export interface StoredDigest {
  readonly installationId: number;
  /** First day of the period, YYYY-MM-DD in the digest's zone. */
  readonly period: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly title: string;
  /** Markdown as it was posted. */
  readonly body: string;
  readonly effectKey: string;
  readonly createdAt: number;
}

/** A public repository, with what decides whether a digest is posted there. */
export interface PublicPlace extends Place {
  readonly isArchived: boolean;
  readonly threads: number;
}

/** Remembers a digest. @returns false when the period has one already. */
export async function insertDigest(connection: Connection, digest: StoredDigest): Promise<boolean> {
  const { digests } = connection.tables;
  const inserted = await connection.db
    .insert(digests)
    .values(digest)
    .onConflictDoNothing()
    .returning({ period: digests.period });
  return inserted.length > 0;
}

export async function hasDigest(
  connection: Connection,
  { installationId, period }: { readonly installationId: number; readonly period: string },
): Promise<boolean> {
  const { digests } = connection.tables;
  const rows = await connection.db
    .select({ period: digests.period })
    .from(digests)
    .where(and(eq(digests.installationId, installationId), eq(digests.period, period)))
    .limit(1);
  return rows.length > 0;
}

/** Key of the last digest before `period`; null when there was none. */
export async function previousDigestPeriod(
  connection: Connection,
  { installationId, period }: { readonly installationId: number; readonly period: string },
): Promise<string | null> {
  const { digests } = connection.tables;
  const rows = await connection.db
    .select({ period: digests.period })
    .from(digests)
    .where(and(eq(digests.installationId, installationId), lt(digests.period, period)))
    .orderBy(desc(digests.period))
    .limit(1);
  return rows[0]?.period ?? null;
}

/** The digests of an installation, the newest first. */
export async function listDigests(
  connection: Connection,
  installationId: number,
  limit = 100,
): Promise<readonly StoredDigest[]> {
  const { digests } = connection.tables;
  return connection.db
    .select()
    .from(digests)
    .where(eq(digests.installationId, installationId))
    .orderBy(desc(digests.period))
    .limit(limit);
}

/** The repositories of a scope, in the order of their ids. */
export async function listPlaces(
  connection: Connection,
  scope: PublicScope,
): Promise<readonly PublicPlace[]> {
  const { threads } = connection.tables;
  const counts = await connection.db
    .select({ id: threads.repositoryId, threads: sql<number>`count(*)`.mapWith(Number) })
    .from(threads)
    .where(and(inArray(threads.repositoryId, [...scope.repositoryIds]), isNull(threads.deletedAt)))
    .groupBy(threads.repositoryId);
  const threadsOf = new Map(counts.map((row) => [row.id, row.threads]));
  const repositories = await listRepositories(connection, scope.installationId);
  return repositories
    .filter(({ id }) => scope.repositoryIds.includes(id))
    .map(({ id, owner, name, isArchived }) => ({
      id,
      owner,
      name,
      isArchived,
      threads: threadsOf.get(id) ?? 0,
    }));
}

/** Where this GitHub's pages are, such as https://github.com, as the addresses of threads tell. */
export async function findOrigin(connection: Connection, scope: PublicScope): Promise<string> {
  const { threads } = connection.tables;
  const rows = await connection.db
    .select({ url: threads.url })
    .from(threads)
    .where(inArray(threads.repositoryId, [...scope.repositoryIds]))
    .orderBy(asc(threads.id))
    .limit(1);
  return rows[0] ? new URL(rows[0].url).origin : "https://github.com";
}
