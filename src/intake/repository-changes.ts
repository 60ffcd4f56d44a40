// What follows when a repository is not what it was: renamed, moved, made private, archived, gone, back. What is known by the
// repository's id stays; addresses follow its name, and what waits to be said about it follows what it has become.

import { and, eq, inArray, like, sql } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import { upsertRepository, type RepositoryRow } from "../db/repositories.ts";
import { withdrawEffects } from "../outbox/withdraw.ts";

/** A repository as it is now. */
export type Description = Omit<RepositoryRow, "backfilledAt"> & { readonly updatedAt: number };
type Known = RepositoryRow & { readonly updatedAt?: number };

/** Replaces a repository's description, and brings along what depends on it. */
export async function changeRepository(
  connection: Connection,
  known: Known | undefined,
  next: Description,
): Promise<void> {
  await upsertRepository(connection, next);
  if (!known) return;
  if (known.owner !== next.owner || known.name !== next.name) await relocate(connection, known, next);
  if (known.installationId !== next.installationId) await changeInstallation(connection, next);
  if (!known.isPrivate && next.isPrivate) await wallOff(connection, known, next.updatedAt);
  if (!known.isArchived && next.isArchived) {
    const reason = "The repository is archived: nothing is written there.";
    await withdrawEffects(connection, { repositoryId: next.id, reason, now: next.updatedAt });
  }
  if (!known.isActive && next.isActive) await forgetProgress(connection, next.id);
}

/** What happened while a repository was out of sight is read with its history, which is silent. */
async function forgetProgress(connection: Connection, repositoryId: number): Promise<void> {
  const { backfills, repositories } = connection.tables;
  await connection.db.delete(backfills).where(eq(backfills.repositoryId, repositoryId));
  await connection.db
    .update(repositories)
    .set({ backfilledAt: null })
    .where(eq(repositories.id, repositoryId));
}

/** Loses sight of a repository, unless another installation has it by now. */
export async function deactivate(
  connection: Connection,
  of: { readonly repositoryId: number; readonly installationId: number; readonly now: number },
): Promise<void> {
  const { repositories } = connection.tables;
  const lost = await connection.db
    .update(repositories)
    .set({ isActive: false, removedAt: of.now })
    .where(
      and(
        eq(repositories.id, of.repositoryId),
        eq(repositories.installationId, of.installationId),
        eq(repositories.isActive, true),
      ),
    )
    .returning({ id: repositories.id });
  if (lost.length === 0) return;
  const reason = "Stoa no longer sees this repository.";
  await withdrawEffects(connection, { repositoryId: of.repositoryId, reason, now: of.now });
}

/** Where pages of a repository lie on whatever host it is. */
export function pathOf({ owner, name }: { readonly owner: string; readonly name: string }): string {
  return `/${owner}/${name}/`;
}

/** Addresses follow a repository that was renamed or went to another owner; GitHub redirects the old ones only for a time. */
async function relocate(connection: Connection, from: RepositoryRow, to: Description): Promise<void> {
  const { db, tables } = connection;
  const { threads, remarks, releases, badgeEvidence, commentSections } = tables;
  const [old, fresh] = [pathOf(from), pathOf(to)];
  for (const table of [threads, remarks, releases, badgeEvidence]) {
    await db
      .update(table)
      .set({ url: sql`replace(${table.url}, ${old}, ${fresh})` })
      .where(eq(table.repositoryId, to.id));
  }
  await db
    .update(threads)
    .set({ answerUrl: sql`replace(${threads.answerUrl}, ${old}, ${fresh})` })
    .where(eq(threads.repositoryId, to.id));
  await db
    .update(commentSections)
    .set({ markdown: sql`replace(${commentSections.markdown}, ${old}, ${fresh})` })
    .where(like(commentSections.threadId, `${to.id}#%`));
}

/** What was gathered for a repository goes along when another installation sees it. */
async function changeInstallation(
  connection: Connection,
  { id, installationId }: Description,
): Promise<void> {
  const { db, tables } = connection;
  const { badgeEvidence, effects, mentoringAsks, pairings, requestBoards, welcomes } = tables;
  for (const table of [badgeEvidence, effects]) {
    await db.update(table).set({ installationId }).where(eq(table.repositoryId, id));
  }
  for (const table of [pairings, mentoringAsks, welcomes, requestBoards]) {
    await db
      .update(table)
      .set({ installationId })
      .where(like(table.threadId, `${id}#%`));
  }
}

/** What waits to be said elsewhere, or would be said again, must not speak of a repository that is private now. */
async function wallOff(connection: Connection, known: RepositoryRow, now: number): Promise<void> {
  const { id, installationId } = known;
  const reason = `It speaks of ${known.owner}/${known.name}, which has become private.`;
  await withdrawEffects(connection, {
    installationId,
    exceptRepositoryId: id,
    mentioning: `${known.owner}/${known.name}`,
    reason,
    now,
  });
  const { commentSections, themes, themeThreads, themeModels, requestBoards } = connection.tables;
  await connection.db
    .update(commentSections)
    .set({ markdown: "" })
    .where(
      and(
        like(commentSections.markdown, `%/${known.owner}/${known.name}/%`),
        sql`${commentSections.threadId} not like ${`${id}#%`}`,
      ),
    );
  // Found again without it by the next fit; a board is written anew by its next turn.
  const members = connection.db
    .select({ themeId: themeThreads.themeId })
    .from(themeThreads)
    .where(like(themeThreads.threadId, `${id}#%`));
  await connection.db.delete(themes).where(inArray(themes.id, members));
  await connection.db.delete(themeModels).where(eq(themeModels.installationId, installationId));
  await connection.db
    .update(requestBoards)
    .set({ markdown: "" })
    .where(like(requestBoards.markdown, `%/${known.owner}/${known.name}/%`));
}
