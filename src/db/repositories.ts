// Installations and repositories as GitHub last described them, and the one gate between private and public: what a
// community reads may only use the repositories of a `publicScope`.

import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { RepositoryRef } from "../core/activity.ts";
import type { PublicScope, ReaderScope } from "../core/scope.ts";
import type { Connection } from "./connection.ts";
import { withdrawUnposted } from "./withdraw.ts";
import { fixedLimit } from "./fixed-limit.ts";

export interface RepositoryRow extends RepositoryRef {
  readonly nodeId: string;
  readonly isArchived: boolean;
  readonly isActive: boolean;
  readonly defaultBranch: string;
  readonly backfilledAt: number | null;
}

/**
 * Inserts or updates a repository; a known backfill mark stays. One that is private from now on is taken out of all that
 * waits to be posted.
 */
export async function upsertRepository(
  connection: Connection,
  row: Omit<RepositoryRow, "backfilledAt"> & { readonly updatedAt: number },
): Promise<void> {
  const { repositories } = connection.tables;
  const { id, ...changing } = row;
  const known = row.isPrivate ? await findRepository(connection, id) : undefined;
  if (known?.isPrivate === false) await withdrawUnposted(connection, known, row.updatedAt);
  await connection.db
    .insert(repositories)
    .values({ id, ...changing })
    .onConflictDoUpdate({ target: repositories.id, set: changing });
}

export async function findRepository(connection: Connection, id: number): Promise<RepositoryRow | undefined> {
  const rows = await connection
    .prepared("repositories.find", ({ db, tables: { repositories } }) =>
      db
        .select()
        .from(repositories)
        .where(eq(repositories.id, sql.placeholder("id")))
        .limit(fixedLimit(1)),
    )
    .run({ id });
  return rows[0];
}

/** The repositories of an installation that Stoa can see now, in the order of their ids. */
export async function listRepositories(
  connection: Connection,
  installationId: number,
): Promise<readonly RepositoryRow[]> {
  return connection.once(`repositories of ${installationId}`, () =>
    connection
      .prepared("repositories.list", ({ db, tables: { repositories } }) =>
        db
          .select()
          .from(repositories)
          .where(
            and(
              eq(repositories.installationId, sql.placeholder("installationId")),
              eq(repositories.isActive, true),
            ),
          )
          .orderBy(asc(repositories.id)),
      )
      .run({ installationId }),
  );
}

/** All that a public output of this installation may speak of. The organisation's `.github` repository counts too. */
export async function publicScope(connection: Connection, installationId: number): Promise<PublicScope> {
  return connection.once(`public repositories of ${installationId}`, async () => {
    const rows = await connection
      .prepared("repositories.listPublic", ({ db, tables: { repositories } }) =>
        db
          .select({ id: repositories.id })
          .from(repositories)
          .where(
            and(
              eq(repositories.installationId, sql.placeholder("installationId")),
              eq(repositories.isActive, true),
              eq(repositories.isPrivate, false),
            ),
          )
          .orderBy(asc(repositories.id)),
      )
      .run({ installationId });
    return { installationId, repositoryIds: rows.map(({ id }) => id) } as unknown as PublicScope;
  });
}

/** The part of a public scope that lies in these repositories. */
export function narrowed(scope: PublicScope, repositoryIds: readonly number[]): PublicScope {
  const ids = scope.repositoryIds.filter((id) => repositoryIds.includes(id));
  return { installationId: scope.installationId, repositoryIds: ids } as unknown as PublicScope;
}

/** What readers of a repository's threads may read: all that is public, and the repository itself. */
export async function readerScope(
  connection: Connection,
  repository: { readonly id: number; readonly installationId: number },
): Promise<ReaderScope> {
  const { installationId, repositoryIds } = await publicScope(connection, repository.installationId);
  return {
    installationId,
    repositoryIds: [...new Set([...repositoryIds, repository.id])],
  } as unknown as ReaderScope;
}

/** Those of these repositories that are private now, or out of sight. */
export async function listHidden(connection: Connection, ids: readonly number[]): Promise<readonly number[]> {
  if (ids.length === 0) return [];
  const { repositories } = connection.tables;
  const rows = await connection.db
    .select({ id: repositories.id })
    .from(repositories)
    .where(and(inArray(repositories.id, [...ids]), eq(repositories.isPrivate, true)));
  return rows.map(({ id }) => id);
}

/** Installations that are at work, in the order of their ids. */
export async function listInstallations(
  connection: Connection,
): Promise<readonly { readonly id: number; readonly accountLogin: string }[]> {
  const { installations } = connection.tables;
  return connection.db
    .select({ id: installations.id, accountLogin: installations.accountLogin })
    .from(installations)
    .where(eq(installations.state, "active"))
    .orderBy(asc(installations.id));
}
