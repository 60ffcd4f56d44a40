import { expect, test } from "vitest";
import { ACT_NAMES } from "../../../../../src/features/sentiment/model/acts.ts";
import { PER_ACT, writeActs } from "../../../../../src/features/sentiment/model/speech-acts.ts";
import { toSentences } from "../../../../../src/features/sentiment/model/tokens.ts";

/** How often each act was seen. */
function actsIn(text: string): Readonly<Record<string, number>> {
  const dense = new Float32Array(ACT_NAMES.length * PER_ACT);
  writeActs(toSentences(text), dense, 0);
  return Object.fromEntries(
    ACT_NAMES.map(
      (name, act) => [name, Math.round(2 ** (dense[act * PER_ACT + 1] ?? 0) - 1)] as const,
    ).filter(([, times]) => times > 0),
  );
}

test.each([
  ["a word", "cheers", { thanks: 1 }],
  ["a word, and the phrases that begin with it", "thanks a lot", { thanks: 2 }],
  ["a phrase and those within it", "can you", { asks: 1, inquiry: 1, you: 1 }],
  ["a phrase of five words", "as far as i know", { hedge: 1, firstPerson: 1 }],
  ["no phrase that breaks off", "as far as", {}],
  ["no phrase that a mark divides", "as far, as i know", { firstPerson: 1 }],
  ["no phrase over two sentences", "as far. as i know", { firstPerson: 1 }],
  ["a written feeling", "+1", { agreement: 1 }],
  ["nothing in other words", "the cache of the parser", {}],
])("finds %s", (_, text, expected) => {
  expect(actsIn(text)).toEqual(expected);
});
