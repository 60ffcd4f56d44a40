import { describe, expect, test } from "vitest";
import { fitLogistic } from "../../../scripts/sentiment/logistic.ts";
import { principalAxes } from "../../../scripts/sentiment/principal-axes.ts";
import { normal, seededRandom } from "../../../scripts/sentiment/random.ts";

test("the axes are where weighted vectors vary most", () => {
  const vectors = [
    { vector: [3, 4, 0], weight: 2 },
    { vector: [-3, -4, 0], weight: 2 },
    { vector: [4, -3, 1], weight: 1 },
    { vector: [-4, 3, 1], weight: 1 },
  ];
  const [first, second] = principalAxes(vectors, 2).map((axis) => axis.map(Math.abs));
  expect(first).toEqual([expect.closeTo(0.6), expect.closeTo(0.8), expect.closeTo(0)]);
  expect(second).toEqual([expect.closeTo(0.8), expect.closeTo(0.6), expect.closeTo(0)]);
});

describe("logistic regression", () => {
  test("finds the curve that the labels were drawn from", () => {
    const random = seededRandom(5);
    const inputs = Array.from({ length: 20_000 }, () => [normal(random), normal(random)] as const);
    const labels = Uint8Array.from(inputs, ([first, second]) =>
      random() < 1 / (1 + Math.exp(-(2 * first - second + 0.5))) ? 1 : 0,
    );
    const [first, second, constant] = fitLogistic(inputs, labels);
    expect(Math.abs(first - 2)).toBeLessThan(0.1);
    expect(Math.abs(second + 1)).toBeLessThan(0.1);
    expect(Math.abs(constant - 0.5)).toBeLessThan(0.1);
  });
});
