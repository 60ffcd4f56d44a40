// Two learners, one on the other (stacked generalisation, Wolpert 1992): linear machines read hashed words and dense
// numbers; boosted trees read the dense numbers and the machines' views of texts these had not seen, and learn what the
// margins miss; the sum of both is calibrated on texts that neither had seen.

import { DENSE } from "../../src/features/sentiment/model/features.ts";
import { addForestScores, type Forest } from "../../src/features/sentiment/model/forest.ts";
import type { Calibration } from "../../src/features/sentiment/model/format.ts";
import { trainForest, type BoostingOptions, type Columns } from "./boosting.ts";
import { fitCalibration, probabilitiesOf } from "./calibration.ts";
import { foldsOf, type Example, type Matrix } from "./dataset.ts";
import { viewsOf } from "../../src/features/sentiment/model/views.ts";
import { fitKinds, kindsInto } from "./kinds.ts";
import { rowViewsInto } from "./row-views.ts";
import { trainWeightedSvm } from "./svm.ts";

export interface Labelled {
  readonly examples: readonly (Example & { readonly source: string })[];
  readonly matrix: Matrix;
  /** Class by row, from 0. */
  readonly labels: Uint8Array;
  /** Training weight by row. */
  readonly weights: Float64Array;
  readonly classes: number;
}

export interface StackOptions {
  /** The machines' C. */
  readonly cost: number;
  readonly boosting: BoostingOptions;
  readonly innerFolds: number;
}

export interface Stack {
  /** Weights of one machine a class, each class against the others. */
  readonly machines: readonly Float32Array[];
  readonly forest: Forest;
  /** See `fitKinds`. */
  readonly kinds: Float32Array;
  readonly calibration: Calibration;
}

export function fitStack(data: Labelled, rows: Uint32Array, options: StackOptions, seed: number): Stack {
  const folds = foldsBySource(data, rows, options.innerFolds, seed);
  const width = viewsOf(data.classes);
  const views = new Float64Array(data.matrix.rows * width);
  for (let fold = 0; fold < options.innerFolds; fold += 1) {
    const machines = fitMachines(
      data,
      rows.filter((row) => folds[row] !== fold),
      options,
      seed,
    );
    for (const row of rows) {
      if (folds[row] === fold) rowViewsInto(views, row * width, { machines, matrix: data.matrix, row });
    }
  }
  const columns = toColumns(data, views);
  const scores = new Float64Array(data.matrix.rows * data.classes);
  for (let fold = 0; fold < options.innerFolds; fold += 1) {
    const forest = fitForest(
      data,
      columns,
      rows.filter((row) => folds[row] !== fold),
      options,
      seed,
    );
    for (const row of rows) {
      if (folds[row] !== fold) continue;
      scores.set(scoresOf(forest, columns, row), row * data.classes);
    }
  }
  return {
    machines: fitMachines(data, rows, options, seed),
    forest: fitForest(data, columns, rows, options, seed),
    ...calibrate(data, rows, scores),
  };
}

/** Folds by row of the matrix; each source is dealt out by itself, so that each is in every fold. */
export function foldsBySource(data: Labelled, rows: Uint32Array, folds: number, seed: number): Uint8Array {
  const all = new Uint8Array(data.matrix.rows);
  for (const source of new Set(data.examples.map((example) => example.source))) {
    const own = [...rows].filter((row) => data.examples[row]!.source === source);
    const dealt = foldsOf(
      own.map((row) => data.examples[row]!),
      folds,
      seed,
    );
    for (const [index, row] of own.entries()) all[row] = dealt[index]!;
  }
  return all;
}

/** Each class's score of a row: the sum of what both learners say, before calibration. */
export function stackScores(stack: Stack, data: Labelled, row: number): Float64Array {
  const views = new Float64Array(viewsOf(data.classes));
  rowViewsInto(views, 0, { machines: stack.machines, matrix: data.matrix, row });
  const values = new Float32Array(DENSE + views.length);
  values.set(data.matrix.dense.subarray(row * DENSE, (row + 1) * DENSE));
  values.set(views, DENSE);
  return scoresOf(stack.forest, { rows: 1, width: values.length, values }, 0);
}

