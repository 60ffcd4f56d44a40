// What the lexica make of a text: sums of their words' valences over the text and over its sentences, with the turns that
// negations and intensifiers give them.

import { emotionValence } from "./emotions.ts";
import type { Sentence } from "./tokens.ts";
import { LEXICA, VALENCES } from "./valences.ts";

/** Numbers for each lexicon, see `writeLexicon`. */
export const PER_LEXICON = 13;

/** VADER's constants: what a negation and an intensifier make of the next valence, and the normalisation of a sum. */
const NEGATION = -0.74;
const INTENSIFIED = 1.3;
const NORMALISATION = 1;

/** Words that make the next one stronger. */
export const INTENSIFIERS: ReadonlySet<string> = new Set(
  "very really so extremely absolutely totally incredibly super completely truly highly utterly insanely".split(
    " ",
  ),
);
/** Words after which the real message comes. */
const TURNS: ReadonlySet<string> = new Set(
  "but however though although unfortunately except still instead yet nevertheless otherwise".split(" "),
);

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
export function writeLexica(sentences: readonly Sentence[], dense: Float32Array): void {
  sums.fill(0);
  for (const [number, sentence] of sentences.entries()) {
    sumSentence(sentence);
    for (let at = 0; at < sums.length; at += SLOTS) endSentence(at, number === 0);
  }
  for (let lexicon = 0; lexicon < LEXICA.length; lexicon += 1) writeLexicon(lexicon, dense);
}

function sumSentence(sentence: Sentence): void {
  let strength = 1;
  let isAfterTurn = false;
  for (const { text, kind, isNegated } of sentence) {
    if (kind === "mark") continue;
    const factor = strength * (isNegated ? NEGATION : 1);
    if (kind === "word") {
      const place = VALENCES.places.get(text);
      if (place !== undefined) {
        for (let lexicon = 0; lexicon < LEXICA.length; lexicon += 1) {
          addValence(lexicon * SLOTS, factor * (VALENCES.values[place + lexicon] ?? 0), isAfterTurn);
        }
      }
      strength = INTENSIFIERS.has(text) ? INTENSIFIED : 1;
      if (TURNS.has(text)) isAfterTurn = true;
    } else {
      const valence = factor * EMOTION_STRENGTH * emotionValence(text);
      for (let at = 0; at < sums.length; at += SLOTS) addValence(at, valence, isAfterTurn);
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

function writeLexicon(lexicon: number, dense: Float32Array): void {
  const of = (slot: number) => sums[lexicon * SLOTS + slot] ?? 0;
  dense.set(
    [
      normalised(of(POSITIVE) + of(NEGATIVE)),
      normalised(of(POSITIVE)),
      normalised(of(NEGATIVE)),
      of(HIGHEST),
      of(LOWEST),
      Math.log2(1 + of(POSITIVES)),
      Math.log2(1 + of(NEGATIVES)),
      of(FIRST),
      of(LAST),
      of(BEST),
      of(WORST),
      normalised(of(AFTER_TURN)),
      // Praise and blame in one text.
      Math.sqrt(of(BEST) * -of(WORST)),
    ],
    lexicon * PER_LEXICON,
  );
}

function normalised(sum: number): number {
  return sum / Math.sqrt(sum * sum + NORMALISATION);
}
