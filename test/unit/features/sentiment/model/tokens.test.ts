import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toSentences } from "../../../../../src/features/sentiment/model/tokens.ts";
import {
  flags,
  MOST_PARTS,
  partsKnown,
  SHOUTED,
  texts as textsOf,
} from "../../../../../src/features/sentiment/model/vocabulary.ts";

/** The tokens of each sentence, copied: the next text takes their room. */
function read(prose: string) {
  const { count, ends, tokens, negated } = toSentences(prose);
  return Array.from({ length: count }, (_, sentence) => {
    const from = sentence === 0 ? 0 : ends[sentence - 1];
    return Array.from(tokens.slice(from, ends[sentence]), (token, at) => ({
      text: textsOf[token] ?? "",
      isNegated: negated[(from ?? 0) + at] === 1,
      isShouted: ((flags[token] ?? 0) & SHOUTED) !== 0,
    }));
  });
}

const texts = (prose: string) => read(prose).map((sentence) => sentence.map(({ text }) => text));

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
    const [sentence = []] = read("I do not really like it, but good");
    const negated = sentence.filter(({ isNegated }) => isNegated).map(({ text }) => text);
    expect(negated).toEqual(["really", "like", "it"]);
  });

  test("knows who shouts", () => {
    const [sentence = []] = read("WHY is the API down");
    expect(sentence.filter(({ isShouted }) => isShouted).map(({ text }) => text)).toEqual(["why", "api"]);
  });

  test("reads a text alike, however many words were seen since", () => {
    const told = "XD soooo many, I do not LIKE :+1: it";
    const before = read(told);
    for (let count = 0; count < 18_000; count += 1) {
      toSentences(count.toString(26).replaceAll(/\d/g, (digit) => "qrstuvwxyz".charAt(Number(digit))));
    }
    expect(read(told)).toEqual(before);
  });

  test("keeps no more of long words than of many short ones", () => {
    let most = 0;
    for (let count = 0; count < 200; count += 1) {
      toSentences(`${"ab".repeat(1_900)}${"c".repeat(count)}`);
      most = Math.max(most, partsKnown());
    }
    expect(most).toBeGreaterThan(MOST_PARTS / 2);
    expect(most).toBeLessThan(MOST_PARTS + 10_000);
  });

  test("reads the first 4,000 characters of a long text", () => {
    expect(texts("word ".repeat(2_000))[0]).toHaveLength(800);
    expect(texts("! ".repeat(4_000))[0]).toHaveLength(2_000);
  });

  test("reads any text, and leaves no empty sentence", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (prose) => {
        for (const sentence of read(prose)) expect(sentence.length).toBeGreaterThan(0);
      }),
    );
  });
});
