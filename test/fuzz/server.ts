// The Stoa that is fuzzed, in a process of its own, so that whatever ends it is seen: everything as in production. It
// tells its port to the process that started it, and answers "drain" with what became of the deliveries and "measure" with
// its memory. A rejection that nobody handles ends it, as Node does by default.

import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { count, eq, gt, or } from "drizzle-orm";
import type { Environment } from "../../src/config/environment.ts";
import { systemClock } from "../../src/core/clock.ts";
import { createLog } from "../../src/core/log.ts";
import { serve } from "../../src/serve.ts";

export interface Memory {
  readonly heapBytes: number;
  readonly residentBytes: number;
}

export interface Drained {
  /** How many deliveries ended how. */
  readonly states: Readonly<Record<string, number>>;
  /** Every delivery's GUID. */
  readonly guids: readonly string[];
  /** Those that wait, or were tried twice. */
  readonly unwell: readonly {
    readonly guid: string;
    readonly state: string;
    readonly reason: string | null;
  }[];
  /** Why features failed on what they were handed. */
  readonly featureFailures: readonly string[];
  readonly isPolluted: boolean;
}

/** When none has ended for this long, those that wait are waiting for another try. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 100;

setFlagsFromString("--expose_gc");
const collectGarbage = runInNewContext("gc") as () => void;
const prototypeKeys = Reflect.ownKeys(Object.prototype).length;

const stoa = await serve({
  environment: JSON.parse(process.argv[2] ?? "{}") as Environment,
  clock: systemClock,
  log: createLog({ logLevel: "warn" }),
});

async function drain(): Promise<Drained> {
  const { db, tables } = stoa.database.reader;
  const { state } = tables.deliveries;
  const countWaiting = async () =>
    (await db.select({ value: count() }).from(tables.deliveries).where(eq(state, "waiting")))[0]?.value ?? 0;
  // Not until the outbox is empty: GitHub lets it write eighty times a minute.
  let waiting = await countWaiting();
  for (let patienceMs = PATIENCE_MS; waiting > 0 && patienceMs > 0; patienceMs -= LOOK_MS) {
    await delay(LOOK_MS);
    const left = await countWaiting();
    if (left < waiting) patienceMs = PATIENCE_MS;
    waiting = left;
  }
  const { deliveries, featureRetries } = tables;
  const states = await db
    .select({ state: deliveries.state, value: count() })
    .from(deliveries)
    .groupBy(deliveries.state);
  const rows = await db.select({ guid: deliveries.guid }).from(deliveries);
  const unwell = await db
    .select({ guid: deliveries.guid, state: deliveries.state, reason: deliveries.reason })
    .from(deliveries)
    .where(or(gt(deliveries.attempts, 0), eq(deliveries.state, "waiting")))
    .orderBy(deliveries.seq)
    .limit(1_000);
  const failed = await db
    .select({ feature: featureRetries.feature, reason: featureRetries.reason })
    .from(featureRetries);
  return {
    states: Object.fromEntries(states.map(({ state, value }) => [state, value])),
    guids: rows.map(({ guid }) => guid),
    unwell: unwell.filter(({ state }) => state !== "done" && state !== "ignored"),
    featureFailures: failed.map(({ feature, reason }) => `${feature}: ${reason}`),
    isPolluted: Reflect.ownKeys(Object.prototype).length !== prototypeKeys || "polluted" in {},
  };
}

function measure(): Memory {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed + external, residentBytes: rss };
}

process.on("message", (question) => {
  if (question === "measure") process.send?.(measure());
  else void drain().then((drained) => process.send?.(drained));
});
process.on("disconnect", () => process.exit(0));
process.send?.(stoa.port);
