// `npm run bench -- pipeline ARCHIVE.json`: activities a second through everything but the network. Every delivery of
// the archive lies in the inbox of an SQLite file; then the production worker's step claims each, hands it to Probot,
// and the handler normalises it and does all that follows in one transaction, features and effects included.

import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { count } from "drizzle-orm";
import pino from "pino";
import { Probot } from "probot";
import { HANDLED_EVENTS, stoaApp } from "../src/app.ts";
import { configLoader } from "../src/config/load.ts";
import { configSchema } from "../src/config/repository.ts";
import { systemClock } from "../src/core/clock.ts";
import { UserError } from "../src/core/errors.ts";
import type { Database } from "../src/db/connection.ts";
import { openDatabase } from "../src/db/open.ts";
import { features } from "../src/features/index.ts";
import { StoaOctokit } from "../src/github/clients.ts";
import { openBatches } from "../src/intake/batches.ts";
import type { Intake } from "../src/intake/handlers.ts";
import { openInbox } from "../src/intake/inbox.ts";
import { inboxStep } from "../src/intake/worker.ts";
import { appKeyPair } from "../test/local-github/index.ts";
import { printTable } from "./print.ts";
import { recordArchive, type RecordedDelivery } from "./record.ts";

const ROUNDS = 3;

interface Round {
  readonly deliveries: number;
  readonly activities: number;
  readonly effects: number;
  readonly seconds: number;
  /** CPU time of this process, all threads. */
  readonly cpuSeconds: number;
}

/** Runs the archive several times, each on a new file, and prints the middle round. */
export async function benchPipeline([file]: readonly string[]): Promise<void> {
  if (file === undefined) {
    throw new UserError(
      "Say which archive to run: npm run bench -- pipeline FILE, where FILE is an archive.json as the i-d-template publishes it.",
    );
  }
  console.log("Recording the archive's deliveries …");
  const deliveries = await recordArchive(file);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await runRound(deliveries));
  const byRate = rounds.toSorted((a, b) => rateOf(a) - rateOf(b));
  const median = byRate[Math.floor(ROUNDS / 2)];
  if (!median) return;
  printTable(
    ["round", "deliveries", "activities", "effects", "seconds", "CPU seconds", "activities/s"],
    rounds.map((round, index) => [
      String(index + 1),
      String(round.deliveries),
      String(round.activities),
      String(round.effects),
      round.seconds.toFixed(2),
      round.cpuSeconds.toFixed(2),
      rateOf(round).toFixed(0),
    ]),
  );
  const activitiesPerSecond = Math.round(rateOf(median));
  console.log(
    JSON.stringify({ activitiesPerSecond, ...median, rounds: ROUNDS, cores: availableParallelism() }),
  );
}

function rateOf({ activities, seconds }: Round): number {
  return activities / seconds;
}

async function runRound(deliveries: readonly RecordedDelivery[]): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-bench-"));
  const database = await openDatabase(join(folder, "stoa.db"));
  try {
    const inbox = openInbox({ database, clock: systemClock, onStored: () => undefined });
    await Promise.all(deliveries.map((delivery) => inbox.store(delivery)));
    const { intake, probot } = await assemble(database);
    const step = () => inboxStep(intake, probot, (event) => HANDLED_EVENTS.includes(event));
    // The installation comes first. Its history counts as read: only then do features speak.
    await step();
    await database.transaction(({ db, tables }) => db.update(tables.repositories).set({ backfilledAt: 0 }));
    const startedAt = performance.now();
    const cpu = process.cpuUsage();
    while ((await step()) === "again");
    const seconds = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { ...(await countResults(database)), seconds, cpuSeconds: (user + system) / 1e6 };
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

/** What serve() puts together, but without GitHub. */
async function assemble(database: Database): Promise<{ readonly intake: Intake; readonly probot: Probot }> {
  const log = pino({ level: "fatal" });
  const probot = new Probot({
    appId: 4242,
    privateKey: appKeyPair().privateKey,
    secret: "the bench's secret",
    Octokit: StoaOctokit,
    log: log.child({}, { level: "silent" }),
  });
  const processing = { features, config: configLoader(configSchema(features)), clock: systemClock, log };
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
async function countResults(
  database: Database,
): Promise<Pick<Round, "deliveries" | "activities" | "effects">> {
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
