// Gradient boosted trees for several classes (Friedman 2001, "Greedy function approximation"), with the second-order gain
// and the histograms of later libraries (Chen and Guestrin 2016; Ke et al. 2017). Small trees of one depth, since they run
// on every remark.

import { leafValue, type Forest } from "../../src/features/sentiment/model/forest.ts";
import { seededRandom } from "./random.ts";

export interface Columns {
  readonly rows: number;
  readonly width: number;
  /** Row-major. */
  readonly values: Float32Array;
}

export interface BoostingTask {
  readonly data: Columns;
  /** The rows to learn from. */
  readonly rows: Uint32Array;
  /** The class of each row of the data, from 0. */
  readonly labels: Uint8Array;
  /** The weight of each row of the data. */
  readonly weights: Float64Array;
  /** The scores of each row of the data before the first tree, row-major. */
  readonly starts: Float64Array;
  readonly classes: number;
  readonly options: BoostingOptions;
  readonly seed: number;
}

export interface BoostingOptions {
  readonly rounds: number;
  readonly depth: number;
  readonly learningRate: number;
  /** The share of rows, and of columns, that each tree sees. */
  readonly rowShare: number;
  readonly columnShare: number;
  /** Pulls leaves towards zero. */
  readonly lambda: number;
  /** The least weight of second derivatives in a leaf. */
  readonly leastWeight: number;
}

const MOST_BINS = 64;
/** In place of a node's number, for rows that a tree does not see. */
const NOT_SAMPLED = 0xffff;

interface Binned {
  /** Column-major. */
  readonly bins: Uint8Array;
  /** By column: the bin that most rows are in, and the rows that are in another one. Most numbers of a text are zero. */
  readonly usual: Uint8Array;
  readonly unusual: readonly Uint32Array[];
  /** By column, ascending: bin b holds values up to edge b. */
  readonly edges: readonly Float32Array[];
}

export function trainForest(task: BoostingTask): Forest {
  const { data, rows, labels, weights, starts, classes, options, seed } = task;
  const { depth, rounds, learningRate } = options;
  const random = seededRandom(seed);
  const binned = toBins(data, rows);
  const inner = 2 ** depth - 1;
  const trees = rounds * classes;
  const forest: Forest = {
    depth,
    classes,
    inputs: new Uint16Array(trees * inner),
    thresholds: new Float32Array(trees * inner).fill(Infinity),
    leaves: new Float32Array(trees * (inner + 1)),
  };
  const scores = Float64Array.from(starts);
  const gradients = new Float64Array(data.rows);
  const curvatures = new Float64Array(data.rows);
  const chances = new Float64Array(data.rows * classes);
  for (let round = 0; round < rounds; round += 1) {
    for (const row of rows) softmaxInto(scores, chances, row * classes, classes);
    const sample = rows.filter(() => random() < options.rowShare);
    for (let klass = 0; klass < classes; klass += 1) {
      for (const row of rows) {
        const chance = chances[row * classes + klass]!;
        const weight = weights[row]!;
        gradients[row] = weight * (chance - (labels[row] === klass ? 1 : 0));
        curvatures[row] = weight * Math.max(1e-6, chance * (1 - chance));
      }
      const columns = [...Array(data.width).keys()].filter(() => random() < options.columnShare);
      const tree = round * classes + klass;
      growTree({ binned, data, sample, columns, gradients, curvatures, options, forest, tree });
      for (const row of rows) {
        scores[row * classes + klass]! +=
          learningRate * leafValue(forest, tree, data.values, row * data.width);
      }
    }
  }
  for (let leaf = 0; leaf < forest.leaves.length; leaf += 1) forest.leaves[leaf]! *= learningRate;
  return forest;
}

function softmaxInto(scores: Float64Array, chances: Float64Array, at: number, classes: number): void {
  let highest = -Infinity;
  for (let klass = 0; klass < classes; klass += 1) highest = Math.max(highest, scores[at + klass]!);
  let sum = 0;
  for (let klass = 0; klass < classes; klass += 1) {
    const power = Math.exp(scores[at + klass]! - highest);
    chances[at + klass] = power;
    sum += power;
  }
  for (let klass = 0; klass < classes; klass += 1) chances[at + klass]! /= sum;
}

function toBins({ rows: count, width, values }: Columns, rows: Uint32Array): Binned {
  const bins = new Uint8Array(count * width);
  const edges: Float32Array[] = [];
  for (let column = 0; column < width; column += 1) {
    const seen = Float32Array.from(rows, (row) => values[row * width + column]!).sort();
    const cuts: number[] = [];
    const distinct = seen.filter((value, index) => index === 0 || value !== seen[index - 1]);
    if (distinct.length <= MOST_BINS) {
      for (let index = 0; index + 1 < distinct.length; index += 1)
        cuts.push((distinct[index]! + distinct[index + 1]!) / 2);
    } else {
      for (let bin = 1; bin < MOST_BINS; bin += 1) {
        const cut = seen[Math.floor((bin * seen.length) / MOST_BINS)]!;
        if (cut !== cuts.at(-1)) cuts.push(cut);
      }
    }
    const own = Float32Array.from(cuts);
    edges.push(own);
    for (let row = 0; row < count; row += 1) {
      const value = values[row * width + column]!;
      let low = 0;
      let high = own.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value <= own[middle]!) high = middle;
        else low = middle + 1;
      }
      bins[column * count + row] = low;
    }
  }
  const { usual, unusual } = findUsual(bins, rows, count, width);
  return { bins, usual, unusual, edges };
}

