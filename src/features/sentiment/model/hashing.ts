// The hashed part of a text: words, pairs of words, characters and written feelings, in a space too small for all of them.
// Collisions cost little where weights are learned on the same hashes (Weinberger et al. 2009, "Feature hashing").

import type { Sentence } from "./tokens.ts";

/** The hashed space, a power of two. */
export const BUCKETS = 2 ** 16;

/** A sparse vector; its arrays are reused by the next text. */
export interface Hashed {
  /** How many of `buckets` and `values` are set. */
  size: number;
  buckets: Uint32Array;
  values: Float32Array;
}

/** Writes the hashed part of a text. */
export function hashSentences(sentences: readonly Sentence[], features: Hashed): void {
  features.size = 0;
  hashWords(sentences, features);
  hashCharacters(sentences, features);
  hashEmotions(sentences, features);
}

// FNV-1a (Fowler, Noll, Vo), with a final mix so that its low bits are good.
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  return hash;
}

function bucketOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & (BUCKETS - 1);
}

const WORD = OFFSET;
const NEGATED = OFFSET ^ 0x5bd1e995;
const PAIR = OFFSET ^ 0x27d4eb2f;
const CHARACTERS = OFFSET ^ 0x165667b1;
const EMOTION = OFFSET ^ 0x3c6ef372;

/** How often each bucket occurs in the group at hand; zero between groups. */
const counts = new Uint16Array(BUCKETS);
let touched: Uint32Array = new Uint32Array(4096);
let touchedSize = 0;

function count(hash: number): void {
  const bucket = bucketOf(hash);
  const before = counts[bucket] ?? 0;
  if (before === 0) {
    if (touchedSize === touched.length) touched = grown(touched);
    touched[touchedSize] = bucket;
    touchedSize += 1;
  }
  if (before < 0xffff) counts[bucket] = before + 1;
}

const LOGS = Float64Array.from({ length: 64 }, (_, n) => (n === 0 ? 0 : 1 + Math.log(n)));

/** What characters weigh beside words: they carry the words that no training text has. */
const CHARACTER_WEIGHT = 1.25;

/** Moves the counted group into the features: 1 + log tf, of length `weight` altogether. */
function endGroup(features: Hashed, weight = 1): void {
  let square = 0;
  for (let index = 0; index < touchedSize; index += 1) {
    square += (LOGS[Math.min(63, counts[touched[index] ?? 0] ?? 0)] ?? 0) ** 2;
  }
  const scale = square === 0 ? 0 : weight / Math.sqrt(square);
  while (features.size + touchedSize > features.buckets.length) {
    features.buckets = grown(features.buckets);
    const values = new Float32Array(features.buckets.length);
    values.set(features.values);
    features.values = values;
  }
  for (let index = 0; index < touchedSize; index += 1) {
    const bucket = touched[index] ?? 0;
    features.buckets[features.size] = bucket;
    features.values[features.size] = scale * (LOGS[Math.min(63, counts[bucket] ?? 0)] ?? 0);
    features.size += 1;
    counts[bucket] = 0;
  }
  touchedSize = 0;
}

function grown(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Words and pairs of words, apart where a negation reaches them. Pairs see the ends of sentences and written feelings. */
function hashWords(sentences: readonly Sentence[], features: Hashed): void {
  for (const sentence of sentences) {
    let before = hashText("<", PAIR);
    for (const { text, kind, isNegated } of sentence) {
      const hash = hashText(text, isNegated ? NEGATED : WORD);
      if (kind === "word") count(hash);
      count(Math.imul(before, PRIME) ^ hash);
      before = hash;
    }
    count(Math.imul(before, PRIME) ^ PAIR);
  }
  endGroup(features);
}

/** Three and four characters within a word and its two edges. */
function hashCharacters(sentences: readonly Sentence[], features: Hashed): void {
  for (const sentence of sentences) {
    for (const { text, kind } of sentence) {
      if (kind === "word" && text !== "0") hashWordCharacters(text);
    }
  }
  endGroup(features, CHARACTER_WEIGHT);
}

function hashWordCharacters(word: string): void {
  const { length } = word;
  // Positions −1 and `length` are the word's edges.
  let first = 0x20;
  let second = word.charCodeAt(0);
  let third = length > 1 ? word.charCodeAt(1) : 0x20;
  for (let index = -1; index + 2 <= length; index += 1) {
    const three = Math.imul(Math.imul(Math.imul(CHARACTERS ^ first, PRIME) ^ second, PRIME) ^ third, PRIME);
    count(three);
    const fourth = index + 3 < length ? word.charCodeAt(index + 3) : 0x20;
    if (index + 3 <= length) count(Math.imul(three ^ fourth, PRIME) ^ 0x55);
    first = second;
    second = third;
    third = fourth;
  }
}

/** Each emoticon, shortcode and emoji by itself. */
function hashEmotions(sentences: readonly Sentence[], features: Hashed): void {
  for (const sentence of sentences) {
    for (const { text, kind } of sentence) if (kind === "emotion") count(hashText(text, EMOTION));
  }
  endGroup(features);
}
