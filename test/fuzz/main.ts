// `npm run fuzz -- [--seed N] [--count N] [--archives FOLDER] [--log FILE]`: throws mutated payloads at a whole Stoa. With
// TEST_DATABASE_URL on a Postgres. Exits with 1 when anything happened that must not.

import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeFreshPostgres } from "../support/databases.ts";
import { runFuzz } from "./run.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "20000" },
    archives: { type: "string", default: join(process.env["STOA_DATA"] ?? "../shared/data", "communities") },
    /** Where Stoa's own log is written. */
    log: { type: "string" },
  },
});
const [seed, count] = [Number(values.seed), Number(values.count)];
const archives = existsSync(values.archives)
  ? readdirSync(values.archives).map((name) => join(values.archives, name))
  : [];
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`;

const engine = process.env["TEST_DATABASE_URL"] ? "Postgres" : "SQLite";
console.log(`seed ${seed}, ${count} mutants, ${archives.length} archives, ${engine}`);
const startedAt = performance.now();
const server = process.env["TEST_DATABASE_URL"];
const postgres = server ? await makeFreshPostgres(server) : undefined;
const result = await runFuzz({
  seed,
  count,
  archives,
  ...(postgres && { databaseUrl: postgres.url }),
  onProgress: (sent, { heapBytes, residentBytes }) =>
    console.log(`${sent} sent, heap ${megabytes(heapBytes)}, resident ${megabytes(residentBytes)}`),
});
await postgres?.drop();
const seconds = (performance.now() - startedAt) / 1000;
console.log(`answers ${JSON.stringify(result.answers)}, deliveries ${JSON.stringify(result.states)}`);
if (values.log !== undefined) writeFileSync(values.log, result.log);
for (const violation of result.violations.slice(0, 20)) console.error(violation.slice(0, 1_000));
console.log(`${result.violations.length} violations in ${seconds.toFixed(0)} s`);
if (result.violations.length > 0) process.exitCode = 1;
