import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { median, percentile } from "../../../bench/statistics.ts";

describe("the median", () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
    [[], NaN],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe("a percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  test.each([
    [0, 1],
    [50, 50],
    [99, 99],
    [99.5, 100],
    [100, 100],
  ])("%d of 1 to 100 is %d", (percent, expected) => {
    expect(percentile(hundred, percent)).toBe(expected);
  });

  test("of nothing is no number", () => {
    expect(percentile([], 99)).toBeNaN();
  });

  test("is a value that so many do not exceed, and no lesser one is", () => {
    const values = fc.array(fc.integer(), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
        const value = percentile(all, percent);
        const share = (limit: (other: number) => boolean) => (100 * all.filter(limit).length) / all.length;
        expect(all).toContain(value);
        expect(share((other) => other <= value)).toBeGreaterThanOrEqual(percent);
        expect(share((other) => other < value)).toBeLessThan(percent);
      }),
    );
  });
});
