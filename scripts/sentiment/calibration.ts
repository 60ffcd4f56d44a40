// Scores to probabilities: a temperature for each kind of text and one offset a class, fitted by likelihood on answers to texts
// that the model had not seen (Guo et al. 2017, "On calibration of modern neural networks").

import type { Calibration } from "../../src/features/sentiment/model/format.ts";
import { softmax, temperatureOf } from "../../src/features/sentiment/model/kinds.ts";

const STEPS = 300;
const RATE = 0.3;
const MOMENTUM = 0.8;

/** A text as calibration sees it. */
export interface Scored {
  /** By class. */
  readonly scores: Float64Array;
  /** How much it looks like each kind: see `kindsInto`. */
  readonly kinds: Float64Array;
}

/** Fits by gradient descent with momentum, the temperatures as logarithms. */
export function fitCalibration(
  texts: readonly (Scored & { readonly label: number; readonly weight: number })[],
  { classes, kinds }: { readonly classes: number; readonly kinds: number },
): Calibration {
  const total = texts.reduce((sum, { weight }) => sum + weight, 0);
  // Offsets, then the logarithms of the temperatures.
  const parameters = new Float64Array(classes + kinds);
  const speed = new Float64Array(classes + kinds);
  const calibration = (): Calibration => ({
    temperatures: Array.from(parameters.subarray(classes), Math.exp),
    offsets: [...parameters.subarray(0, classes)],
  });
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = new Float64Array(classes + kinds);
    const now = calibration();
    for (const text of texts) {
      const chances = probabilitiesOf(text, now);
      const temperature = temperatureOf(text.kinds, now.temperatures);
      let onTemperature = 0;
      for (let klass = 0; klass < classes; klass += 1) {
        const error = text.weight * (chances[klass]! - (text.label === klass ? 1 : 0));
        gradient[klass]! += error;
        onTemperature -= (error * text.scores[klass]!) / temperature;
      }
      for (let kind = 0; kind < kinds; kind += 1) {
        gradient[classes + kind]! += onTemperature * text.kinds[kind]!;
      }
    }
    for (let index = 0; index < parameters.length; index += 1) {
      speed[index] = MOMENTUM * speed[index]! - (RATE * gradient[index]!) / total;
      parameters[index]! += speed[index]!;
    }
  }
  return calibration();
}

export function probabilitiesOf(
  { scores, kinds }: Scored,
  { temperatures, offsets }: Calibration,
): Float64Array {
  const temperature = temperatureOf(kinds, temperatures);
  const chances = scores.map((score, klass) => score / temperature + offsets[klass]!);
  softmax(chances);
  return chances;
}
