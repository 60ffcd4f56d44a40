// Keeps installations as GitHub describes them: installed, suspended, removed, with these repositories. What becomes of
// a single repository is in repositories.ts.

import { and, eq, ne, notInArray } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import { findRepository } from "../db/repositories.ts";
import { withdrawEffects } from "../outbox/withdraw.ts";
import { ImplausiblePayload } from "./payload-text.ts";
import { installationPayload, renamedAccountPayload, type InstallationPayload } from "./payloads.ts";
import { changeRepository, deactivate } from "./repository-changes.ts";

type Installed = InstallationPayload["installation"];

/** Follows an `installation` or `installation_repositories` delivery. */
export async function recordInstallation(
  connection: Connection,
  payload: unknown,
  now: number,
): Promise<void> {
  const { installation, action, ...listed } = installationPayload.parse(payload);
  const isRemoved = action === "deleted";
  const state = await followInstallation(connection, { installation, action, now });
  const gone = isRemoved ? (listed.repositories ?? []) : (listed.repositories_removed ?? []);
  for (const { id } of gone) {
    await deactivate(connection, { repositoryId: id, installationId: installation.id, now });
  }
  if (isRemoved) return removeInstallation(connection, installation.id, now);
  if (state === "removed") return;
  await takeOver(connection, installation, now);
  for (const repository of [...(listed.repositories ?? []), ...(listed.repositories_added ?? [])]) {
    const [owner = ""] = repository.full_name.split("/");
    if (owner.toLowerCase() !== installation.account.login.toLowerCase()) {
      throw new ImplausiblePayload(
        `Repository ${repository.id} is not one of account ${installation.account.id}'s.`,
      );
    }
    await recordListed(connection, installation.id, { repository, now });
  }
}

/**
 * Writes down an installation, unless what is known is newer. One that was removed stays so: GitHub gives a new id when
 * the app is installed again.
 * @returns the state it is in now
 */
async function followInstallation(
  connection: Connection,
  seen: { readonly installation: Installed; readonly action: string; readonly now: number },
): Promise<string> {
  const { installations } = connection.tables;
  const { installation, action, now } = seen;
  const rows = await connection.db.select().from(installations).where(eq(installations.id, installation.id));
  const known = rows[0];
  const updatedAt = installation.updated_at ?? now;
  const isStale = known !== undefined && known.updatedAt > updatedAt && action !== "deleted";
  if (known && (known.state === "removed" || isStale)) return known.state;
  const changing = {
    accountId: installation.account.id,
    accountLogin: installation.account.login,
    state: stateAfter(action, installation),
    permissions: installation.permissions,
    updatedAt,
  };
  await connection.db
    .insert(installations)
    .values({ id: installation.id, ...changing, createdAt: now })
    .onConflictDoUpdate({ target: installations.id, set: changing });
  return changing.state;
}

function stateAfter(action: string, installation: Installed): "active" | "suspended" | "removed" {
  if (action === "deleted") return "removed";
  if (action === "unsuspend") return "active";
  return action === "suspend" || installation.suspended_at != null ? "suspended" : "active";
}

/** Writes down an installation as GitHub lists it. */
export async function recordListedInstallation(
  connection: Connection,
  installation: Installed,
  now: number,
): Promise<void> {
  const seen = { ...installation, updated_at: now };
  const state = await followInstallation(connection, { installation: seen, action: "listed", now });
  if (state !== "removed") await takeOver(connection, installation, now);
}

/** Takes every installation but these for removed, as GitHub no longer lists them. */
export async function removeInstallationsBut(
  connection: Connection,
  ids: readonly number[],
  now: number,
): Promise<void> {
  const { installations } = connection.tables;
  const gone = await connection.db
    .update(installations)
    .set({ state: "removed" })
    .where(
      and(
        ne(installations.state, "removed"),
        ids.length > 0 ? notInArray(installations.id, [...ids]) : undefined,
      ),
    )
    .returning({ id: installations.id });
  for (const { id } of gone) await removeInstallation(connection, id, now);
}

/** Its repositories are gone from sight, whether the delivery lists them or not; the grace begins. */
async function removeInstallation(connection: Connection, id: number, now: number): Promise<void> {
  const { installations, repositories } = connection.tables;
  const rows = await connection.db
    .select({ id: repositories.id })
    .from(repositories)
    .where(and(eq(repositories.installationId, id), eq(repositories.isActive, true)));
  for (const row of rows) {
    await deactivate(connection, { repositoryId: row.id, installationId: id, now });
  }
  await connection.db.update(installations).set({ removedAt: now }).where(eq(installations.id, id));
  await withdrawEffects(connection, { installationId: id, reason: "The app was uninstalled.", now });
}

/**
 * An account has the app once. What an earlier installation of it has gathered for the account as a whole goes over to
 * this one; what belongs to a repository goes over with the repository.
 */
async function takeOver(connection: Connection, { id, account }: Installed, now: number): Promise<void> {
  const { installations, themes, digestRuns, requestRanks } = connection.tables;
  const earlier = await connection.db
    .select({ id: installations.id, state: installations.state })
    .from(installations)
    .where(and(eq(installations.accountId, account.id), ne(installations.id, id)));
  for (const old of earlier) {
    for (const table of [themes, digestRuns, requestRanks]) {
      await connection.db.update(table).set({ installationId: id }).where(eq(table.installationId, old.id));
    }
    if (old.state === "removed") continue;
    await connection.db.update(installations).set({ state: "removed" }).where(eq(installations.id, old.id));
    await removeInstallation(connection, old.id, now);
  }
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
  await changeRepository(connection, known, {
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

/** Follows `installation_target` or `organization` renamed: the account's repositories are found under its new name. */
export async function recordAccountRename(
  connection: Connection,
  payload: unknown,
  now: number,
): Promise<boolean> {
  const { action, account, organization, installation } = renamedAccountPayload.parse(payload);
  const renamed = account ?? organization;
  if (action !== "renamed" || !renamed) return false;
  const { installations, people, repositories } = connection.tables;
  const { login } = renamed;
  await connection.db
    .update(installations)
    .set({ accountLogin: login })
    .where(eq(installations.id, installation.id));
  await connection.db.update(people).set({ login, seenAt: now }).where(eq(people.id, renamed.id));
  const rows = await connection.db
    .select()
    .from(repositories)
    .where(and(eq(repositories.installationId, installation.id), ne(repositories.owner, login)));
  for (const row of rows) await changeRepository(connection, row, { ...row, owner: login });
  return true;
}
