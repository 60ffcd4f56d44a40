import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addForestScores, forestScorer } from "../../../../../src/features/sentiment/model/forest.ts";

const float = fc.float({ noNaN: true, noDefaultInfinity: true });

/** The shipped shape, and others. */
const shapes = fc.oneof(
  fc.constant({ depth: 3, classes: 3 }),
  fc.record({ depth: fc.integer({ min: 1, max: 4 }), classes: fc.integer({ min: 1, max: 4 }) }),
);

/** A forest, and a row of its inputs: values often stand on a threshold, and many are 0 or −0. */
const asked = fc
  .record({ shape: shapes, rounds: fc.integer({ min: 0, max: 5 }), width: fc.integer({ min: 1, max: 9 }) })
  .chain(({ shape: { depth, classes }, rounds, width }) => {
    const trees = rounds * classes;
    const inner = trees * (2 ** depth - 1);
    const values = fc.array(float, { minLength: 4, maxLength: 4 });
    return values.chain((some) => {
      const value = fc.constantFrom(0, -0, ...some);
      const many = (one: fc.Arbitrary<number>, length: number) =>
        fc.array(one, { minLength: length, maxLength: length });
      return fc.record({
        forest: fc.record({
          depth: fc.constant(depth),
          classes: fc.constant(classes),
          inputs: many(fc.integer({ min: 0, max: width - 1 }), inner).map((all) => Uint16Array.from(all)),
          thresholds: many(fc.oneof(value, fc.constant(Infinity)), inner).map((all) =>
            Float32Array.from(all),
          ),
          leaves: many(float, trees * 2 ** depth).map((all) => Float32Array.from(all)),
        }),
        row: many(value, width).map((all) => Float32Array.from(all)),
      });
    });
  });

describe("a forest's scorer", () => {
  test("says of every forest and row what the plain loop says, to the last bit", () => {
    fc.assert(
      fc.property(asked, ({ forest, row }) => {
        const plain = Float64Array.from({ length: forest.classes }, (_, klass) => klass / 3);
        const fast = plain.slice();
        addForestScores(forest, { values: row, at: 0 }, plain);
        forestScorer(forest)(row, fast);
        expect([...fast]).toEqual([...plain]);
      }),
      { numRuns: 500 },
    );
  });
});
