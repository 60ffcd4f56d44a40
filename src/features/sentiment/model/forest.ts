// Boosted trees as they run: full binary trees of one depth, the classes side by side in each round.

export interface Forest {
  readonly depth: number;
  readonly classes: number;
  /** By tree, level by level: the input each inner node looks at. Values up to its threshold go left. */
  readonly inputs: Uint16Array;
  readonly thresholds: Float32Array;
  /** By tree: the values of its 2^depth leaves. Tree t belongs to class t mod `classes`. */
  readonly leaves: Float32Array;
}

/** The value of the leaf that a row of inputs falls into; the row begins at `at`. */
export function leafValue(forest: Forest, tree: number, values: Float32Array, at: number): number {
  const { depth, inputs, thresholds, leaves } = forest;
  const inner = (1 << depth) - 1;
  const start = tree * inner;
  let node = 0;
  for (let level = 0; level < depth; level += 1) {
    // Not `?? 0`: this line runs 2,520 times a text.
    const place = start + node;
    node = 2 * node + (values[at + inputs[place]!]! <= thresholds[place]! ? 1 : 2);
  }
  return leaves[tree + start + node - inner]!;
}

/** Adds each class's score of a row, which begins at `at`, to `scores`. */
export function addForestScores(
  forest: Forest,
  { values, at }: { readonly values: Float32Array; readonly at: number },
  scores: Float64Array,
): void {
  const { depth, classes, inputs, thresholds, leaves } = forest;
  const inner = (1 << depth) - 1;
  const trees = leaves.length >> depth;
  // As `leafValue`, in one loop.
  for (let klass = 0; klass < classes; klass += 1) {
    let sum = 0;
    for (let tree = klass; tree < trees; tree += classes) {
      const start = tree * inner;
      let node = 0;
      for (let level = 0; level < depth; level += 1) {
        const place = start + node;
        node = 2 * node + 2 - Number(values[at + inputs[place]!]! <= thresholds[place]!);
      }
      sum += leaves[tree + start + node - inner]!;
    }
    scores[klass] = (scores[klass] ?? 0) + sum;
  }
}

/**
 * The same for rows that begin at 0, where a forest is asked often. A shape as we ship it takes three fifths of the time:
 * without a loop over levels, with the trees in the order in which they lie in memory, and with arrays that V8 compiles to addresses,
 * since they belong to this one function.
 */
export function forestScorer(forest: Forest): (row: Float32Array, scores: Float64Array) => void {
  const { depth, classes, inputs, thresholds, leaves } = forest;
  if (depth !== 3 || classes !== 3)
    return (values, scores) => addForestScores(forest, { values, at: 0 }, scores);
  const trees = leaves.length >> 3;
  return (row, scores) => {
    let first = 0;
    let second = 0;
    let third = 0;
    for (let tree = 0; tree < trees; tree += 3) {
      first += leaves[leafOf(tree, inputs, thresholds, row)]!;
      second += leaves[leafOf(tree + 1, inputs, thresholds, row)]!;
      third += leaves[leafOf(tree + 2, inputs, thresholds, row)]!;
    }
    scores[0]! += first;
    scores[1]! += second;
    scores[2]! += third;
  };
}

/** The place of the leaf, of a tree of depth 3. Each `| 0` spares a check whether the number still fits. */
function leafOf(tree: number, inputs: Uint16Array, thresholds: Float32Array, row: Float32Array): number {
  const start = (7 * tree) | 0;
  let node = (2 - Number(row[inputs[start]!]! <= thresholds[start]!)) | 0;
  let place = (start + node) | 0;
  node = (2 * node + 2 - Number(row[inputs[place]!]! <= thresholds[place]!)) | 0;
  place = (start + node) | 0;
  node = (2 * node + 2 - Number(row[inputs[place]!]! <= thresholds[place]!)) | 0;
  return (8 * tree + node - 7) | 0;
}
