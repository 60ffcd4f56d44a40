// The model's file: JSON whose head people can read, and whose numbers are one text. The training script writes it, the
// running model reads it.

import { decodeArrays, encodeArrays } from "./arrays.ts";
import { BUCKETS } from "./buckets.ts";
import { OWN, TAPS_OF_FILTER, WIDTHS, type Network } from "./convolution.ts";
import { DENSE } from "./features.ts";
import type { Forest } from "./forest.ts";
import { rowsOf, shippedVectors } from "./word-vectors.ts";

/** Classes in the order of all arrays. */
export const POLARITIES = ["negative", "neutral", "positive"] as const;
/** The linear machines: one a polarity, and one for heat. */
export const MACHINES = POLARITIES.length + 1;
/** Kinds of text that the model tells apart by dense inputs alone: the sets it learned polarities from (see kinds.ts). */
export const KINDS = 3;
/** What each dense input has a weight for: the machines, then the kinds. */
export const DENSE_OUTPUTS = MACHINES + KINDS;
/** Inputs of the linear machines that are not hashed: the dense numbers and a 1. Heat reads the polarities' views besides. */
export const DENSE_INPUTS = DENSE + 1;

/** Scores to probabilities: softmax(scores / temperature + offsets), by a temperature that is the text's own: see kinds.ts. */
export interface Calibration {
  /** By kind, in the order of `trainedOn`. */
  readonly temperatures: readonly number[];
  readonly offsets: readonly number[];
}

export interface ModelHead {
  /** What the arrays mean; a model of another version is refused. */
  readonly version: number;
  readonly seed: number;
  /** What it was trained on, with how many texts of each. */
  readonly trainedOn: readonly { readonly name: string; readonly texts: number; readonly citation: string }[];
  readonly calibration: Calibration;
  /** Answers that claim less are "uncertain". */
  readonly certainFrom: number;
  readonly heat: {
    /** By view (see views.ts): what it adds to the margin of heat. */
    readonly viewWeights: readonly number[];
    /** The probability of heat is 1 / (1 + e^−(slope × margin + networkSlope × (the network's output) + intercept)). */
    readonly slope: number;
    readonly networkSlope: number;
    readonly intercept: number;
    /** The probability from which a text counts as heated. */
    readonly heatedFrom: number;
  };
  readonly forest: { readonly depth: number; readonly trees: number };
  /** The networks of the polarities and of heat: filters of each width, and what one step of a word's move is worth. */
  readonly networks: readonly { readonly filters: number; readonly moveStep: number }[];
  /** What one step of a hashed weight is worth, by machine. */
  readonly hashedScales: readonly number[];
}

export interface ModelNumbers {
  /** By bucket: a weight for each machine, −127…127 steps. */
  readonly hashed: Int8Array;
  /** By dense input, the 1 last: a weight for each machine, then for each kind. */
  readonly dense: Float32Array;
  readonly forest: Forest;
  /** Of the polarities, with an output for each; of heat, with one for civil and one for uncivil. */
  readonly networks: readonly Network[];
  /** Hashes of the texts it was trained on, ascending: so that a measurement can say what it measures. */
  readonly trainingTexts: Uint32Array;
}

export interface ModelFile extends ModelHead {
  readonly numbers: string;
}

export const MODEL_VERSION = 5;
/** What the network's answer counts beside the machines' margins, before the trees add theirs. */
export const NETWORK_SHARE = 0.4;
/** Outputs by network. */
export const NETWORK_OUTPUTS = [POLARITIES.length, 2] as const;

export function encodeNumbers({ hashed, dense, forest, networks, trainingTexts }: ModelNumbers): string {
  // Widest elements first, so that each array is aligned.
  return encodeArrays([
    dense,
    forest.thresholds,
    forest.leaves,
    trainingTexts,
    ...networks.flatMap(({ taps, biases, outputs }) => [taps, biases, outputs]),
    forest.inputs,
    ...networks.map(({ moves }) => moves),
    machineByMachine(hashed),
  ]);
}

/** @throws Error for a file of another version, or whose numbers are not as many as its head says */
export function decodeNumbers(file: ModelFile): ModelNumbers {
  if (file.version !== MODEL_VERSION) throw new Error(`The sentiment model is of version ${file.version}.`);
  const take = decodeArrays(file.numbers);
  const { depth, trees } = file.forest;
  const inner = 2 ** depth - 1;
  const vectors = shippedVectors();
  const { dimensions } = vectors;
  const dense = new Float32Array(...take(DENSE_OUTPUTS * DENSE_INPUTS, 4));
  const thresholds = new Float32Array(...take(trees * inner, 4));
  const leaves = new Float32Array(...take(trees * (inner + 1), 4));
  const texts = file.trainedOn.reduce((sum, { texts: count }) => sum + count, 0);
  const trainingTexts = new Uint32Array(...take(texts, 4));
  const weights = file.networks.map(({ filters }, index) => ({
    taps: new Float32Array(...take((dimensions + OWN) * TAPS_OF_FILTER * filters, 4)),
    biases: new Float32Array(...take(WIDTHS * filters, 4)),
    outputs: new Float32Array(...take(NETWORK_OUTPUTS[index]! * (WIDTHS * filters + 1), 4)),
  }));
  const inputs = new Uint16Array(...take(trees * inner, 2));
  const networks = file.networks.map(({ filters, moveStep }, index) => ({
    filters,
    moveStep,
    moves: new Int8Array(...take(rowsOf(vectors) * dimensions, 1)),
    ...weights[index]!,
  }));
  const hashed = bucketByBucket(new Int8Array(...take(BUCKETS * MACHINES, 1)));
  take.end();
  return {
    hashed,
    dense,
    trainingTexts,
    networks,
    forest: { depth, classes: POLARITIES.length, inputs, thresholds, leaves },
  };
}

/** Hashed weights as they stand in the file, where those of one machine together compress better. */
function machineByMachine(hashed: Int8Array): Int8Array {
  return hashed.map((_, at) => hashed[(at % BUCKETS) * MACHINES + Math.floor(at / BUCKETS)]!);
}

function bucketByBucket(hashed: Int8Array): Int8Array {
  return hashed.map((_, at) => hashed[(at % MACHINES) * BUCKETS + Math.floor(at / MACHINES)]!);
}
