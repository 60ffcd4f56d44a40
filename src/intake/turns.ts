// Whose turn it is: receiving deliveries and processing them share one thread, and GitHub must not wait. Acknowledging
// comes first: between two steps the worker lets requests in, and while deliveries stream in it holds back, but for a
// short slice of work every so often, so that it never starves. As soon as the stream pauses it works without a break.
// It goes by the machine's time, not by the clock: a thread is busy in real time, also in a replay.

import { setImmediate as letRequestsIn, setTimeout as pause } from "node:timers/promises";

/** This many deliveries within STREAM_MS are a stream (320 a second); fewer than that can be processed beside. */
const STREAM_DELIVERIES = 16;
const STREAM_MS = 50;
/** The worker looks this often whether the stream has paused. */
const LOOK_MS = 10;
/** In a stream the worker holds back for this long at most … */
const HOLD_MS = 200;
/** … and then works for this long. It is also about the longest that a request waits for the worker. */
const SLICE_MS = 8;

export interface Turns {
  /** Tells of deliveries that have come in together. */
  received(count: number): void;
  /** Resolves when the worker may take its next step. */
  next(): Promise<void>;
  /** True when the worker should end its step soon: others wait. */
  isOver(): boolean;
}

/** Takes turns; `now` is monotonic, in milliseconds. */
export function newTurns(now: () => number = () => performance.now()): Turns {
  /** When each of the last deliveries came in; a ring. */
  const times: number[] = Array.from({ length: STREAM_DELIVERIES }, () => -Infinity);
  let oldest = 0;
  let sliceEndsAt = now() + SLICE_MS;
  const isStream = () => now() - (times[oldest] ?? -Infinity) < STREAM_MS;
  const isOver = () => now() >= sliceEndsAt;

  return {
    received(count) {
      const at = now();
      for (let index = 0; index < Math.min(count, STREAM_DELIVERIES); index += 1) {
        times[oldest] = at;
        oldest = (oldest + 1) % STREAM_DELIVERIES;
      }
    },
    async next() {
      if (!isOver()) return;
      await letRequestsIn();
      // What has been read is stored at the end of that same turn of the event loop.
      await letRequestsIn();
      const holdEndsAt = now() + HOLD_MS;
      while (isStream() && now() < holdEndsAt) await pause(LOOK_MS);
      sliceEndsAt = now() + SLICE_MS;
    },
    isOver,
  };
}
