import { describe, expect, test } from "vitest";
import { measure, type Answer } from "../../../scripts/sentiment/measures.ts";
import { seededRandom } from "../../../scripts/sentiment/random.ts";

/** Answers between .5 and 1, right as often as they claim, less `boast`. */
function answersOf(count: number, boast = 0) {
  const random = seededRandom(7);
  const answers = Array.from({ length: count }, (): Answer => ({ label: 1, confidence: 0.5 + random() / 2 }));
  const truth = answers.map(({ confidence }) => (random() < confidence - boast ? 1 : 0));
  return { answers, truth };
}

describe("the error of calibration", () => {
  test("is no more than chance where confidences are right", () => {
    const { answers, truth } = answersOf(1_000);
    const { ece, eceByChance } = measure(truth, answers, 2);
    expect(eceByChance).toBeGreaterThan(0.01);
    expect(ece).toBeLessThan(2 * eceByChance);
  });

  test("is what they claim too much, and chance shrinks with the number of texts", () => {
    const { answers, truth } = answersOf(20_000, 0.1);
    const { ece, eceByChance } = measure(truth, answers, 2);
    expect(ece).toBeCloseTo(0.1, 1);
    expect(eceByChance).toBeLessThan(0.008);
  });
});
