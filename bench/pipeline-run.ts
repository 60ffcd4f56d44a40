// Puts deliveries into the inbox of a database and works through them, as serve() would, but without GitHub.

import { setTimeout as pause } from "node:timers/promises";
import { count, sql } from "drizzle-orm";
import pino from "pino";
import { Probot } from "probot";
import { HANDLED_EVENTS, stoaApp } from "../src/app.ts";
import { configLoader } from "../src/config/load.ts";
import { configSchema } from "../src/config/repository.ts";
import { systemClock } from "../src/core/clock.ts";
import type { StepResult } from "../src/core/worker.ts";
import type { Database, OpenOptions } from "../src/db/connection.ts";
import { features } from "../src/features/index.ts";
import { silentLog, StoaOctokit } from "../src/github/clients.ts";
import { openBatches } from "../src/intake/batches.ts";
import type { Intake } from "../src/intake/intake.ts";
import { openInbox } from "../src/intake/inbox.ts";
import { inboxStep } from "../src/intake/worker.ts";
import { appKeyPair } from "../test/local-github/index.ts";
import type { RecordedDelivery } from "./record.ts";

/** What was added to the database, and how long it took. */
export interface Run {
  readonly deliveries: number;
  readonly activities: number;
  readonly effects: number;
  readonly seconds: number;
  /** CPU time of this process, all threads. */
  readonly cpuSeconds: number;
}

/** How serve() opens its database; a thread that failed ends the bench. */
export const AS_SERVED: OpenOptions = {
  onCheckpointError(error) {
    throw error;
  },
};

export function rateOf({ activities, seconds }: Run): number {
  return activities / seconds;
}

/**
 * Works through deliveries of which the first is the installation's.
 * @throws Error when a delivery did not end well: then the time would be a lie.
 */
export async function runPipeline(database: Database, deliveries: readonly RecordedDelivery[]): Promise<Run> {
  const before = await countResults(database);
  await storeDeliveries(database, deliveries);
  const step = await pipelineStep(database);
  // The installation comes first. Its history counts as read: only then do features speak.
  await step();
  await database.transaction(({ db, tables }) => db.update(tables.repositories).set({ backfilledAt: 0 }));
  await copyLog(database);
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  while ((await step()) === "again");
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const after = await countResults(database);
  return {
    deliveries: after.deliveries - before.deliveries,
    activities: after.activities - before.activities,
    effects: after.effects - before.effects,
    seconds,
    cpuSeconds: (user + system) / 1e6,
  };
}

export async function storeDeliveries(
  database: Database,
  deliveries: readonly RecordedDelivery[],
): Promise<void> {
  const inbox = openInbox({ database, clock: systemClock, onStored: () => undefined });
  await Promise.all(deliveries.map((delivery) => inbox.store(delivery)));
}

/**
 * Waits until SQLite's log is copied into its file. Storing so many deliveries within a second leaves more in the log than it ever
 * holds in a server; to copy that, and to look for pages in it, is the intake's work, which its own bench counts.
 */
async function copyLog({ dialect, reader }: Database): Promise<void> {
  if (dialect === "postgres") return;
  for (;;) {
    const [answer] = reader.db.all<{ readonly busy: number }>(sql`pragma wal_checkpoint(full)`);
    if (answer?.busy === 0) return;
    await pause(10);
  }
}

/** The production worker's step. */
export async function pipelineStep(database: Database): Promise<() => Promise<StepResult>> {
  const { intake, probot } = await assemble(database);
  return () => inboxStep(intake, probot, (event) => HANDLED_EVENTS.includes(event));
}

/** What serve() puts together, but without GitHub. */
async function assemble(database: Database): Promise<{ readonly intake: Intake; readonly probot: Probot }> {
  const log = pino({ level: "fatal" });
  const probot = new Probot({
    appId: 4242,
    privateKey: appKeyPair().privateKey,
    secret: "the bench's secret",
    Octokit: StoaOctokit,
    log: silentLog(),
  });
  const processing = {
    features,
    config: configLoader(configSchema(features), features),
    clock: systemClock,
    log,
  };
  const intake: Intake = {
    processing,
    database,
    batches: openBatches(database),
    log,
    github: undefined,
    wake: () => undefined,
  };
  await probot.load(stoaApp(intake));
  return { intake, probot };
}

/** @throws Error when a delivery did not end well: then the time would be a lie. */
export async function countResults(
  database: Database,
): Promise<Pick<Run, "deliveries" | "activities" | "effects">> {
  const { db, tables } = database.reader;
  const total = async (
    table: typeof tables.activities | typeof tables.effects | typeof tables.featureRetries,
  ) => (await db.select({ value: count() }).from(table))[0]?.value ?? 0;
  const ended = await db
    .select({ state: tables.deliveries.state, value: count() })
    .from(tables.deliveries)
    .groupBy(tables.deliveries.state);
  const unwell = ended.filter(({ state }) => state !== "done" && state !== "ignored");
  const failures = await total(tables.featureRetries);
  if (unwell.length > 0 || failures > 0)
    throw new Error(`Not everything went well: ${JSON.stringify({ ended, failures })}`);
  return {
    deliveries: ended.reduce((sum, { value }) => sum + value, 0),
    activities: await total(tables.activities),
    effects: await total(tables.effects),
  };
}
