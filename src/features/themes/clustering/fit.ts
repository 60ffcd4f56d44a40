// Documents into clusters, as many as the documents themselves ask for. The same documents in the same order always give
// the same clusters. docs/themes.md tells what was measured.

import { chooseTerms, toCorpus, unitWeights, type Corpus, type Stems } from "./corpus.ts";
import { agreedNeighbours, mostAgreed } from "./consensus.ts";
import { embed, type Embedding } from "./embedding.ts";
import { kMeans } from "./k-means.ts";
import { bestOf, mixtureOf, place, score, type Mixture } from "./mixture.ts";
import { assign, openModel, VOTERS, type ModelData } from "./model.ts";
import { findNeighbours, type Neighbours } from "./neighbours.ts";
import { seededRandom, type Random } from "./random.ts";
import { tellingOf } from "./telling.ts";

/** A fit looks at so many documents, the last ones; the others are assigned to what it finds. */
const MOST_FITTED = 10_000;
const MOST_DIMENSIONS = 50;
const DOCUMENTS_PER_DIMENSION = 10;
/** The start has CLUSTERS_PER_ROOT · √N clusters, no more than MOST_CLUSTERS; the mixture empties most of them. */
const CLUSTERS_PER_ROOT = 2;
const MOST_CLUSTERS = 200;
const MOST_SWEEPS = 10;
/** The sweeps end when fewer than this share of the documents move. */
const FEW_MOVES = 0.002;
/** Empty clusters are left out of further sweeps once no more than this share is left. */
const FEW_LEFT = 0.75;
/**
 * A cold fit is made from several starts and goes on from the one that the others vary least from: from so many, or where
 * the documents are few, and chance does more, from more of them in the same time.
 */
const LEAST_STARTS = 6;
const MOST_STARTS = 16;
const STARTED_DOCUMENTS = 60_000;
const SEED = 1;

export interface Fit {
  /** The cluster of every document, 0 to `model.clusters` − 1; −1 for one whose words are in no other. */
  readonly labels: Int32Array;
  readonly model: ModelData;
}

/** Clusters found before: each document's, −1 for one that is new; and how many there were. */
export interface Before {
  readonly labels: Int32Array;
  readonly clusters: number;
}

/**
 * Fits the documents, oldest first. With `before`, documents start where they were and rather stay there, and what is new
 * may join them or form clusters of its own: a warm start.
 */
export function fitClusters(documents: readonly Stems[], before?: Before): Fit {
  const outside = Math.max(0, documents.length - MOST_FITTED);
  const fitted = documents.slice(outside);
  const corpus = toCorpus(fitted, chooseTerms(fitted));
  const known = before && { ...before, labels: before.labels.subarray(outside) };
  const random = seededRandom(SEED);
  // Which terms tell clusters apart is known when there are some: a first fit finds them, a second goes by them.
  const first = fitOnce({ ...compare(corpus, random), before: known });
  const telling = tellingOf(mixtureOf(corpus, first.labels, first.clusters));
  const compared = compare(corpus, random, telling);
  const model = known ? fitOnce({ ...compared, before: known }) : fitOften(compared);
  const all = new Int32Array(documents.length);
  if (outside > 0) all.set(assign(openModel(model), documents.slice(0, outside)));
  all.set(model.labels, outside);
  return { labels: all, model };
}

function dimensionsFor(size: number): number {
  return Math.max(2, Math.min(MOST_DIMENSIONS, Math.floor(size / DOCUMENTS_PER_DIMENSION)));
}

interface Compared {
  readonly corpus: Corpus;
  readonly neighbours: Neighbours;
  readonly embedding: Embedding;
  readonly random: Random;
}

/** Which documents are alike, by all of their terms or by what these tell. */
function compare(corpus: Corpus, random: Random, telling?: Float32Array): Compared {
  const unit = unitWeights(corpus, telling);
  const neighbours = findNeighbours(corpus, unit, VOTERS);
  const dimensions = dimensionsFor(corpus.size);
  return { corpus, neighbours, embedding: embed(corpus, { unit, neighbours, dimensions, random }), random };
}

