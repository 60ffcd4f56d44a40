// Reads a repository's history into the same activities that deliveries bring, silently, a page a transaction. Where it
// stands is kept with each page, so a killed backfill goes on at the page it was killed in.

import { and, count, eq, isNull } from "drizzle-orm";
import type { Connection, Database } from "../db/connection.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import type { HistoryPlan } from "../db/tables/history.ts";
import type { GraphQl } from "../github/clients.ts";
import { HISTORY_PARTS, readHistoryPage, type HistoryPart } from "../github/history.ts";
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
  /** What there is to read; a part that holds nothing is not asked for. */
  readonly plan?: HistoryPlan | null;
  /** Ends what a page does, in its transaction. */
  readonly onPage?: (connection: Connection) => Promise<void>;
}

/** Reads all that is missing of a repository's history. */
export async function backfillRepository(backfilling: Backfilling, repository: RepositoryRow): Promise<void> {
  while (!(await backfillPage(backfilling, repository))) continue;
}

/** Reads the next page; true when there was none left, and the history is known. */
export async function backfillPage(backfilling: Backfilling, repository: RepositoryRow): Promise<boolean> {
  const { database, processing, plan } = backfilling;
  for (const part of HISTORY_PARTS) {
    const state = await findProgress(database.reader, repository.id, part);
    if (state?.isDone || plan?.[part] === 0) continue;
    await readPage(backfilling, repository, { part, cursor: state?.cursor ?? null });
    return false;
  }
  await database.transaction(async (connection) => {
    const { repositories } = connection.tables;
    await connection.db
      .update(repositories)
      .set({ backfilledAt: processing.clock.now() })
      .where(eq(repositories.id, repository.id));
  });
  return true;
}

async function readPage(
  { processing, database, graphql, onProgress, onPage }: Backfilling,
  repository: RepositoryRow,
  at: { readonly part: HistoryPart; readonly cursor: string | null },
): Promise<void> {
  const { part } = at;
  const page = await readHistoryPage(graphql, repository, at);
  await database.transaction(async (connection) => {
    for (const activity of activitiesOfPage(repository, page)) {
      await processActivity(processing, connection, { activity, isHistoryKnown: false });
    }
    await saveProgress(connection, {
      repositoryId: repository.id,
      part,
      cursor: page.nextCursor,
      isDone: page.nextCursor === null,
      updatedAt: processing.clock.now(),
    });
    await onPage?.(connection);
  });
  if (!onProgress) return;
  const total = page.totalCount;
  const done = page.nextCursor === null ? total : await countKnown(database.reader, repository.id, part);
  onProgress({
    repository: `${repository.owner}/${repository.name}`,
    part,
    done: Math.min(done, total),
    total,
  });
}

/** How many threads or releases of a part are known, also from an earlier run. */
async function countKnown(connection: Connection, repositoryId: number, part: HistoryPart): Promise<number> {
  const { threads, releases } = connection.tables;
  const kinds = { issues: "issue", pulls: "pull", discussions: "discussion" } as const;
  const query =
    part === "releases"
      ? connection.db.select({ known: count() }).from(releases).where(eq(releases.repositoryId, repositoryId))
      : connection.db
          .select({ known: count() })
          .from(threads)
          .where(
            and(
              eq(threads.repositoryId, repositoryId),
              eq(threads.kind, kinds[part]),
              isNull(threads.deletedAt),
            ),
          );
  const [row] = await query;
  return row?.known ?? 0;
}

/** Forgets how far a repository has been read, so that all of it is read again. */
export async function restartBackfill(connection: Connection, repositoryId: number): Promise<void> {
  const { backfills } = connection.tables;
  await connection.db.delete(backfills).where(eq(backfills.repositoryId, repositoryId));
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
