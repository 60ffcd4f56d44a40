// Makes a database with a million activities from the deliveries of an archive.

import { statSync } from "node:fs";
import { openDatabase } from "../src/db/open.ts";
import { fill } from "./fill.ts";
import { countResults, runPipeline } from "./pipeline-run.ts";
import type { RecordedDelivery } from "./record.ts";

const ACTIVITIES = 1_000_000;

/** Runs the deliveries through the pipeline, and copies what it made of them. */
export async function fillFrom(path: string, deliveries: readonly RecordedDelivery[]) {
  console.log(`Filling a database with ${ACTIVITIES} activities …`);
  const startedAt = performance.now();
  const database = await openDatabase(path);
  await runPipeline(database, deliveries);
  await fill(database, ACTIVITIES);
  const { activities } = await countResults(database);
  await database.close();
  const stored = {
    activities,
    fileMb: Math.round(statSync(path).size / 2 ** 20),
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
  console.log(`${activities} activities in ${stored.fileMb} MB, after ${stored.seconds} s.`);
  return stored;
}
