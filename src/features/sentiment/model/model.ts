// The shipped model: how a text feels, and how sure that is. One small file, trained by scripts/sentiment/train.ts;
// docs/sentiment.md has what it was trained on, how good it is, and where it fails.

import { emptyFeatures, extract, lengthOf } from "./features.ts";
import { addForestScores } from "./forest.ts";
import { decodeNumbers, MACHINES, POLARITIES, type ModelFile, type ModelNumbers } from "./format.ts";
import type { Text } from "./surface.ts";
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
  const features = emptyFeatures();
  const inputs = new Float32Array(features.dense.length + POLARITIES.length);
  const margins = new Float64Array(MACHINES);
  const scores = new Float64Array(POLARITIES.length);
  const read = (text: Text): Reading => {
    extract(text, features);
    marginsInto(margins, features, { file, numbers });
    inputs.set(features.dense);
    for (let polarity = 0; polarity < POLARITIES.length; polarity += 1) {
      const margin = margins[polarity] ?? 0;
      inputs[features.dense.length + polarity] = margin;
      scores[polarity] = (1 - file.forestShare) * file.marginScale * margin;
    }
    addForestScores(numbers.forest, { values: inputs, at: 0, share: file.forestShare }, scores);
    return {
      probabilities: probabilitiesOf(scores, lengthOf(features.dense), file),
      heat: heatOf(margins, file),
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

/** The margins of the four machines: what each hashed and dense input adds, side by side, since memory is the cost. */
function marginsInto(
  margins: Float64Array,
  { size, buckets, values, dense }: ReturnType<typeof emptyFeatures>,
  { file, numbers }: { readonly file: ModelFile; readonly numbers: ModelNumbers },
): void {
  const { hashed, dense: weights } = numbers;
  const { hashedScales } = file;
  // Four numbers and no array: this runs some 300 times a text.
  let negative = 0;
  let neutral = 0;
  let positive = 0;
  let heat = 0;
  for (let index = 0; index < size; index += 1) {
    const value = values[index]!;
    const place = buckets[index]! * MACHINES;
    negative += value * hashed[place]!;
    neutral += value * hashed[place + 1]!;
    positive += value * hashed[place + 2]!;
    heat += value * hashed[place + 3]!;
  }
  negative *= hashedScales[0]!;
  neutral *= hashedScales[1]!;
  positive *= hashedScales[2]!;
  heat *= hashedScales[3]!;
  for (let index = 0; index <= dense.length; index += 1) {
    const value = index === dense.length ? 1 : dense[index]!;
    if (value === 0) continue;
    const place = index * MACHINES;
    negative += value * weights[place]!;
    neutral += value * weights[place + 1]!;
    positive += value * weights[place + 2]!;
    heat += value * weights[place + 3]!;
  }
  margins[0] = negative;
  margins[1] = neutral;
  margins[2] = positive;
  margins[3] = heat;
}

function probabilitiesOf(
  scores: Float64Array,
  length: number,
  { calibration: { temperature, lengthSlope, offsets } }: ModelFile,
): Reading["probabilities"] {
  const scale = Math.exp(lengthSlope * length) / temperature;
  const powers = POLARITIES.map((_, polarity) =>
    Math.exp(scale * (scores[polarity] ?? 0) + (offsets[polarity] ?? 0)),
  );
  const [negative = 0, neutral = 0, positive = 0] = powers;
  const sum = negative + neutral + positive;
  return [negative / sum, neutral / sum, positive / sum];
}

function heatOf(margins: Float64Array, { heat }: ModelFile): number {
  let margin = margins[POLARITIES.length] ?? 0;
  for (const [polarity, weight] of heat.marginWeights.entries()) margin += weight * (margins[polarity] ?? 0);
  return 1 / (1 + Math.exp(-(heat.slope * margin + heat.intercept)));
}
