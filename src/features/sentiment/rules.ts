// How a remark feels, by the words in it. A lexicon reads words and not people: it is meant for sums over many, never
// for a verdict on one.

import type { Polarity } from "../../db/tables/features.ts";
import { INTENSIFIERS, NEGATORS, PHRASES, VALENCES, type Phrase } from "./lexicon.ts";

export interface Feeling {
  /** −1…1, 0 when nothing was felt. */
  readonly score: number;
  readonly polarity: Polarity;
}

/** Thresholds on the sum of valences, chosen on half of one data set: see docs/sentiment.md. */
const POSITIVE_FROM = 2;
const NEGATIVE_TO = -1;
/** VADER's constant: a sum of √15 ≈ 3.9, one strong word, scores .71. */
const NORMALISATION = 15;
/** How many words after a negation it still speaks of. */
const NEGATION_REACH = 3;
const INTENSIFIED = 1.5;
const CLAUSE_END: ReadonlySet<string> = new Set([".", ",", ";", "!", "?", "\n"]);

/** Words (with their apostrophes and hyphens), short codes of emoji, emoticons, emoji, and what ends a clause. */
const TOKEN =
  /[a-z\u00e0-\u024f]+(?:['-][a-z]+)*|:[a-z_]+:|:[+-]1:|[:;=](?:-|')?[()d/](?![a-z/])|<3|\p{Extended_Pictographic}|[.,;!?\n]/gu;

/**
 * The feeling of a prose text. With s the sum of its words' valences (lexicon.ts), the score is s / √(s² + 15), which is
 * VADER's normalisation (Hutto and Gilbert 2014), and the polarity follows from s by two thresholds. A phrase counts in
 * place of its words; a negation within three words before, in one clause, silences a valence ("not a problem"); an
 * intensifier just before makes it half as strong again.
 */
export function score(prose: string): Feeling {
  const tokens = prose.toLowerCase().replaceAll("’", "'").match(TOKEN) ?? [];
  let sum = 0;
  let sinceNegation = Infinity;
  let strength = 1;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? "";
    const phrase = phraseAt(tokens, index);
    sinceNegation += 1;
    if (sinceNegation > NEGATION_REACH) sum += strength * (phrase?.valence ?? VALENCES.get(token) ?? 0);
    strength = INTENSIFIERS.has(token) ? INTENSIFIED : 1;
    if (phrase) index += phrase.rest.length;
    else if (NEGATORS.has(token)) sinceNegation = 0;
    else if (CLAUSE_END.has(token)) sinceNegation = Infinity;
  }
  return { score: sum / Math.sqrt(sum * sum + NORMALISATION), polarity: polarityOf(sum) };
}

function phraseAt(tokens: readonly string[], index: number): Phrase | undefined {
  const candidates = PHRASES.get(tokens[index] ?? "");
  return candidates?.find(({ rest }) => rest.every((word, offset) => tokens[index + 1 + offset] === word));
}

function polarityOf(sum: number): Polarity {
  if (sum >= POSITIVE_FROM) return "positive";
  return sum <= NEGATIVE_TO ? "negative" : "neutral";
}
