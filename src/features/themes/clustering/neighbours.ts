// The nearest documents of a document by the cosine of their terms, exactly, by way of an inverted index.

import { unitWeights, type Corpus } from "./corpus.ts";

/** Some documents' nearest, `most` places for each: the nearest first, unused places with a similarity of 0. */
export interface Neighbours {
  readonly most: number;
  readonly ids: Uint32Array;
  /** Cosine, above 0 to 1. */
  readonly similarities: Float32Array;
}

export interface NeighbourIndex {
  /**
   * The nearest of one row of `corpus` into the places from `place` on. A row that is itself in the index is told with
   * `self`, so that it does not find itself.
   */
  find(row: number, of: { readonly corpus: Corpus; readonly unit: Float32Array }, into: Place): void;
}

interface Place {
  readonly neighbours: Neighbours;
  readonly place: number;
  readonly self?: number;
}

/**
 * Rows by term, from row `from` on, ready to be asked. The corpus asked about later must number its terms alike.
 */
export function indexNeighbours(corpus: Corpus, from = 0): NeighbourIndex {
  const { size, starts, terms } = corpus;
  const unit = unitWeights(corpus);
  const postingStarts = new Uint32Array(corpus.termIds.size + 1);
  for (const term of terms.subarray(starts[from]))
    postingStarts[term + 1] = (postingStarts[term + 1] ?? 0) + 1;
  for (let term = 0; term < corpus.termIds.size; term += 1) {
    postingStarts[term + 1] = (postingStarts[term + 1] ?? 0) + (postingStarts[term] ?? 0);
  }
  const ends = postingStarts.slice();
  const rows = new Uint32Array(terms.length);
  const weights = new Float32Array(terms.length);
  for (let row = from; row < size; row += 1) {
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at += 1) {
      const term = terms[at] ?? 0;
      const end = ends[term] ?? 0;
      rows[end] = row;
      weights[end] = unit[at] ?? 0;
      ends[term] = end + 1;
    }
  }
  // Shared by all calls, and left empty by each: a fresh array of all rows would cost more than the search.
  const sums = new Float32Array(size);
  const touched = new Uint32Array(size);

  function find(row: number, of: { readonly corpus: Corpus; readonly unit: Float32Array }, into: Place) {
    let count = 0;
    const { corpus: asked } = of;
    for (let at = asked.starts[row] ?? 0; at < (asked.starts[row + 1] ?? 0); at += 1) {
      const term = asked.terms[at] ?? 0;
      const weight = of.unit[at] ?? 0;
      const end = postingStarts[term + 1] ?? 0;
      for (let posting = postingStarts[term] ?? 0; posting < end; posting += 1) {
        const other = rows[posting] ?? 0;
        const sum = sums[other] ?? 0;
        if (sum === 0) {
          touched[count] = other;
          count += 1;
        }
        sums[other] = sum + weight * (weights[posting] ?? 0);
      }
    }
    if (into.self !== undefined) sums[into.self] = 0;
    const candidates = touched.subarray(0, count);
    keepNearest(candidates, sums, into);
    for (const other of candidates) sums[other] = 0;
  }
  return { find };
}

/** The candidates with the largest sums, in their order; among equals the earlier one found. */
function keepNearest(candidates: Uint32Array, sums: Float32Array, { neighbours, place }: Place): void {
  const { most, ids, similarities } = neighbours;
  const last = place + most - 1;
  let kept = 0;
  let least = 0;
  for (const other of candidates) {
    const sum = sums[other] ?? 0;
    if (sum <= least) continue;
    let at = kept < most ? place + kept : last;
    if (kept < most) kept += 1;
    while (at > place && (similarities[at - 1] ?? 0) < sum) {
      similarities[at] = similarities[at - 1] ?? 0;
      ids[at] = ids[at - 1] ?? 0;
      at -= 1;
    }
    similarities[at] = sum;
    ids[at] = other;
    if (kept === most) least = similarities[last] ?? 0;
  }
}

/** Each document's nearest in the corpus, itself left out. */
export function findNeighbours(corpus: Corpus, index: NeighbourIndex, most: number): Neighbours {
  const neighbours = emptyNeighbours(corpus.size, most);
  const of = { corpus, unit: unitWeights(corpus) };
  for (let row = 0; row < corpus.size; row += 1) {
    index.find(row, of, { neighbours, place: row * most, self: row });
  }
  return neighbours;
}

export function emptyNeighbours(rows: number, most: number): Neighbours {
  return { most, ids: new Uint32Array(rows * most), similarities: new Float32Array(rows * most) };
}
