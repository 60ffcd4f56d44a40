// How a Stoa runs on the virtual clock against the local GitHub: time only moves on when neither has anything left to do
// at the present moment. The demo and the flow tests both use it.

import { setImmediate as turn } from "node:timers/promises";
import type { Stoa } from "../../src/serve.ts";
import type { LocalGitHub } from "./index.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** A running Stoa, its GitHub, and the time of both. */
export interface Timeline {
  readonly github: LocalGitHub;
  readonly stoa: Pick<Stoa, "idle" | "isIdle">;
  readonly clock: VirtualClock;
}

/** Resolves when neither GitHub has a delivery under way nor Stoa anything to do at this moment. */
export async function settle({ github, stoa }: Timeline): Promise<void> {
  let calm = 0;
  while (calm < 2) {
    await turn();
    await github.settled();
    calm = stoa.isIdle() ? calm + 1 : 0;
    await stoa.idle();
  }
}

/** Moves the clock to `at`, stopping at every moment on the way for which something in Stoa waits. */
export async function runUntil(timeline: Timeline, at: number): Promise<void> {
  const { clock } = timeline;
  for (let next = clock.nextWake(); next !== undefined && next <= at; next = clock.nextWake()) {
    clock.set(next);
    await settle(timeline);
  }
  clock.set(at);
  await settle(timeline);
}
