// The second thing the model tells: whether people would call a remark uncivil. One linear machine over the same features,
// with what the machines of the three polarities say as inputs, and a network of its own; a logistic curve weighs the two.

import { appendColumns, foldsOf, toMatrix, type Example, type Matrix } from "./dataset.ts";
import { fitLogistic } from "./logistic.ts";
import { networkScorer } from "./network-scores.ts";
import { trainNetwork, type TrainedNetwork } from "./network-training.ts";
import { marginOf, trainWeightedSvm } from "./svm.ts";

const COST = 0.1;
/** What the dense numbers are multiplied by before they stand beside the hashed ones. */
export const HEAT_DENSE_WEIGHT = 0.25;
/** What an uncivil remark weighs beside a civil one when the network learns. */
const UNCIVIL_WEIGHT = 1.5;
const INNER_FOLDS = 4;

export interface HeatModel {
  readonly machine: Float32Array;
  /** With an output for civil, and one for uncivil. */
  readonly network: TrainedNetwork;
  /** Of the machine's margin, and of the network's output for uncivil. */
  readonly slope: number;
  readonly networkSlope: number;
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
  /** By row: the machine's margin and the network's output for uncivil, both of texts they had not seen. */
  const told: (readonly [number, number])[] = Array.from(rows, () => [0, 0]);
  for (let fold = 0; fold < INNER_FOLDS; fold += 1) {
    const others = rows.filter((_, index) => folds[index] !== fold);
    const tell = teller(
      { machine: fitMachine(data, others, seed), network: fitNetwork(data, others, seed) },
      data,
    );
    for (const [index, row] of rows.entries()) if (folds[index] === fold) told[index] = tell(row);
  }
  const labels = Uint8Array.from(rows, (row) => data.labels[row]!);
  const [slope, networkSlope, intercept] = fitLogistic(told, labels);
  const chances = Float64Array.from(told, ([margin, output]) =>
    logistic(slope * margin + networkSlope * output + intercept),
  );
  return {
    machine: fitMachine(data, rows, seed),
    network: fitNetwork(data, rows, seed),
    slope,
    networkSlope,
    intercept,
    heatedFrom: bestThreshold(chances, labels),
  };
}

/** A function that tells the probability of heat for a row. */
export function heatReader(model: HeatModel, data: HeatData): (row: number) => number {
  const { slope, networkSlope, intercept } = model;
  const tell = teller(model, data);
  return (row) => {
    const [margin, output] = tell(row);
    return logistic(slope * margin + networkSlope * output + intercept);
  };
}

function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

function teller(
  { machine, network }: Pick<HeatModel, "machine" | "network">,
  { matrix }: HeatData,
): (row: number) => readonly [number, number] {
  const score = networkScorer(network);
  const outputs = new Float64Array(2);
  return (row) => {
    score(matrix.lexemes[row]!, outputs, 0);
    return [marginOf(machine, matrix, row), outputs[1]!];
  };
}

function fitNetwork({ matrix, labels }: HeatData, rows: Uint32Array, seed: number): TrainedNetwork {
  const weights = Float64Array.from(labels, (label) => (label === 1 ? UNCIVIL_WEIGHT : 1));
  return trainNetwork({ sequences: matrix.lexemes, rows, labels, weights, classes: 2, seed });
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

/** The probability from which calling a text uncivil gives the best F1. */
function bestThreshold(chances: Float64Array, labels: Uint8Array): number {
  const order = [...chances.keys()].sort((a, b) => chances[b]! - chances[a]!);
  const actual = labels.reduce((sum, label) => sum + label, 0);
  let hits = 0;
  let best = { f1: 0, threshold: 0 };
  for (const [place, index] of order.entries()) {
    hits += labels[index]!;
    const f1 = (2 * hits) / (place + 1 + actual);
    if (f1 > best.f1) best = { f1, threshold: chances[index]! };
  }
  return best.threshold;
}
