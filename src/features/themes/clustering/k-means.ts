// Spherical k-means (Dhillon and Modha 2001) from k-means++ seeds (Arthur and Vassilvitskii 2007): a start with more
// clusters than there are themes.

import type { Embedding } from "./embedding.ts";
import type { Random } from "./random.ts";

/** What it leaves unfinished the mixture finishes. */
const ROUNDS = 5;

/** Of more rows than these, so many at most make the centroids. */
const MOST_LEARNED = 5_000;

/** @returns each row's cluster, 0 to `clusters` − 1, of which some may stay empty */
export function kMeans(
  embedding: Embedding,
  { clusters, random }: { readonly clusters: number; readonly random: Random },
): Int32Array {
  const learned = sampleOf(embedding, random);
  const centroids = seed(learned, { clusters, random });
  for (let round = 1; round < ROUNDS; round += 1) {
    recentre(centroids, learned, nearestOfAll(learned, centroids));
  }
  return nearestOfAll(embedding, centroids);
}

/** One row of every two, or three …, so that no more are left than are learned from. */
function sampleOf({ rows, dimensions }: Embedding, random: Random): Embedding {
  const size = rows.length / dimensions;
  const step = Math.ceil(size / MOST_LEARNED);
  if (step <= 1) return { rows, dimensions };
  const sample = new Float32Array(Math.floor(size / step) * dimensions);
  for (let to = 0; to < sample.length; to += dimensions) {
    const from = to * step + Math.floor(random() * step) * dimensions;
    sample.set(rows.subarray(from, from + dimensions), to);
  }
  return { rows: sample, dimensions };
}

function nearestOfAll({ rows, dimensions }: Embedding, centroids: Float32Array): Int32Array {
  const labels = new Int32Array(rows.length / dimensions);
  for (let row = 0; row < labels.length; row += 1) {
    labels[row] = nearestOf(rows, row * dimensions, { centroids, dimensions });
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
    const start = chosen * dimensions;
    centroids.set(rows.subarray(start, start + dimensions), cluster * dimensions);
    let sum = 0;
    for (let row = 0; row < size; row += 1) {
      const distance = Math.max(0, 1 - dot(rows, row * dimensions, rows, start, dimensions));
      if (distance < (distances[row] ?? 2)) distances[row] = distance;
      sum += distances[row] ?? 0;
    }
    let left = random() * sum;
    chosen = distances.findIndex((distance) => (left -= distance) < 0);
    if (chosen < 0) chosen = size - 1;
  }
  return centroids;
}

/** The cluster whose centroid has the largest dot product with the row at `at`; the first among equals. */
function nearestOf(rows: Float32Array, at: number, of: { centroids: Float32Array; dimensions: number }) {
  const { centroids, dimensions } = of;
  let nearest = 0;
  let best = -Infinity;
  for (let start = 0; start < centroids.length; start += dimensions) {
    const similarity = dot(rows, at, centroids, start, dimensions);
    if (similarity <= best) continue;
    best = similarity;
    nearest = start;
  }
  return nearest / dimensions;
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
    const length = Math.sqrt(dot(centroids, start, centroids, start, dimensions)) || 1;
    for (let at = start; at < start + dimensions; at += 1) centroids[at] = (centroids[at] ?? 0) / length;
  }
}

/**
 * The dot product of the row at `at` with the row at `start` of `others`. Four sums side by side, as no addition then
 * waits for the one before it: most of a fit's time is spent here.
 */
function dot(rows: Float32Array, at: number, others: Float32Array, start: number, dimensions: number) {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let d = 0;
  for (; d + 3 < dimensions; d += 4) {
    first += (rows[at + d] ?? 0) * (others[start + d] ?? 0);
    second += (rows[at + d + 1] ?? 0) * (others[start + d + 1] ?? 0);
    third += (rows[at + d + 2] ?? 0) * (others[start + d + 2] ?? 0);
    fourth += (rows[at + d + 3] ?? 0) * (others[start + d + 3] ?? 0);
  }
  for (; d < dimensions; d += 1) first += (rows[at + d] ?? 0) * (others[start + d] ?? 0);
  return first + second + (third + fourth);
}
