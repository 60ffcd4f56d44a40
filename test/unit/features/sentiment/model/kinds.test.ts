import { describe, expect, test } from "vitest";
import { kindsInto } from "../../../../../scripts/sentiment/kinds.ts";
import { temperatureOf } from "../../../../../src/features/sentiment/model/kinds.ts";

describe("the kind of a text", () => {
  test("is told by its dense numbers and the constant", () => {
    const kinds = new Float64Array(2);
    // Behind one number of another text: 2 and 0 of this one. Weights by input and kind, then the constants.
    kindsInto(kinds, { dense: [9, 2, 0], at: 1, size: 2 }, [1, 0, 5, 5, 0, 2 - Math.log(3)]);
    expect([...kinds]).toEqual([expect.closeTo(0.75), expect.closeTo(0.25)]);
  });

  test("gives the temperature of a kind it surely is, and one between where it may be either", () => {
    expect(temperatureOf(Float64Array.of(0, 1), [1, 4])).toBeCloseTo(4);
    expect(temperatureOf(Float64Array.of(0.5, 0.5), [1, 4])).toBeCloseTo(2);
  });
});
