// What a release did to the mood: the index in the fourteen days before it and after it, and how many problems were reported.
// The verdict is careful: it takes a difference that is larger than what chance would make of the same people.

import { DAY } from "../../core/clock.ts";
import { LEAST_PEOPLE, wilsonInterval } from "../../core/statistics.ts";

/** How long before and after a release is looked at. */
export const WINDOW_MS = 14 * DAY;

const RESAMPLES = 2_000;

/** How good the feelings were that a person showed before and after, 0…1; undefined where they showed none. */
export interface PersonAround {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

export type Verdict = "up" | "down" | "no clear change" | "too little to say";

export interface Impact {
  /** Indices, 0…100; null with fewer than five people. */
  readonly before: number | null;
  readonly after: number | null;
  /** after − before with its 95 % interval; null when there is too little to say. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly peopleBefore: number;
  readonly peopleAfter: number;
  readonly verdict: Verdict;
  readonly problems: ProblemChange;
}

export interface ProblemChange {
  readonly before: number;
  readonly after: number;
  /** Whether reports became more or fewer beyond what chance makes of so few. */
  readonly verdict: "more" | "fewer" | "no clear change";
}

/**
 * The impact of a release. The difference is of two means over people; its interval is the percentile bootstrap over people
 * (Efron 1979): 2,000 times as many people are drawn with replacement, each with both of their windows, so that people who
 * spoke before and after count as the same.
 * @param seed makes the draws repeatable: the same release gets the same interval
 */
export function impactOf(
  people: readonly PersonAround[],
  problems: { readonly before: number; readonly after: number },
  seed: number,
): Impact {
  const before = people.flatMap((person) => person.before ?? []);
  const after = people.flatMap((person) => person.after ?? []);
  const known = {
    peopleBefore: before.length,
    peopleAfter: after.length,
    problems: { ...problems, verdict: problemVerdict(problems) },
  };
  const isBeforeTold = before.length >= LEAST_PEOPLE;
  const isAfterTold = after.length >= LEAST_PEOPLE;
  const shown = { before: isBeforeTold ? index(before) : null, after: isAfterTold ? index(after) : null };
  if (!isBeforeTold || !isAfterTold) {
    return { ...known, ...shown, difference: null, low: null, high: null, verdict: "too little to say" };
  }
  const [low, high] = bootstrapInterval(people, seed);
  return {
    ...known,
    ...shown,
    difference: index(after) - index(before),
    low,
    high,
    verdict: verdictOf(low, high),
  };
}

function verdictOf(low: number, high: number): Verdict {
  if (low > 0) return "up";
  return high < 0 ? "down" : "no clear change";
}

/**
 * Of two counts over equal times, the later one's share is binomial with one half when nothing changed (Przyborowski and
 * Wilenski 1940); Wilson's interval for that share says whether one half can be believed.
 */
function problemVerdict({
  before,
  after,
}: {
  readonly before: number;
  readonly after: number;
}): ProblemChange["verdict"] {
  if (before + after === 0) return "no clear change";
  const [low, high] = wilsonInterval(after / (before + after), before + after);
  if (low > 0.5) return "more";
  return high < 0.5 ? "fewer" : "no clear change";
}

function bootstrapInterval(people: readonly PersonAround[], seed: number): readonly [number, number] {
  const random = seededRandom(seed);
  const differences: number[] = [];
  for (let sample = 0; sample < RESAMPLES; sample += 1) {
    let before = 0;
    let beforeCount = 0;
    let after = 0;
    let afterCount = 0;
    for (let draw = 0; draw < people.length; draw += 1) {
      const person = people[Math.floor(random() * people.length)];
      if (person?.before !== undefined) {
        before += person.before;
        beforeCount += 1;
      }
      if (person?.after !== undefined) {
        after += person.after;
        afterCount += 1;
      }
    }
    // A draw without anybody on one side tells nothing of the difference.
    if (beforeCount > 0 && afterCount > 0)
      differences.push(100 * (after / afterCount - before / beforeCount));
  }
  differences.sort((a, b) => a - b);
  const at = (share: number) => differences[Math.floor(share * (differences.length - 1))] ?? 0;
  return [at(0.025), at(0.975)];
}

/** The mean of shares as an index, 0…100. */
function index(shares: readonly number[]): number {
  return (100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length;
}

/** Numbers in [0, 1) that are the same for the same seed, by a linear congruential generator (Numerical Recipes). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
