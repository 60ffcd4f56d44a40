// How much a document is like its cluster: a mixture puts each somewhere, also where it shares next to nothing.

import { unitWeights, type Corpus } from "./corpus.ts";
import type { ModelData } from "./model.ts";

/** The mean direction of each cluster's TF-IDF vectors, a row of all terms for each. */
export type Centroids = Float32Array;

export function centroidsOf({ corpus, labels, clusters }: ModelData): Centroids {
  const width = corpus.termIds.size;
  const weights = tfIdf(corpus);
  const rows = new Float32Array(clusters * width);
  for (const [row, label] of labels.entries()) {
    if (label < 0) continue;
    for (let at = corpus.starts[row] ?? 0; at < (corpus.starts[row + 1] ?? 0); at += 1) {
      const cell = label * width + (corpus.terms[at] ?? 0);
      rows[cell] = (rows[cell] ?? 0) + (weights[at] ?? 0);
    }
  }
  for (let start = 0; start < rows.length; start += width) {
    const centroid = rows.subarray(start, start + width);
    const length = Math.sqrt(centroid.reduce((sum, weight) => sum + weight ** 2, 0)) || 1;
    for (let at = 0; at < width; at += 1) centroid[at] = (centroid[at] ?? 0) / length;
  }
  return rows;
}

/** The cosine of each document to the centroid of its cluster, 0…1; 0 for one without a cluster. */
export function likeness(corpus: Corpus, labels: Int32Array, centroids: Centroids): Float32Array {
  const width = corpus.termIds.size;
  const weights = tfIdf(corpus);
  return Float32Array.from(labels, (label, row) => {
    let sum = 0;
    if (label < 0) return sum;
    for (let at = corpus.starts[row] ?? 0; at < (corpus.starts[row + 1] ?? 0); at += 1) {
      sum += (weights[at] ?? 0) * (centroids[label * width + (corpus.terms[at] ?? 0)] ?? 0);
    }
    return sum;
  });
}

function tfIdf(corpus: Corpus): Float32Array {
  const { terms, rarities } = corpus;
  const weights = corpus.weights.map((weight, at) => weight * (rarities[terms[at] ?? 0] ?? 0));
  return unitWeights({ ...corpus, weights });
}
