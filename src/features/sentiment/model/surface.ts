// The look of a text: punctuation, written feelings, capitals, length, and what its Markdown held.

import type { Prose } from "../../../text/prose.ts";
import { emotionValence } from "./emotions.ts";
import { INTENSIFIERS } from "./lexicon-sums.ts";
import type { Sentence } from "./tokens.ts";

export type Text = Pick<Prose, "text" | "hasCode" | "hasLink" | "hasQuote">;

/** How many numbers `writeSurface` writes. */
export const SURFACE = 34;

/** Writes the look of a text at `offset`. Counts as log₂(1 + n), the rest 0 or 1. */
export function writeSurface(
  { text, hasCode, hasLink, hasQuote }: Text,
  sentences: readonly Sentence[],
  dense: Float32Array,
  offset: number,
): void {
  let words = 0;
  let marks = 0;
  let questions = 0;
  let exclamations = 0;
  let commas = 0;
  let shouted = 0;
  let negated = 0;
  let intensified = 0;
  let elongated = 0;
  let glad = 0;
  let grim = 0;
  let other = 0;
  for (const sentence of sentences) {
    for (const token of sentence) {
      if (token.kind === "word") {
        words += 1;
        if (token.isShouted) shouted += 1;
        if (token.isNegated) negated += 1;
        if (INTENSIFIERS.has(token.text)) intensified += 1;
        if (isElongated(token.text)) elongated += 1;
      } else if (token.kind === "emotion") {
        const valence = emotionValence(token.text);
        if (valence > 0) glad += 1;
        else if (valence < 0) grim += 1;
        else other += 1;
      } else {
        marks += 1;
        if (token.text === "?") questions += 1;
        else if (token.text === "!") exclamations += 1;
        else if (token.text === ",") commas += 1;
      }
    }
  }
  const opening = sentences[0];
  const closing = sentences.at(-1);
  const last = closing?.at(-1);
  const log = (n: number) => Math.log2(1 + n);
  dense.set(
    [
      log(words) / 4,
      log(sentences.length) / 2,
      log(marks) / 3,
      log(questions),
      log(exclamations),
      log(commas) / 2,
      log(shouted),
      log(negated),
      log(intensified),
      elongated > 0 ? 1 : 0,
      log(glad),
      log(grim),
      log(other),
      glad > 0 ? 1 : 0,
      grim > 0 ? 1 : 0,
      glad > 0 && grim > 0 ? 1 : 0,
      last?.text === "?" ? 1 : 0,
      last?.text === "!" ? 1 : 0,
      last?.text === "." ? 1 : 0,
      last?.kind === "emotion" ? emotionValence(last.text) : 0,
      last?.kind === "word" ? 1 : 0,
      opening?.at(-1)?.text === "!" ? 1 : 0,
      opening?.at(-1)?.text === "?" ? 1 : 0,
      text.includes("!!") ? 1 : 0,
      text.includes("??") ? 1 : 0,
      text.includes("?!") || text.includes("!?") ? 1 : 0,
      text.includes("..") || text.includes("…") ? 1 : 0,
      text.includes('"') ? 1 : 0,
      text.includes("(") ? 1 : 0,
      words < 4 ? 1 : 0,
      words > 60 ? 1 : 0,
      hasCode ? 1 : 0,
      hasLink ? 1 : 0,
      hasQuote ? 1 : 0,
    ],
    offset,
  );
}

/** "soooo". */
function isElongated(word: string): boolean {
  for (let index = 2; index < word.length; index += 1) {
    const letter = word.charCodeAt(index);
    if (letter === word.charCodeAt(index - 1) && letter === word.charCodeAt(index - 2)) return true;
  }
  return false;
}
