import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { impactOf, type PersonAround } from "../../../../src/features/sentiment/impact.ts";

const people = (count: number, before: number | undefined, after: number | undefined): PersonAround[] =>
  Array.from({ length: count }, () => ({ before, after }));

const NO_PROBLEMS = { before: 0, after: 0 };

describe("the impact of a release", () => {
  test.each([
    ["up", [...people(10, 0, 1), ...people(10, 0.5, 1)]],
    ["down", [...people(20, 1, 0), ...people(5, 1, 0.5)]],
    ["no clear change", [...people(5, 1, 0), ...people(5, 0, 1)]],
    ["too little to say", [...people(10, 1, undefined), ...people(4, undefined, 0)]],
    ["too little to say", []],
  ] as const)("is %s", (verdict, around) => {
    expect(impactOf(around, NO_PROBLEMS, 1).verdict).toBe(verdict);
  });

  test("weighs each person the same, and shows no index of fewer than five", () => {
    const impact = impactOf(
      [...people(4, 1, undefined), ...people(1, 0, 0.5), ...people(4, undefined, 1)],
      NO_PROBLEMS,
      1,
    );
    expect(impact).toMatchObject({ before: 80, after: 90, peopleBefore: 5, peopleAfter: 5, difference: 10 });
    expect(impactOf(people(4, 1, 1), NO_PROBLEMS, 1)).toMatchObject({
      before: null,
      after: null,
      difference: null,
    });
  });

  test.each([
    [{ before: 4, after: 20 }, "more"],
    [{ before: 20, after: 4 }, "fewer"],
    [{ before: 4, after: 7 }, "no clear change"],
    [{ before: 0, after: 0 }, "no clear change"],
  ] as const)("says of problem reports %j: %s", (problems, verdict) => {
    expect(impactOf([], problems, 1).problems).toEqual({ ...problems, verdict });
  });

  test("is the same for the same seed, and its interval holds the ends of what can be", () => {
    const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(fc.record({ before: share, after: share }), { minLength: 5, maxLength: 20 }),
        fc.nat(),
        (around, seed) => {
          const impact = impactOf(around, NO_PROBLEMS, seed);
          expect(impactOf(around, NO_PROBLEMS, seed)).toEqual(impact);
          const { low, high, verdict } = impact;
          expect(low === null).toBe(verdict === "too little to say");
          expect(low ?? 0).toBeLessThanOrEqual(high ?? 0);
          expect(low ?? 0).toBeGreaterThanOrEqual(-100);
          expect(high ?? 0).toBeLessThanOrEqual(100);
        },
      ),
      { numRuns: 20 },
    );
  });
});
