// One run of the fuzzer: mutants are posted to a Stoa in a process of its own, over HTTP, many at a time; then it is asked
// what became of them. Whatever must never happen is a violation.

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSettings, type Environment } from "../../src/config/environment.ts";
import { WEBHOOK_PATH } from "../../src/intake/receive.ts";
import { PRIVATE_KEY, SECRET } from "../support/stoa.ts";
import type { LocalGitHub } from "../local-github/index.ts";
import { recordBases } from "./bases.ts";
import { chanceOf } from "./chance.ts";
import { asSent, mutator, type BasePayload, type Mutant } from "./mutate.ts";
import type { Drained, Memory } from "./server.ts";

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** Archives whose deliveries are mutated too. */
  readonly archives?: readonly string[];
  /** A Postgres; a SQLite file of its own when absent. */
  readonly databaseUrl?: string;
  readonly onProgress?: (sent: number, memory: Memory) => void;
}

export interface FuzzResult {
  readonly answers: Readonly<Record<number, number>>;
  readonly states: Readonly<Record<string, number>>;
  /** Ten samples or so, each after a collection of garbage. */
  readonly memory: readonly Memory[];
  readonly log: string;
  readonly violations: readonly string[];
}

/** As they would stand in a log; GitHub's installation tokens begin like the last. */
const SECRETS = [SECRET, PRIVATE_KEY.slice(40, 100), "ghs_"];
/** Requests under way at a time. */
const TOGETHER = 24;
const SAMPLES = 10;
/** What the heap may grow by from the third sample to the last: caches fill up at first. */
const HEAP_GROWTH_BYTES = 32 * 1024 * 1024;

export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-fuzz-"));
  const { github, bases, installations } = await recordBases(options.archives ?? []);
  const stoa = await startServer(github.url, options.databaseUrl ?? join(folder, "stoa.db"));
  try {
    const sent = await sendAll(stoa, { ...options, bases, installations });
    const drained = await stoa.ask<Drained>("drain");
    const log = stoa.log();
    const violations = [...violationsOf({ ...sent, drained, log, stoa }), ...callsIn(github)];
    return { ...sent, log, states: drained.states, violations };
  } finally {
    await stoa.stop();
    await github.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface FuzzedStoa {
  readonly port: number;
  readonly child: ChildProcess;
  ask<T>(question: "drain" | "measure"): Promise<T>;
  log(): string;
  stop(): Promise<void>;
}

async function startServer(githubApiUrl: string, databaseUrl: string): Promise<FuzzedStoa> {
  const environment: Environment = {
    ...readSettings({}),
    appId: 7,
    privateKey: PRIVATE_KEY,
    webhookSecret: SECRET,
    githubApiUrl,
    databaseUrl,
    port: 0,
    logLevel: "warn",
  };
  const file = fileURLToPath(new URL("server.ts", import.meta.url));
  const child: ChildProcess = fork(file, [JSON.stringify(environment)], {
    execArgv: ["--import", "tsx"],
    silent: true,
  });
  child.setMaxListeners(50);
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => (log += chunk.toString()));
  }
  const answer = async <T>(): Promise<T> => {
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`Stoa ended with ${String(code)}:\n${log.slice(-5_000)}`);
    });
    const [message] = (await Promise.race([once(child, "message"), ended])) as [T];
    return message;
  };
  const port = await answer<number>();
  return {
    port,
    child,
    log: () => log,
    ask(question) {
      child.send(question);
      return answer();
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.disconnect();
      await once(child, "exit");
    },
  };
}

interface Sent {
  readonly answers: Record<number, number>;
  /** GUIDs that were answered with 2xx. */
  readonly accepted: ReadonlySet<string>;
  readonly memory: Memory[];
  readonly wrongAnswers: string[];
}

