// The troubles of a chaotic replay, drawn from its seed: what happens to deliveries, to Stoa's calls of GitHub, and when a
// process is killed.

import { HOUR } from "../../src/core/clock.ts";
import { seededRandom } from "../local-github/ids.ts";
import type { TroubleKind, Troubles } from "../local-github/troubles.ts";

const DUPLICATE = 0.1;
const LOST = 0.1;
const LATE = 0.2;
const FAILING_READS = 0.2;
/** Of writes as many fail: not done, done and answered 502, done and cut off, or refused by a secondary limit. */
const FAILING_WRITES = {
  failBefore: 0.06,
  failAfter: 0.05,
  timeOutAfter: 0.05,
  secondaryLimit: 0.05,
} as const;

/** Counts how often each kind of trouble struck. */
export type Struck = Record<string, number>;

/** Switches on all troubles; every call is drawn for anew. */
export function makeTrouble(troubles: Troubles, seed: number): Struck {
  const random = seededRandom(seed);
  const struck: Struck = {};
  const chance = (name: TroubleKind, share: (subject: string) => number) => {
    const trouble = troubles[name];
    trouble.probability = 1;
    trouble.only = (subject) => {
      const strikes = random() < share(subject);
      if (strikes) struck[name] = (struck[name] ?? 0) + 1;
      if (strikes && name === "delay") troubles.delayMs = Math.ceil(random() * HOUR);
      return strikes;
    };
  };
  chance("duplicate", () => DUPLICATE);
  chance("lose", () => LOST);
  chance("delay", () => LATE);
  chance("failBefore", (subject) => (isWrite(subject) ? FAILING_WRITES.failBefore : FAILING_READS));
  chance("failAfter", () => FAILING_WRITES.failAfter);
  chance("timeOutAfter", () => FAILING_WRITES.timeOutAfter);
  chance("secondaryLimit", () => FAILING_WRITES.secondaryLimit);
  return struck;
}

function isWrite(subject: string): boolean {
  if (subject.startsWith("POST /graphql")) return subject.includes("mutation");
  return !subject.startsWith("GET ");
}

/** A SIGKILL: at this happening, once `requests` more calls have reached GitHub, or after `waitMs` when none do. */
export interface Kill {
  readonly requests: number;
  readonly waitMs: number;
}

/** Kills by the index of the happening at which they come. */
export function drawKills(options: {
  readonly seed: number;
  readonly kills: number;
  readonly happenings: number;
}): ReadonlyMap<number, Kill> {
  const random = seededRandom(options.seed + 1);
  const drawn = new Map<number, Kill>();
  while (drawn.size < Math.min(options.kills, options.happenings)) {
    drawn.set(Math.floor(random() * options.happenings), {
      requests: Math.floor(random() * 4),
      waitMs: Math.floor(random() * 60),
    });
  }
  return drawn;
}
