import * as fc from "fast-check";
import { expect, test } from "vitest";
import { countFunctionWords, ENGLISH, FOREIGN } from "../../../src/text/function-words.ts";

// prettier-ignore
const PIECES = [
  ...ENGLISH, ...FOREIGN, "The", "DON’T", "Für", "été", "İle", "ΣΑΣ", "parser", "thex", "xthe", "日本", "𝒜", "\ud835", "\udc9c", "a\udc9c", "🎉", "1", "_",
  "-", "'", " ", " ", " ", ",", "\n", "\0",
];
const texts = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join("")),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(" ")),
  fc.string({ unit: "binary" }),
);

test("counts as a pattern that cuts out the words would", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const lower = text.toLowerCase().replaceAll("’", "'");
      const words = lower.match(/[\p{L}'-]+/gu) ?? [];
      expect(countFunctionWords(text)).toEqual({
        words: words.length,
        english: words.filter((word) => ENGLISH.has(word)).length,
        others: words.filter((word) => FOREIGN.has(word)).length,
      });
    }),
    { numRuns: 1_000 },
  );
});
