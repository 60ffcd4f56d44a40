// The pipeline on Postgres by one process and by three at once: the same deliveries of several repositories, as those of one
// stay in order and so are one process's work.

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Database } from "../src/db/connection.ts";
import { openDatabase } from "../src/db/open.ts";
import { makeFreshPostgres } from "../test/support/databases.ts";
import { countResults, pipelineStep, storeDeliveries } from "./pipeline-run.ts";
import { printTable } from "./print.ts";
import type { RecordedDelivery } from "./record.ts";
import { median } from "./statistics.ts";

const ROUNDS = 3;
const REPOSITORIES = 6;
const DELIVERIES_EACH = 500;

export interface ProcessesTime {
  readonly onePerSecond: number;
  readonly threePerSecond: number;
  readonly ratio: number;
}

/** One and three take turns, each time on a new database of the server at `url`. */
export async function measureProcesses(
  url: string,
  deliveries: readonly RecordedDelivery[],
): Promise<ProcessesTime> {
  const [installation] = deliveries;
  if (!installation) throw new Error("There are no deliveries.");
  /** The deliveries of some repositories more. */
  const more = (number: number): readonly RecordedDelivery[] =>
    interleaved(
      Array.from({ length: REPOSITORIES }, (_, lane) =>
        deliveries
          .slice(1, DELIVERIES_EACH + 1)
          .map((delivery) => inRepository(delivery, number * REPOSITORIES + lane)),
      ),
    );
  const rates: Record<1 | 3, number[]> = { 1: [], 3: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const processes of [1, 3] as const) {
      rates[processes].push(await runOnce(url, { installation, more, processes }));
    }
  }
  const [one, three] = [median(rates[1]), median(rates[3])];
  printTable(
    ["processes", "activities/s"],
    [
      ["1", one.toFixed(0)],
      ["3", three.toFixed(0)],
    ],
  );
  return { onePerSecond: Math.round(one), threePerSecond: Math.round(three), ratio: three / one };
}

/** Activities a second, until nothing is left to do. */
async function runOnce(
  serverUrl: string,
  of: {
    readonly installation: RecordedDelivery;
    readonly more: (number: number) => readonly RecordedDelivery[];
    readonly processes: number;
  },
): Promise<number> {
  const fresh = await makeFreshPostgres(serverUrl);
  const database = await openDatabase(fresh.url);
  const children: ChildProcess[] = [];
  try {
    await storeDeliveries(database, [of.installation]);
    await (
      await pipelineStep(database)
    )();
    for (let number = 0; number < of.processes; number += 1) {
      const child = fork(fileURLToPath(new URL("pipeline-process.ts", import.meta.url)), [fresh.url]);
      children.push(child);
      await once(child, "message");
    }
    // As many for each process: V8 compiles what it runs in each of them, and that is not what is measured.
    for (let number = 1; number <= of.processes; number += 1)
      await workThrough(database, children, of.more(number));
    const before = await countResults(database);
    const seconds = await workThrough(database, children, of.more(0));
    return ((await countResults(database)).activities - before.activities) / seconds;
  } finally {
    for (const child of children) child.disconnect();
    await Promise.all(children.map((child) => once(child, "exit")));
    await database.close();
    await fresh.drop();
  }
}

/** How many seconds the processes take for these deliveries. */
async function workThrough(
  database: Database,
  children: readonly ChildProcess[],
  deliveries: readonly RecordedDelivery[],
): Promise<number> {
  await storeDeliveries(database, deliveries);
  const startedAt = performance.now();
  await Promise.all(
    children.map(async (child) => {
      child.send("go");
      await once(child, "message");
    }),
  );
  return (performance.now() - startedAt) / 1000;
}

/** The delivery as another repository's: its ids are others, and so is the name. */
function inRepository({ guid, event, body }: RecordedDelivery, lane: number): RecordedDelivery {
  const text = body.toString();
  const { repository } = JSON.parse(text) as {
    readonly repository: { readonly id: number; readonly name: string };
  };
  const renamed = text
    .replaceAll(`"id":${repository.id},`, `"id":${repository.id + lane},`)
    .replaceAll(`/${repository.name}`, `/${repository.name}-${lane}`)
    .replaceAll(`"name":"${repository.name}"`, `"name":"${repository.name}-${lane}"`)
    .replaceAll(/"node_id":"[^"]+/g, (id) => `${id}.${lane}`);
  return { guid: `${guid}.${lane}`, event, body: Buffer.from(renamed) };
}

/** The first of each, the second of each, … */
function interleaved<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  ).flat();
}
