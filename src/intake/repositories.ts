// Keeps repositories as GitHub describes them, in deliveries and in its lists. repository-changes.ts has what follows.

import { eq, getTableColumns, sql } from "drizzle-orm";
import { MINUTE } from "../core/clock.ts";
import type { Connection } from "../db/connection.ts";
import { upsertRepository, type RepositoryRow } from "../db/repositories.ts";
import { ImplausiblePayload } from "./payload-text.ts";
import { repositoryPayload, type RepositoryPayload } from "./payloads.ts";
import { changeRepository, deactivate } from "./repository-changes.ts";
import { fixedLimit } from "../db/fixed-limit.ts";

/** A repository as it is known once a delivery has been looked at. */
export interface SeenRepository {
  readonly repository: RepositoryRow;
  /** Whether its history has been read. */
  readonly isHistoryKnown: boolean;
  /** False when it was removed from the installation, or that is suspended: then Stoa listens and says nothing. */
  readonly isAtWork: boolean;
}

/** Our clock and GitHub's may differ by this much. */
const CLOCK_SKEW_MS = MINUTE;

/** Follows a `repository` delivery. */
export async function recordRepositoryEvent(
  connection: Connection,
  payload: unknown,
  now: number,
): Promise<void> {
  const { action, repository, installation } = repositoryPayload.parse(payload);
  const installationId = installation.id;
  const known = (await findSeen(connection, repository.id))?.repository;
  if (!known) {
    if (action !== "deleted") await recordRepository(connection, { repository, installationId, now });
    return;
  }
  if (action === "deleted")
    return deactivate(connection, { repositoryId: repository.id, installationId, now });
  const updatedAt = repository.updated_at ?? now;
  const isPublished = known.isPrivate && !repository.private;
  if (action === "transferred") await checkOwner(connection, { repository, installationId });
  // What makes something public must be newer beyond doubt.
  const isStale = isPublished ? updatedAt <= known.updatedAt : updatedAt < known.updatedAt - CLOCK_SKEW_MS;
  if (isStale) return;
  await changeRepository(connection, known, {
    ...describe(repository, Math.max(updatedAt, known.updatedAt)),
    // Only its new owner's installation is told of a transfer.
    installationId: action === "transferred" ? installationId : known.installationId,
    isActive: action === "transferred" ? true : known.isActive,
  });
}

/**
 * Writes down a repository as a payload shows it, when that is newer than what is known. A delivery never brings back a
 * repository that was removed: only an installation's list does.
 */
export async function recordRepository(
  connection: Connection,
  seen: { readonly repository: RepositoryPayload; readonly installationId: number; readonly now: number },
): Promise<SeenRepository> {
  const { repository, installationId, now } = seen;
  const known = await findSeen(connection, repository.id);
  if (!known) {
    await checkOwner(connection, seen);
    const row = { ...describe(repository, repository.updated_at ?? 0), installationId, isActive: true };
    await insertInstallation(connection, { id: installationId, login: row.owner, now });
    await upsertRepository(connection, row);
    return seenAs({ ...row, backfilledAt: null }, "active");
  }
  const { repository: row } = known;
  if (row.installationId !== installationId) await checkOwner(connection, seen);
  if (repository.updated_at == null || repository.updated_at <= row.updatedAt)
    return seenAs(row, known.state);
  const { installationId: itsInstallation, isActive } = row;
  const next = { ...describe(repository, repository.updated_at), installationId: itsInstallation, isActive };
  await changeRepository(connection, row, next);
  return seenAs({ ...row, ...next }, known.state);
}

function seenAs(repository: RepositoryRow, state: string | null): SeenRepository {
  return {
    repository,
    isHistoryKnown: repository.backfilledAt !== null,
    isAtWork: repository.isActive && (state === null || state === "active"),
  };
}

function describe(repository: RepositoryPayload, updatedAt: number) {
  return {
    id: repository.id,
    nodeId: repository.node_id,
    owner: repository.owner.login,
    name: repository.name,
    isPrivate: repository.private,
    isArchived: repository.archived,
    defaultBranch: repository.default_branch,
    updatedAt,
  };
}

/** Writes down a repository as GitHub lists it for an installation: that brings one back that was removed. */
export async function recordListedRepository(
  connection: Connection,
  seen: { readonly repository: RepositoryPayload; readonly installationId: number; readonly now: number },
): Promise<void> {
  const { repository, installationId, now } = seen;
  const known = await findSeen(connection, repository.id);
  const next = { ...describe(repository, now), installationId, isActive: true };
  await changeRepository(connection, known?.repository, next);
}

/** A repository with its installation's state. */
function findSeen(connection: Connection, id: number) {
  return connection.once(`seen ${id}`, () => readSeen(connection, id));
}

async function readSeen(connection: Connection, id: number) {
  const rows = await connection
    .prepared("intake.findSeen", ({ db, tables: { repositories, installations } }) =>
      db
        .select({ ...getTableColumns(repositories), state: installations.state })
        .from(repositories)
        .leftJoin(installations, eq(installations.id, repositories.installationId))
        .where(eq(repositories.id, sql.placeholder("id")))
        .limit(fixedLimit(1)),
    )
    .run({ id });
  if (!rows[0]) return undefined;
  const { state, ...repository } = rows[0];
  return { repository, state };
}

/** A repository's delivery may overtake that of its installation, whose description then replaces this. */
async function insertInstallation(
  connection: Connection,
  of: { readonly id: number; readonly login: string; readonly now: number },
): Promise<void> {
  await connection.db
    .insert(connection.tables.installations)
    .values({
      id: of.id,
      accountId: 0,
      accountLogin: of.login,
      state: "active",
      permissions: {},
      createdAt: of.now,
      updatedAt: 0,
    })
    .onConflictDoNothing();
}

/**
 * An installation has an account, and sees that account's repositories alone. One that is said to see another's would have
 * them written about with its token, and told in its digest.
 * @throws ImplausiblePayload
 */
async function checkOwner(
  connection: Connection,
  seen: { readonly repository: RepositoryPayload; readonly installationId: number },
): Promise<void> {
  const { repository, installationId } = seen;
  const { installations } = connection.tables;
  const [installation] = await connection.db
    .select({ accountId: installations.accountId })
    .from(installations)
    .where(eq(installations.id, installationId));
  const ownerId = repository.owner.id;
  // An account of 0: the installation's own delivery has been overtaken by this one.
  if (!installation || installation.accountId === 0 || ownerId === undefined) return;
  if (installation.accountId !== ownerId) {
    throw new ImplausiblePayload(
      `Repository ${repository.id} belongs to account ${ownerId}, and installation ${installationId} is account ${installation.accountId}'s.`,
    );
  }
}
