// What the lexica make of a text: sums of their words' valences over the text and over its sentences, with the turns that
// negations and intensifiers give them.

import type { Sentences } from "./tokens.ts";
import { LEXICA, VALENCES } from "./valences.ts";
import { feelings, flags, kinds, MARK, STRENGTHENS, TURNS, valencesAt, WORD } from "./vocabulary.ts";

/** Numbers for each lexicon, see `writeLexicon`. */
export const PER_LEXICON = 13;

/** VADER's constants: what a negation and an intensifier make of the next valence, and the normalisation of a sum. */
const NEGATION = -0.74;
const INTENSIFIED = 1.3;
const NORMALISATION = 1;

/** Slots of a lexicon's sums while a text is read; the last two are of the sentence at hand. */
const POSITIVE = 0;
const NEGATIVE = 1;
const HIGHEST = 2;
const LOWEST = 3;
const POSITIVES = 4;
const NEGATIVES = 5;
const AFTER_TURN = 6;
const FIRST = 7;
const LAST = 8;
const BEST = 9;
const WORST = 10;
const SENTENCE = 11;
const SLOTS = 12;
const sums = new Float64Array(LEXICA.length * SLOTS);

/** For each lexicon: the sums of its valences over the text and over its sentences, −1…1, and how many there are. */
export function writeLexica(sentences: Sentences, dense: Float32Array): void {
  sums.fill(0);
  let start = 0;
  for (let sentence = 0; sentence < sentences.count; sentence += 1) {
    const end = sentences.ends[sentence]!;
    sumSentence(sentences, start, end);
    for (let at = 0; at < sums.length; at += SLOTS) endSentence(at, sentence === 0);
    start = end;
  }
  for (let lexicon = 0; lexicon < LEXICA.length; lexicon += 1) {
    writeLexicon(lexicon * SLOTS, dense, lexicon * PER_LEXICON);
  }
}

function sumSentence({ tokens, negated }: Sentences, start: number, end: number): void {
  let strength = 1;
  let isAfterTurn = false;
  for (let at = start; at < end; at += 1) {
    const token = tokens[at]!;
    const kind = kinds[token];
    if (kind === MARK) continue;
    const factor = strength * (negated[at] === 1 ? NEGATION : 1);
    if (kind === WORD) {
      const valences = valencesAt[token]!;
      if (valences >= 0) {
        for (let lexicon = 0; lexicon < LEXICA.length; lexicon += 1) {
          addValence(lexicon * SLOTS, factor * VALENCES.values[valences + lexicon]!, isAfterTurn);
        }
      }
      strength = (flags[token]! & STRENGTHENS) === 0 ? 1 : INTENSIFIED;
      if ((flags[token]! & TURNS) !== 0) isAfterTurn = true;
    } else {
      const valence = factor * EMOTION_STRENGTH * feelings[token]!;
      for (let slot = 0; slot < sums.length; slot += SLOTS) addValence(slot, valence, isAfterTurn);
      strength = 1;
    }
  }
}

/** What a written feeling weighs beside the strongest word. */
const EMOTION_STRENGTH = 0.6;

function addValence(at: number, valence: number, isAfterTurn: boolean): void {
  if (valence === 0) return;
  add(at + SENTENCE, valence);
  if (isAfterTurn) add(at + AFTER_TURN, valence);
  if (valence > 0) {
    add(at + POSITIVE, valence);
    add(at + POSITIVES, 1);
    sums[at + HIGHEST] = Math.max(sums[at + HIGHEST] ?? 0, valence);
  } else {
    add(at + NEGATIVE, valence);
    add(at + NEGATIVES, 1);
    sums[at + LOWEST] = Math.min(sums[at + LOWEST] ?? 0, valence);
  }
}

function add(slot: number, value: number): void {
  sums[slot] = (sums[slot] ?? 0) + value;
}

function endSentence(at: number, isFirst: boolean): void {
  const polarity = normalised(sums[at + SENTENCE] ?? 0);
  if (isFirst) sums[at + FIRST] = polarity;
  sums[at + LAST] = polarity;
  sums[at + BEST] = Math.max(sums[at + BEST] ?? 0, polarity);
  sums[at + WORST] = Math.min(sums[at + WORST] ?? 0, polarity);
  sums[at + SENTENCE] = 0;
}

function writeLexicon(from: number, dense: Float32Array, at: number): void {
  const positive = sums[from + POSITIVE]!;
  const negative = sums[from + NEGATIVE]!;
  const best = sums[from + BEST]!;
  const worst = sums[from + WORST]!;
  dense[at] = normalised(positive + negative);
  dense[at + 1] = normalised(positive);
  dense[at + 2] = normalised(negative);
  dense[at + 3] = sums[from + HIGHEST]!;
  dense[at + 4] = sums[from + LOWEST]!;
  dense[at + 5] = Math.log2(1 + sums[from + POSITIVES]!);
  dense[at + 6] = Math.log2(1 + sums[from + NEGATIVES]!);
  dense[at + 7] = sums[from + FIRST]!;
  dense[at + 8] = sums[from + LAST]!;
  dense[at + 9] = best;
  dense[at + 10] = worst;
  dense[at + 11] = normalised(sums[from + AFTER_TURN]!);
  // Praise and blame in one text.
  dense[at + 12] = Math.sqrt(best * -worst);
}

function normalised(sum: number): number {
  return sum / Math.sqrt(sum * sum + NORMALISATION);
}
