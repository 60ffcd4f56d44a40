// Starts Stoas in processes of their own, and stands before them as a load balancer would: each delivery goes to the next
// of them, alive or not.

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answered, Start } from "./stoa-process.ts";

export interface StoaProcess {
  readonly port: number;
  isAlive(): boolean;
  /** Tells it the time; resolves when it has nothing left to do, or is dead. */
  ask(now: number, isPoked: boolean): Promise<Pick<Answered, "wasIdle" | "nextWake">>;
  /** SIGKILL. */
  kill(): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>;
}

/** A process that loads its program, and starts once it is told with what. */
export interface LoadingProcess {
  start(start: Start): Promise<StoaProcess>;
  /** SIGKILL, before it was started. */
  discard(): void;
}

export interface ProcessOptions {
  /** When it is to kill itself; see kill-at.ts. */
  readonly killed?: { readonly job: string; readonly step: number };
  /** Where the program lies compiled (see compiled.ts); without it, it is compiled while it loads. */
  readonly compiled?: string;
}

export function startProcess(start: Start): Promise<StoaProcess> {
  return loadProcess({}).start(start);
}

export function loadProcess({ killed, compiled }: ProcessOptions): LoadingProcess {
  const file = (name: string) =>
    compiled === undefined
      ? fileURLToPath(new URL(`${name}.ts`, import.meta.url))
      : join(compiled, "test/chaos", `${name}.js`);
  const preloads = [...(compiled === undefined ? ["tsx"] : []), ...(killed ? [file("kill-at")] : [])];
  const kill = killed ? { STOA_KILL_JOB: killed.job, STOA_KILL_STEP: String(killed.step) } : {};
  const child = fork(file("stoa-process"), [], {
    execArgv: preloads.flatMap((preload) => ["--import", preload]),
    env: { ...process.env, STOA_LOG: process.env["CHAOS_LOG"] ?? "silent", ...kill },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  return {
    async start(start) {
      child.send(start);
      const port = await Promise.race([portOf(child), ended.then(() => undefined)]);
      if (port === undefined) throw new Error("A Stoa ended before it had begun");
      return conversation(child, port, ended);
    },
    discard: () => void child.kill("SIGKILL"),
  };
}

async function portOf(child: ChildProcess): Promise<number> {
  const [message] = (await once(child, "message")) as [{ readonly port: number }];
  return message.port;
}

function conversation(child: ChildProcess, port: number, ended: Promise<unknown>): StoaProcess {
  const waiting = new Map<number, (answered: Pick<Answered, "wasIdle" | "nextWake">) => void>();
  let asked = 0;
  let isAlive = true;
  const end = () => {
    isAlive = false;
    for (const resolve of waiting.values()) resolve({ wasIdle: false, nextWake: undefined });
    waiting.clear();
  };
  void ended.then(end);
  child.on("message", (answered: Answered) => {
    waiting.get(answered.id)?.(answered);
    waiting.delete(answered.id);
  });
  // A message to one that has just been killed is lost, which is well.
  child.on("error", () => undefined);
  return {
    port,
    ended,
    isAlive: () => isAlive,
    ask(now, isPoked) {
      if (!isAlive) return Promise.resolve({ wasIdle: true, nextWake: undefined });
      const id = (asked += 1);
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        child.send({ id, now, isPoked }, () => undefined);
      });
    },
    kill() {
      isAlive = false;
      child.kill("SIGKILL");
    },
  };
}

export interface Balancer {
  readonly url: string;
  close(): void;
}

/** Passes each request on to the next process. One that is dead refuses, as it would behind a balancer that has not noticed. */
export async function startBalancer(
  processes: () => readonly { readonly port: number }[],
): Promise<Balancer> {
  let turn = 0;
  const server = createServer((incoming, response) => {
    const all = processes();
    const { port } = all[(turn += 1) % Math.max(1, all.length)] ?? { port: 1 };
    pass(incoming, response, port);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/api/github/webhooks`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function pass(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url, headers } = incoming;
  const onward = request({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on("error", () => response.destroy());
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  incoming.pipe(onward);
}
