import { describe, expect, test } from "vitest";
import {
  agreedNeighbours,
  mostAgreed,
  variationOfInformation,
} from "../../../../../src/features/themes/clustering/consensus.ts";

const labels = (...of: readonly number[]) => Int32Array.from(of);

describe("of several clusterings", () => {
  test("the same differ by nothing, whatever their numbers; others by what each tells alone", () => {
    expect(variationOfInformation(labels(0, 0, 1, 1), labels(5, 5, -1, -1))).toBeCloseTo(0);
    expect(variationOfInformation(labels(0, 0, 1, 1), labels(0, 0, 0, 0))).toBeCloseTo(Math.log(2));
    expect(variationOfInformation(labels(0, 0, 1, 1), labels(0, 1, 0, 1))).toBeCloseTo(2 * Math.log(2));
  });

  test("the one that the others vary least from is kept, not the one of most clusters", () => {
    expect(mostAgreed([labels(0, 1, 0, 1), labels(0, 0, 1, 1), labels(1, 1, 0, 0)])).toBe(1);
    expect(mostAgreed([labels(0, 1, 2, 3), labels(0, 0, 1, 1), labels(0, 0, 0, 1)])).toBe(1);
  });

  test("neighbours count by how many put them together", () => {
    const neighbours = {
      most: 2,
      ids: Uint32Array.of(1, 2, 0, 2, 1, 0),
      similarities: Float32Array.of(0.8, 0.4, 0.8, 0.2, 0.2, 0),
    };
    const { similarities } = agreedNeighbours(neighbours, [labels(0, 0, 1), labels(0, 0, 0)]);
    const expected = [0.8, 0.2, 0.8, 0.1, 0.1, 0];
    for (const [at, similarity] of similarities.entries())
      expect(similarity).toBeCloseTo(expected[at] ?? 0, 5);
  });
});
