// `npm run bench -- intake`: deliveries acknowledged a second when the next is sent as one is answered (a closed loop), and
// how long each waits when 1,000 come a second (an open one). A bare Probot app, a raw HTTP server that checks and
// stores, and Stoa take turns, each in a process of its own; this process is the sender for all three. Stoa's backlog is
// processed to its end, and counted, before the next has its turn.

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { requestMaker } from "./deliveries.ts";
import { printTable } from "./print.ts";
import { sendAll, sendAtRate } from "./sender.ts";
import type { Drained, ServerKind } from "./server.ts";
import { startOptions } from "./start-options.ts";
import { median, percentile } from "./statistics.ts";

const KINDS: readonly ServerKind[] = ["probot", "raw", "stoa"];
const NAMES: Readonly<Record<ServerKind, string>> = { probot: "bareProbot", raw: "raw", stoa: "stoa" };
const ROUNDS = 7;
/** About a second of work; the first round only warms up. */
const DELIVERIES = 5_000;
const CONNECTIONS = 16;
/** Of the open loop: as GitHub sends them in a rush, whether or not those before are answered. */
const PER_SECOND = 1_000;
/** Enough that a server that stalls for a moment is not spared what would have come meanwhile. */
const OPEN_CONNECTIONS = 256;

interface Closed {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Deliveries processed a second once the stream has ended. */
  readonly drainedPerSecond: number;
}

interface Open {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

interface Figures {
  readonly closed: Closed;
  readonly open: Open;
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
  // All of them with the options that Stoa is started with.
  const execArgv = [...process.execArgv, ...startOptions()];
  const child = fork(fileURLToPath(new URL("server.ts", import.meta.url)), [kind, folder], { execArgv });
  const [port] = (await once(child, "message")) as [number];
  return { child, port };
}

type Rounds = ReadonlyMap<ServerKind, readonly Figures[]>;

async function runRounds(servers: ReadonlyMap<ServerKind, Server>): Promise<Rounds> {
  const makeRequests = await requestMaker();
  const figures = new Map<ServerKind, Figures[]>(KINDS.map((kind) => [kind, []]));
  let sent = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [first, second] = [makeRequests(DELIVERIES), makeRequests(DELIVERIES)];
    for (const [kind, server] of servers) {
      const closed = await runClosed(server, first);
      check(kind, closed.drained, sent + first.length);
      const open = await runOpen(server, second);
      check(kind, open.drained, sent + first.length + second.length);
      if (round > 0) figures.get(kind)?.push({ closed, open });
    }
    sent += first.length + second.length;
  }
  return figures;
}

async function runClosed(
  { child, port }: Server,
  requests: readonly Buffer[],
): Promise<Closed & { readonly drained: Drained }> {
  const { perSecond, waits } = await sendAll(requests, { port, connections: CONNECTIONS });
  const endedAt = performance.now();
  const drained = await drain(child);
  const drainSeconds = (performance.now() - endedAt) / 1000;
  return {
    perSecond,
    p99Ms: percentile(waits, 99),
    drainedPerSecond: requests.length / drainSeconds,
    drained,
  };
}

async function runOpen(
  { child, port }: Server,
  requests: readonly Buffer[],
): Promise<Open & { readonly drained: Drained }> {
  const to = { port, connections: OPEN_CONNECTIONS, perSecond: PER_SECOND };
  const { waits } = await sendAtRate(requests, to);
  return {
    p50Ms: percentile(waits, 50),
    p99Ms: percentile(waits, 99),
    maxMs: percentile(waits, 100),
    drained: await drain(child),
  };
}

async function drain(child: ChildProcess): Promise<Drained> {
  child.send("drain");
  const [drained] = (await once(child, "message")) as [Drained];
  return drained;
}

/** @throws Error when what Stoa acknowledged was not processed, each delivery to one activity. */
function check(kind: ServerKind, drained: Drained, expected: number): void {
  if (kind !== "stoa") return;
  const { done, activities, ...others } = drained;
  if (done === expected && activities === expected && Object.keys(others).length === 0) return;
  throw new Error(`Acknowledged ${expected} deliveries, but processed ${JSON.stringify(drained)}`);
}

function print(rounds: Rounds): void {
  const medians = KINDS.map((kind) => ({ kind, ...mediansOf(rounds.get(kind) ?? []) }));
  const rawPerSecond = medians.find(({ kind }) => kind === "raw")?.closed.perSecond ?? NaN;
  console.log("As fast as they are answered:");
  printTable(
    ["server", "acknowledged/s", "of raw", "p99 ms", "drained/s"],
    medians.map(({ kind, closed }) => [
      NAMES[kind],
      closed.perSecond.toFixed(0),
      (closed.perSecond / rawPerSecond).toFixed(2),
      closed.p99Ms.toFixed(2),
      kind === "stoa" ? closed.drainedPerSecond.toFixed(0) : "",
    ]),
  );
  console.log(`\n${PER_SECOND} a second, from the moment each was due:`);
  printTable(
    ["server", "p50 ms", "p99 ms", "max ms"],
    medians.map(({ kind, open }) => [
      NAMES[kind],
      ...[open.p50Ms, open.p99Ms, open.maxMs].map((ms) => ms.toFixed(2)),
    ]),
  );
  const byName = medians.map(({ kind, ...figures }) => [NAMES[kind], figures] as const);
  const machine = {
    cores: availableParallelism(),
    load: loadavg()[0],
    rounds: ROUNDS,
    deliveries: DELIVERIES,
    connections: CONNECTIONS,
    openPerSecond: PER_SECOND,
  };
  console.log(`\nload average ${machine.load?.toFixed(1)} on ${machine.cores} cores`);
  console.log(JSON.stringify({ ...Object.fromEntries(byName), ...machine }, rounded));
}

/** The medians of all rounds; of the longest waits, the longest. */
function mediansOf(figures: readonly Figures[]): Figures {
  const closed = (key: keyof Closed) => median(figures.map((round) => round.closed[key]));
  const open = (key: keyof Open) => figures.map((round) => round.open[key]);
  return {
    closed: {
      perSecond: closed("perSecond"),
      p99Ms: closed("p99Ms"),
      drainedPerSecond: closed("drainedPerSecond"),
    },
    open: {
      p50Ms: median(open("p50Ms")),
      p99Ms: median(open("p99Ms")),
      maxMs: Math.max(...open("maxMs")),
    },
  };
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toFixed(2)) : value;
}
