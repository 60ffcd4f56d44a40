// Words as a network in training sees them. The vocabulary of the running model may forget; these numbers stay.

import { OWN, writeOwn } from "../../src/features/sentiment/model/convolution.ts";
import type { Sentences } from "../../src/features/sentiment/model/tokens.ts";
import { BOUNDARY, shippedVectors, vectorRowOf } from "../../src/features/sentiment/model/word-vectors.ts";

/** A word by its vector and its own numbers: two that have these in common are one to a network. */
export interface Lexeme {
  /** See `vectorRowOf`. */
  readonly row: number;
  /** See `writeOwn`. */
  readonly own: Float32Array;
}

/** All that were met; the boundary of sentences is the first. */
export const lexemes: Lexeme[] = [{ row: BOUNDARY, own: new Float32Array(OWN) }];
const numbers = new Map<string, number>();

/** The lexemes of a text by their numbers, with boundaries as the running model has them. */
export function lexemesOf({ count, ends, tokens }: Sentences): Uint32Array {
  const sequence = [0];
  let at = 0;
  for (let sentence = 0; sentence < count; sentence += 1) {
    for (const end = ends[sentence]!; at < end; at += 1) sequence.push(numberOf(tokens[at]!));
    sequence.push(0);
  }
  while (sequence.length < 3) sequence.push(0);
  return Uint32Array.from(sequence);
}

function numberOf(token: number): number {
  const own = new Float32Array(OWN);
  writeOwn(token, own, 0);
  const row = vectorRowOf(token, shippedVectors());
  const key = `${row} ${own.join(" ")}`;
  const known = numbers.get(key);
  if (known !== undefined) return known;
  const number = lexemes.push({ row, own }) - 1;
  numbers.set(key, number);
  return number;
}
