// Plans history: what there is to read in repositories that have no plan yet, and what reading it will cost.

import { describeError } from "../core/errors.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import { countBatches, readHistoryCounts, type HistoryCounts } from "../github/history-counts.ts";
import { BudgetSpent, takePoints } from "./history-budget.ts";
import { describePlan, planOf, sumPlans } from "./history-plan.ts";
import { listUnplanned, postponeRead, savePlan } from "./history-queue.ts";
import {
  metered,
  OUT_OF_REACH_MS,
  QUICK_RETRIES,
  RETRY_MS,
  waitAfter,
  type Reading,
} from "./history-requests.ts";

/** Counts what there is in repositories that have no plan yet, and says what reading it will cost. */
export async function planUnplanned(intake: Reading, pointsPerHour: number): Promise<void> {
  const { database, processing } = intake;
  const rows = await listUnplanned(database.reader, processing.clock.now());
  for (const installationId of new Set(rows.map((row) => row.installationId))) {
    const own = rows.filter((row) => row.installationId === installationId);
    for (const batch of countBatches(own)) {
      if (!(await planBatch(intake, pointsPerHour, batch))) break;
    }
  }
}

async function planBatch(
  intake: Reading,
  pointsPerHour: number,
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
    `history will be read: ${describePlan(total, pointsPerHour)}`,
  );
  return true;
}
