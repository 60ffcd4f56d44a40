// A linear support vector machine with squared hinge loss, by dual coordinate descent (Hsieh, Chang, Lin, Keerthi and
// Sundararajan, "A dual coordinate descent method for large-scale linear SVM", ICML 2008; LIBLINEAR's solver 1).

import { DENSE } from "../../src/features/sentiment/model/features.ts";
import { BUCKETS } from "../../src/features/sentiment/model/buckets.ts";
import type { Matrix } from "./dataset.ts";
import { seededRandom, shuffle } from "./random.ts";

/** Columns of the weights: the hashed space, the dense numbers, extra columns, and one that is always 1. */
export const MOST_EXTRA = 24;
export const WIDTH = BUCKETS + DENSE + MOST_EXTRA + 1;
const BIAS = WIDTH - 1;

export interface SvmTask {
  readonly matrix: Matrix;
  /** The rows to learn from. */
  readonly rows: Uint32Array;
  /** +1 or −1 for each row of the matrix. */
  readonly signs: Int8Array;
  /** The cost C of each row of the matrix: how dear it is to get it wrong. */
  readonly costs: Float64Array;
  readonly seed: number;
}

const MOST_PASSES = 60;
const TOLERANCE = 0.03;

/** The weights of the separating plane, `WIDTH` of them. */
export function trainSvm({ matrix, rows, signs, costs, seed }: SvmTask): Float32Array {
  const { starts, columns, values } = matrix;
  const weights = new Float64Array(WIDTH);
  const alphas = new Float64Array(rows.length);
  const diagonal = Float64Array.from(rows, (row) => squareNorm(matrix, row) + 1 / (2 * (costs[row] ?? 1)));
  const order = Uint32Array.from(rows.keys());
  const random = seededRandom(seed);
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    shuffle(order, random);
    let violation = 0;
    for (const place of order) {
      const row = rows[place]!;
      const sign = signs[row]!;
      const alpha = alphas[place]!;
      const end = starts[row + 1]!;
      let margin = weights[BIAS]!;
      for (let at = starts[row]!; at < end; at += 1) margin += weights[columns[at]!]! * values[at]!;
      const gradient = sign * margin - 1 + alpha / (2 * costs[row]!);
      const projected = alpha === 0 ? Math.min(gradient, 0) : gradient;
      violation = Math.max(violation, Math.abs(projected));
      if (projected === 0) continue;
      const next = Math.max(0, alpha - gradient / diagonal[place]!);
      const step = (next - alpha) * sign;
      alphas[place] = next;
      weights[BIAS] = weights[BIAS]! + step;
      for (let at = starts[row]!; at < end; at += 1) {
        const column = columns[at]!;
        weights[column] = weights[column]! + step * values[at]!;
      }
    }
    if (violation < TOLERANCE) break;
  }
  return Float32Array.from(weights);
}

function squareNorm({ starts, values }: Matrix, row: number): number {
  let square = 1;
  for (let at = starts[row]!; at < starts[row + 1]!; at += 1) square += values[at]! ** 2;
  return square;
}

/** A row's distance from the plane, in units of its margin. */
export function marginOf(weights: Float32Array, { starts, columns, values }: Matrix, row: number): number {
  let margin = weights[BIAS]!;
  for (let at = starts[row]!; at < starts[row + 1]!; at += 1) margin += weights[columns[at]!]! * values[at]!;
  return margin;
}

/** How much of a column's weight is its log-count ratio, and what is added to each count. */
const RATIO_SHARE = 0.5;
const SMOOTHING = 1;
const LARGEST_RATIO = 4;

/**
 * What each hashed column is multiplied by before a machine learns: half 1, half how unevenly it occurs on the two sides, as
 * the absolute logarithm of the ratio of its shares (Wang and Manning 2012, "Baselines and bigrams"). A machine's weights
 * take the factors in afterwards, so that it runs on plain features.
 */
function countRatios({
  matrix,
  rows,
  signs,
  weights,
}: Pick<SvmTask, "matrix" | "rows" | "signs"> & { readonly weights: Float64Array }): Float32Array {
  const { starts, columns } = matrix;
  const inside = new Float64Array(BUCKETS).fill(SMOOTHING);
  const outside = new Float64Array(BUCKETS).fill(SMOOTHING);
  let insideTotal = 0;
  let outsideTotal = 0;
  for (const row of rows) {
    const weight = weights[row]!;
    const counts = signs[row] === 1 ? inside : outside;
    if (signs[row] === 1) insideTotal += weight;
    else outsideTotal += weight;
    for (let at = starts[row]!; at < starts[row + 1]!; at += 1) {
      const column = columns[at]!;
      if (column < BUCKETS) counts[column]! += weight;
    }
  }
  const ratios = new Float32Array(WIDTH).fill(1);
  for (let column = 0; column < BUCKETS; column += 1) {
    const ratio = Math.abs(Math.log((inside[column]! * outsideTotal) / (outside[column]! * insideTotal)));
    ratios[column] = 1 - RATIO_SHARE + RATIO_SHARE * Math.min(ratio, LARGEST_RATIO);
  }
  return ratios;
}

/** A machine that learned on columns weighted by `countRatios`. */
export function trainWeightedSvm(task: SvmTask & { readonly weights: Float64Array }): Float32Array {
  const ratios = countRatios(task);
  const { columns, values } = task.matrix;
  const matrix = { ...task.matrix, values: values.map((value, at) => value * ratios[columns[at]!]!) };
  return trainSvm({ ...task, matrix }).map((weight, column) => weight * ratios[column]!);
}
