// `npm run bench -- intake`: deliveries acknowledged a second, and how long the slowest wait. A bare Probot app, a raw
// HTTP server that checks and stores, and Stoa take turns, each in a process of its own; this process is the sender for
// all three. Stoa's backlog is processed to its end, and counted, before the next has its turn.

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { requestMaker } from "./deliveries.ts";
import { printTable } from "./print.ts";
import { sendAll } from "./sender.ts";
import type { Drained, ServerKind } from "./server.ts";

const KINDS: readonly ServerKind[] = ["probot", "raw", "stoa"];
const NAMES: Readonly<Record<ServerKind, string>> = { probot: "bareProbot", raw: "raw", stoa: "stoa" };
const ROUNDS = 7;
/** About a second of work; the first round only warms up. */
const DELIVERIES = 5_000;
const CONNECTIONS = 16;

interface Figures {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Deliveries processed a second once the stream has ended. */
  readonly drainedPerSecond: number;
}

/** Runs the rounds and prints the medians. */
export async function benchIntake(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-bench-"));
  const servers = new Map<ServerKind, Server>();
  try {
    for (const kind of KINDS) servers.set(kind, await start(kind, folder));
    const rounds = await runRounds(servers);
    print(rounds);
  } finally {
    for (const { child } of servers.values()) child.disconnect();
    await Promise.all([...servers.values()].map(({ child }) => once(child, "exit")));
    rmSync(folder, { recursive: true });
  }
}

interface Server {
  readonly child: ChildProcess;
  readonly port: number;
}

async function start(kind: ServerKind, folder: string): Promise<Server> {
  const child = fork(fileURLToPath(new URL("server.ts", import.meta.url)), [kind, folder]);
  const [port] = (await once(child, "message")) as [number];
  return { child, port };
}

type Rounds = ReadonlyMap<ServerKind, readonly Figures[]>;

async function runRounds(servers: ReadonlyMap<ServerKind, Server>): Promise<Rounds> {
  const makeRequests = await requestMaker();
  const figures = new Map<ServerKind, Figures[]>(KINDS.map((kind) => [kind, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    const requests = makeRequests(DELIVERIES);
    for (const [kind, server] of servers) {
      const measured = await runOne(kind, { server, requests, sentBefore: round * DELIVERIES });
      if (round > 0) figures.get(kind)?.push(measured);
    }
  }
  return figures;
}

async function runOne(
  kind: ServerKind,
  of: { readonly server: Server; readonly requests: readonly Buffer[]; readonly sentBefore: number },
): Promise<Figures> {
  const { child, port } = of.server;
  const sent = await sendAll(of.requests, { port, connections: CONNECTIONS });
  const endedAt = performance.now();
  child.send("drain");
  const [drained] = (await once(child, "message")) as [Drained];
  const drainSeconds = (performance.now() - endedAt) / 1000;
  if (kind === "stoa") check(drained, of.sentBefore + of.requests.length);
  return { ...sent, drainedPerSecond: of.requests.length / drainSeconds };
}

/** @throws Error when what was acknowledged was not processed, each delivery to one activity. */
function check(drained: Drained, expected: number): void {
  const { done, activities, ...others } = drained;
  if (done === expected && activities === expected && Object.keys(others).length === 0) return;
  throw new Error(`Acknowledged ${expected} deliveries, but processed ${JSON.stringify(drained)}`);
}

function print(rounds: Rounds): void {
  const medians = KINDS.map((kind) => {
    const figures = rounds.get(kind) ?? [];
    const perSecond = Math.round(median(figures.map((figure) => figure.perSecond)));
    const p99Ms = Number(median(figures.map((figure) => figure.p99Ms)).toFixed(2));
    const drainedPerSecond = Math.round(median(figures.map((figure) => figure.drainedPerSecond)));
    return { kind, perSecond, p99Ms, ...(kind === "stoa" ? { drainedPerSecond } : {}) };
  });
  const raw = medians.find(({ kind }) => kind === "raw")?.perSecond ?? NaN;
  printTable(
    ["server", "acknowledged/s", "of raw", "p99 ms", "drained/s"],
    medians.map((row) => [
      NAMES[row.kind],
      String(row.perSecond),
      (row.perSecond / raw).toFixed(2),
      row.p99Ms.toFixed(2),
      String(row.drainedPerSecond ?? ""),
    ]),
  );
  const byName = medians.map(({ kind, ...figures }) => [NAMES[kind], figures] as const);
  const machine = {
    cores: availableParallelism(),
    rounds: ROUNDS,
    deliveries: DELIVERIES,
    connections: CONNECTIONS,
  };
  console.log(JSON.stringify({ ...Object.fromEntries(byName), ...machine }));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
