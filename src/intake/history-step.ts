// The worker that reads history, one page a step: it plans what there is to read and says what it will cost, then reads
// what is most alive first, newest first, within a budget of GraphQL points. It never sleeps inside a step, so that a
// stop, a kill or another process finds everything in the database.

import { describeError } from "../core/errors.ts";
import type { StepResult } from "../core/worker.ts";
import { findRepository, upsertRepository, type RepositoryRow } from "../db/repositories.ts";
import type { GitHubClient, GraphQl } from "../github/clients.ts";
import { backfillPage, type BackfillProgress } from "./backfill.ts";
import { fetchConfigFile, recordConfigFile } from "./config-files.ts";
import type { Intake } from "./intake.ts";
import { BudgetSpent, takePoints } from "./history-budget.ts";
import {
  advanceRead,
  claimRead,
  finishRead,
  nextReadAt,
  postponeInstallation,
  postponeRead,
  queueUnread,
  type HistoryRead,
} from "./history-queue.ts";
import { planUnplanned } from "./history-planning.ts";
import { metered, waitAfter, type Reading } from "./history-requests.ts";
import { reconcilePage } from "./reconcile.ts";

export interface HistoryOptions {
  /** GraphQL points an hour for each installation. */
  readonly pointsPerHour: number;
  readonly onProgress: (progress: BackfillProgress) => void;
}

/** What one process keeps in hand between two steps; all of it may be lost. */
interface Hand {
  held: HistoryRead | undefined;
  /** What GitHub answered for a page that could not be read to its end, by request: it is not paid for twice. */
  readonly answers: Map<string, unknown>;
}

/** The step of the worker. */
export function historyReader(intake: Intake, options: HistoryOptions): () => Promise<StepResult> {
  const hand: Hand = { held: undefined, answers: new Map() };
  return async () => {
    const { github, database, processing } = intake;
    if (!github) return undefined;
    const reading: Reading = { ...intake, github };
    const { clock } = processing;
    await database.transaction((connection) => queueUnread(connection, clock.now()));
    await planUnplanned(reading, options.pointsPerHour);
    const before = hand.held;
    const read = await database.transaction((connection) =>
      claimRead(connection, { held: before, now: clock.now() }),
    );
    hand.held = read;
    if (!read) return nextReadAt(database.reader);
    const isSame = before?.repositoryId === read.repositoryId && before.scope === read.scope;
    if (!isSame) hand.answers.clear();
    await readOne(reading, options, { hand, read, isNew: !isSame });
    return "again";
  };
}

async function readOne(
  intake: Reading,
  options: HistoryOptions,
  of: { readonly hand: Hand; readonly read: HistoryRead; readonly isNew: boolean },
): Promise<void> {
  const { hand, read } = of;
  const { database, processing } = intake;
  let repository = await findRepository(database.reader, read.repositoryId);
  if (!repository) return;
  let spent = 0;
  try {
    const client = await intake.github.asInstallation(repository.installationId);
    if (of.isNew) repository = await learnRepository(intake, client, repository);
    const graphql = metered({
      graphql: client.graphql,
      answers: hand.answers,
      pay: (points, isForced) => {
        spent += points;
        const { installationId } = repository as RepositoryRow;
        const { pointsPerHour } = options;
        const now = processing.clock.now();
        return takePoints(database, { installationId, points, pointsPerHour, now, isForced });
      },
    });
    if (await readPage(intake, options, { read, repository, graphql, spent: () => read.spent + spent })) {
      hand.held = undefined;
    }
    hand.answers.clear();
  } catch (error) {
    hand.held = undefined;
    await putBack(intake, { read, repository, error, spent: read.spent + spent });
  }
}

/** Reads one page; true when that was the last. */
async function readPage(
  intake: Reading,
  options: HistoryOptions,
  of: {
    readonly read: HistoryRead;
    readonly repository: RepositoryRow;
    readonly graphql: GraphQl;
    readonly spent: () => number;
  },
): Promise<boolean> {
  const { read, repository, graphql } = of;
  const { database, processing, log } = intake;
  const fields = { repository: `${repository.owner}/${repository.name}`, scope: read.scope };
  const advance = (place: HistoryRead["place"]) => {
    const spent = of.spent();
    const plan = read.plan && spent > read.plan.points ? null : read.plan;
    if (plan !== read.plan)
      log.warn({ ...fields, spent }, "history costs more than planned; it is planned anew");
    return { ...read, place, plan, spent, now: processing.clock.now() };
  };
  let isDone = false;
  if (read.scope === "changes") {
    await reconcilePage(
      {
        processing,
        database,
        graphql,
        async onPage(connection, next) {
          isDone = next === null;
          if (next === null) await finishRead(connection, read);
          else await advanceRead(connection, advance(next));
        },
      },
      repository,
      { since: read.since ?? 0, place: read.place },
    );
  } else {
    const { plan } = read;
    const onPage = (connection: Parameters<typeof advanceRead>[0]) => advanceRead(connection, advance(null));
    const { onProgress } = options;
    isDone = await backfillPage({ processing, database, graphql, plan, onPage, onProgress }, repository);
    if (isDone) await database.transaction((connection) => finishRead(connection, read));
  }
  intake.wake("retries");
  if (!isDone) return false;
  log.info({ ...fields, spent: of.spent(), planned: read.plan?.points }, "history has been read");
  for (const worker of ["schedule", "outbox"] as const) intake.wake(worker);
  return true;
}

async function putBack(
  intake: Reading,
  failed: {
    readonly read: HistoryRead;
    readonly repository: RepositoryRow;
    readonly error: unknown;
    readonly spent: number;
  },
): Promise<void> {
  const { database, log, processing } = intake;
  const { read, repository, error, spent } = failed;
  const now = processing.clock.now();
  if (error instanceof BudgetSpent) {
    await database.transaction(async (connection) => {
      const { attempts } = read;
      await postponeRead(connection, { ...read, dueAt: error.until, attempts, reason: null });
      await postponeInstallation(connection, {
        installationId: repository.installationId,
        until: error.until,
      });
    });
    return;
  }
  const reason = describeError(error);
  const dueAt = now + waitAfter(error, read.attempts + 1, now);
  const fields = { repository: `${repository.owner}/${repository.name}`, scope: read.scope, reason };
  log.warn({ ...fields, until: new Date(dueAt).toISOString() }, "history will go on later");
  const attempts = read.attempts + 1;
  await database.transaction((connection) =>
    postponeRead(connection, { ...read, dueAt, attempts, reason, spent }),
  );
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
