// A small convolutional network (Kim 2014, "Convolutional neural networks for sentence classification"): filters over one, two
// and three words in a row, of each the strongest answer in the text, and a linear layer on these. Its first layer is linear in
// each word, so that what a word adds to the filters is found out once and kept, as all else that is known of words.

import type { Sentences } from "./tokens.ts";
import { LEXICA, VALENCES } from "./valences.ts";
import { feelings, flags, generation, kinds, MARK, texts, valencesAt } from "./vocabulary.ts";
import { BOUNDARY, vectorRowOf, type WordVectors } from "./word-vectors.ts";

/** Filters are as many of each width: of one, two and three words. */
export const WIDTHS = 3;
/**
 * What a word says to three filters, one of each width: to that of one word; to that of two, as its first, as its second; to that
 * of three, as its first, second and third. These are its taps, filter by filter.
 */
export const TAPS_OF_FILTER = 6;

/** Bits of `flags`, and numbers of a word beside its vector: valences, feeling, flags, whether it is a mark. */
const FLAGS = 5;
export const OWN = LEXICA.length + 1 + FLAGS + 1;
/** What these are multiplied by, to stand beside vectors. */
const OWN_WEIGHT = 2;

export interface Network {
  /** Of each width. */
  readonly filters: number;
  /** By row of the vectors and dimension: how far training moved the word, in steps. */
  readonly moves: Int8Array;
  readonly moveStep: number;
  /** By input of a word (its vector, then its own numbers) and tap. */
  readonly taps: Float32Array;
  /** By filter. */
  readonly biases: Float32Array;
  /** By output and filter, then the outputs' constants. */
  readonly outputs: Float32Array;
}

/** Writes a token's own numbers. */
export function writeOwn(token: number, own: Float32Array | Float64Array, at: number): void {
  const valences = valencesAt[token]!;
  for (let lexicon = 0; lexicon < LEXICA.length; lexicon += 1) {
    own[at + lexicon] = valences < 0 ? 0 : OWN_WEIGHT * VALENCES.values[valences + lexicon]!;
  }
  const feelingAt = at + LEXICA.length;
  own[feelingAt] = OWN_WEIGHT * feelings[token]!;
  for (let bit = 0; bit < FLAGS; bit += 1) {
    own[feelingAt + 1 + bit] = OWN_WEIGHT * ((flags[token]! >> bit) & 1);
  }
  own[feelingAt + 1 + FLAGS] = kinds[token] === MARK ? OWN_WEIGHT : 0;
}

/** Writes a word's taps from its inputs: its vector, then its own numbers. `weights` are by input and tap. */
export function writeTaps(
  taps: Float32Array,
  at: number,
  inputs: Float32Array | Float64Array,
  weights: Float32Array | Float64Array,
): void {
  const count = weights.length / inputs.length;
  taps.fill(0, at, at + count);
  for (let input = 0; input < inputs.length; input += 1) {
    const value = inputs[input]!;
    if (value === 0) continue;
    const row = input * count;
    for (let tap = 0; tap < count; tap += 1) taps[at + tap]! += value * weights[row + tap]!;
  }
}

/** What one step of a kept tap is worth: 16 bits reach from −16 to 16, where answers lie between −8 and 8. */
export const TAP_STEP = 2 ** -11;
/** Less than any answer. */
const NOTHING = -(2 ** 24);

/**
 * Of each filter the strongest answer in a text, before its bias.
 * @param taps in steps of `TAP_STEP`
 * @param words.places where the taps of each word of the text begin, boundaries included; `count` of them, three at least
 * @param words.offset how far behind that those of this network begin
 */
export function poolTaps(
  taps: Int16Array,
  { places, count, offset }: { readonly places: Int32Array; readonly count: number; readonly offset: number },
  pooled: Float64Array,
): void {
  const filters = pooled.length / WIDTHS;
  // One filter at a time, so that its answers stand in registers, and whole numbers, whose maximum needs no branch: this loop
  // sees every word of a text sixteen times. Each `| 0` spares a check whether the number still fits.
  for (let filter = 0; filter < filters; filter += 1) {
    let ofOne = NOTHING;
    let ofTwo = NOTHING;
    let ofThree = NOTHING;
    // What the words before have said already to those of two and of three; nothing before the first.
    let begunTwo = NOTHING;
    let begunThree = NOTHING;
    let firstOfThree = NOTHING;
    const from = (offset + filter * TAPS_OF_FILTER) | 0;
    for (let index = 0; index < count; index += 1) {
      const at = (places[index]! + from) | 0;
      ofOne = larger(ofOne, taps[at]!);
      ofTwo = larger(ofTwo, (begunTwo + taps[(at + 2) | 0]!) | 0);
      ofThree = larger(ofThree, (begunThree + taps[(at + 5) | 0]!) | 0);
      begunTwo = taps[(at + 1) | 0]!;
      begunThree = (firstOfThree + taps[(at + 4) | 0]!) | 0;
      firstOfThree = taps[(at + 3) | 0]!;
    }
    pooled[filter] = TAP_STEP * ofOne;
    pooled[filters + filter] = TAP_STEP * ofTwo;
    pooled[2 * filters + filter] = TAP_STEP * ofThree;
  }
}

