// Hashes of words, pairs of words, characters and written feelings, and the buckets they fall into.

/** The hashed space, a power of two. */
export const BUCKETS = 2 ** 17;

// FNV-1a (Fowler, Noll, Vo), with a final mix so that its low bits are good.
export const OFFSET = 0x811c9dc5;
export const PRIME = 0x01000193;

function hashText(text: string, seed: number): number {
  let hash = seed;
  const { length } = text;
  for (let index = 0; index < length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  return hash;
}

/** The bucket that a hash falls into. */
export function bucketOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & (BUCKETS - 1);
}

const NEGATED = OFFSET ^ 0x5bd1e995;
const PAIR = OFFSET ^ 0x27d4eb2f;
const CHARACTERS = OFFSET ^ 0x165667b1;
const FEELING = OFFSET ^ 0x3c6ef372;

/** What stands before a sentence's first token, and behind its last. */
export const START = hashText("<", PAIR);
export const END = PAIR;

/** The hash of a token's text, apart where a negation reaches it. */
export function hashOf(text: string, isNegated: boolean): number {
  return hashText(text, isNegated ? NEGATED : OFFSET);
}

/** The hash of two tokens that stand side by side. */
export function pairOf(first: number, second: number): number {
  return Math.imul(first, PRIME) ^ second;
}

/** The buckets of what a word is made of: three and four characters within it and its two edges. A number has none. */
export function characterBuckets(word: string): readonly number[] {
  if (word === "0") return [];
  const buckets: number[] = [];
  const { length } = word;
  // Positions −1 and `length` are the word's edges.
  let first = 0x20;
  let second = word.charCodeAt(0);
  let third = length > 1 ? word.charCodeAt(1) : 0x20;
  for (let index = -1; index + 2 <= length; index += 1) {
    const three = Math.imul(Math.imul(Math.imul(CHARACTERS ^ first, PRIME) ^ second, PRIME) ^ third, PRIME);
    buckets.push(bucketOf(three));
    const fourth = index + 3 < length ? word.charCodeAt(index + 3) : 0x20;
    if (index + 3 <= length) buckets.push(bucketOf(Math.imul(three ^ fourth, PRIME) ^ 0x55));
    first = second;
    second = third;
    third = fourth;
  }
  return buckets;
}

/** The bucket of an emoticon, a shortcode or an emoji. */
export function emotionBucket(emotion: string): number {
  return bucketOf(hashText(emotion, FEELING));
}
