// Random questions to the matching: who waits, who has room, and what each pair costs.

import * as fc from "fast-check";
import { DAY } from "../../src/core/clock.ts";
import type { Candidate, Waiting } from "../../src/features/mentoring/matching.ts";

export interface Matching {
  readonly newcomers: readonly Waiting[];
  readonly mentors: readonly Candidate[];
  /** Points by `${id} ${key}`; pairs that must not be are not there. */
  readonly costs: ReadonlyMap<string, number>;
}

const NOW = Date.UTC(2026, 10, 2, 9);

/** @param size at most so many; exactly so many, and every pair allowed, when it is full */
export function someMatching(size: {
  readonly newcomers: number;
  readonly mentors: number;
  readonly isFull?: boolean;
}): fc.Arbitrary<Matching> {
  const counts = (most: number) => (size.isFull ? fc.constant(most) : fc.integer({ min: 0, max: most }));
  return fc
    .record({ rows: counts(size.newcomers), columns: counts(size.mentors), seed: fc.nat() })
    .map(({ rows, columns, seed }) => matchingOf({ rows, columns, seed, isFull: size.isFull === true }));
}

/** The same for the same seed. */
export function matchingOf(of: {
  readonly rows: number;
  readonly columns: number;
  readonly seed: number;
  readonly isFull: boolean;
}): Matching {
  let state = of.seed % 2_147_483_647;
  // Park and Miller's generator.
  const random = (below: number) => {
    state = (state * 48_271 + 1) % 2_147_483_647;
    return state % below;
  };
  const newcomers = Array.from({ length: of.rows }, (_, index) => {
    const waitedDays = random(4);
    return { id: `n${index}`, askedAt: NOW - waitedDays * DAY, waitedDays };
  });
  const mentors = Array.from({ length: of.columns }, (_, index) => {
    const capacity = random(4) + (of.isFull ? 1 : 0);
    return { key: `m${index}`, capacity, active: of.isFull ? random(capacity) : random(3) };
  });
  const costs = new Map<string, number>();
  for (const { id } of newcomers) {
    for (const { key } of mentors) if (of.isFull || random(10) > 0) costs.set(`${id} ${key}`, random(801));
  }
  return { newcomers, mentors, costs };
}