function findUsual(
  bins: Uint8Array,
  rows: Uint32Array,
  count: number,
  width: number,
): Pick<Binned, "usual" | "unusual"> {
  const usual = new Uint8Array(width);
  const unusual: Uint32Array[] = [];
  for (let column = 0; column < width; column += 1) {
    const sizes = new Uint32Array(MOST_BINS);
    for (const row of rows) sizes[bins[column * count + row]!]! += 1;
    const largest = sizes.indexOf(Math.max(...sizes));
    usual[column] = largest;
    unusual.push(rows.filter((row) => bins[column * count + row] !== largest));
  }
  return { usual, unusual };
}

interface Growth {
  readonly binned: Binned;
  readonly data: Columns;
  readonly sample: Uint32Array;
  readonly columns: readonly number[];
  readonly gradients: Float64Array;
  readonly curvatures: Float64Array;
  readonly options: BoostingOptions;
  readonly forest: Forest;
  readonly tree: number;
}

interface Split {
  gain: number;
  column: number;
  threshold: number;
  bin: number;
}

function growTree({
  binned,
  data,
  sample,
  columns,
  gradients,
  curvatures,
  options,
  forest,
  tree,
}: Growth): void {
  const { depth, lambda } = options;
  const inner = 2 ** depth - 1;
  const nodeOf = new Uint16Array(data.rows).fill(NOT_SAMPLED);
  for (const row of sample) nodeOf[row] = 0;
  for (let level = 0; level < depth; level += 1) {
    const first = 2 ** level - 1;
    const splits = bestSplits({
      binned,
      data,
      sample,
      columns,
      gradients,
      curvatures,
      options,
      nodeOf,
      first,
    });
    for (const [node, { column, threshold }] of splits.entries()) {
      const place = tree * inner + first + node;
      forest.inputs[place] = column;
      forest.thresholds[place] = threshold;
    }
    for (const row of sample) {
      const node = nodeOf[row]!;
      const { column, bin } = splits[node - first]!;
      nodeOf[row] = 2 * node + (binned.bins[column * data.rows + row]! <= bin ? 1 : 2);
    }
  }
  const sums = new Float64Array(2 * (inner + 1));
  for (const row of sample) {
    const leaf = nodeOf[row]! - inner;
    sums[2 * leaf]! += gradients[row]!;
    sums[2 * leaf + 1]! += curvatures[row]!;
  }
  for (let leaf = 0; leaf <= inner; leaf += 1) {
    forest.leaves[tree * (inner + 1) + leaf] = -sums[2 * leaf]! / (sums[2 * leaf + 1]! + lambda);
  }
}

type SplitSearch = Omit<Growth, "forest" | "tree"> & { readonly nodeOf: Uint16Array; readonly first: number };

/** The best split of each node of a level; one that splits nothing off where none gains. */
function bestSplits({
  binned,
  data,
  sample,
  columns,
  gradients,
  curvatures,
  options,
  nodeOf,
  first,
}: SplitSearch): Split[] {
  const nodes = first + 1;
  const { lambda, leastWeight } = options;
  const best = Array.from({ length: nodes }, (): Split => ({
    gain: 1e-6,
    column: 0,
    threshold: Infinity,
    bin: 255,
  }));
  const histogram = new Float64Array(nodes * MOST_BINS * 2);
  const totals = new Float64Array(nodes * 2);
  for (const row of sample) {
    const node = nodeOf[row]! - first;
    totals[2 * node]! += gradients[row]!;
    totals[2 * node + 1]! += curvatures[row]!;
  }
  for (const column of columns) {
    const edges = binned.edges[column]!;
    if (edges.length === 0) continue;
    histogram.fill(0);
    const offset = column * data.rows;
    for (const row of binned.unusual[column]!) {
      const node = nodeOf[row]!;
      if (node === NOT_SAMPLED) continue;
      const place = 2 * ((node - first) * MOST_BINS + binned.bins[offset + row]!);
      histogram[place]! += gradients[row]!;
      histogram[place + 1]! += curvatures[row]!;
    }
    // What is left of a node's sum is in the usual bin.
    for (let node = 0; node < nodes; node += 1) {
      const start = 2 * node * MOST_BINS;
      const usual = start + 2 * binned.usual[column]!;
      let gradient = totals[2 * node]!;
      let curvature = totals[2 * node + 1]!;
      for (let at = start; at < start + 2 * (edges.length + 1); at += 2) {
        gradient -= histogram[at]!;
        curvature -= histogram[at + 1]!;
      }
      histogram[usual] = gradient;
      histogram[usual + 1] = curvature;
    }
    for (let node = 0; node < nodes; node += 1) {
      const gradient = totals[2 * node]!;
      const curvature = totals[2 * node + 1]!;
      const parent = gradient ** 2 / (curvature + lambda);
      let left = 0;
      let leftWeight = 0;
      for (let bin = 0; bin < edges.length; bin += 1) {
        left += histogram[2 * (node * MOST_BINS + bin)]!;
        leftWeight += histogram[2 * (node * MOST_BINS + bin) + 1]!;
        const rightWeight = curvature - leftWeight;
        if (leftWeight < leastWeight || rightWeight < leastWeight) continue;
        const gain =
          left ** 2 / (leftWeight + lambda) + (gradient - left) ** 2 / (rightWeight + lambda) - parent;
        if (gain > best[node]!.gain) best[node] = { gain, column, threshold: edges[bin]!, bin };
      }
    }
  }
  return best;
}
