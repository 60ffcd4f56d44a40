// The nearest documents of a document by the cosine of their terms, exactly, by way of an inverted index.

import type { Corpus } from "./corpus.ts";

/** Some documents' nearest, `most` places for each: the nearest first, unused places with a similarity of 0. */
export interface Neighbours {
  readonly most: number;
  readonly ids: Uint32Array;
  /** Cosine, above 0 to 1. */
  readonly similarities: Float32Array;
}

export interface NeighbourIndex {
  /** The nearest of one row of `corpus` into the places from `place` on. */
  find(row: number, of: { readonly corpus: Corpus; readonly unit: Float32Array }, into: Place): void;
}

interface Place {
  readonly neighbours: Neighbours;
  readonly place: number;
}

/** The rows that have a term, in their order, with its weight in each: a term's are from `starts[term]` on. */
interface Postings {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
  readonly weights: Float32Array;
}

function postingsOf({ size, starts, terms, termIds }: Corpus, unit: Float32Array, from: number): Postings {
  const postingStarts = new Uint32Array(termIds.size + 1);
  for (const term of terms.subarray(starts[from]))
    postingStarts[term + 1] = (postingStarts[term + 1] ?? 0) + 1;
  for (let term = 0; term < termIds.size; term += 1) {
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
  return { starts: postingStarts, rows, weights };
}

/**
 * Rows by term, from row `from` on, ready to be asked. The corpus asked about later must number its terms alike.
 * @param of.unit the rows' weights
 */
export function indexNeighbours(
  corpus: Corpus,
  { unit, from }: { readonly unit: Float32Array; readonly from: number },
): NeighbourIndex {
  const { size } = corpus;
  const { starts: postingStarts, rows, weights } = postingsOf(corpus, unit, from);
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
    const candidates = touched.subarray(0, count);
    keepNearest(candidates, sums, into);
    for (const other of candidates) sums[other] = 0;
  }
  return { find };
}

/** The candidates with the largest sums, in their order; among equals the earlier one found. */
function keepNearest(candidates: Uint32Array, sums: Float32Array, { neighbours, place }: Place): void {
  const last = place + neighbours.most - 1;
  for (const other of candidates) {
    const sum = sums[other] ?? 0;
    if (sum > (neighbours.similarities[last] ?? 0)) insert(neighbours, { place, id: other, similarity: sum });
  }
}

/** Puts a document that is nearer than the last among the nearest, in its place. */
function insert(
  { most, ids, similarities }: Neighbours,
  { place, id, similarity }: { readonly place: number; readonly id: number; readonly similarity: number },
): void {
  let at = place + most - 1;
  while (at > place && (similarities[at - 1] ?? 0) < similarity) {
    similarities[at] = similarities[at - 1] ?? 0;
    ids[at] = ids[at - 1] ?? 0;
    at -= 1;
  }
  similarities[at] = similarity;
  ids[at] = id;
}

/**
 * Each document's nearest in the corpus, itself left out. Each pair is compared once, for both.
 * @param unit the rows' weights
 */
export function findNeighbours(corpus: Corpus, unit: Float32Array, most: number): Neighbours {
  const { size, starts, terms, termIds } = corpus;
  const neighbours = emptyNeighbours(size, most);
  const postings = postingsOf(corpus, unit, 0);
  const seen = postings.starts.slice(0, termIds.size);
  const sums = new Float32Array(size);
  const leasts = new Float32Array(size);
  for (let row = 0; row < size; row += 1) {
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at += 1) {
      const term = terms[at] ?? 0;
      const end = seen[term] ?? 0;
      addPostings(sums, postings, { start: postings.starts[term] ?? 0, end, weight: unit[at] ?? 0 });
      seen[term] = end + 1;
    }
    for (let other = 0; other < row; other += 1) {
      const similarity = sums[other] ?? 0;
      if (similarity === 0) continue;
      sums[other] = 0;
      if (similarity > (leasts[row] ?? 0)) {
        insert(neighbours, { place: row * most, id: other, similarity });
        leasts[row] = neighbours.similarities[(row + 1) * most - 1] ?? 0;
      }
      if (similarity > (leasts[other] ?? 0)) {
        insert(neighbours, { place: other * most, id: row, similarity });
        leasts[other] = neighbours.similarities[(other + 1) * most - 1] ?? 0;
      }
    }
  }
  return neighbours;
}

function addPostings(
  sums: Float32Array,
  { rows, weights }: Postings,
  { start, end, weight }: { readonly start: number; readonly end: number; readonly weight: number },
): void {
  for (let posting = start; posting < end; posting += 1) {
    const other = rows[posting] ?? 0;
    sums[other] = (sums[other] ?? 0) + weight * (weights[posting] ?? 0);
  }
}

export function emptyNeighbours(rows: number, most: number): Neighbours {
  return { most, ids: new Uint32Array(rows * most), similarities: new Float32Array(rows * most) };
}
