import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toSentences } from "../../../../../src/features/sentiment/model/tokens.ts";

const texts = (prose: string) => toSentences(prose).map((sentence) => sentence.map(({ text }) => text));

describe("sentences and tokens", () => {
  test.each([
    [
      "It works. Thanks!",
      [
        ["it", "works", "."],
        ["thanks", "!"],
      ],
    ],
    ["One line\nanother", [["one", "line"], ["another"]]],
    ["great!!! :)", [["great", "!", "!", "!", ":)"]]],
    ["XD lol ^^ \\o/ <3 :+1: 👍", [["xd", "lol", "^^", "\\o/", "<3", ":+1:", "👍"]]],
    ["dont, can’t", [["don't", ",", "can't"]]],
    [
      "version 2.3 of x-ray",
      [
        ["version", "0", "."],
        ["0", "of", "x-ray"],
      ],
    ],
    ["", []],
  ])("cuts %j", (prose, expected) => {
    expect(texts(prose)).toEqual(expected);
  });

  test("marks what a negation reaches, within its clause", () => {
    const [sentence = []] = toSentences("I do not really like it, but good");
    const negated = sentence.filter(({ isNegated }) => isNegated).map(({ text }) => text);
    expect(negated).toEqual(["really", "like", "it"]);
  });

  test("knows who shouts", () => {
    const [sentence = []] = toSentences("WHY is the API down");
    expect(sentence.filter(({ isShouted }) => isShouted).map(({ text }) => text)).toEqual(["why", "api"]);
  });

  test("reads any text, and leaves no empty sentence", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (prose) => {
        for (const sentence of toSentences(prose)) expect(sentence.length).toBeGreaterThan(0);
      }),
    );
  });
});
