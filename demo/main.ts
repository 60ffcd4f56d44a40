// `npm run demo`: a whole community runs through the real Stoa in under a minute, on a virtual clock, against the local
// GitHub; then its pages can be looked at.
//
//   npm run demo
//   npm run demo -- --archive FILE [--since YYYY-MM-DD] [--once] [--out DIR] [--fresh] [--port N] [--dry-run]

import { Command } from "commander";
import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../src/core/errors.ts";
import { archivePlan, samplePlan } from "./plan.ts";
import { replay } from "./replay.ts";
import { writeReport } from "./report.ts";
import { printSummary, printWhereToLook } from "./summary.ts";

interface Options {
  readonly archive?: string;
  readonly since?: string;
  readonly once?: true;
  readonly out?: string;
  readonly fresh?: true;
  readonly port: string;
  readonly dryRun?: true;
}

const program = new Command("demo")
  .description("Replays a community through Stoa, against the local GitHub, on a virtual clock.")
  .option(
    "--archive <file>",
    "replay this archive (archive.json of the i-d-template) instead of the sample community",
  )
  .option("--since <date>", "history before this day (YYYY-MM-DD) is backfilled silently; live from then on")
  .option("--once", "end after the replay instead of serving the pages")
  .option("--out <dir>", "where the databases, report.json and digests/*.md go", "")
  .option("--fresh", "start over instead of going on where an earlier run ended")
  .option("--port <number>", "port of the local GitHub", "7370")
  .option("--dry-run", "print what Stoa would write, and write none of it");

async function main(): Promise<void> {
  const options = program.parse().opts<Options>();
  const plan = options.archive
    ? await archivePlan(options.archive, options.since)
    : samplePlan(options.since);
  const folder = resolve(options.out || join(".demo", plan.name));
  if (options.fresh)
    for (const file of ["stoa.db", "stoa.db-wal", "stoa.db-shm", "github.jsonl"])
      rmSync(join(folder, file), { force: true });
  if (existsSync(join(folder, "github.jsonl"))) console.log(`Going on in ${folder} (--fresh starts over).`);

  const startedAt = performance.now();
  const replayed = await replay({
    plan,
    folder,
    port: portOf(options.port),
    isDryRun: options.dryRun ?? false,
  });
  const report = await writeReport(replayed, { folder, seconds: (performance.now() - startedAt) / 1000 });
  printSummary(report, folder);
  if (options.once) return replayed.stop();
  printWhereToLook(replayed);
  const stop = () => void replayed.stop().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UserError(`--port ${text} is no port. Give a number from 0 (any free one) to 65535.`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
