import { expect, test } from "vitest";
import { isPlusOne } from "../../../src/text/plus-one.ts";

test.each([
  "+1",
  " +1! ",
  "👍",
  "👍🏽 👍",
  ":+1:",
  ":thumbsup:",
  "Plus one.",
  "> I want this\n\n+1",
  "+1\n\n<!-- -->",
])("%j is a vote", (text) => {
  expect(isPlusOne(text)).toBe(true);
});

test.each([
  "",
  "-1",
  "1+1",
  "+10",
  "+1 for that",
  "I'd +1 this",
  "`+1`",
  "> +1",
  "👎",
  `+1 ${"+1 ".repeat(500)}`,
])("%j is none", (text) => {
  expect(isPlusOne(text)).toBe(false);
});
