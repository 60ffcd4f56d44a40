// The hashed part of a text: words, pairs of words, characters and written feelings, in a space too small for all of them.
// Collisions cost little where weights are learned on the same hashes (Weinberger et al. 2009, "Feature hashing").

import { bucketOf, END, pairOf, START } from "./buckets.ts";
import { bucketAt, PLACES } from "./places.ts";
import { LONGEST, type Sentences } from "./tokens.ts";
import { EMOTION, hashes, kinds, partEnds, partPlaces, WORD } from "./vocabulary.ts";

/** A sparse vector; its arrays are reused by the next text. */
export interface SparseVector {
  /** How many of `places` and `values` are set. */
  size: number;
  /** See places.ts; no place is there twice in one group of inputs. */
  places: Uint32Array;
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
  return { size: 0, places: new Uint32Array(1024), values: new Float32Array(1024) };
}

/** The buckets of a sparse vector's inputs, in its order. */
export function bucketsOf({ size, places }: SparseVector): Uint32Array {
  return places.slice(0, size).map(bucketAt);
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

/** A character is at most two letters in lower case, each of which begins two parts of words. */
const MOST_OCCURRENCES = 4 * LONGEST;

// The group of inputs at hand. What a text holds is numbered as it comes, so that all counting is done in a few kilobytes.
// Arrays of a fixed size, which V8 compiles to addresses: this is done some 300 times a text.
/** By place: 1 more than its number in the group; 0 for what is not in it. All 0 between groups. */
const numbers = new Uint16Array(PLACES);
/** By number: the place, and how often it occurs in the text and in the sentence at hand. */
const places = new Uint32Array(MOST_OCCURRENCES);
const inText = new Uint16Array(MOST_OCCURRENCES);
const inSentence = new Uint16Array(MOST_OCCURRENCES);
/** The numbers of all occurrences in their order, and by sentence where they end. */
const occurrences = new Uint16Array(MOST_OCCURRENCES);
const sentenceEnds = new Uint32Array(LONGEST);
/** How many places there are in the group. */
let size = 0;

/** Counts occurrence `at` of a group that has so many places by now; answers how many it has then. */
function count(place: number, at: number, known: number): number {
  const number = numbers[place]! - 1;
  if (number >= 0) {
    inText[number]! += 1;
    occurrences[at] = number;
    return known;
  }
  numbers[place] = known + 1;
  places[known] = place;
  inText[known] = 1;
  occurrences[at] = known;
  return known + 1;
}

/** What so many occurrences weigh; as many as are told apart. */
const LOGS = Float64Array.from({ length: 64 }, (_, n) => (n === 0 ? 0 : 1 + Math.log(n)));
const SQUARES = LOGS.map((log) => log ** 2);

/** What characters weigh beside words: they carry the words that no training text has. */
const CHARACTER_WEIGHT = 1.25;

/** Ends the group: an entry of the text for each place, and one of each sentence where there are several. */
function endGroup(features: Hashed, weight = 1): void {
  if (features.sentences > 1) appendSentences(features, weight);
  appendText(features, weight);
  size = 0;
}

/** Appends a group's entries: 1 + log tf, of length `weight` altogether. */
function appendText(to: SparseVector, weight: number): void {
  let square = 0;
  for (let number = 0; number < size; number += 1) square += SQUARES[Math.min(63, inText[number]!)]!;
  const scale = square === 0 ? 0 : weight / Math.sqrt(square);
  makeRoomIn(to, size);
  for (let number = 0; number < size; number += 1) {
    const place = places[number]!;
    to.places[to.size + number] = place;
    to.values[to.size + number] = scale * LOGS[Math.min(63, inText[number]!)]!;
    numbers[place] = 0;
  }
  to.size += size;
}

/** The same of each sentence that has any. */
function appendSentences({ sentences, parts }: Hashed, weight: number): void {
  inSentence.fill(0, 0, size);
  let at = 0;
  for (let sentence = 0; sentence < sentences; sentence += 1) {
    const start = at;
    const end = sentenceEnds[sentence]!;
    if (start === end) continue;
    for (; at < end; at += 1) inSentence[occurrences[at]!]! += 1;
    appendSentence(parts, { start, end, weight });
    if (parts.count === parts.ends.length) {
      parts.ends = grown(parts.ends);
      parts.sentenceOf = grown(parts.sentenceOf);
    }
    parts.ends[parts.count] = parts.size;
    parts.sentenceOf[parts.count] = sentence;
    parts.count += 1;
  }
}

function appendSentence(
  to: SparseVector,
  { start, end, weight }: { readonly start: number; readonly end: number; readonly weight: number },
): void {
  makeRoomIn(to, end - start);
  const from = to.size;
  let square = 0;
  let next = from;
  // The first occurrence of each takes its count, so that the others find none.
  for (let at = start; at < end; at += 1) {
    const number = occurrences[at]!;
    const times = Math.min(63, inSentence[number]!);
    if (times === 0) continue;
    inSentence[number] = 0;
    square += SQUARES[times]!;
    to.places[next] = places[number]!;
    to.values[next] = times;
    next += 1;
  }
  const scale = weight / Math.sqrt(square);
  for (let at = from; at < next; at += 1) to.values[at] = scale * LOGS[to.values[at]!]!;
  to.size = next;
}

function makeRoomIn(to: SparseVector, count: number): void {
  while (to.size + count > to.places.length) {
    to.places = grown(to.places);
    to.values = grown(to.values);
  }
}

function grown<A extends Uint32Array | Float32Array>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(array.length * 2);
  larger.set(array);
  return larger;
}

/** Words and pairs of words, apart where a negation reaches them. Pairs see the ends of sentences and written feelings. */
function hashWords({ count: sentences, ends, tokens, negated }: Sentences, features: Hashed): void {
  let known = 0;
  let occurred = 0;
  let at = 0;
  for (let sentence = 0; sentence < sentences; sentence += 1) {
    let before = START;
    for (const end = ends[sentence]!; at < end; at += 1) {
      const token = tokens[at]!;
      const hash = hashes[2 * token + negated[at]!]!;
      if (kinds[token] === WORD) known = count(bucketOf(hash), occurred++, known);
      known = count(bucketOf(pairOf(before, hash)), occurred++, known);
      before = hash;
    }
    known = count(bucketOf(pairOf(before, END)), occurred++, known);
    sentenceEnds[sentence] = occurred;
  }
  size = known;
  endGroup(features);
}

/** What words are made of, or each emoticon, shortcode and emoji by itself. */
function hashParts(
  { count: sentences, ends, tokens }: Sentences,
  features: Hashed,
  of: { readonly kind: number; readonly weight: number },
): void {
  let known = 0;
  let occurred = 0;
  let at = 0;
  for (let sentence = 0; sentence < sentences; sentence += 1) {
    for (const end = ends[sentence]!; at < end; at += 1) {
      const token = tokens[at]!;
      if (kinds[token] !== of.kind) continue;
      const partEnd = partEnds[token]!;
      for (let part = token === 0 ? 0 : partEnds[token - 1]!; part < partEnd; part += 1) {
        known = count(partPlaces[part]!, occurred++, known);
      }
    }
    sentenceEnds[sentence] = occurred;
  }
  if (known === 0) return;
  size = known;
  endGroup(features, of.weight);
}
