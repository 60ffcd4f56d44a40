// Stoa's own work by the clock, which belongs to no feature and to no installation: asking for missed deliveries, letting
// go of what has been kept long enough. Each task runs once when it is due, whichever process claims it.

import { asc, eq } from "drizzle-orm";
import type { Logger } from "pino";
import type { Clock } from "../core/clock.ts";
import type { StepResult } from "../core/worker.ts";
import type { Database } from "../db/connection.ts";
import { claimJob, finishJob, OWN_UPKEEP, postponeJob } from "./claims.ts";

/** It may use the network and opens its own transactions; run again after a crash, it must do no harm. */
export interface UpkeepTask {
  readonly name: string;
  /** It runs at the start, and again this long after it last ran. */
  readonly everyMs: number;
  run(): Promise<void>;
}

export interface Upkeep {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tasks: readonly UpkeepTask[];
}

/** Runs the task that is due longest, or tells when the next one is. */
export async function upkeepStep(upkeep: Upkeep): Promise<StepResult> {
  const { database, clock, tasks } = upkeep;
  await plan(upkeep);
  const { schedules } = database.reader.tables;
  const rows = await database.reader.db
    .select()
    .from(schedules)
    .where(eq(schedules.installationId, OWN_UPKEEP))
    .orderBy(asc(schedules.nextAt), asc(schedules.job));
  const moments: number[] = [];
  for (const row of rows) {
    const task = tasks.find(({ name }) => name === row.job);
    if (!task) continue;
    const dueAt = Math.max(row.nextAt, row.claimedUntil);
    if (dueAt <= clock.now()) {
      await runTask(upkeep, task);
      return "again";
    }
    moments.push(dueAt);
  }
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

async function plan({ database, clock, tasks }: Upkeep): Promise<void> {
  const { schedules } = database.reader.tables;
  const rows = await database.reader.db
    .select({ job: schedules.job })
    .from(schedules)
    .where(eq(schedules.installationId, OWN_UPKEEP));
  const missing = tasks.filter(({ name }) => !rows.some(({ job }) => job === name));
  if (missing.length === 0) return;
  await database.transaction(async (connection) => {
    for (const { name } of missing) {
      await connection.db
        .insert(connection.tables.schedules)
        .values({ job: name, installationId: OWN_UPKEEP, nextAt: clock.now(), claimedUntil: 0 })
        .onConflictDoNothing();
    }
  });
}

async function runTask({ database, clock, log }: Upkeep, task: UpkeepTask): Promise<void> {
  const row = { job: task.name, installationId: OWN_UPKEEP };
  if (!(await database.transaction((connection) => claimJob(connection, row, clock.now())))) return;
  try {
    await task.run();
    const now = clock.now();
    await database.transaction((connection) =>
      finishJob(connection, row, { now, nextAt: now + task.everyMs }),
    );
  } catch (error) {
    log.warn({ err: error, task: task.name }, "upkeep failed and will be tried again");
    await database.transaction((connection) => postponeJob(connection, row, { now: clock.now(), error }));
  }
}
