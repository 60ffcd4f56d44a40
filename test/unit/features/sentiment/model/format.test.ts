import { describe, expect, test } from "vitest";
import { decodeNumbers, encodeNumbers } from "../../../../../src/features/sentiment/model/format.ts";
import { shippedModel } from "../../../../../src/features/sentiment/model/model.ts";

const { file, numbers } = shippedModel();

describe("the model's file", () => {
  test("is read as it was written", () => {
    expect(encodeNumbers(numbers)).toBe(file.numbers);
  });

  test("of another version or size is refused", () => {
    expect(() => decodeNumbers({ ...file, version: file.version + 1 })).toThrow(/version/);
    expect(() => decodeNumbers({ ...file, numbers: file.numbers.slice(0, -400) })).toThrow(RangeError);
  });

  test("stays under a megabyte and names what it was trained on", () => {
    expect(JSON.stringify(file).length).toBeLessThan(1_000_000);
    expect(file.trainedOn.map(({ name }) => name)).toEqual([
      "github",
      "pull-requests",
      "stackoverflow",
      "heated",
    ]);
  });
});
