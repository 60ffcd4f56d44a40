// What several fits that differ by chance say together: the one that the others agree with most, for a fit that went
// astray agrees with few; and which neighbours belong together, by how many fits put them together.

import type { Neighbours } from "./neighbours.ts";

/**
 * The index of the labelling from which the others vary least; the first of two. Normalised information would favour
 * the one of most clusters.
 */
export function mostAgreed(labellings: readonly Int32Array[]): number {
  let best = 0;
  let least = Infinity;
  for (const [index, labels] of labellings.entries()) {
    let sum = 0;
    for (const other of labellings) if (other !== labels) sum += variationOfInformation(labels, other);
    if (sum >= least) continue;
    least = sum;
    best = index;
  }
  return best;
}

/** Neighbours that no fit puts together keep this share of their similarity, so that every document has a vote. */
const LEAST_AGREEMENT = 1e-6;

/** Neighbours whose similarity counts by the share of fits that put both in one cluster (Fred and Jain 2005). */
export function agreedNeighbours(neighbours: Neighbours, labellings: readonly Int32Array[]): Neighbours {
  const { most, ids } = neighbours;
  const similarities = neighbours.similarities.map((similarity, at) => {
    const row = Math.floor(at / most);
    const other = ids[at] ?? 0;
    const together = labellings.filter((labels) => labels[row] === labels[other]).length;
    return similarity * (LEAST_AGREEMENT + together / labellings.length);
  });
  return { most, ids, similarities };
}

/** What each of two labellings tells that the other does not, in nats: 0 for the same clusters (Meilă 2007). */
export function variationOfInformation(a: Int32Array, b: Int32Array): number {
  const width = b.reduce((most, label) => Math.max(most, label), 0) + 2;
  // Labels start at −1.
  const joint = entropyOf(a.map((label, index) => (label + 1) * width + (b[index] ?? -1) + 1));
  return 2 * joint - entropyOf(a) - entropyOf(b);
}

function entropyOf(labels: Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= (count / labels.length) * Math.log(count / labels.length);
  return sum;
}
