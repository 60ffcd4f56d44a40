// The clock of a process whose parent keeps the time. When the parent asks, workers that sleep look for work early, as
// others may have left some; whoever waits for an answer of GitHub's, and not for work, sleeps on.

import type { Clock } from "../../src/core/clock.ts";

export interface ChildClock extends Clock {
  nextWake(): number | undefined;
  /** Whether somebody waits for a moment in the midst of its work. */
  hasWaiting(): boolean;
  set(at: number): void;
  /** Wakes every worker that sleeps. */
  poke(): void;
}

interface Sleeper {
  readonly until: number;
  /** A worker can be woken early; whoever waits for a moment cannot. */
  readonly isWorker: boolean;
  readonly wake: () => void;
}

export function childClock(start: number): ChildClock {
  let time = start;
  const sleepers = new Set<Sleeper>();
  const wakeAll = (isDue: (sleeper: Sleeper) => boolean) => {
    for (const sleeper of [...sleepers].filter(isDue).toSorted((a, b) => a.until - b.until)) sleeper.wake();
  };
  return {
    now: () => time,
    sleepUntil(until, signal) {
      if (until <= time || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper: Sleeper = { until, isWorker: signal !== undefined, wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", wake, { once: true });
      });
    },
    nextWake() {
      const moments = [...sleepers].map(({ until }) => until).filter((until) => Number.isFinite(until));
      return moments.length > 0 ? Math.min(...moments) : undefined;
    },
    hasWaiting: () => [...sleepers].some(({ isWorker }) => !isWorker),
    set(at) {
      time = Math.max(time, at);
      wakeAll(({ until }) => until <= time);
    },
    poke: () => wakeAll(({ isWorker }) => isWorker),
  };
}
