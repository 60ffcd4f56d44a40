// Scores to probabilities: one temperature, its slope by length, and one offset a class, fitted by likelihood on answers to texts
// that the model had not seen (Guo et al. 2017, "On calibration of modern neural networks").

import type { Calibration } from "../../src/features/sentiment/model/format.ts";

const STEPS = 300;
const RATE = 0.3;
const MOMENTUM = 0.8;

/** Fits by gradient descent with momentum, the temperature as its logarithm. `scores` is row-major. */
export function fitCalibration({
  scores,
  lengths,
  labels,
  weights,
  classes,
}: {
  readonly scores: Float64Array;
  /** See `lengthOf`. */
  readonly lengths: Float64Array;
  readonly labels: Uint8Array;
  readonly weights: Float64Array;
  readonly classes: number;
}): Calibration {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Offsets, then the logarithm of the scale, then its slope.
  const parameters = new Float64Array(classes + 2);
  const speed = new Float64Array(classes + 2);
  const chances = new Float64Array(classes);
  const calibration = (): Calibration => ({
    temperature: Math.exp(-parameters[classes]!),
    lengthSlope: parameters[classes + 1]!,
    offsets: [...parameters.subarray(0, classes)],
  });
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = new Float64Array(classes + 2);
    const now = calibration();
    for (let row = 0; row < labels.length; row += 1) {
      const scale = probabilitiesInto(chances, { scores, at: row * classes, length: lengths[row]! }, now);
      let onScale = 0;
      for (let klass = 0; klass < classes; klass += 1) {
        const error = weights[row]! * (chances[klass]! - (labels[row] === klass ? 1 : 0));
        gradient[klass]! += error;
        onScale += error * scale * scores[row * classes + klass]!;
      }
      gradient[classes]! += onScale;
      gradient[classes + 1]! += onScale * lengths[row]!;
    }
    for (let index = 0; index < parameters.length; index += 1) {
      speed[index] = MOMENTUM * speed[index]! - (RATE * gradient[index]!) / total;
      parameters[index]! += speed[index]!;
    }
  }
  return calibration();
}

/** Writes the probabilities of the row of scores that begins at `at`, and returns what the scores were multiplied by. */
export function probabilitiesInto(
  chances: Float64Array,
  { scores, at, length }: { readonly scores: Float64Array; readonly at: number; readonly length: number },
  { temperature, lengthSlope, offsets }: Calibration,
): number {
  const scale = Math.exp(lengthSlope * length) / temperature;
  let highest = -Infinity;
  for (let klass = 0; klass < chances.length; klass += 1) {
    chances[klass] = scale * scores[at + klass]! + offsets[klass]!;
    highest = Math.max(highest, chances[klass]!);
  }
  let sum = 0;
  for (let klass = 0; klass < chances.length; klass += 1) {
    chances[klass] = Math.exp(chances[klass]! - highest);
    sum += chances[klass]!;
  }
  for (let klass = 0; klass < chances.length; klass += 1) chances[klass]! /= sum;
  return scale;
}
