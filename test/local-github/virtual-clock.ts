// A clock that stands still until it is told to move, and stops at every sleeper on its way. With it, months of
// a community pass in seconds and always in the same order.

import type { Clock } from "../../src/core/clock.ts";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export interface VirtualClock extends Clock {
  /** The moment the earliest sleeper waits for, or undefined when nobody sleeps. */
  nextWake(): number | undefined;
  /** Moves time forward to `at` (never back) and wakes every sleeper whose moment has come. */
  set(at: number): void;
}

/** Makes a clock that stands at `start`, in UTC epoch milliseconds. */
export function virtualClock(start: number): VirtualClock {
  let time = start;
  const sleepers = new Set<Sleeper>();

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
        const sleeper: Sleeper = { until, wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", wake, { once: true });
      });
    },
    nextWake() {
      let next: number | undefined;
      for (const sleeper of sleepers) {
        if (next === undefined || sleeper.until < next) next = sleeper.until;
      }
      return next;
    },
    set(at) {
      time = Math.max(time, at);
      const due = [...sleepers].filter((sleeper) => sleeper.until <= time);
      for (const sleeper of due.sort((a, b) => a.until - b.until)) sleeper.wake();
    },
  };
}