/** The probability of each class. */
export function stackProbabilities(stack: Stack, data: Labelled, row: number): Float64Array {
  const scored = { scores: stackScores(stack, data, row), kinds: kindsOf(stack, data, row) };
  return probabilitiesOf(scored, stack.calibration);
}

/** How much a row looks like each of the sources that the stack learned from. */
function kindsOf(
  { kinds: weights }: Pick<Stack, "kinds">,
  { matrix: { dense } }: Labelled,
  row: number,
): Float64Array {
  const kinds = new Float64Array(weights.length / (DENSE + 1));
  kindsInto(kinds, { dense, at: row * DENSE, size: DENSE }, weights);
  return kinds;
}

function fitMachines(
  data: Labelled,
  rows: Uint32Array,
  { cost }: StackOptions,
  seed: number,
): Float32Array[] {
  const { matrix, labels, weights, classes } = data;
  return Array.from({ length: classes }, (_, klass) => {
    let own = 0;
    let total = 0;
    for (const row of rows) {
      total += weights[row]!;
      if (labels[row] === klass) own += weights[row]!;
    }
    // Balanced: a class and all others weigh the same.
    const costs = Float64Array.from(
      labels,
      (label, row) => cost * weights[row]! * (total / 2 / (label === klass ? own : total - own)),
    );
    const signs = Int8Array.from(labels, (label) => (label === klass ? 1 : -1));
    return trainWeightedSvm({ matrix, rows, signs, costs, weights, seed });
  });
}

/** What the forest reads: the dense numbers, then the views. */
function toColumns({ matrix, classes }: Labelled, views: Float64Array): Columns {
  const own = viewsOf(classes);
  const width = DENSE + own;
  const values = new Float32Array(matrix.rows * width);
  for (let row = 0; row < matrix.rows; row += 1) {
    values.set(matrix.dense.subarray(row * DENSE, (row + 1) * DENSE), row * width);
    values.set(views.subarray(row * own, (row + 1) * own), row * width + DENSE);
  }
  return { rows: matrix.rows, width, values };
}

function fitForest(
  data: Labelled,
  columns: Columns,
  rows: Uint32Array,
  { boosting }: StackOptions,
  seed: number,
): Forest {
  const { labels, weights, classes } = data;
  const starts = new Float64Array(columns.rows * classes);
  for (let row = 0; row < columns.rows; row += 1) starts.set(marginsOf(columns, row, classes), row * classes);
  return trainForest({ data: columns, rows, labels, weights, starts, classes, options: boosting, seed });
}

/** The machines' margins on the whole text: the first of the views. */
function marginsOf({ width, values }: Columns, row: number, classes: number): Float32Array {
  const at = row * width + DENSE;
  return values.subarray(at, at + classes);
}

function scoresOf(forest: Forest, columns: Columns, row: number): Float64Array {
  const scores = Float64Array.from(marginsOf(columns, row, forest.classes));
  addForestScores(forest, { values: columns.values, at: row * columns.width }, scores);
  return scores;
}

/** Each source weighs the same here: a community's texts may be like any of them. */
function calibrate(
  data: Labelled,
  rows: Uint32Array,
  scores: Float64Array,
): Pick<Stack, "kinds" | "calibration"> {
  const { examples, matrix, labels, classes } = data;
  const sources = [...new Set(Array.from(rows, (row) => examples[row]!.source))];
  const kindOf = Uint8Array.from(examples, ({ source }) => sources.indexOf(source));
  const sizes = sources.map((_, kind) => rows.filter((row) => kindOf[row] === kind).length);
  const dense = { rows: matrix.rows, width: DENSE, values: matrix.dense };
  const kinds = fitKinds({ data: dense, rows, kinds: kindOf, count: sources.length });
  const texts = Array.from(rows, (row) => ({
    scores: scores.subarray(row * classes, (row + 1) * classes),
    kinds: kindsOf({ kinds }, data, row),
    label: labels[row]!,
    weight: 1 / sizes[kindOf[row]!]!,
  }));
  return { kinds, calibration: fitCalibration(texts, { classes, kinds: sources.length }) };
}