function fitOften(parts: Compared): ModelData {
  const { corpus, neighbours } = parts;
  const fits = Array.from({ length: startsOf(corpus.size) }, () => fitOnce(parts));
  const labellings = fits.map(({ labels }) => labels);
  const best = fits[mostAgreed(labellings)];
  if (!best) throw new Error("No fit was made");
  return settle(corpus, {
    neighbours: agreedNeighbours(neighbours, labellings),
    labels: best.labels,
    homes: nowhere(corpus.size),
    clusters: best.clusters,
  });
}

function startsOf(size: number): number {
  return Math.max(LEAST_STARTS, Math.min(MOST_STARTS, Math.round(STARTED_DOCUMENTS / Math.max(1, size))));
}

function fitOnce({
  corpus,
  neighbours,
  embedding,
  random,
  before,
}: Compared & { readonly before?: Before | undefined }): ModelData {
  const clusters = clustersAtStart(corpus.size);
  const known = before?.clusters ?? 0;
  const labels = kMeans(embedding, { clusters, random }).map((label, row) => {
    if (corpus.starts[row] === corpus.starts[row + 1]) return -1;
    const home = before?.labels[row] ?? -1;
    return home >= 0 ? home : known + label;
  });
  const homes = before?.labels ?? nowhere(corpus.size);
  return settle(corpus, { neighbours, labels, homes, clusters: known + clusters });
}

function clustersAtStart(size: number): number {
  return Math.max(1, Math.min(MOST_CLUSTERS, Math.round(CLUSTERS_PER_ROOT * Math.sqrt(size))));
}

function nowhere(size: number): Int32Array {
  return new Int32Array(size).fill(-1);
}

interface Sweeping {
  readonly neighbours: Neighbours;
  readonly labels: Int32Array;
  readonly homes: Int32Array;
  readonly clusters: number;
}

/** Takes each document out of its cluster and puts it where it fits best, until few move. */
function settle(corpus: Corpus, from: Sweeping): ModelData {
  let { labels, homes, clusters } = { ...from, labels: from.labels.slice() };
  let mixture = mixtureOf(corpus, labels, clusters);
  for (let round = 0; round < MOST_SWEEPS; round += 1) {
    const moves = sweep(corpus, mixture, { ...from, labels, homes });
    if (moves < labels.length * FEW_MOVES) break;
    // A cluster that is empty stays so, but would be scored each time.
    const left = mixture.sizes.reduce((sum, size) => sum + (size > 0 ? 1 : 0), 0);
    if (left > clusters * FEW_LEFT) continue;
    ({ labels, homes, clusters } = compact(labels, homes));
    mixture = mixtureOf(corpus, labels, clusters);
  }
  const { labels: numbered, clusters: left } = compact(labels, homes);
  return { corpus, labels: numbered, clusters: left };
}

/** One round, which changes `labels`. @returns how many documents moved */
function sweep(corpus: Corpus, mixture: Mixture, { neighbours, labels, homes }: Sweeping): number {
  const scores = new Float64Array(mixture.clusters);
  let moves = 0;
  for (const [row, cluster] of labels.entries()) {
    if (cluster < 0) continue;
    place(mixture, corpus, { row, cluster, sign: -1 });
    score(mixture, corpus, { row, neighbours, place: row * VOTERS, labels, home: homes[row] }, scores);
    const best = bestOf(scores);
    place(mixture, corpus, { row, cluster: best, sign: 1 });
    labels[row] = best;
    if (best !== cluster) moves += 1;
  }
  return moves;
}

/** Numbers the clusters that are left without gaps. */
function compact(labels: Int32Array, homes: Int32Array) {
  const left = [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b);
  const numbers = new Map(left.map((label, number) => [label, number]));
  const renumber = (label: number) => numbers.get(label) ?? -1;
  return { labels: labels.map(renumber), homes: homes.map(renumber), clusters: left.length };
}
