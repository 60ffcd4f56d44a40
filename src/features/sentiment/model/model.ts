// The shipped model: how a text feels, and how sure that is. Two small files: what scripts/sentiment/train.ts learned, and the
// vectors of words; docs/sentiment.md has what it was trained on, how good it is, and where it fails.

import { toNetworksReader } from "./convolution.ts";
import { emptyFeatures, extract } from "./features.ts";
import { forestScorer } from "./forest.ts";
import type { Hashed, SparseVector } from "./hashing.ts";
import { BUCKETS } from "./buckets.ts";
import {
  decodeNumbers,
  DENSE_OUTPUTS,
  MACHINES,
  NETWORK_OUTPUTS,
  NETWORK_SHARE,
  POLARITIES,
  type ModelFile,
  type ModelNumbers,
} from "./format.ts";
import { softmax, temperatureOf } from "./kinds.ts";
import { bucketAt, PLACES, placesInUse } from "./places.ts";
import type { Text } from "./surface.ts";
import { viewsOf, writeViews } from "./views.ts";
import { shippedVectors } from "./word-vectors.ts";
import shippedFile from "./model.json" with { type: "json" };

export interface Reading {
  /** Probabilities of negative, neutral and positive; they sum to 1. */
  readonly probabilities: readonly [number, number, number];
  /** The probability that people would call it uncivil, 0…1. */
  readonly heat: number;
}

export interface Model {
  readonly file: ModelFile;
  readonly numbers: ModelNumbers;
  /** Reads prose; a text without words is neutral for certain. Not to be called by two at a time (its room is its own). */
  read(text: Text): Reading;
}

/** Makes a model of a file's content. */
export function toModel(file: ModelFile): Model {
  const numbers = decodeNumbers(file);
  const addForestScores = forestScorer(numbers.forest);
  const weights = pack(numbers.hashed, file.hashedScales);
  const features = emptyFeatures();
  const polarities = POLARITIES.length;
  const readNetworks = toNetworksReader(numbers.networks, shippedVectors());
  const answers = new Float64Array(NETWORK_OUTPUTS[0] + NETWORK_OUTPUTS[1]);
  /** The dense numbers, the machines' views, and what the network says of the polarities. */
  const inputs = new Float32Array(features.dense.length + viewsOf(polarities) + polarities);
  const views = inputs.subarray(features.dense.length, inputs.length - polarities);
  const outputs = new Float64Array(DENSE_OUTPUTS);
  const margins = outputs.subarray(0, MACHINES);
  const kinds = outputs.subarray(MACHINES);
  const hashedMargins = new Float64Array(MACHINES);
  const extremes = new Float64Array(2 * polarities);
  const scores = new Float64Array(polarities);
  let sentences = new Float64Array(64 * polarities);
  const read = (text: Text): Reading => {
    readNetworks(extract(text, features), answers);
    placeWeights(weights);
    readHashed(hashedMargins, extremes, features, weights);
    outputs.fill(0).set(hashedMargins);
    addDense(outputs, features.dense, numbers.dense);
    while (features.sentences * polarities > sentences.length)
      sentences = new Float64Array(2 * sentences.length);
    sentenceMargins(sentences, features, hashedMargins, weights);
    inputs.set(features.dense);
    writeViews(views, 0, {
      text: margins,
      extremes,
      sentences,
      count: features.sentences,
      machines: polarities,
    });
    // The trees began from the margins and the network's answers: all together are the scores.
    for (let polarity = 0; polarity < polarities; polarity += 1) {
      inputs[inputs.length - polarities + polarity] = answers[polarity]!;
      scores[polarity] = margins[polarity]! + NETWORK_SHARE * answers[polarity]!;
    }
    addForestScores(inputs, scores);
    softmax(kinds);
    return {
      probabilities: toProbabilities(scores, kinds, file),
      heat: heatOf({ own: margins[polarities]!, answer: answers[polarities + 1]!, views }, file),
    };
  };
  return { file, numbers, read };
}

let shipped: Model | undefined;

/** The model that Stoa comes with, read when it is first asked for. */
export function shippedModel(): Model {
  shipped ??= toModel(shippedFile);
  return shipped;
}

interface PackedWeights {
  /** By place: the four machines' weights, a byte each, the first machine's lowest. */
  readonly packed: Int32Array;
  /** As many of them are set. */
  placed: number;
  /** By machine: what one step of a weight is worth. */
  readonly scales: Float64Array;
}

/** One look at memory for four weights: memory is what a text costs most of. */
function pack(hashed: Int8Array, scales: readonly number[]): PackedWeights {
  const packed = new Int32Array(PLACES);
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    for (let machine = 0; machine < MACHINES; machine += 1) {
      packed[bucket]! |= (hashed[bucket * MACHINES + machine]! & 0xff) << (8 * machine);
    }
  }
  return { packed, placed: BUCKETS, scales: Float64Array.from(scales) };
}

/** Copies the weights of what was met for the first time since. */
function placeWeights(weights: PackedWeights): void {
  const { packed } = weights;
  for (const inUse = placesInUse(); weights.placed < inUse; weights.placed += 1) {
    packed[weights.placed] = packed[bucketAt(weights.placed)]!;
  }
}

