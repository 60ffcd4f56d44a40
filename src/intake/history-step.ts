// The worker that reads history, one page a step: it plans what there is to read and says what it will cost, then reads
// what is most alive first, newest first, within a budget of GraphQL points. It never sleeps inside a step, so that a
// stop, a kill or another process finds everything in the database.

import { MINUTE, SECOND, HOUR } from "../core/clock.ts";
import { describeError } from "../core/errors.ts";
import type { StepResult } from "../core/worker.ts";
import { findRepository, upsertRepository, type RepositoryRow } from "../db/repositories.ts";
import type { GitHubClient, GitHubClients, GraphQl } from "../github/clients.ts";
import { classifyFailure } from "../github/failures.ts";
import {
  countBatches,
  COUNT_POINTS,
  readHistoryCounts,
  type HistoryCounts,
} from "../github/history-counts.ts";
import { HISTORY_PARTS, MORE_POINTS, pagePoints, type HistoryPart } from "../github/history.ts";
import { backfillPage, type BackfillProgress } from "./backfill.ts";
import { fetchConfigFile, recordConfigFile } from "./config-files.ts";
import type { Intake } from "./handlers.ts";
import { BudgetSpent, takePoints } from "./history-budget.ts";
import { describePlan, planOf, sumPlans } from "./history-plan.ts";
import {
  advanceRead,
  claimRead,
  finishRead,
  listUnplanned,
  nextReadAt,
  postponeInstallation,
  postponeRead,
  queueUnread,
  savePlan,
  type HistoryRead,
} from "./history-queue.ts";
import { reconcilePage } from "./reconcile.ts";

/** What fails for a passing reason is tried again after 2, 4, 8 and 16 seconds, and then every five minutes. */
const RETRY_BASE_MS = 2 * SECOND;
const QUICK_RETRIES = 4;
const RETRY_MS = 5 * MINUTE;
/** What is out of reach (gone, not permitted) hardly comes back soon. */
const OUT_OF_REACH_MS = HOUR;

export interface HistoryOptions {
  /** GraphQL points an hour for each installation. */
  readonly pointsPerHour: number;
  readonly onProgress: (progress: BackfillProgress) => void;
}

type Reading = Intake & { readonly github: GitHubClients };

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
    await planUnplanned(reading, options);
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

function waitAfter(error: unknown, attempt: number, now: number): number {
  const failure = classifyFailure(error, attempt, now);
  if (failure.kind !== "retry") return OUT_OF_REACH_MS;
  if (!failure.isUncertain) return Math.max(failure.afterMs, RETRY_BASE_MS);
  return attempt <= QUICK_RETRIES ? RETRY_BASE_MS * 2 ** (attempt - 1) : RETRY_MS;
}

interface Meter {
  readonly graphql: GraphQl;
  readonly answers: Map<string, unknown>;
  /** Takes points out of the budget, forced where they have been spent already. */
  readonly pay: (points: number, isForced: boolean) => Promise<void>;
}

/** Pays for each request before it is made, by the formula, and afterwards what GitHub charged beyond it. */
function metered({ graphql, answers, pay }: Meter): GraphQl {
  return async <T>(query: string, variables: Record<string, unknown> = {}): Promise<T> => {
    const request = JSON.stringify([query, variables]);
    const known = answers.get(request);
    if (known !== undefined) return known as T;
    const points = pointsOf(query, variables);
    await pay(points, false);
    const answer = await graphql<T>(query, variables);
    const { rateLimit } = answer as { rateLimit?: { cost?: number } };
    const more = (rateLimit?.cost ?? 0) - points;
    if (more > 0) await pay(more, true);
    answers.set(request, answer);
    return answer;
  };
}

const PART_FIELDS: Readonly<Record<HistoryPart, string>> = {
  issues: "part: issues(",
  pulls: "part: pullRequests(",
  discussions: "part: discussions(",
  releases: "part: releases(",
};

function pointsOf(query: string, variables: Record<string, unknown>): number {
  if ("ids" in variables) return COUNT_POINTS;
  const part = HISTORY_PARTS.find((one) => query.includes(PART_FIELDS[one]));
  return part ? pagePoints(part) : MORE_POINTS;
}

/** Counts what there is in repositories that have no plan yet, and says what reading it will cost. */
async function planUnplanned(intake: Reading, options: HistoryOptions): Promise<void> {
  const { database, processing } = intake;
  const rows = await listUnplanned(database.reader, processing.clock.now());
  for (const installationId of new Set(rows.map((row) => row.installationId))) {
    const own = rows.filter((row) => row.installationId === installationId);
    for (const batch of countBatches(own)) {
      if (!(await planBatch(intake, options, batch))) break;
    }
  }
}

async function planBatch(
  intake: Reading,
  options: HistoryOptions,
  batch: readonly (RepositoryRow & { readonly spent: number })[],
): Promise<boolean> {
  const { database, processing, log } = intake;
  const { clock } = processing;
  const [first] = batch;
  if (!first) return true;
  const { installationId } = first;
  let counts: ReadonlyMap<string, HistoryCounts>;
  try {
    const client = await intake.github.asInstallation(installationId);
    const { pointsPerHour } = options;
    const pay = (points: number, isForced: boolean) =>
      takePoints(database, { installationId, points, pointsPerHour, now: clock.now(), isForced });
    const graphql = metered({ graphql: client.graphql, answers: new Map(), pay });
    counts = await readHistoryCounts(
      graphql,
      batch.map(({ nodeId }) => nodeId),
    );
  } catch (error) {
    const now = clock.now();
    const isBudget = error instanceof BudgetSpent;
    const until = isBudget ? error.until : now + Math.max(RETRY_MS, waitAfter(error, QUICK_RETRIES + 1, now));
    if (!isBudget)
      log.warn({ installationId, reason: describeError(error) }, "history cannot be planned yet");
    const reason = isBudget ? null : describeError(error);
    await database.transaction(async (connection) => {
      for (const { id } of batch) {
        await postponeRead(connection, { repositoryId: id, scope: "all", dueAt: until, attempts: 1, reason });
      }
    });
    return false;
  }
  await database.transaction(async (connection) => {
    for (const { id, nodeId, spent } of batch) {
      const found = counts.get(nodeId);
      if (found) {
        const fresh = planOf(found);
        const plan = { ...fresh, points: fresh.points + spent };
        await savePlan(connection, { repositoryId: id, plan, activeAt: found.activeAt });
      } else {
        const reason = "GitHub does not show this repository to the installation.";
        const dueAt = clock.now() + OUT_OF_REACH_MS;
        await postponeRead(connection, { repositoryId: id, scope: "all", dueAt, attempts: 1, reason });
      }
    }
  });
  const total = sumPlans([...counts.values()].map(planOf));
  log.info(
    { repositories: counts.size, ...total },
    `history will be read: ${describePlan(total, options.pointsPerHour)}`,
  );
  return true;
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
