// A process of its own for the pipeline's bench: `pipeline-rounds.ts FILE` works through the recorded deliveries in FILE several
// times and tells how each round went. Whoever recorded them has been a GitHub, which no server has: what that left in memory,
// and in what V8 knows of the code that both run, took a tenth of the time.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deserialize } from "node:v8";
import { openDatabase } from "../src/db/open.ts";
import { AS_SERVED, runPipeline, type Run } from "./pipeline-run.ts";
import type { RecordedDelivery } from "./record.ts";

/** Until V8 has compiled what runs all the time, as in a server that is up. */
const WARM_UP = 5;
const ROUNDS = 5;

/** Each on a new file. */
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

const deliveries = deserialize(readFileSync(process.argv[2] ?? "")) as readonly RecordedDelivery[];
const rounds: Run[] = [];
for (let round = -WARM_UP; round < ROUNDS; round += 1) {
  const run = await runRound(deliveries);
  if (round >= 0) rounds.push(run);
}
process.send?.(rounds);
