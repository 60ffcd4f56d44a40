// The hashed part of a text: words, pairs of words, characters and written feelings, in a space too small for all of them.
// Collisions cost little where weights are learned on the same hashes (Weinberger et al. 2009, "Feature hashing").

import type { Sentence } from "./tokens.ts";

/** The hashed space, a power of two. */
export const BUCKETS = 2 ** 17;

/** A sparse vector; its arrays are reused by the next text. */
export interface SparseVector {
  /** How many of `buckets` and `values` are set. */
  size: number;
  buckets: Uint32Array;
  values: Float32Array;
}

/** The hashed part of a text, and of each of its sentences by itself. */
export interface Hashed extends SparseVector {
  /** How many sentences there are. */
  sentences: number;
  /** Parts of sentences one after the other; nothing where there is but one sentence, which is the whole text. */
  readonly parts: SparseVector & {
    /** The sentence that each part belongs to, and where the part ends; as many as `count` says. */
    count: number;
    sentenceOf: Uint32Array;
    ends: Uint32Array;
  };
}

/** Room for `hashSentences` to write into. */
export function emptyHashed(): Hashed {
  return {
    ...emptyVector(),
    sentences: 0,
    parts: { ...emptyVector(), count: 0, sentenceOf: new Uint32Array(64), ends: new Uint32Array(64) },
  };
}

function emptyVector(): SparseVector {
  return { size: 0, buckets: new Uint32Array(1024), values: new Float32Array(1024) };
}

/** Writes the hashed part of a text. */
export function hashSentences(sentences: readonly Sentence[], features: Hashed): void {
  features.size = 0;
  features.sentences = sentences.length;
  features.parts.size = 0;
  features.parts.count = 0;
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

/** How often each bucket occurs in a group of features, and which do; empty between groups. */
interface Counts {
  readonly counts: Uint8Array;
  touched: Uint32Array;
  size: number;
}

const emptyCounts = (): Counts => ({
  counts: new Uint8Array(BUCKETS),
  touched: new Uint32Array(4096),
  size: 0,
});
const ofText = emptyCounts();
const ofSentence = emptyCounts();

function addTo(group: Counts, bucket: number, times: number): void {
  const before = group.counts[bucket] ?? 0;
  if (before === 0) {
    if (group.size === group.touched.length) group.touched = grown(group.touched);
    group.touched[group.size] = bucket;
    group.size += 1;
  }
  group.counts[bucket] = Math.min(0xff, before + times);
}

function count(hash: number): void {
  addTo(ofSentence, bucketOf(hash), 1);
}

const LOGS = Float64Array.from({ length: 64 }, (_, n) => (n === 0 ? 0 : 1 + Math.log(n)));

/** What characters weigh beside words: they carry the words that no training text has. */
const CHARACTER_WEIGHT = 1.25;

/** Ends a sentence's group: a part of its own where there are several sentences, and added to the text's. */
function endSentence(features: Hashed, sentence: number, weight = 1): void {
  const { parts } = features;
  if (features.sentences > 1 && ofSentence.size > 0) {
    append(ofSentence, parts, weight);
    if (parts.count === parts.ends.length) {
      parts.ends = grown(parts.ends);
      parts.sentenceOf = grown(parts.sentenceOf);
    }
    parts.ends[parts.count] = parts.size;
    parts.sentenceOf[parts.count] = sentence;
    parts.count += 1;
  }
  for (let index = 0; index < ofSentence.size; index += 1) {
    const bucket = ofSentence.touched[index] ?? 0;
    addTo(ofText, bucket, ofSentence.counts[bucket] ?? 0);
    ofSentence.counts[bucket] = 0;
  }
  ofSentence.size = 0;
}

/** Moves the text's counted group into the features. */
function endGroup(features: Hashed, weight = 1): void {
  append(ofText, features, weight);
  for (let index = 0; index < ofText.size; index += 1) ofText.counts[ofText.touched[index] ?? 0] = 0;
  ofText.size = 0;
}

/** Appends a counted group: 1 + log tf, of length `weight` altogether. */
function append({ counts, touched, size }: Counts, to: SparseVector, weight: number): void {
  let square = 0;
  for (let index = 0; index < size; index += 1) {
    square += (LOGS[Math.min(63, counts[touched[index] ?? 0] ?? 0)] ?? 0) ** 2;
  }
  const scale = square === 0 ? 0 : weight / Math.sqrt(square);
  while (to.size + size > to.buckets.length) {
    to.buckets = grown(to.buckets);
    const values = new Float32Array(to.buckets.length);
    values.set(to.values);
    to.values = values;
  }
  for (let index = 0; index < size; index += 1) {
    const bucket = touched[index] ?? 0;
    to.buckets[to.size] = bucket;
    to.values[to.size] = scale * (LOGS[Math.min(63, counts[bucket] ?? 0)] ?? 0);
    to.size += 1;
  }
}

function grown(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Words and pairs of words, apart where a negation reaches them. Pairs see the ends of sentences and written feelings. */
function hashWords(sentences: readonly Sentence[], features: Hashed): void {
  for (const [number, sentence] of sentences.entries()) {
    let before = hashText("<", PAIR);
    for (const { text, kind, isNegated } of sentence) {
      const hash = hashText(text, isNegated ? NEGATED : WORD);
      if (kind === "word") count(hash);
      count(Math.imul(before, PRIME) ^ hash);
      before = hash;
    }
    count(Math.imul(before, PRIME) ^ PAIR);
    endSentence(features, number);
  }
  endGroup(features);
}

/** Three and four characters within a word and its two edges. */
function hashCharacters(sentences: readonly Sentence[], features: Hashed): void {
  for (const [number, sentence] of sentences.entries()) {
    for (const { text, kind } of sentence) {
      if (kind === "word" && text !== "0") hashWordCharacters(text);
    }
    endSentence(features, number, CHARACTER_WEIGHT);
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
  for (const [number, sentence] of sentences.entries()) {
    for (const { text, kind } of sentence) if (kind === "emotion") count(hashText(text, EMOTION));
    endSentence(features, number);
  }
  endGroup(features);
}
