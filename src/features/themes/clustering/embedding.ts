// Latent semantic analysis (Deerwester et al. 1990): documents as short dense vectors, in which those are near that use
// words of the same company. Each document is first mixed with its nearest, which helps short texts most.

import type { Corpus } from "./corpus.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Random } from "./random.ts";

/** How much of a document stays its own when it is mixed with its nearest. */
const OWN_SHARE = 0.3;
/** Rounds of the subspace iteration; more of them changed no result. */
const ROUNDS = 4;

/** Rows of length 1, one after the other in one array. */
export interface Embedding {
  readonly dimensions: number;
  readonly rows: Float32Array;
}

/**
 * The documents in the space of the `dimensions` strongest right singular vectors, found by randomised subspace iteration
 * (Halko, Martinsson and Tropp 2011). Cosines between rows do not depend on the basis of that space, so no
 * decomposition is needed at the end.
 */
export function embed(
  corpus: Corpus,
  of: {
    /** The rows' weights. */
    readonly unit: Float32Array;
    readonly neighbours: Neighbours;
    readonly dimensions: number;
    readonly random: Random;
  },
): Embedding {
  const { unit, neighbours, dimensions, random } = of;
  const mixing = mixingOf(neighbours, corpus.size);
  let basis = new Float32Array(corpus.termIds.size * dimensions);
  for (let at = 0; at < basis.length; at += 1) basis[at] = random() - 0.5;
  orthonormalise(basis, dimensions);
  for (let round = 0; round < ROUNDS; round += 1) {
    const rows = mix(multiply(corpus, unit, { basis, dimensions }), mixing, { dimensions });
    const unmixed = mix(rows, mixing, { dimensions, isTransposed: true });
    basis = multiplyTransposed(corpus, unit, { rows: unmixed, dimensions });
    orthonormalise(basis, dimensions);
  }
  const rows = mix(multiply(corpus, unit, { basis, dimensions }), mixing, { dimensions });
  normaliseRows(rows, dimensions);
  return { dimensions, rows };
}

function multiply(
  { size, starts, terms }: Corpus,
  unit: Float32Array,
  { basis, dimensions }: { readonly basis: Float32Array; readonly dimensions: number },
): Float32Array {
  const rows = new Float32Array(size * dimensions);
  for (let row = 0; row < size; row += 1) {
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at += 1) {
      addScaled(rows, row * dimensions, {
        from: basis,
        start: (terms[at] ?? 0) * dimensions,
        dimensions,
        by: unit[at] ?? 0,
      });
    }
  }
  return rows;
}

function multiplyTransposed(
  { termIds, size, starts, terms }: Corpus,
  unit: Float32Array,
  { rows, dimensions }: { readonly rows: Float32Array; readonly dimensions: number },
): Float32Array<ArrayBuffer> {
  const basis = new Float32Array(termIds.size * dimensions);
  for (let row = 0; row < size; row += 1) {
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at += 1) {
      addScaled(basis, (terms[at] ?? 0) * dimensions, {
        from: rows,
        start: row * dimensions,
        dimensions,
        by: unit[at] ?? 0,
      });
    }
  }
  return basis;
}

interface Mixing extends Neighbours {
  /** The sum of each row's similarities. */
  readonly sums: Float32Array;
}

function mixingOf(neighbours: Neighbours, size: number): Mixing {
  const { most, similarities } = neighbours;
  const sums = new Float32Array(size);
  for (const [at, similarity] of similarities.entries()) {
    const row = Math.floor(at / most);
    sums[row] = (sums[row] ?? 0) + similarity;
  }
  return { ...neighbours, sums };
}

/** Each row with the mean of its nearest, weighted by similarity; or the transpose of that. */
function mix(
  rows: Float32Array,
  { most, ids, similarities, sums }: Mixing,
  { dimensions, isTransposed = false }: { readonly dimensions: number; readonly isTransposed?: boolean },
): Float32Array {
  const mixed = new Float32Array(rows.length);
  for (const [row, sum] of sums.entries()) {
    const start = row * dimensions;
    const own = sum > 0 ? OWN_SHARE : 1;
    addScaled(mixed, start, { from: rows, start, dimensions, by: own });
    for (let at = row * most; at < (row + 1) * most && (similarities[at] ?? 0) > 0; at += 1) {
      const other = (ids[at] ?? 0) * dimensions;
      const by = ((1 - own) * (similarities[at] ?? 0)) / sum;
      if (isTransposed) addScaled(mixed, other, { from: rows, start, dimensions, by });
      else addScaled(mixed, start, { from: rows, start: other, dimensions, by });
    }
  }
  return mixed;
}

function addScaled(
  to: Float32Array,
  at: number,
  of: {
    readonly from: Float32Array;
    readonly start: number;
    readonly dimensions: number;
    readonly by: number;
  },
): void {
  const { from, start, dimensions, by } = of;
  for (let d = 0; d < dimensions; d += 1) to[at + d] = (to[at + d] ?? 0) + by * (from[start + d] ?? 0);
}

/** Makes the columns orthonormal (modified Gram-Schmidt). */
function orthonormalise(matrix: Float32Array, columns: number): void {
  const rows = matrix.length / columns;
  for (let column = 0; column < columns; column += 1) {
    for (let before = 0; before < column; before += 1) {
      let dot = 0;
      for (let row = 0; row < rows; row += 1) {
        dot += (matrix[row * columns + column] ?? 0) * (matrix[row * columns + before] ?? 0);
      }
      for (let row = 0; row < rows; row += 1) {
        const at = row * columns + column;
        matrix[at] = (matrix[at] ?? 0) - dot * (matrix[row * columns + before] ?? 0);
      }
    }
    let squares = 0;
    for (let row = 0; row < rows; row += 1) squares += (matrix[row * columns + column] ?? 0) ** 2;
    // A column that the others span already carries nothing.
    const scale = squares > 1e-12 ? 1 / Math.sqrt(squares) : 0;
    for (let row = 0; row < rows; row += 1) {
      const at = row * columns + column;
      matrix[at] = (matrix[at] ?? 0) * scale;
    }
  }
}

function normaliseRows(rows: Float32Array, dimensions: number): void {
  for (let start = 0; start < rows.length; start += dimensions) {
    let squares = 0;
    for (let d = 0; d < dimensions; d += 1) squares += (rows[start + d] ?? 0) ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let d = 0; d < dimensions; d += 1) rows[start + d] = (rows[start + d] ?? 0) * scale;
  }
}
