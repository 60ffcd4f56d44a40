import { describe, expect, test } from "vitest";
import { decodeNumbers, encodeNumbers } from "../../../../../src/features/sentiment/model/format.ts";
import { shippedModel } from "../../../../../src/features/sentiment/model/model.ts";
import vectors from "../../../../../src/features/sentiment/model/vectors.json" with { type: "json" };

const { file, numbers } = shippedModel();

describe("the model's file", () => {
  test("is read as it was written", () => {
    // Not the text: another version of the compressor may write another.
    expect(decodeNumbers({ ...file, numbers: encodeNumbers(numbers) })).toEqual(numbers);
  });

  test("of another version or size is refused", () => {
    expect(() => decodeNumbers({ ...file, version: file.version + 1 })).toThrow(/version/);
    expect(() => decodeNumbers({ ...file, numbers: file.numbers.slice(0, -400) })).toThrow(/end of file/);
    const fewer = { ...file, forest: { ...file.forest, trees: file.forest.trees - 4 } };
    expect(() => decodeNumbers(fewer)).toThrow(/does not fit/);
  });

  test("stays under a megabyte with the vectors of words, and names what it was trained on", () => {
    const pretty = (value: unknown) => JSON.stringify(value, undefined, 2).length + 1;
    expect(pretty(file) + pretty(vectors)).toBeLessThan(1_000_000);
    expect(file.trainedOn.map(({ name }) => name)).toEqual([
      "github",
      "pull-requests",
      "stackoverflow",
      "heated",
    ]);
  });
});
