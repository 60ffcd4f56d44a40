import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shippedModel } from "../../../../src/features/sentiment/model/model.ts";
import { toneOf } from "../../../../src/features/sentiment/rules.ts";
import { toProse } from "../../../../src/text/prose.ts";

const tone = (markdown: string) => toneOf(toProse(markdown));

describe("the tone of a text", () => {
  test.each([
    ["Thanks, nice work!", "positive"],
    ["LGTM, thank you!", "positive"],
    ["No problem, glad to help :)", "positive"],
    ["This works like a charm :)", "positive"],
    ["This is annoying and ugly", "negative"],
    ["I hate this, it never works :(", "negative"],
    [":( this sucks", "negative"],
    ["Kill the child process and abort on fatal error", "neutral"],
    ["Could you rebase this onto main?", "neutral"],
    ["I have moved the class to its own file.", "neutral"],
  ])("reads %j as %s", (text, polarity) => {
    expect(tone(text).polarity).toBe(polarity);
  });

  test("hears heat in an insult rather than in a request", () => {
    const insult = tone("This is fucking ridiculous, are you idiots even testing your own stupid code?");
    const request = tone("Could you add a test for the second case, please?");
    expect(insult.heat).toBeGreaterThan(0.7);
    expect(request.heat).toBeLessThan(0.3);
  });

  test("stays within its ranges, says when it is not sure, and its polarity never contradicts its sign", () => {
    const words = fc.constantFrom(
      ..."good awful not very lgtm thank you . , :) bug like it ! 👍 WTF".split(" "),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(words).map((list) => list.join(" ")),
        ),
        (text) => {
          const one = tone(text);
          expect(Math.abs(one.score)).toBeLessThanOrEqual(1);
          expect(one.confidence).toBeGreaterThanOrEqual(1 / 3);
          expect(one.confidence).toBeLessThanOrEqual(1);
          expect(one.heat).toBeGreaterThanOrEqual(0);
          expect(one.heat).toBeLessThanOrEqual(1);
          expect(one.polarity === "uncertain").toBe(one.confidence < shippedModel().file.certainFrom);
          const sign = { positive: 1, negative: -1, neutral: undefined, uncertain: undefined }[one.polarity];
          expect(sign ?? Math.sign(one.score)).toBe(Math.sign(one.score));
        },
      ),
    );
  });
});
