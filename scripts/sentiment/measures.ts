// How good answers are: macro-F1, accuracy, F1 on the most confident, and expected calibration error.

import { seededRandom } from "./random.ts";

/** A class index, and the probability that was claimed for it. */
export interface Answer {
  readonly label: number;
  readonly confidence: number;
}

export interface Measures {
  readonly macroF1: number;
  readonly accuracy: number;
  /** F1 of each class. */
  readonly f1: readonly number[];
  /** Macro-F1 on the 90 % of texts with the highest confidence. */
  readonly f1At90: number;
  /** Expected calibration error: the mean distance of confidence from accuracy over ten equal bins (Naeini et al. 2015). */
  readonly ece: number;
  /** What `ece` would be if every confidence were exactly right: so much is chance, with this many texts. */
  readonly eceByChance: number;
}

const COVERAGE = 0.9;
const BINS = 10;
const CHANCE_DRAWS = 200;
const CHANCE_SEED = 1;

export function measure(truth: readonly number[], answers: readonly Answer[], classes: number): Measures {
  const predicted = answers.map(({ label }) => label);
  const f1 = f1OfClasses(truth, predicted, classes);
  const surest = answers
    .map(({ confidence }, index) => ({ confidence, index }))
    .sort((a, b) => b.confidence - a.confidence || a.index - b.index)
    .slice(0, Math.round(COVERAGE * answers.length))
    .map(({ index }) => index);
  const kept = f1OfClasses(
    surest.map((index) => truth[index] ?? -1),
    surest.map((index) => predicted[index] ?? -1),
    classes,
  );
  return {
    macroF1: mean(f1),
    accuracy: mean(truth.map((label, index) => (label === predicted[index] ? 1 : 0))),
    f1,
    f1At90: mean(kept),
    ece: calibrationError(truth, answers),
    eceByChance: errorByChance(answers),
  };
}

/** The mean of each measure. */
export function meanMeasures(all: readonly Measures[]): Measures {
  const of = (pick: (one: Measures) => number) => mean(all.map(pick));
  return {
    macroF1: of(({ macroF1 }) => macroF1),
    accuracy: of(({ accuracy }) => accuracy),
    f1: (all[0]?.f1 ?? []).map((_, klass) => of(({ f1 }) => f1[klass] ?? 0)),
    f1At90: of(({ f1At90 }) => f1At90),
    ece: of(({ ece }) => ece),
    eceByChance: of(({ eceByChance }) => eceByChance),
  };
}

/** The mean error of answers that are right exactly as often as they claim, drawn again and again. */
function errorByChance(answers: readonly Answer[]): number {
  const random = seededRandom(CHANCE_SEED);
  const draws = Array.from({ length: CHANCE_DRAWS }, () =>
    calibrationError(
      answers.map(({ label, confidence }) => (random() < confidence ? label : -1)),
      answers,
    ),
  );
  return mean(draws);
}

export function f1OfClasses(
  truth: readonly number[],
  predicted: readonly number[],
  classes: number,
): number[] {
  return Array.from({ length: classes }, (_, klass) => {
    let hits = 0;
    let claims = 0;
    let actual = 0;
    for (const [index, label] of truth.entries()) {
      if (label === klass) actual += 1;
      if (predicted[index] === klass) claims += 1;
      if (label === klass && predicted[index] === klass) hits += 1;
    }
    return hits === 0 ? 0 : (2 * hits) / (claims + actual);
  });
}

function calibrationError(truth: readonly number[], answers: readonly Answer[]): number {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, right: 0, confidence: 0 }));
  for (const [index, { label, confidence }] of answers.entries()) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.confidence += confidence;
    if (label === truth[index]) bin.right += 1;
  }
  return (
    bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / Math.max(1, answers.length)
  );
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
