// The look of a text: punctuation, written feelings, capitals, length, and what its Markdown held.

import type { Prose } from "../../../text/prose.ts";
import type { Sentences } from "./tokens.ts";
import {
  ELONGATED,
  EMOTION,
  feelings,
  flags,
  kinds,
  SHOUTED,
  STRENGTHENS,
  texts,
  WORD,
} from "./vocabulary.ts";

export type Text = Pick<Prose, "text" | "hasCode" | "hasLink" | "hasQuote">;

/** How many numbers `writeSurface` writes. */
export const SURFACE = 34;

/** Writes the look of a text at `offset`. Counts as log₂(1 + n), the rest 0 or 1. */
export function writeSurface(
  { text, hasCode, hasLink, hasQuote }: Text,
  sentences: Sentences,
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
  const { count, ends, tokens, negated: isNegated } = sentences;
  const size = count === 0 ? 0 : ends[count - 1]!;
  for (let at = 0; at < size; at += 1) {
    const token = tokens[at]!;
    if (kinds[token] === WORD) {
      const known = flags[token]!;
      words += 1;
      negated += isNegated[at]!;
      if ((known & SHOUTED) !== 0) shouted += 1;
      if ((known & STRENGTHENS) !== 0) intensified += 1;
      if ((known & ELONGATED) !== 0) elongated += 1;
    } else if (kinds[token] === EMOTION) {
      const feeling = feelings[token]!;
      if (feeling > 0) glad += 1;
      else if (feeling < 0) grim += 1;
      else other += 1;
    } else {
      marks += 1;
      if (texts[token] === "?") questions += 1;
      else if (texts[token] === "!") exclamations += 1;
      else if (texts[token] === ",") commas += 1;
    }
  }
  const last = size === 0 ? undefined : tokens[size - 1];
  const lastText = last === undefined ? "" : texts[last];
  const openingEnd = count === 0 ? "" : texts[tokens[ends[0]! - 1]!];
  dense.set(
    [
      log(words) / 4,
      log(count) / 2,
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
      lastText === "?" ? 1 : 0,
      lastText === "!" ? 1 : 0,
      lastText === "." ? 1 : 0,
      last === undefined ? 0 : feelings[last]!,
      last !== undefined && kinds[last] === WORD ? 1 : 0,
      openingEnd === "!" ? 1 : 0,
      openingEnd === "?" ? 1 : 0,
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

function log(count: number): number {
  return Math.log2(1 + count);
}
