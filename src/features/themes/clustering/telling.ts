// Which terms tell clusters apart: "linq" stands in one or two of them, "problem" in all. Texts are compared by the terms
// that tell most, once there are clusters to ask.

import type { Mixture } from "./mixture.ts";

/** So much weight of each term, spread over the clusters as texts are, is thought of besides: rare terms tell little for sure. */
const PRIOR_WEIGHT = 1;
/** A term that tells nothing still counts so much: less makes the first clusters tell too much of themselves. */
const LEAST = 1;

/**
 * What each term tells of a text's cluster: √ of 1 and the Kullback-Leibler divergence, in nats, of the clusters that the
 * term stands in from those of all texts. As in supervised term weighting (Debole and Sebastiani 2003), but the classes are
 * the clusters found so far.
 */
export function tellingOf({ clusters, termCount, sizes, counts }: Mixture): Float32Array {
  const size = sizes.reduce((sum, count) => sum + count, 0);
  const shares = sizes.map((count) => count / size);
  return Float32Array.from({ length: termCount }, (_, term) => {
    const own = counts.subarray(term * clusters, (term + 1) * clusters);
    return Math.sqrt(LEAST + divergence(own, shares));
  });
}

function divergence(weights: Float32Array, shares: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, PRIOR_WEIGHT);
  let sum = 0;
  for (const [cluster, share] of shares.entries()) {
    if (share === 0) continue;
    const own = ((weights[cluster] ?? 0) + PRIOR_WEIGHT * share) / total;
    sum += own * Math.log(own / share);
  }
  return sum;
}
