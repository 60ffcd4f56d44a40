// What the model sees of a text: hashed words, pairs of words, characters and written feelings, and a few hundred dense
// numbers (lexica, speech acts, punctuation). The training script and the running model share it to the letter.

import { ACT_NAMES } from "./acts.ts";
import { emptyHashed, hashSentences, type Hashed } from "./hashing.ts";
import { PER_LEXICON, writeLexica } from "./lexicon-sums.ts";
import { PER_ACT, writeActs } from "./speech-acts.ts";
import { SURFACE, writeSurface, type Text } from "./surface.ts";
import { toSentences, type Sentences } from "./tokens.ts";
import { LEXICA } from "./valences.ts";

const ACTS_AT = LEXICA.length * PER_LEXICON;
const SURFACE_AT = ACTS_AT + ACT_NAMES.length * PER_ACT;

/** How many dense numbers a text has. */
export const DENSE = SURFACE_AT + SURFACE;

/** The hashed part of a text as a sparse vector, and its dense part. The arrays are reused by the next call. */
export interface Features extends Hashed {
  readonly dense: Float32Array;
}

/** Room for `extract` to write into. */
export function emptyFeatures(): Features {
  return { ...emptyHashed(), dense: new Float32Array(DENSE) };
}

/** Fills `features` for a text, and returns its sentences. */
export function extract(text: Text, features: Features): Sentences {
  const sentences = toSentences(text.text);
  features.dense.fill(0);
  hashSentences(sentences, features);
  writeLexica(sentences, features.dense);
  writeActs(sentences, features.dense, ACTS_AT);
  writeSurface(text, sentences, features.dense, SURFACE_AT);
  return sentences;
}
