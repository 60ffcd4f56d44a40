// What words mean, as the company they keep tells: vectors made of GloVe's (Pennington, Socher and Manning 2014), of which
// scripts/sentiment/make-vectors.ts keeps the words and the dimensions that developers' texts need. No text was labelled for
// them, and no training changes them: networks learn how far to move words from there (see convolution.ts).

import { decodeArrays, encodeArrays } from "./arrays.ts";
import { EMOTION, feelings, hashes, kinds } from "./vocabulary.ts";
import shippedFile from "./vectors.json" with { type: "json" };

/** Rows that stand for no word: what is before, between and after sentences; words without a vector; written feelings without one. */
export const BOUNDARY = 0;
export const UNKNOWN = 1;
export const GLAD = 2;
export const GRIM = 3;
export const SPECIAL_ROWS = 4;

export interface WordVectors {
  readonly dimensions: number;
  /** What one step of a value is worth. */
  readonly step: number;
  /** Hashes of words, ascending; the vector of the first is row `SPECIAL_ROWS`. */
  readonly words: Uint32Array;
  /** By row and dimension, −127…127 steps. */
  readonly values: Int8Array;
}

export interface VectorsFile {
  readonly source: string;
  readonly dimensions: number;
  readonly step: number;
  readonly words: number;
  readonly numbers: string;
}

let shipped: WordVectors | undefined;

/** The vectors that Stoa comes with, read when they are first asked for. */
export function shippedVectors(): WordVectors {
  shipped ??= decodeVectors(shippedFile);
  return shipped;
}

export function encodeVectors(source: string, vectors: WordVectors): VectorsFile {
  const { dimensions, step, words, values } = vectors;
  return { source, dimensions, step, words: words.length, numbers: encodeArrays([words, values]) };
}

/** @throws Error for a file whose numbers are not as many as it says */
export function decodeVectors({ dimensions, step, words: count, numbers }: VectorsFile): WordVectors {
  const take = decodeArrays(numbers);
  const words = new Uint32Array(...take(count, 4));
  const values = new Int8Array(...take((SPECIAL_ROWS + count) * dimensions, 1));
  take.end();
  return { dimensions, step, words, values };
}

/** How many rows of vectors there are. */
export function rowsOf({ words }: WordVectors): number {
  return SPECIAL_ROWS + words.length;
}

/** The row of a token's vector. */
export function vectorRowOf(token: number, { words }: WordVectors): number {
  const hash = hashes[2 * token]! >>> 0;
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  if (words[low] === hash) return SPECIAL_ROWS + low;
  if (kinds[token] !== EMOTION || feelings[token] === 0) return UNKNOWN;
  return feelings[token]! > 0 ? GLAD : GRIM;
}
