// One of several processes that share an inbox: `pipeline-process.ts URL`. It tells the process that started it when it is
// ready, and when, after "go", nothing waits any more.

import { count, eq } from "drizzle-orm";
import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "../src/db/open.ts";
import { AS_SERVED, pipelineStep } from "./pipeline-run.ts";

/** Every lane is another process's just now: look again. */
const LOOK_MS = 5;

const database = await openDatabase(process.argv[2] ?? "", AS_SERVED);
const step = await pipelineStep(database);

async function work(): Promise<void> {
  do {
    while ((await step()) === "again");
    await pause(LOOK_MS);
  } while (await isAnyWaiting());
}

async function isAnyWaiting(): Promise<boolean> {
  const { db, tables } = database.reader;
  const { deliveries } = tables;
  const rows = await db.select({ value: count() }).from(deliveries).where(eq(deliveries.state, "waiting"));
  return (rows[0]?.value ?? 0) > 0;
}

process.on("message", () => void work().then(() => process.send?.("done")));
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
