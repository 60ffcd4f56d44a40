// Keeps installations and repositories as GitHub describes them: installed, suspended, removed, renamed, made private.

import { eq } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import { findRepository, upsertRepository } from "../db/repositories.ts";
import {
  installationPayload,
  repositoryPayload,
  type InstallationPayload,
  type RepositoryPayload,
} from "./payloads.ts";

/** Follows an `installation` or `installation_repositories` delivery. */
export async function recordInstallation(
  connection: Connection,
  payload: unknown,
  now: number,
): Promise<void> {
  const parsed = installationPayload.parse(payload);
  const { installation, action } = parsed;
  await upsertInstallation(connection, {
    id: installation.id,
    accountId: installation.account.id,
    accountLogin: installation.account.login,
    state: stateAfter(action),
    permissions: installation.permissions,
    now,
  });
  const gone = action === "deleted" ? (parsed.repositories ?? []) : (parsed.repositories_removed ?? []);
  for (const { id } of gone) await deactivate(connection, id, now);
  if (action === "deleted") return;
  for (const repository of [...(parsed.repositories ?? []), ...(parsed.repositories_added ?? [])]) {
    await recordListed(connection, installation.id, { repository, now });
  }
}

function stateAfter(action: string): "active" | "suspended" | "removed" {
  if (action === "deleted") return "removed";
  return action === "suspend" ? "suspended" : "active";
}

async function upsertInstallation(
  connection: Connection,
  row: {
    readonly id: number;
    readonly accountId: number;
    readonly accountLogin: string;
    readonly state: string;
    readonly permissions: Record<string, string>;
    readonly now: number;
  },
): Promise<void> {
  const { installations } = connection.tables;
  const { id, now, ...changing } = row;
  await connection.db
    .insert(installations)
    .values({ id, ...changing, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: installations.id, set: { ...changing, updatedAt: now } });
}

type Listed = NonNullable<InstallationPayload["repositories"]>[number];

/** A repository as an installation lists it: without its branch, which the backfill reads. */
async function recordListed(
  connection: Connection,
  installationId: number,
  { repository, now }: { readonly repository: Listed; readonly now: number },
): Promise<void> {
  const [owner = "", name = ""] = repository.full_name.split("/");
  const known = await findRepository(connection, repository.id);
  await upsertRepository(connection, {
    id: repository.id,
    installationId,
    nodeId: repository.node_id,
    owner,
    name,
    isPrivate: repository.private,
    isArchived: known?.isArchived ?? false,
    isActive: true,
    defaultBranch: known?.defaultBranch ?? "main",
    updatedAt: now,
  });
}

async function deactivate(connection: Connection, repositoryId: number, now: number): Promise<void> {
  const { repositories } = connection.tables;
  await connection.db
    .update(repositories)
    .set({ isActive: false, updatedAt: now })
    .where(eq(repositories.id, repositoryId));
}

/** Follows a `repository` delivery. */
export async function recordRepositoryEvent(
  connection: Connection,
  payload: unknown,
  now: number,
): Promise<void> {
  const { action, repository, installation } = repositoryPayload.parse(payload);
  if (action === "deleted") return deactivate(connection, repository.id, now);
  await recordRepository(connection, { repository, installationId: installation.id, now });
}

/**
 * Writes down a repository as a payload shows it, when that differs from what is known.
 * @returns whether its history has been read.
 */
export async function recordRepository(
  connection: Connection,
  seen: { readonly repository: RepositoryPayload; readonly installationId: number; readonly now: number },
): Promise<{ readonly isHistoryKnown: boolean }> {
  const { repository, installationId, now } = seen;
  const row = {
    id: repository.id,
    installationId,
    nodeId: repository.node_id,
    owner: repository.owner.login,
    name: repository.name,
    isPrivate: repository.private,
    isArchived: repository.archived,
    isActive: true,
    defaultBranch: repository.default_branch,
  };
  const known = await findRepository(connection, repository.id);
  const isSame =
    known && Object.entries(row).every(([key, value]) => known[key as keyof typeof row] === value);
  const isHistoryKnown = known?.backfilledAt != null;
  if (isSame) return { isHistoryKnown };
  const { installations } = connection.tables;
  // Its delivery may overtake that of the installation itself.
  await connection.db
    .insert(installations)
    .values({
      id: installationId,
      accountId: 0,
      accountLogin: row.owner,
      state: "active",
      permissions: {},
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing();
  await upsertRepository(connection, { ...row, updatedAt: now });
  return { isHistoryKnown };
}
