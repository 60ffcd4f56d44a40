import * as fc from "fast-check";
import { expect, test } from "vitest";
import { withoutReferences } from "../../../src/text/words.ts";

// prettier-ignore
const PIECES = [
  "Thanks", "it works", "12", "deed", "1", "abc", "/", "-", ".", ":", "h", "w", "(", ")", "é", "\u2009", "\u00a0", "\ufeff", "🎉", "@ada", "#1", "`", "www.x",
  "https://a.example", "GH-12", "0123abc", "x".repeat(99), " ", " ", "  ", "\t",
];
const lines = fc
  .oneof(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((pieces) => pieces.join("")),
    fc.string({ unit: "binary" }),
  )
  .map((line) => line.trim())
  .filter((line) => line !== "");

test("a line that looks clean at a glance holds nothing that the closer look would take away", () => {
  fc.assert(
    fc.property(lines, (line) => {
      const atGlance = { hasLink: false };
      const closely = { hasLink: false };
      // A bare @ refers to nobody, and yet calls for the closer look.
      const looked = withoutReferences(`${line} @`, closely);
      expect(`${withoutReferences(line, atGlance)} @`.trimStart()).toBe(looked);
      expect(atGlance).toEqual(closely);
    }),
    { numRuns: 2_000 },
  );
});
