import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../../src/text/markdown.ts";
import { markdownish } from "./markdownish.ts";

/** Yields no block, and keeps the parser from being left out. */
const COMMENT = "<!-- -->\n\n";

/** What a paragraph may be made of, and what is near to it. */
// prettier-ignore
const PIECES = [
  "Thanks", "it works", "don't", "1", "2. ", "v1.2", "- ", "+", "=", "===", "---", "#", "(yes)", ":", '"', "_", "a_b", "x__y", ">", "->", " ", "  ", "   ", "    ",
  "\n", "\n\n", "\r\n", "\r", " \n", "\t", "\f", "\u00a0", "\u2028", "\ufeff", "é", "🎉",
];
const plainish = fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((parts) => parts.join(""));

describe("readDocument", () => {
  test("reads plain text as the parser would", () => {
    fc.assert(
      fc.property(fc.oneof(plainish, markdownish(), fc.string({ unit: "binary" })), (text) => {
        expect(readDocument(text)).toEqual(readDocument(COMMENT + text));
      }),
      { numRuns: 2_000 },
    );
  });

  test("cuts what is longer than GitHub keeps", () => {
    const [block] = readDocument("a".repeat(70_000)).blocks;
    expect(block?.lines[0]).toHaveLength(65_536);
  });
});
