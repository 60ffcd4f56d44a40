import { describe, expect, test } from "vitest";
import { emotionOf, wordOf } from "../../../../../src/features/sentiment/model/vocabulary.ts";
import {
  decodeVectors,
  encodeVectors,
  GLAD,
  GRIM,
  rowsOf,
  shippedVectors,
  SPECIAL_ROWS,
  UNKNOWN,
  vectorRowOf,
} from "../../../../../src/features/sentiment/model/word-vectors.ts";

const vectors = shippedVectors();

function vectorOf(word: string): readonly number[] {
  const from = vectorRowOf(wordOf(word), vectors) * vectors.dimensions;
  return [...vectors.values.subarray(from, from + vectors.dimensions)];
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, index) => sum + value * y[index]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe("vectors of words", () => {
  test("are read as they were written, and refused where some are missing", () => {
    const file = encodeVectors("here", vectors);
    expect(decodeVectors(file)).toEqual(vectors);
    expect(() => decodeVectors({ ...file, words: file.words - 1 })).toThrow(/does not fit/);
    expect(() => decodeVectors({ ...file, words: file.words + 1 })).toThrow(RangeError);
  });

  test("have one row for each word, in the order of their hashes", () => {
    expect(vectors.words).toEqual(vectors.words.toSorted());
    expect(new Set(vectors.words).size).toBe(vectors.words.length);
    expect(vectors.values).toHaveLength(rowsOf(vectors) * vectors.dimensions);
  });

  test.each([
    ["awesome", "fantastic", "server"],
    ["ugly", "nasty", "compile"],
    ["compiler", "runtime", "happy"],
  ])("stand nearer to %s for %s than for %s", (word, near, far) => {
    const own = vectorOf(word);
    expect(cosine(own, vectorOf(near))).toBeGreaterThan(cosine(own, vectorOf(far)) + 0.2);
  });

  test("are those of a kind for what has none of its own", () => {
    expect(vectorRowOf(wordOf("thanks"), vectors)).toBeGreaterThanOrEqual(SPECIAL_ROWS);
    expect(vectorRowOf(wordOf("qwrtzplk"), vectors)).toBe(UNKNOWN);
    expect(vectorRowOf(emotionOf(":dancing_men:"), vectors)).toBe(GLAD);
    expect(vectorRowOf(emotionOf(":cold_sweat:"), vectors)).toBe(GRIM);
    expect(vectorRowOf(emotionOf(":no_such_code:"), vectors)).toBe(UNKNOWN);
  });
});
