// Time as everything in Stoa sees it. Nothing else may ask the machine for the time, so that tests and the
// demo can run months in seconds (see test/local-github/virtual-clock.ts).

/** A source of time. All times are UTC epoch milliseconds. */
export interface Clock {
  /** The present, in UTC epoch milliseconds. */
  now(): number;
  /** Resolves once `now()` has reached `until` (at once if it already has), or when `signal` aborts. Never rejects. */
  sleepUntil(until: number, signal?: AbortSignal): Promise<void>;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** setTimeout counts in 32 bits; a longer wait is made of several. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleepUntil(until, signal) {
    while (Date.now() < until && !signal?.aborted) {
      await timer(Math.min(until - Date.now(), LONGEST_TIMER_MS), signal);
    }
  },
};

function timer(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(handle);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const handle = setTimeout(done, delayMs);
    signal?.addEventListener("abort", done, { once: true });
  });
}

/** The number of whole UTC days since 1970-01-01 at `at`; what grouping by day needs, alike in both databases. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY);
}
