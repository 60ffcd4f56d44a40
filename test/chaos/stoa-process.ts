// A Stoa in a process of its own that can be killed at any moment. Its clock stands where the parent says; it tells the
// parent when it has nothing left to do at that moment, and when it would go on by itself.

import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";
import pino from "pino";
import type { Environment } from "../../src/config/environment.ts";
import { DAY } from "../../src/core/clock.ts";
import { serve } from "../../src/serve.ts";
import { childClock } from "./child-clock.ts";

/** What the parent starts it with. */
export interface Start {
  readonly environment: Environment;
  readonly now: number;
  readonly lookEveryMs: number;
}

/** "It is `now`": answered when there is nothing left to do. */
export interface Asked {
  readonly id: number;
  readonly now: number;
  /** Whether to look for work that other processes may have left. */
  readonly isPoked: boolean;
}

export interface Answered {
  readonly id: number;
  /** False when it had something to do at the time it was asked. */
  readonly wasIdle: boolean;
  readonly nextWake: number | undefined;
}

/** While a worker is busy we look this often whether it only waits. */
const LOOK_MS = 10;

async function main(start: Start): Promise<void> {
  const clock = childClock(start.now);
  const stoa = await serve({
    environment: start.environment,
    clock,
    log: pino({ level: process.env["STOA_LOG"] ?? "silent" }),
    lookEveryMs: start.lookEveryMs,
    // The parent says when to look what other processes left, and years pass.
    pollMs: 7 * DAY,
  });
  /** Nothing to do at this moment; a worker that waits for one in the midst of its work has nothing to do either. */
  const rest = async () => {
    while (!stoa.isIdle()) {
      await Promise.race([stoa.idle(), pause(LOOK_MS)]);
      if (clock.hasWaiting() && !stoa.isIdle()) {
        await pause(LOOK_MS);
        if (clock.hasWaiting()) return;
      }
    }
  };
  process.on("message", ({ id, now, isPoked }: Asked) => {
    const answer = async () => {
      await turn();
      const wasIdle = stoa.isIdle() || clock.hasWaiting();
      await rest();
      clock.set(now);
      if (isPoked) clock.poke();
      await turn();
      await rest();
      process.send?.({ id, wasIdle, nextWake: clock.nextWake() } satisfies Answered);
    };
    void answer();
  });
  process.on("disconnect", () => process.exit());
  process.send?.({ port: stoa.port });
}

process.once("message", (start: Start) => void main(start));
