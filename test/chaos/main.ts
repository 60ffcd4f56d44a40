// `npm run chaos -- [--seed N] [--archive FILE]… [--most N] [--kills N] [--database postgres://… --processes N]`: replays
// communities with and without trouble, and exits with 1 when the end states differ.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadArchive } from "../local-github/archive.ts";
import { chaosPlan } from "./plan.ts";
import { runChaos } from "./run.ts";

const SHOWN = 6;
const SHOWN_LENGTH = 400;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    archive: { type: "string", multiple: true },
    /** Happenings that are taken of each archive; all without it. */
    most: { type: "string" },
    kills: { type: "string", default: "20" },
    database: { type: "string" },
    processes: { type: "string" },
  },
});
const processes = Number(values.processes ?? (values.database === undefined ? 1 : 3));
if (processes > 1 && values.database === undefined) {
  console.error("Several processes need a Postgres: add --database postgres://user@host/name.");
  process.exit(1);
}
const archives = values.archive ?? findArchives();
if (archives.length === 0) {
  console.error("There is no archive: add --archive FILE, an archive.json as the i-d-template publishes it.");
  process.exit(1);
}
for (const archive of archives) await runOne(archive);

function findArchives(): readonly string[] {
  const folder = join(process.env["STOA_DATA"] ?? "../shared/data", "communities");
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

async function runOne(archive: string): Promise<void> {
  const seed = Number(values.seed);
  const most = values.most === undefined ? {} : { most: Number(values.most) };
  const plan = chaosPlan(await loadArchive(archive), { seed, ...most });
  const engine = values.database === undefined ? "SQLite" : `Postgres, ${processes} processes`;
  console.log(`${archive}: ${plan.community.happenings.length} happenings, seed ${seed}, ${engine}`);
  const startedAt = performance.now();
  const result = await runChaos({
    plan,
    seed,
    kills: Number(values.kills),
    processes,
    server: values.database,
    onProgress(run, done, all, at) {
      if (done % 250 === 0 || done === all) {
        console.log(`  ${run}: ${done} of ${all}, ${new Date(at).toISOString().slice(0, 10)}`);
      }
    },
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`  trouble: ${JSON.stringify(result.struck)}, ${result.kills} SIGKILLs`);
  for (const { about, lost, gained } of result.differences) {
    console.log(`  ${about}: ${lost.length} lost, ${gained.length} gained`);
    for (const line of lost.slice(0, SHOWN)) console.log(`    - ${line.slice(0, SHOWN_LENGTH)}`);
    for (const line of gained.slice(0, SHOWN)) console.log(`    + ${line.slice(0, SHOWN_LENGTH)}`);
  }
  const verdict = result.differences.length === 0 ? "alike" : "NOT alike";
  console.log(`  ${result.compared} lines compared, end states ${verdict}, ${seconds} s`);
  if (result.differences.length > 0) process.exitCode = 1;
}