function larger(a: number, b: number): number {
  const more = (b - a) | 0;
  return (a + (more & ~(more >> 31))) | 0;
}

/** The outputs of what was pooled, made to sum to nothing: only how they differ means something. */
export function writeOutputs(
  { biases, outputs }: Pick<Network, "biases" | "outputs">,
  pooled: Float32Array | Float64Array,
  into: Float32Array | Float64Array,
  at: number,
): void {
  const filters = biases.length;
  const count = outputs.length / (filters + 1);
  let sum = 0;
  for (let output = 0; output < count; output += 1) {
    let score = outputs[count * filters + output]!;
    for (let filter = 0; filter < filters; filter += 1) {
      const answer = pooled[filter]! + biases[filter]!;
      if (answer > 0) score += outputs[output * filters + filter]! * answer;
    }
    into[at + output] = score;
    sum += score;
  }
  for (let output = 0; output < count; output += 1) into[at + output]! -= sum / count;
}

/** Reads texts with several networks over the same vectors. */
export type NetworksReader = (sentences: Sentences, outputs: Float64Array) => void;

/** Words that there is room for at first. */
const ROOM = 1024;

/** The function writes the outputs of all networks, one after the other. Not to be called by two at a time. */
export function toNetworksReader(networks: readonly Network[], vectors: WordVectors): NetworksReader {
  const known = knownTaps(networks, vectors);
  const readers = networks.map((network, index) => ({
    network,
    offset: known.offsets[index]!,
    pooled: new Float64Array(network.biases.length),
    outputs: network.outputs.length / (network.biases.length + 1),
  }));
  let places = new Int32Array(ROOM);
  return ({ count, ends, tokens }, outputs) => {
    known.learnWords();
    const size = count === 0 ? 0 : ends[count - 1]!;
    if (size + count + 3 > places.length) places = new Int32Array(2 * (size + count + 3));
    const { width } = known;
    // A boundary before, between and after the sentences; three where there is none.
    let length = 0;
    places[length++] = 0;
    let at = 0;
    for (let sentence = 0; sentence < count; sentence += 1) {
      for (const end = ends[sentence]!; at < end; at += 1) places[length++] = (tokens[at]! + 1) * width;
      places[length++] = 0;
    }
    while (length < 3) places[length++] = 0;
    let place = 0;
    for (const { network, offset, pooled, outputs: own } of readers) {
      poolTaps(known.taps, { places, count: length, offset }, pooled);
      writeOutputs(network, pooled, outputs, place);
      place += own;
    }
  };
}

/**
 * The taps of all words of the vocabulary, those of all networks side by side: a text's words lie all over this table, and memory is
 * what they cost most of. The boundary comes first, then each token; pages that no token needs yet take no memory.
 */
function knownTaps(networks: readonly Network[], vectors: WordVectors) {
  const widths = networks.map(({ filters }) => TAPS_OF_FILTER * filters);
  const offsets = widths.map((_, index) => widths.slice(0, index).reduce((sum, one) => sum + one, 0));
  const width = widths.reduce((sum, one) => sum + one, 0);
  const taps = new Int16Array((1 + kinds.length) * width);
  const inputs = new Float32Array(vectors.dimensions + OWN);
  const room = new Float32Array(width);
  let known = 0;
  let knownOf = -1;

  const learn = (token: number, row: number): void => {
    for (const [index, { moves, moveStep, taps: weights }] of networks.entries()) {
      for (let dimension = 0; dimension < vectors.dimensions; dimension += 1) {
        const at = row * vectors.dimensions + dimension;
        inputs[dimension] = vectors.step * vectors.values[at]! + moveStep * moves[at]!;
      }
      writeTaps(room, offsets[index]!, inputs, weights);
    }
    for (let tap = 0; tap < width; tap += 1) {
      const steps = Math.round(room[tap]! / TAP_STEP);
      taps[(token + 1) * width + tap] = Math.max(-32_767, Math.min(32_767, steps));
    }
  };
  const learnWords = (): void => {
    if (knownOf !== generation()) {
      inputs.fill(0);
      learn(-1, BOUNDARY);
      known = 0;
      knownOf = generation();
    }
    for (; known < texts.length; known += 1) {
      writeOwn(known, inputs, vectors.dimensions);
      learn(known, vectorRowOf(known, vectors));
    }
  };
  return { taps, width, offsets, learnWords };
}
