// Spherical k-means (Dhillon and Modha 2001) from k-means++ seeds (Arthur and Vassilvitskii 2007): a start with more
// clusters than there are themes.

import type { Embedding } from "./embedding.ts";
import type { Random } from "./random.ts";

/** What it leaves unfinished the mixture finishes. */
const ROUNDS = 5;

/** @returns each row's cluster, 0 to `clusters` − 1, of which some may stay empty */
export function kMeans(
  { rows, dimensions }: Embedding,
  { clusters, random }: { readonly clusters: number; readonly random: Random },
): Int32Array {
  const size = rows.length / dimensions;
  const centroids = seed({ rows, dimensions }, { clusters, random });
  const labels = new Int32Array(size);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let row = 0; row < size; row += 1) {
      labels[row] = nearestOf(rows.subarray(row * dimensions, (row + 1) * dimensions), centroids);
    }
    recentre(centroids, { rows, dimensions }, labels);
  }
  return labels;
}

function seed(
  { rows, dimensions }: Embedding,
  { clusters, random }: { readonly clusters: number; readonly random: Random },
): Float32Array {
  const size = rows.length / dimensions;
  const centroids = new Float32Array(clusters * dimensions);
  const distances = new Float32Array(size).fill(2);
  let chosen = Math.floor(random() * size);
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const centroid = rows.subarray(chosen * dimensions, (chosen + 1) * dimensions);
    centroids.set(centroid, cluster * dimensions);
    let sum = 0;
    for (let row = 0; row < size; row += 1) {
      const distance = Math.max(
        0,
        1 - dot(rows.subarray(row * dimensions, (row + 1) * dimensions), centroid),
      );
      distances[row] = Math.min(distances[row] ?? 2, distance);
      sum += distances[row] ?? 0;
    }
    let left = random() * sum;
    chosen = distances.findIndex((distance) => (left -= distance) < 0);
    if (chosen < 0) chosen = size - 1;
  }
  return centroids;
}

function nearestOf(row: Float32Array, centroids: Float32Array): number {
  const dimensions = row.length;
  let nearest = 0;
  let best = -Infinity;
  for (let start = 0; start < centroids.length; start += dimensions) {
    let similarity = 0;
    for (let d = 0; d < dimensions; d += 1) similarity += (row[d] ?? 0) * (centroids[start + d] ?? 0);
    if (similarity <= best) continue;
    best = similarity;
    nearest = start / dimensions;
  }
  return nearest;
}

function recentre(centroids: Float32Array, { rows, dimensions }: Embedding, labels: Int32Array): void {
  centroids.fill(0);
  for (const [row, label] of labels.entries()) {
    for (let d = 0; d < dimensions; d += 1) {
      const at = label * dimensions + d;
      centroids[at] = (centroids[at] ?? 0) + (rows[row * dimensions + d] ?? 0);
    }
  }
  for (let start = 0; start < centroids.length; start += dimensions) {
    const centroid = centroids.subarray(start, start + dimensions);
    const length = Math.sqrt(dot(centroid, centroid)) || 1;
    for (let d = 0; d < dimensions; d += 1) centroid[d] = (centroid[d] ?? 0) / length;
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d += 1) sum += (a[d] ?? 0) * (b[d] ?? 0);
  return sum;
}
