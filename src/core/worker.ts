// A worker does one step of its work at a time, and sleeps when there is none: until the next moment that work is due,
// until somebody wakes it, or until it polls for work that other processes left.

import type { Clock } from "./clock.ts";

/** What a step found: "again" when there may be more at once, else when to look next (epoch ms), if known. */
export type StepResult = "again" | number | undefined;

export interface Worker {
  readonly name: string;
  /** Looks for work now. */
  wake(): void;
  /** True while it sleeps with nothing to do at the present time. */
  isIdle(): boolean;
  /** Resolves when it is idle. */
  idle(): Promise<void>;
  /** Finishes the step in hand and ends. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly step: () => Promise<StepResult>;
  /** Look for work at least this often; needed where other processes make work. */
  readonly pollMs?: number | undefined;
  /** Told of a step that threw; the worker then rests for `restMs`, so a lasting fault does not spin. */
  readonly onError: (error: unknown) => void;
  readonly restMs?: number;
}

/** Starts a worker; it looks for work at once. */
export function startWorker(options: WorkerOptions): Worker {
  const { clock, restMs = 1_000 } = options;
  let isStopped = false;
  let isIdle = false;
  let isWoken = false;
  let sleep = new AbortController();
  const waiters = new Set<() => void>();

  async function run(): Promise<void> {
    while (!isStopped) {
      isWoken = false;
      const next = await options.step().catch((error: unknown) => {
        options.onError(error);
        return clock.now() + restMs;
      });
      if (next === "again" || isWoken || isStopped) continue;
      await rest(next);
    }
  }

  async function rest(next: number | undefined): Promise<void> {
    const poll = options.pollMs === undefined ? Infinity : clock.now() + options.pollMs;
    const until = Math.min(next ?? Infinity, poll);
    if (until <= clock.now()) return;
    sleep = new AbortController();
    isIdle = true;
    for (const resolve of waiters) resolve();
    waiters.clear();
    await clock.sleepUntil(until, sleep.signal);
    isIdle = false;
  }

  const running = run();
  const wake = () => {
    isWoken = true;
    isIdle = false;
    sleep.abort();
  };
  return {
    name: options.name,
    wake,
    isIdle: () => isIdle,
    idle: () => (isIdle ? Promise.resolve() : new Promise((resolve) => waiters.add(resolve))),
    async stop() {
      isStopped = true;
      wake();
      await running;
    },
  };
}

/** Resolves once all of these workers are idle at the same time. */
export async function allIdle(workers: readonly Worker[]): Promise<void> {
  while (!workers.every((worker) => worker.isIdle())) {
    for (const worker of workers) await worker.idle();
  }
}