/** What the hashed inputs say: the four machines' margins on them, and the polarities' highest and lowest weights. */
function readHashed(
  margins: Float64Array,
  extremes: Float64Array,
  { size, places, values }: SparseVector,
  { packed, scales }: PackedWeights,
): void {
  // Numbers and no arrays: this runs some 300 times a text.
  let negative = 0;
  let neutral = 0;
  let positive = 0;
  let heat = 0;
  let [highestNegative, highestNeutral, highestPositive] = [0, 0, 0];
  let [lowestNegative, lowestNeutral, lowestPositive] = [0, 0, 0];
  for (let index = 0; index < size; index += 1) {
    const value = values[index]!;
    const four = packed[places[index]!]!;
    const ofNegative = (four << 24) >> 24;
    const ofNeutral = (four << 16) >> 24;
    const ofPositive = (four << 8) >> 24;
    negative += value * ofNegative;
    neutral += value * ofNeutral;
    positive += value * ofPositive;
    heat += value * (four >> 24);
    if (ofNegative > highestNegative) highestNegative = ofNegative;
    else if (ofNegative < lowestNegative) lowestNegative = ofNegative;
    if (ofNeutral > highestNeutral) highestNeutral = ofNeutral;
    else if (ofNeutral < lowestNeutral) lowestNeutral = ofNeutral;
    if (ofPositive > highestPositive) highestPositive = ofPositive;
    else if (ofPositive < lowestPositive) lowestPositive = ofPositive;
  }
  margins[0] = negative * scales[0]!;
  margins[1] = neutral * scales[1]!;
  margins[2] = positive * scales[2]!;
  margins[3] = heat * scales[3]!;
  extremes[0] = highestNegative * scales[0]!;
  extremes[1] = lowestNegative * scales[0]!;
  extremes[2] = highestNeutral * scales[1]!;
  extremes[3] = lowestNeutral * scales[1]!;
  extremes[4] = highestPositive * scales[2]!;
  extremes[5] = lowestPositive * scales[2]!;
}

/** Adds to the machines' margins and the kinds' scores what the dense inputs say. */
function addDense(outputs: Float64Array, dense: Float32Array, weights: Float32Array): void {
  let negative = 0;
  let neutral = 0;
  let positive = 0;
  let heat = 0;
  // The kinds.
  let first = 0;
  let second = 0;
  let third = 0;
  for (let index = 0; index < dense.length; index += 1) {
    const value = dense[index]!;
    if (value === 0) continue;
    const place = index * DENSE_OUTPUTS;
    negative += value * weights[place]!;
    neutral += value * weights[place + 1]!;
    positive += value * weights[place + 2]!;
    heat += value * weights[place + 3]!;
    first += value * weights[place + 4]!;
    second += value * weights[place + 5]!;
    third += value * weights[place + 6]!;
  }
  // The last input is always 1.
  const last = dense.length * DENSE_OUTPUTS;
  outputs[0]! += negative + weights[last]!;
  outputs[1]! += neutral + weights[last + 1]!;
  outputs[2]! += positive + weights[last + 2]!;
  outputs[3]! += heat + weights[last + 3]!;
  outputs[4]! += first + weights[last + 4]!;
  outputs[5]! += second + weights[last + 5]!;
  outputs[6]! += third + weights[last + 6]!;
}

/** The polarities' margins on each sentence, of its hashed inputs alone; one sentence is the `whole`. */
function sentenceMargins(
  sentences: Float64Array,
  { parts, sentences: count }: Hashed,
  whole: Float64Array,
  { packed, scales }: PackedWeights,
): void {
  const polarities = POLARITIES.length;
  if (count === 1) {
    for (let polarity = 0; polarity < polarities; polarity += 1) sentences[polarity] = whole[polarity]!;
    return;
  }
  sentences.fill(0, 0, count * polarities);
  const { places, values, ends, sentenceOf } = parts;
  let index = 0;
  for (let part = 0; part < parts.count; part += 1) {
    const end = ends[part]!;
    let negative = 0;
    let neutral = 0;
    let positive = 0;
    for (; index < end; index += 1) {
      const value = values[index]!;
      const four = packed[places[index]!]!;
      negative += value * ((four << 24) >> 24);
      neutral += value * ((four << 16) >> 24);
      positive += value * ((four << 8) >> 24);
    }
    const place = sentenceOf[part]! * polarities;
    sentences[place]! += negative * scales[0]!;
    sentences[place + 1]! += neutral * scales[1]!;
    sentences[place + 2]! += positive * scales[2]!;
  }
}

/** Makes the scores probabilities, in place. */
function toProbabilities(
  scores: Float64Array,
  kinds: Float64Array,
  { calibration: { temperatures, offsets } }: ModelFile,
): Reading["probabilities"] {
  const temperature = temperatureOf(kinds, temperatures);
  for (let polarity = 0; polarity < scores.length; polarity += 1) {
    scores[polarity] = scores[polarity]! / temperature + offsets[polarity]!;
  }
  softmax(scores);
  return [scores[0]!, scores[1]!, scores[2]!];
}

function heatOf(
  { own, answer, views }: { readonly own: number; readonly answer: number; readonly views: Float32Array },
  { heat }: ModelFile,
): number {
  let margin = own;
  const { viewWeights } = heat;
  for (let view = 0; view < viewWeights.length; view += 1) margin += viewWeights[view]! * (views[view] ?? 0);
  return 1 / (1 + Math.exp(-(heat.slope * margin + heat.networkSlope * answer + heat.intercept)));
}
