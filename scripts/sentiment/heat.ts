// The second thing the model tells: whether people would call a remark uncivil. One linear machine over the same features,
// with what the machines of the three polarities say as inputs.

import { appendColumns, foldsOf, toMatrix, type Example, type Matrix } from "./dataset.ts";
import { marginOf, trainWeightedSvm } from "./svm.ts";

const COST = 0.1;
/** What the dense numbers are multiplied by before they stand beside the hashed ones. */
export const HEAT_DENSE_WEIGHT = 0.25;
const INNER_FOLDS = 4;

export interface HeatModel {
  readonly machine: Float32Array;
  readonly slope: number;
  readonly intercept: number;
  /** The probability from which a text counts as heated: where F1 was best on texts not seen. */
  readonly heatedFrom: number;
}

export interface HeatData {
  readonly examples: readonly Example[];
  readonly matrix: Matrix;
  /** 1 for uncivil. */
  readonly labels: Uint8Array;
}

/** @param viewsOf what the machines of the polarities say, of a sentiment model that did not learn from these texts */
export function heatData(
  examples: readonly Example[],
  viewsOf: (text: string) => ArrayLike<number>,
): HeatData {
  const texts = examples.map(({ text }) => text);
  const views = Float64Array.from(texts.flatMap((text) => Array.from(viewsOf(text))));
  const width = views.length / texts.length;
  return {
    examples,
    matrix: appendColumns(toMatrix(texts, HEAT_DENSE_WEIGHT), views, width),
    labels: Uint8Array.from(examples, ({ label }) => (label === "uncivil" ? 1 : 0)),
  };
}

export function fitHeat(data: HeatData, rows: Uint32Array, seed: number): HeatModel {
  const folds = foldsOf(
    [...rows].map((row) => data.examples[row]!),
    INNER_FOLDS,
    seed,
  );
  const margins = new Float64Array(rows.length);
  for (let fold = 0; fold < INNER_FOLDS; fold += 1) {
    const machine = fitMachine(
      data,
      rows.filter((_, index) => folds[index] !== fold),
      seed,
    );
    for (const [index, row] of rows.entries()) {
      if (folds[index] === fold) margins[index] = marginOf(machine, data.matrix, row);
    }
  }
  const labels = Uint8Array.from(rows, (row) => data.labels[row]!);
  const { slope, intercept } = fitSigmoid(margins, labels);
  const threshold = bestThreshold(margins, labels);
  return {
    machine: fitMachine(data, rows, seed),
    slope,
    intercept,
    heatedFrom: 1 / (1 + Math.exp(-(slope * threshold + intercept))),
  };
}

export function heatOf({ machine, slope, intercept }: HeatModel, { matrix }: HeatData, row: number): number {
  return 1 / (1 + Math.exp(-(slope * marginOf(machine, matrix, row) + intercept)));
}

function fitMachine({ matrix, labels }: HeatData, rows: Uint32Array, seed: number): Float32Array {
  const uncivil = rows.filter((row) => labels[row] === 1).length;
  const costs = Float64Array.from(
    labels,
    (label) => (COST * rows.length) / 2 / (label === 1 ? uncivil : rows.length - uncivil),
  );
  const signs = Int8Array.from(labels, (label) => (label === 1 ? 1 : -1));
  return trainWeightedSvm({
    matrix,
    rows,
    signs,
    costs,
    weights: new Float64Array(labels.length).fill(1),
    seed,
  });
}

/** Platt scaling (1999): the logistic curve of greatest likelihood, by gradient descent. */
function fitSigmoid(
  margins: Float64Array,
  labels: Uint8Array,
): { readonly slope: number; readonly intercept: number } {
  let slope = 1;
  let intercept = 0;
  for (let step = 0; step < 2000; step += 1) {
    let onSlope = 0;
    let onIntercept = 0;
    for (const [index, margin] of margins.entries()) {
      const error = 1 / (1 + Math.exp(-(slope * margin + intercept))) - labels[index]!;
      onSlope += error * margin;
      onIntercept += error;
    }
    slope -= (2 * onSlope) / margins.length;
    intercept -= (2 * onIntercept) / margins.length;
  }
  return { slope, intercept };
}

/** The margin from which calling a text uncivil gives the best F1. */
function bestThreshold(margins: Float64Array, labels: Uint8Array): number {
  const order = [...margins.keys()].sort((a, b) => margins[b]! - margins[a]!);
  const actual = labels.reduce((sum, label) => sum + label, 0);
  let hits = 0;
  let best = { f1: 0, threshold: 0 };
  for (const [place, index] of order.entries()) {
    hits += labels[index]!;
    const f1 = (2 * hits) / (place + 1 + actual);
    if (f1 > best.f1) best = { f1, threshold: margins[index]! };
  }
  return best.threshold;
}
