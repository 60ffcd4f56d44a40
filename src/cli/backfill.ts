// `stoa backfill [OWNER/REPO | OWNER] [--plan]`: says what history there is and what reading it costs; without `--plan` it
// marks these repositories, and the Stoa that runs on this database reads them again. It reads nothing itself: so the one
// budget of points holds, and closing the terminal stops nothing. Reading history twice changes nothing that was right.

import { SingleBar } from "cli-progress";
import { and, asc, eq, getTableColumns } from "drizzle-orm";
import { readEnvironment, type Environment } from "../config/environment.ts";
import { SECOND, systemClock } from "../core/clock.ts";
import { UserError } from "../core/errors.ts";
import type { Database } from "../db/connection.ts";
import { openDatabase } from "../db/open.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import type { HistoryPlan } from "../db/tables/history.ts";
import { clientsOfApp } from "../github/app.ts";
import { countBatches, readHistoryCounts } from "../github/history-counts.ts";
import { restartBackfill } from "../intake/backfill.ts";
import { describePlan, planOf, sumPlans } from "../intake/history-plan.ts";
import { queueAgain } from "../intake/history-queue.ts";

export interface BackfillOptions {
  /** Only say what it would cost. */
  readonly plan?: boolean;
}

/**
 * Prints the plan, and marks the repositories.
 * @throws UserError when the environment is wrong or nothing matches.
 */
export async function backfill(target: string | undefined, options: BackfillOptions): Promise<void> {
  const environment = readEnvironment(process.env);
  const database = await openDatabase(environment.databaseUrl);
  try {
    const repositories = await findRepositories(database, target);
    const points = await printPlan(environment, repositories);
    if (options.plan === true) return;
    await database.transaction(async (connection) => {
      for (const { id } of repositories) {
        await restartBackfill(connection, id);
        await queueAgain(connection, id, systemClock.now());
      }
    });
    process.stdout.write(
      "Marked. The Stoa on this database begins within half a minute, or when it is started.\n",
    );
    if (process.stderr.isTTY) await follow(database, points);
  } finally {
    await database.close();
  }
}

async function findRepositories(
  database: Database,
  target: string | undefined,
): Promise<readonly RepositoryRow[]> {
  const { repositories, installations } = database.reader.tables;
  const all = await database.reader.db
    .select(getTableColumns(repositories))
    .from(repositories)
    .innerJoin(installations, eq(installations.id, repositories.installationId))
    .where(and(eq(installations.state, "active"), eq(repositories.isActive, true)))
    .orderBy(asc(repositories.owner), asc(repositories.name));
  const wanted = target?.toLowerCase();
  const found = all.filter(
    ({ owner, name }) =>
      wanted === undefined || [owner, `${owner}/${name}`].some((text) => text.toLowerCase() === wanted),
  );
  if (found.length === 0) {
    throw new UserError(
      target === undefined
        ? "Stoa knows no repository yet. Install the App first."
        : `Stoa knows no repository or owner "${target}". Write it as OWNER/REPO or OWNER, as \`stoa backfill --plan\` lists them.`,
    );
  }
  return found;
}

/** Prints a line a repository and the sum; returns the points. */
async function printPlan(environment: Environment, repositories: readonly RepositoryRow[]): Promise<number> {
  const { backfillPointsPerHour } = environment;
  const github = clientsOfApp(environment);
  const plans: HistoryPlan[] = [];
  for (const installationId of new Set(repositories.map((one) => one.installationId))) {
    const client = await github.asInstallation(installationId);
    for (const batch of countBatches(repositories.filter((one) => one.installationId === installationId))) {
      const counts = await readHistoryCounts(
        client.graphql,
        batch.map(({ nodeId }) => nodeId),
      );
      for (const { owner, name, nodeId } of batch) {
        const found = counts.get(nodeId);
        const plan = found && planOf(found);
        if (plan) plans.push(plan);
        const said = plan ? describePlan(plan, backfillPointsPerHour) : "GitHub does not show it";
        process.stdout.write(`${owner}/${name}: ${said}\n`);
      }
    }
  }
  const total = sumPlans(plans);
  process.stdout.write(`In all, ${describePlan(total, backfillPointsPerHour)}.\n`);
  return total.points;
}

/** Shows how far the points of the plan are spent, until nothing waits. */
async function follow(database: Database, planned: number): Promise<void> {
  const bar = new SingleBar({
    format: "{bar} {value} of at most {total} points · {left} to read",
    hideCursor: true,
  });
  bar.start(Math.max(1, planned), 0, { left: "" });
  const { historyReads } = database.reader.tables;
  for (;;) {
    const rows = await database.reader.db
      .select({ spent: historyReads.spent, plan: historyReads.plan })
      .from(historyReads)
      .where(eq(historyReads.scope, "all"));
    const left = rows.reduce((sum, { plan, spent }) => sum + Math.max(0, (plan?.points ?? 0) - spent), 0);
    const isPlanned = rows.every(({ plan }) => plan !== null);
    if (isPlanned) bar.update(Math.max(0, planned - left), { left: `${rows.length} repositories` });
    if (rows.length === 0) break;
    await systemClock.sleepUntil(systemClock.now() + SECOND);
  }
  bar.stop();
}
