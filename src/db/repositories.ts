// Installations and repositories as GitHub last described them, and the one gate between private and public: what a
// community reads may only use the repositories of a `publicScope`.

import { and, asc, eq, sql } from "drizzle-orm";
import type { RepositoryRef } from "../core/activity.ts";
import type { PublicScope } from "../core/scope.ts";
import type { Connection } from "./connection.ts";

export interface RepositoryRow extends RepositoryRef {
  readonly nodeId: string;
  readonly isArchived: boolean;
  readonly isActive: boolean;
  readonly defaultBranch: string;
  readonly backfilledAt: number | null;
}

/** Inserts or updates a repository; a known backfill mark stays. */
export async function upsertRepository(
  connection: Connection,
  row: Omit<RepositoryRow, "backfilledAt"> & { readonly updatedAt: number },
): Promise<void> {
  const { repositories } = connection.tables;
  const { id, ...changing } = row;
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
        .limit(1),
    )
    .run({ id });
  return rows[0];
}

/** The repositories of an installation that Stoa can see now, in the order of their ids. */
export async function listRepositories(
  connection: Connection,
  installationId: number,
): Promise<readonly RepositoryRow[]> {
  const { repositories } = connection.tables;
  return connection.db
    .select()
    .from(repositories)
    .where(and(eq(repositories.installationId, installationId), eq(repositories.isActive, true)))
    .orderBy(asc(repositories.id));
}

/** All that a public output of this installation may speak of. The organisation's `.github` repository counts too. */
export async function publicScope(connection: Connection, installationId: number): Promise<PublicScope> {
  const repositories = await listRepositories(connection, installationId);
  const repositoryIds = repositories.filter((repository) => !repository.isPrivate).map(({ id }) => id);
  return { installationId, repositoryIds };
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
