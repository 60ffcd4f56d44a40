// Whatever stands in a stoa.yml, reading it answers: with a configuration, or with problems that have a line and a column.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { configSchema, parseConfig } from "../../../src/config/repository.ts";
import { features } from "../../../src/features/index.ts";

const schema = configSchema(features);

// prettier-ignore
const PIECES = [
  ["digest", "mentoring", "requests", "badges", "themes", "enabled", "hour", "zone", "labels", "votes", "boards", "mentors"],
  ["__proto__", "constructor", "toString", "<<", "_extends", "? ", "! ", "!!binary ", "!!js/function ", "&a ", "*a", "~"],
  [":", ": ", ":\n", ":\n  ", "\n", "\n\n", "  ", "\t", "- ", "\n  - ", "[", "]", "{", "}", ",", "|", ">", "#", "---\n", "...\n"],
  ["true", "false", "null", "0", "-1", "1e999", "0x1F", "2026-01-01", ".nan", ".inf", "'", '"', "\\", "\u0000", "\ud800", "é", "🎉"],
].flat();

const yamlish = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(""));

test("parseConfig throws nothing, whatever is in the file", () => {
  const property = fc.property(fc.oneof(yamlish, fc.string({ unit: "binary", maxLength: 200 })), (text) => {
    const parsed = parseConfig(text, schema);
    if (parsed.ok) {
      // What was taken would be taken again.
      return schema.safeParse(parsed.config).success;
    }
    const isTold = parsed.problems.every(
      ({ line, column, message }) => line >= 1 && column >= 1 && message !== "",
    );
    return parsed.problems.length > 0 && isTold;
  });
  fc.assert(property, { numRuns: 3000 });
  expect("polluted" in {}).toBe(false);
});

test.each([
  ["deep brackets", "[".repeat(20_000)],
  ["deep keys", Array.from({ length: 2_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
  ["a long line", `digest: ${"x".repeat(500_000)}`],
  ["many keys", Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join("\n")],
  [
    "many anchors",
    Array.from({ length: 5_000 }, (_, index) => `k${index}: &a${index} [*a${index - 1}]`).join("\n"),
  ],
])("parseConfig answers soon to %s", (_, text) => {
  const startedAt = performance.now();
  expect(parseConfig(text, schema).ok).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
