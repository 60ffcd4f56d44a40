// `npm run bench -- pipeline ARCHIVE.json`: activities a second through everything but the network. Every delivery of
// the archive lies in the inbox of an SQLite file; then the production worker's step claims each, hands it to Probot,
// and the handler normalises it and does all that follows in one transaction, features and effects included.

import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serialize } from "node:v8";
import { UserError } from "../src/core/errors.ts";
import { rateOf, type Run } from "./pipeline-run.ts";
import { printTable } from "./print.ts";
import { recordArchive, type RecordedDelivery } from "./record.ts";

/** Runs the archive several times, each on a new file, and prints the rounds after the first few, and the middle one of these. */
export async function benchPipeline([file]: readonly string[]): Promise<void> {
  if (file === undefined) {
    throw new UserError(
      "Say which archive to run: npm run bench -- pipeline FILE, where FILE is an archive.json as the i-d-template publishes it.",
    );
  }
  console.log("Recording the archive's deliveries …");
  const rounds = await runRounds(await recordArchive(file));
  const byRate = rounds.toSorted((a, b) => rateOf(a) - rateOf(b));
  const median = byRate[Math.floor(rounds.length / 2)];
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
      rounds: rounds.length,
      cores: availableParallelism(),
      load: loadavg()[0],
    }),
  );
}

/** @throws Error when the process that runs them ends without having told them: it has said why */
async function runRounds(deliveries: readonly RecordedDelivery[]): Promise<readonly Run[]> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-bench-"));
  try {
    const path = join(folder, "deliveries");
    writeFileSync(path, serialize(deliveries));
    const child = fork(fileURLToPath(new URL("pipeline-rounds.ts", import.meta.url)), [path]);
    const ended = once(child, "exit").then(() => undefined);
    const told = once(child, "message").then(([rounds]) => rounds as readonly Run[]);
    const rounds = await Promise.race([told, ended]);
    if (!rounds) throw new Error("The rounds did not come to their end.");
    await ended;
    return rounds;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
