// What a network says of texts while it is still in training.

import {
  OWN,
  TAPS_OF_FILTER,
  WIDTHS,
  writeOutputs,
  writeTaps,
} from "../../src/features/sentiment/model/convolution.ts";
import { shippedVectors } from "../../src/features/sentiment/model/word-vectors.ts";
import { lexemes } from "./lexemes.ts";
import type { TrainedNetwork } from "./network-training.ts";

/** A function that writes a text's outputs at `at`; the text is lexemes' numbers. */
export function networkScorer(
  network: TrainedNetwork,
): (sequence: Uint32Array, scores: Float64Array | Float32Array, at: number) => void {
  const { dimensions, values, step } = shippedVectors();
  const width = TAPS_OF_FILTER * network.filters;
  let taps = new Float32Array(lexemes.length * width);
  let isKnown = new Uint8Array(lexemes.length);
  const inputs = new Float32Array(dimensions + OWN);
  const pooled = new Float64Array(network.biases.length);
  const find = (lexeme: number): void => {
    if (isKnown[lexeme] === 1) return;
    isKnown[lexeme] = 1;
    const { row, own } = lexemes[lexeme]!;
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      const at = row * dimensions + dimension;
      inputs[dimension] = step * values[at]! + network.moves[at]!;
    }
    inputs.set(own, dimensions);
    writeTaps(taps, lexeme * width, inputs, network.taps);
  };
  return (sequence, scores, at) => {
    // Lexemes may have been met since.
    if (lexemes.length > isKnown.length) {
      isKnown = new Uint8Array(2 * lexemes.length);
      taps = new Float32Array(isKnown.length * width);
    }
    for (const lexeme of sequence) find(lexeme);
    const places = Int32Array.from(sequence, (lexeme) => lexeme * width);
    poolExactly(taps, places, pooled);
    writeOutputs(network, pooled, scores, at);
  };
}

/** As `poolTaps`, before the taps are in steps. */
function poolExactly(taps: Float32Array, places: Int32Array, pooled: Float64Array): void {
  const filters = pooled.length / WIDTHS;
  for (let filter = 0; filter < filters; filter += 1) {
    const best = [-Infinity, -Infinity, -Infinity];
    for (let index = 0; index < places.length; index += 1) {
      const tap = (word: number, place: number) => taps[places[word]! + filter * TAPS_OF_FILTER + place]!;
      best[0] = Math.max(best[0]!, tap(index, 0));
      if (index > 0) best[1] = Math.max(best[1]!, tap(index - 1, 1) + tap(index, 2));
      if (index > 1) {
        best[2] = Math.max(best[2]!, tap(index - 2, 3) + tap(index - 1, 4) + tap(index, 5));
      }
    }
    for (let width = 0; width < WIDTHS; width += 1) pooled[width * filters + filter] = best[width]!;
  }
}
