// `npm run bench -- pipeline ARCHIVE.json`: activities a second through everything but the network. Every delivery of
// the archive lies in the inbox of an SQLite file; then the production worker's step claims each, hands it to Probot,
// and the handler normalises it and does all that follows in one transaction, features and effects included.

import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../src/core/errors.ts";
import { openDatabase } from "../src/db/open.ts";
import { AS_SERVED, rateOf, runPipeline, type Run } from "./pipeline-run.ts";
import { printTable } from "./print.ts";
import { recordArchive, type RecordedDelivery } from "./record.ts";

/** Until V8 has compiled what runs all the time, as in a server that is up. */
const WARM_UP = 3;
const ROUNDS = 5;

/** Runs the archive several times, each on a new file, and prints the rounds after the first few, and the middle one of these. */
export async function benchPipeline([file]: readonly string[]): Promise<void> {
  if (file === undefined) {
    throw new UserError(
      "Say which archive to run: npm run bench -- pipeline FILE, where FILE is an archive.json as the i-d-template publishes it.",
    );
  }
  console.log("Recording the archive's deliveries …");
  const deliveries = await recordArchive(file);
  for (let round = 0; round < WARM_UP; round += 1) await runRound(deliveries);
  const rounds: Run[] = [];
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
    JSON.stringify({
      activitiesPerSecond,
      ...median,
      rounds: ROUNDS,
      cores: availableParallelism(),
      load: loadavg()[0],
    }),
  );
}

async function runRound(deliveries: readonly RecordedDelivery[]): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-bench-"));
  const database = await openDatabase(join(folder, "stoa.db"), AS_SERVED);
  try {
    return await runPipeline(database, deliveries);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}
