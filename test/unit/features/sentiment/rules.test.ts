import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { score } from "../../../../src/features/sentiment/rules.ts";

describe("the feeling of a text", () => {
  test.each([
    ["Thanks, nice work!", "positive"],
    ["LGTM", "positive"],
    ["No problem", "positive"],
    ["👍", "positive"],
    [":+1: from me", "positive"],
    ["This works like a charm :)", "positive"],
    ["No, this is great", "positive"],
    ["This is annoying and ugly", "negative"],
    ["I don't like this", "negative"],
    ["This is not good", "negative"],
    ["It makes no sense to me", "negative"],
    [":( this sucks", "negative"],
    ["Thanks, but this is broken and awful", "negative"],
    ["Kill the child process and abort on fatal error", "neutral"],
    ["It fails with an invalid value, see the issue", "neutral"],
    ["Not a disaster", "neutral"],
    ["Could you rebase this onto main?", "neutral"],
    ["Thanks in advance", "neutral"],
    ["", "neutral"],
  ])("hears %j as %s", (text, polarity) => {
    expect(score(text).polarity).toBe(polarity);
  });

  test("scores one word of three as 3 / √(3² + 15)", () => {
    expect(score("LGTM").score).toBeCloseTo(3 / Math.sqrt(24));
  });

  test("is stronger with an intensifier", () => {
    expect(score("very good").score).toBeGreaterThan(score("good").score);
  });

  test("stays within −1 and 1, and its polarity never contradicts its sign", () => {
    const words = fc.constantFrom(
      "good",
      "awful",
      "not",
      "very",
      "lgtm",
      "thank",
      "you",
      ".",
      ",",
      ":)",
      "bug",
      "like",
      "it",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((list) => list.join(" ")),
        ),
        (text) => {
          const feeling = score(text);
          expect(Math.abs(feeling.score)).toBeLessThan(1);
          const sign = { positive: 1, neutral: Math.sign(feeling.score), negative: -1 }[feeling.polarity];
          expect(Math.sign(feeling.score)).toBe(sign);
        },
      ),
    );
  });
});