async function sendAll(
  stoa: FuzzedStoa,
  options: FuzzOptions & {
    readonly bases: readonly BasePayload[];
    readonly installations: readonly BasePayload[];
  },
): Promise<Sent> {
  const { count } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: TOGETHER });
  const answers: Record<number, number> = {};
  const accepted = new Set<string>();
  const wrongAnswers: string[] = [];
  const memory: Memory[] = [];
  const chance = chanceOf(options.seed);
  const next = mutator(options.bases, SECRET, chance);
  const post = async (mutant: Mutant) => {
    const status = await postOne(stoa.port, agent, mutant);
    answers[status] = (answers[status] ?? 0) + 1;
    if (status < 300) accepted.add(mutant.guid);
    // A proper one may be refused for nothing but its size; every other must be refused.
    const isRight = mutant.isProper ? status === 202 : status >= 400 && status < 500;
    if (!isRight)
      wrongAnswers.push(`${mutant.guid} (${JSON.stringify(mutant.headers).slice(0, 300)}) → ${status}`);
  };
  for (const [index, base] of options.installations.entries()) await post(asSent(base, SECRET, index));
  for (let sent = 0; sent < count;) {
    const some = Array.from({ length: Math.min(TOGETHER, count - sent) }, next);
    await Promise.all(some.map(post));
    sent += some.length;
    if (sent >= ((memory.length + 1) * count) / SAMPLES) {
      memory.push(await stoa.ask<Memory>("measure"));
      const latest = memory.at(-1);
      if (latest) options.onProgress?.(sent, latest);
    }
  }
  agent.destroy();
  return { answers, accepted, memory, wrongAnswers };
}

/** The status; 0 when the connection broke. */
function postOne(port: number, agent: Agent, { headers, body }: Mutant): Promise<number> {
  return new Promise((resolve) => {
    const options = {
      port,
      agent,
      method: "POST",
      path: WEBHOOK_PATH,
      headers: { ...headers, "content-length": body.length },
    };
    const posting = request(options, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    posting.on("error", () => resolve(0));
    posting.end(body);
  });
}

/** Stoa's comments that call somebody. */
function callsIn({ state }: LocalGitHub): string[] {
  const threads = [...state.repositories.values()].flatMap((repository) => [...repository.threads.values()]);
  const bodies = threads.flatMap(({ remarks }) =>
    remarks.filter(({ author }) => author?.login === "stoa[bot]").map(({ body }) => body),
  );
  return bodies
    .filter((body) => /(?<![A-Za-z0-9])@[A-Za-z0-9]/.test(body))
    .map((body) => `a mention was written: ${body}`);
}

function violationsOf(
  ran: Sent & { readonly drained: Drained; readonly log: string; readonly stoa: FuzzedStoa },
): string[] {
  const { drained, memory, accepted } = ran;
  const kept = new Set(drained.guids);
  const lost = [...accepted].filter((guid) => !kept.has(guid));
  const uninvited = drained.guids.filter((guid) => !accepted.has(guid));
  const growth = (memory.at(-1)?.heapBytes ?? 0) - (memory[2]?.heapBytes ?? 0);
  return [
    ...ran.wrongAnswers.map((what) => `wrong answer: ${what}`),
    ...lost.map((guid) => `accepted and lost: ${guid}`),
    ...uninvited.map((guid) => `refused and kept: ${guid}`),
    ...drained.unwell.map((row) => `not ended at once: ${row.guid} ${row.state} ${row.reason ?? ""}`),
    ...(drained.states["waiting"] ? [`${drained.states["waiting"]} deliveries wait`] : []),
    ...drained.featureFailures.map((what) => `a feature failed: ${what}`),
    ...(drained.isPolluted ? ["Object.prototype was changed"] : []),
    ...(growth > HEAP_GROWTH_BYTES ? [`the heap grew by ${Math.round(growth / 1024 / 1024)} MB`] : []),
    ...(SECRETS.some((secret) => ran.log.includes(secret)) ? ["a secret in the log"] : []),
    ...(ran.log.includes("unhandled") ? ["a rejection that nobody handled"] : []),
    ...(ran.stoa.child.exitCode === null ? [] : [`Stoa ended with ${ran.stoa.child.exitCode}`]),
  ];
}
