// Runs features' jobs by the clock, once each: a row per job and installation says when it is due, and whichever
// process moves that row on runs the job.

import type { Logger } from "pino";
import { asc, ne } from "drizzle-orm";
import type { ConfigLoader } from "../config/load.ts";
import type { Clock } from "../core/clock.ts";
import { describeError } from "../core/errors.ts";
import type { StepResult } from "../core/worker.ts";
import type { Connection, Database } from "../db/connection.ts";
import { listInstallations, publicScope } from "../db/repositories.ts";
import type { Feature, Job, JobContext, Refresh } from "../features/feature.ts";
import { enqueueEffects } from "../outbox/store.ts";
import { claimJob, finishJob, isRow, OWN_UPKEEP, postponeJob, type JobRow } from "./claims.ts";

export interface Scheduling {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly features: readonly Feature[];
  readonly config: ConfigLoader;
  /** Makes the facts fresh that a job needs; works over the network. */
  readonly refresh: (what: Refresh, installationId: number) => Promise<void>;
  readonly wake: (what: "outbox") => void;
  /** Reads an issue's opening text over the network. */
  readonly readIssue?: (
    installationId: number,
    issue: { readonly owner: string; readonly name: string; readonly number: number },
  ) => Promise<string | undefined>;
}

interface Planned {
  readonly feature: Feature;
  readonly job: Job<unknown>;
  readonly installationId: number;
}

/** Plans what is not planned yet, then runs the job that is due, if one is. */
export async function scheduleStep(scheduling: Scheduling): Promise<StepResult> {
  const now = scheduling.clock.now();
  const { planned, rows } = await plan(scheduling, now);
  const active: (Planned & { readonly dueAt: number })[] = [];
  for (const row of rows) {
    const found = planned.find(
      ({ job, installationId }) => job.name === row.job && installationId === row.installationId,
    );
    if (found) active.push({ ...found, dueAt: Math.max(row.nextAt, row.claimedUntil) });
    else await unplan(scheduling, row);
  }
  const due = active.find(({ dueAt }) => dueAt <= now);
  if (due) {
    await runJob(scheduling, due);
    return "again";
  }
  return active.length > 0 ? Math.min(...active.map(({ dueAt }) => dueAt)) : undefined;
}

interface Plan {
  /** Every job that is switched on for an active installation. */
  readonly planned: readonly Planned[];
  /** What the database knows of jobs, the next that is due first. */
  readonly rows: readonly ScheduleRow[];
}

/** Gives jobs that are new, or were configured anew, the moment when they are due. */
async function plan(scheduling: Scheduling, now: number): Promise<Plan> {
  const { database, features, config } = scheduling;
  const planned: Planned[] = [];
  const known = await listSchedules(database.reader);
  let isChanged = false;
  for (const installation of await listInstallations(database.reader)) {
    const values = await config.forInstallation(database.reader, installation.id);
    for (const feature of features) {
      for (const job of feature.jobs ?? []) {
        const nextAt = job.nextAfter(now, values[feature.name]);
        if (nextAt === undefined) continue;
        planned.push({ feature, job, installationId: installation.id });
        const row = { job: job.name, installationId: installation.id, nextAt };
        const current = known.find((one) => one.job === row.job && one.installationId === row.installationId);
        // One that is due stays due.
        if (current && (current.nextAt === nextAt || current.nextAt <= now)) continue;
        await database.transaction((connection) => schedule(connection, row));
        isChanged = true;
      }
    }
  }
  return { planned, rows: isChanged ? await listSchedules(database.reader) : known };
}

type ScheduleRow = Awaited<ReturnType<typeof listSchedules>>[number];

async function listSchedules({ db, tables: { schedules } }: Connection) {
  return db
    .select()
    .from(schedules)
    .where(ne(schedules.installationId, OWN_UPKEEP))
    .orderBy(asc(schedules.nextAt), asc(schedules.job));
}

async function schedule(
  { db, tables: { schedules } }: Connection,
  row: JobRow & { readonly nextAt: number },
): Promise<void> {
  await db
    .insert(schedules)
    .values({ ...row, claimedUntil: 0 })
    .onConflictDoUpdate({ target: [schedules.job, schedules.installationId], set: { nextAt: row.nextAt } });
}

/** Forgets a job that was switched off: switched on again, it waits for its next moment instead of making up for the last. */
async function unplan({ database }: Scheduling, row: JobRow): Promise<void> {
  await database.transaction(async (connection) => {
    await connection.db.delete(connection.tables.schedules).where(isRow(connection, row));
  });
}

async function runJob(scheduling: Scheduling, planned: Planned): Promise<void> {
  const { database, clock, log } = scheduling;
  const now = clock.now();
  const row = rowOf(planned);
  if (!(await database.transaction((connection) => claimJob(connection, row, now)))) return;
  const fields = { job: row.job, installation: row.installationId };
  try {
    for (const need of planned.job.needs ?? []) await scheduling.refresh(need, planned.installationId);
    const prepared = await planned.job.prepare?.({
      ...(await contextOf(scheduling, database.reader, planned)),
      readIssue: async ({ owner, name }, number) =>
        scheduling.readIssue?.(planned.installationId, { owner, name, number }),
    });
    const count = await database.transaction((connection) =>
      runInTransaction(scheduling, connection, { ...planned, prepared }),
    );
    log.info({ ...fields, effects: count }, "job done");
    if (count > 0) scheduling.wake("outbox");
  } catch (error) {
    log.error({ ...fields, err: error }, "job failed and will be tried again");
    await database.transaction(async (connection) => {
      await postponeJob(connection, row, { now, error });
      const { job } = planned;
      if (!job.onFailure) return;
      const context = await contextOf(scheduling, connection, planned);
      await connection
        .savepoint(async () => job.onFailure?.(context, describeError(error)))
        .catch((err: unknown) => {
          log.error({ ...fields, err }, "a failure could not be written down");
        });
    });
  }
}

function rowOf({ job, installationId }: Planned): JobRow {
  return { job: job.name, installationId };
}

async function contextOf(
  scheduling: Scheduling,
  connection: Connection,
  { feature, job, installationId }: Planned,
): Promise<JobContext<unknown>> {
  const config = await scheduling.config.forInstallation(connection, installationId);
  return {
    connection,
    config: config[feature.name],
    configIn: async (repositoryId) =>
      (await scheduling.config.forRepositoryId(connection, repositoryId))[feature.name],
    configOf: (peer) => config[peer.name],
    onPeerFailure: (peer, error) =>
      scheduling.log.error({ err: error, feature: peer, job: job.name }, "a feature failed in a job"),
    isHistoryKnown: true,
    installationId,
    now: scheduling.clock.now(),
    scope: await publicScope(connection, installationId),
  };
}

async function runInTransaction(
  scheduling: Scheduling,
  connection: Connection,
  { prepared, ...planned }: Planned & { readonly prepared: unknown },
): Promise<number> {
  const { feature, job, installationId } = planned;
  const context = await contextOf(scheduling, connection, planned);
  const { now } = context;
  const effects = await job.run(context, prepared);
  await enqueueEffects(connection, {
    feature: feature.name,
    installationId,
    priority: "scheduled",
    effects,
    now,
  });
  const nextAt = job.nextAfter(now, context.config) ?? now;
  await finishJob(connection, rowOf(planned), { now, nextAt });
  return effects.length;
}
