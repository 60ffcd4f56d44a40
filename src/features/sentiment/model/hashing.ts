// The hashed part of a text: words, pairs of words, characters and written feelings, in a space too small for all of them.
// Collisions cost little where weights are learned on the same hashes (Weinberger et al. 2009, "Feature hashing").

import { BUCKETS, bucketOf, END, pairOf, START } from "./buckets.ts";
import type { Sentences } from "./tokens.ts";
import { EMOTION, hashes, kinds, partBuckets, partEnds, WORD } from "./vocabulary.ts";

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
export function hashSentences(sentences: Sentences, features: Hashed): void {
  features.size = 0;
  features.sentences = sentences.count;
  features.parts.size = 0;
  features.parts.count = 0;
  hashWords(sentences, features);
  hashParts(sentences, features, { kind: WORD, weight: CHARACTER_WEIGHT });
  hashParts(sentences, features, { kind: EMOTION, weight: 1 });
}

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

/** Where a sentence is counted: a text of one sentence needs no sums of sentences. */
function groupFor({ sentences }: Hashed): Counts {
  return sentences === 1 ? ofText : ofSentence;
}

/** Words and pairs of words, apart where a negation reaches them. Pairs see the ends of sentences and written feelings. */
function hashWords({ count, ends, tokens, negated }: Sentences, features: Hashed): void {
  const group = groupFor(features);
  let at = 0;
  for (let sentence = 0; sentence < count; sentence += 1) {
    let before = START;
    for (const end = ends[sentence]!; at < end; at += 1) {
      const token = tokens[at]!;
      const hash = hashes[2 * token + negated[at]!]!;
      if (kinds[token] === WORD) addTo(group, bucketOf(hash), 1);
      addTo(group, bucketOf(pairOf(before, hash)), 1);
      before = hash;
    }
    addTo(group, bucketOf(pairOf(before, END)), 1);
    endSentence(features, sentence);
  }
  endGroup(features);
}

/** What words are made of, or each emoticon, shortcode and emoji by itself. */
function hashParts(
  { count, ends, tokens }: Sentences,
  features: Hashed,
  of: { readonly kind: number; readonly weight: number },
): void {
  const group = groupFor(features);
  let at = 0;
  for (let sentence = 0; sentence < count; sentence += 1) {
    for (const end = ends[sentence]!; at < end; at += 1) {
      const token = tokens[at]!;
      if (kinds[token] !== of.kind) continue;
      const partEnd = partEnds[token]!;
      for (let part = token === 0 ? 0 : partEnds[token - 1]!; part < partEnd; part += 1) {
        addTo(group, partBuckets[part]!, 1);
      }
    }
    endSentence(features, sentence, of.weight);
  }
  endGroup(features, of.weight);
}
