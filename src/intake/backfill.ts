// Reads a repository's history into the same activities that deliveries bring, silently, a page a transaction. Where it
// stands is kept with each page, so a killed backfill goes on at the page it was killed in.

import { and, asc, eq, getTableColumns, isNull } from "drizzle-orm";
import type { StepResult } from "../core/worker.ts";
import { MINUTE } from "../core/clock.ts";
import { describeError } from "../core/errors.ts";
import type { Connection, Database } from "../db/connection.ts";
import { findRepository, upsertRepository, type RepositoryRow } from "../db/repositories.ts";
import type { GitHubClient, GraphQl } from "../github/clients.ts";
import { HISTORY_PARTS, readHistoryPage, type HistoryPart } from "../github/history.ts";
import { patiently } from "../github/reads.ts";
import { fetchConfigFile, recordConfigFile } from "./config-files.ts";
import type { Intake } from "./handlers.ts";
import { activitiesOfPage } from "./history.ts";
import { processActivity } from "./process.ts";
import type { Processing } from "./run-feature.ts";

/** How far a backfill has come; `total` is GitHub's count of threads and releases in the part. */
export interface BackfillProgress {
  readonly repository: string;
  readonly part: HistoryPart;
  readonly done: number;
  readonly total: number;
}

export interface Backfilling {
  readonly processing: Processing;
  readonly database: Database;
  readonly graphql: GraphQl;
  readonly onProgress?: ((progress: BackfillProgress) => void) | undefined;
}

/** Reads all that is missing of a repository's history. */
export async function backfillRepository(backfilling: Backfilling, repository: RepositoryRow): Promise<void> {
  const { database, processing } = backfilling;
  for (const part of HISTORY_PARTS) await backfillPart(backfilling, repository, part);
  await database.transaction(async (connection) => {
    const { repositories } = connection.tables;
    await connection.db
      .update(repositories)
      .set({ backfilledAt: processing.clock.now() })
      .where(eq(repositories.id, repository.id));
  });
}

async function backfillPart(
  { processing, database, graphql, onProgress }: Backfilling,
  repository: RepositoryRow,
  part: HistoryPart,
): Promise<void> {
  const state = await findProgress(database.reader, repository.id, part);
  if (state?.isDone) return;
  let cursor = state?.cursor ?? null;
  let done = 0;
  for (;;) {
    const page = await readHistoryPage(graphql, repository, { part, cursor });
    cursor = page.nextCursor;
    await database.transaction(async (connection) => {
      for (const activity of activitiesOfPage(repository, page)) {
        await processActivity(processing, connection, { activity, isHistoryKnown: false });
      }
      const now = processing.clock.now();
      await saveProgress(connection, {
        repositoryId: repository.id,
        part,
        cursor,
        isDone: cursor === null,
        updatedAt: now,
      });
    });
    done += page.threads.length + page.releases.length;
    onProgress?.({
      repository: `${repository.owner}/${repository.name}`,
      part,
      done,
      total: page.totalCount,
    });
    if (cursor === null) return;
  }
}

interface Progress {
  readonly repositoryId: number;
  readonly part: string;
  readonly cursor: string | null;
  readonly isDone: boolean;
  readonly updatedAt: number;
}

async function findProgress(
  connection: Connection,
  repositoryId: number,
  part: string,
): Promise<Progress | undefined> {
  const { backfills } = connection.tables;
  const rows = await connection.db
    .select()
    .from(backfills)
    .where(and(eq(backfills.repositoryId, repositoryId), eq(backfills.part, part)));
  return rows[0];
}

async function saveProgress(connection: Connection, progress: Progress): Promise<void> {
  const { backfills } = connection.tables;
  await connection.db
    .insert(backfills)
    .values(progress)
    .onConflictDoUpdate({ target: [backfills.repositoryId, backfills.part], set: progress });
}

/** A backfill that failed is tried again after this long. */
const RETRY_MS = 5 * MINUTE;

/**
 * Reads the history of every repository whose history is not known yet, its configuration first. One that fails waits for
 * the next round and holds up none of the others.
 */
export async function backfillStep(
  intake: Intake,
  onProgress: (progress: BackfillProgress) => void,
): Promise<StepResult> {
  const { database, processing, log, github } = intake;
  if (!github) return undefined;
  const { repositories, installations } = database.reader.tables;
  const rows = await database.reader.db
    .select(getTableColumns(repositories))
    .from(repositories)
    .innerJoin(installations, eq(installations.id, repositories.installationId))
    .where(
      and(
        eq(installations.state, "active"),
        eq(repositories.isActive, true),
        isNull(repositories.backfilledAt),
      ),
    )
    .orderBy(asc(repositories.id));
  let failures = 0;
  for (const repository of rows) {
    const fields = { repository: `${repository.owner}/${repository.name}` };
    try {
      log.info(fields, "backfill starts");
      const client = await github.asInstallation(repository.installationId);
      const current = await learnRepository(intake, client, repository);
      const graphql = patiently(client.graphql, processing.clock);
      await backfillRepository({ processing, database, graphql, onProgress }, current);
      log.info(fields, "backfill done");
    } catch (error) {
      failures += 1;
      log.warn({ ...fields, reason: describeError(error) }, "backfill will go on later");
    }
    for (const worker of ["retries", "schedule", "outbox"] as const) intake.wake(worker);
  }
  if (failures > 0) return processing.clock.now() + RETRY_MS;
  return rows.length > 0 ? "again" : undefined;
}

/** Reads what an installation's list of repositories leaves out: the default branch, and stoa.yml on it. */
async function learnRepository(
  intake: Intake,
  client: GitHubClient,
  repository: RepositoryRow,
): Promise<RepositoryRow> {
  const { data } = await client.rest.repos.get({ owner: repository.owner, repo: repository.name });
  const file = await fetchConfigFile(client, { ...repository, defaultBranch: data.default_branch });
  return intake.database.transaction(async (connection) => {
    const now = intake.processing.clock.now();
    const { id, installationId } = repository;
    await upsertRepository(connection, {
      id,
      installationId,
      nodeId: data.node_id,
      owner: data.owner.login,
      name: data.name,
      isPrivate: data.private,
      isArchived: data.archived,
      isActive: true,
      defaultBranch: data.default_branch,
      updatedAt: now,
    });
    const current = (await findRepository(connection, id)) ?? repository;
    await recordConfigFile(connection, { repository: current, file, config: intake.processing.config, now });
    return current;
  });
}
