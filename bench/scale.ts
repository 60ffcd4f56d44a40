// `npm run bench -- scale ARCHIVE.json [postgres://…]`: what a million stored activities change. The pipeline's speed on them
// beside an empty database, a digest that is built of them, and the memory of a process that serves them; with Postgres,
// the pipeline by one process and by three at once.

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../src/core/errors.ts";
import { openDatabase } from "../src/db/open.ts";
import { DIGEST_HEADING, digestRows, measureDigest } from "./digest.ts";
import { fillFrom } from "./fill-from.ts";
import { AS_SERVED, rateOf, runPipeline, type Run } from "./pipeline-run.ts";
import { measureProcesses } from "./processes.ts";
import { printTable } from "./print.ts";
import { recordArchive, type RecordedDelivery } from "./record.ts";
import { measureResident } from "./resident.ts";
import { median } from "./statistics.ts";

/** On an empty database, until V8 has compiled what runs all the time: else the first to run pays for the other. */
const WARM_UP = 2;
const ROUNDS = 3;

/** Fills the database and prints what it changes. */
export async function benchScale([archive, postgresUrl]: readonly string[]): Promise<void> {
  if (archive === undefined) {
    throw new UserError(
      "Say which archive to run: npm run bench -- scale FILE [postgres://…], where FILE is an archive.json as the i-d-template publishes it.",
    );
  }
  console.log("Recording the archive's deliveries …");
  const deliveries = await recordArchive(archive);
  const folder = mkdtempSync(join(tmpdir(), "stoa-bench-"));
  try {
    const stored = await fillFrom(join(folder, "filled.db"), deliveries);
    const speed = await measureSpeed(folder, deliveries);
    const digest = await measureDigest(join(folder, "stoa.db"));
    const residentMb = await measureResident(join(folder, "stoa.db"));
    const processes = postgresUrl === undefined ? undefined : await measureProcesses(postgresUrl, deliveries);
    const machine = { cores: availableParallelism(), load: loadavg()[0] };
    printTable(
      ["what", "measured"],
      [
        ["pipeline, of its speed when empty", speed.ratio.toFixed(2)],
        ["pipeline, of its CPU time when empty", speed.cpuRatio.toFixed(2)],
        ["resident memory at most, MB", residentMb.toFixed(0)],
        ...(processes ? [["three processes, times one", processes.ratio.toFixed(2)]] : []),
        ["cores", String(machine.cores)],
        ["load average", String(machine.load)],
      ],
    );
    printTable(DIGEST_HEADING, digestRows(digest));
    console.log(JSON.stringify({ stored, speed, digest, residentMb, processes, ...machine }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same archive again, as a repository that is new to both; empty and filled take turns, each on a copy of its own. */
async function measureSpeed(folder: string, deliveries: readonly RecordedDelivery[]) {
  const path = join(folder, "stoa.db");
  const onEmpty: Run[] = [];
  const onFilled: Run[] = [];
  for (let round = 0; round < WARM_UP; round += 1) {
    rmSync(path, { force: true });
    await runOn(path, deliveries);
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    rmSync(path, { force: true });
    onEmpty.push(await runOn(path, deliveries));
    copyFileSync(join(folder, "filled.db"), path);
    onFilled.push(await runOn(path, deliveries));
  }
  const runs = [
    ...onEmpty.map((run) => ["empty", run] as const),
    ...onFilled.map((run) => ["filled", run] as const),
  ];
  printTable(
    ["database", "activities", "seconds", "CPU seconds", "activities/s"],
    runs.map(([name, run]) => [
      name,
      String(run.activities),
      run.seconds.toFixed(2),
      run.cpuSeconds.toFixed(2),
      rateOf(run).toFixed(0),
    ]),
  );
  const [empty, filled] = [median(onEmpty.map(rateOf)), median(onFilled.map(rateOf))];
  const cpu = (some: readonly Run[]) => median(some.map(({ cpuSeconds }) => cpuSeconds));
  return {
    emptyPerSecond: Math.round(empty),
    filledPerSecond: Math.round(filled),
    ratio: filled / empty,
    cpuRatio: cpu(onFilled) / cpu(onEmpty),
  };
}

async function runOn(path: string, deliveries: readonly RecordedDelivery[]): Promise<Run> {
  const database = await openDatabase(path, AS_SERVED);
  try {
    return await runPipeline(database, deliveries);
  } finally {
    await database.close();
  }
}
