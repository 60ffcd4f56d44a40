// Learners one on the other (stacked generalisation, Wolpert 1992): linear machines read hashed words and dense numbers, a
// network reads vectors of words; boosted trees read the dense numbers and what both say of texts these had not seen, and
// learn what they miss; the sum of all is calibrated on texts that none had seen.

import { DENSE } from "../../src/features/sentiment/model/features.ts";
import { addForestScores, type Forest } from "../../src/features/sentiment/model/forest.ts";
import { NETWORK_SHARE, type Calibration } from "../../src/features/sentiment/model/format.ts";
import { trainForest, type BoostingOptions, type Columns } from "./boosting.ts";
import { fitCalibration, probabilitiesOf } from "./calibration.ts";
import { foldsOf, type Example, type Matrix } from "./dataset.ts";
import { viewsOf } from "../../src/features/sentiment/model/views.ts";
import { fitKinds, kindsInto } from "./kinds.ts";
import { networkScorer } from "./network-scores.ts";
import { trainNetwork, type TrainedNetwork } from "./network-training.ts";
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
  readonly network: TrainedNetwork;
  readonly forest: Forest;
  /** See `fitKinds`. */
  readonly kinds: Float32Array;
  readonly calibration: Calibration;
}

export function fitStack(data: Labelled, rows: Uint32Array, options: StackOptions, seed: number): Stack {
  const folds = foldsBySource(data, rows, options.innerFolds, seed);
  const width = learnedOf(data.classes);
  const views = new Float64Array(data.matrix.rows * width);
  for (let fold = 0; fold < options.innerFolds; fold += 1) {
    const others = rows.filter((row) => folds[row] !== fold);
    const learners = {
      machines: fitMachines(data, others, options, seed),
      network: fitNetwork(data, others, seed),
    };
    const write = learnedWriter(learners, data);
    for (const row of rows) if (folds[row] === fold) write(views, row * width, row);
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
    network: fitNetwork(data, rows, seed),
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

/** A function that tells the probability of each class for a row. */
export function stackReader(stack: Stack, data: Labelled): (row: number) => Float64Array {
  const write = learnedWriter(stack, data);
  const values = new Float32Array(DENSE + learnedOf(data.classes));
  return (row) => {
    values.set(data.matrix.dense.subarray(row * DENSE, (row + 1) * DENSE));
    write(values, DENSE, row);
    const scores = scoresOf(stack.forest, { rows: 1, width: values.length, values }, 0);
    return probabilitiesOf({ scores, kinds: kindsOf(stack, data, row) }, stack.calibration);
  };
}

/** How many numbers the first learners tell the trees: the machines' views, and a network's output for each class. */
function learnedOf(classes: number): number {
  return viewsOf(classes) + classes;
}

/** A function that writes what the first learners tell of a row. */
function learnedWriter(
  { machines, network }: Pick<Stack, "machines" | "network">,
  { matrix, classes }: Labelled,
): (into: Float64Array | Float32Array, at: number, row: number) => void {
  const score = networkScorer(network);
  return (into, at, row) => {
    rowViewsInto(into, at, { machines, matrix, row });
    score(matrix.lexemes[row]!, into, at + viewsOf(classes));
  };
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

function fitNetwork(
  { matrix, labels, weights, classes }: Labelled,
  rows: Uint32Array,
  seed: number,
): TrainedNetwork {
  return trainNetwork({ sequences: matrix.lexemes, rows, labels, weights, classes, seed });
}

/** What the forest reads: the dense numbers, then what the first learners tell. */
function toColumns({ matrix, classes }: Labelled, views: Float64Array): Columns {
  const own = learnedOf(classes);
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
  for (let row = 0; row < columns.rows; row += 1) starts.set(startsOf(columns, row, classes), row * classes);
  return trainForest({ data: columns, rows, labels, weights, starts, classes, options: boosting, seed });
}

/** What trees begin from: the machines' margins on the whole text, the first of the views, and a share of the network's outputs. */
function startsOf({ width, values }: Columns, row: number, classes: number): Float64Array {
  const marginsAt = row * width + DENSE;
  const outputsAt = marginsAt + viewsOf(classes);
  return Float64Array.from(
    { length: classes },
    (_, klass) => values[marginsAt + klass]! + NETWORK_SHARE * values[outputsAt + klass]!,
  );
}

function scoresOf(forest: Forest, columns: Columns, row: number): Float64Array {
  const scores = startsOf(columns, row, forest.classes);
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
