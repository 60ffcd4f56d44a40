// A mixture of Dirichlet-multinomials, a cluster for each theme: the model of GSDMM (Yin and Wang 2014), where every
// document takes its best cluster instead of a drawn one, with two additions. Neighbours have a vote, as in a Potts
// model: a document goes where its nearest are. And long texts weigh no more than short ones, so that the prior and the
// votes still count against two hundred words.

import type { Corpus } from "./corpus.ts";
import type { Neighbours } from "./neighbours.ts";

/** The prior of a cluster's size: how readily an empty one is taken. */
const ALPHA = 0.1;
/** The prior of a term in a cluster. Less makes more and finer clusters … */
const BETA = 0.35;
/** … and where the texts have many different words for their number, all of it together is no more than this share of them. */
const PRIOR_SHARE = 0.025;
/** What the votes of all neighbours together weigh, in nats. */
const VOTES = 4;
/** What it weighs that a document was in a cluster before, in nats: ids are for keeping. */
const STAY = 3;
/** A text of more weight than so many words is scaled down to it. */
const MOST_WEIGHT = 12;

export interface Mixture {
  readonly clusters: number;
  readonly termCount: number;
  /** The prior of each term in each cluster. */
  readonly beta: number;
  /** Documents in each cluster. */
  readonly sizes: Float64Array;
  /** Weight of all terms in each cluster. */
  readonly totals: Float64Array;
  /** log(n + α) of each size, −∞ of 0; and log(N + Vβ) of each total: kept, as they change far less often than they are read. */
  readonly sizeLogs: Float64Array;
  readonly totalLogs: Float64Array;
  /** Weight of each term in each cluster, a row of all clusters for each term. */
  readonly counts: Float32Array;
  /** log(count + β), kept for the same reason. */
  readonly logs: Float32Array;
}

/** A mixture with each text of the corpus in its cluster, but for those of none (−1). */
export function mixtureOf(corpus: Corpus, labels: Int32Array, clusters: number): Mixture {
  const mixture = emptyMixture(clusters, corpus);
  for (const [row, cluster] of labels.entries()) {
    if (cluster >= 0) place(mixture, corpus, { row, cluster, sign: 1 });
  }
  return mixture;
}

function emptyMixture(clusters: number, corpus: Corpus): Mixture {
  const termCount = corpus.termIds.size;
  let weight = 0;
  for (let row = 0; row < corpus.size; row += 1) weight += Math.min(MOST_WEIGHT, weightOf(corpus, row));
  const beta = Math.min(BETA, (PRIOR_SHARE * weight) / Math.max(1, termCount));
  return {
    clusters,
    termCount,
    beta,
    sizes: new Float64Array(clusters),
    totals: new Float64Array(clusters),
    sizeLogs: new Float64Array(clusters).fill(-Infinity),
    totalLogs: new Float64Array(clusters).fill(Math.log(termCount * beta)),
    counts: new Float32Array(clusters * termCount),
    logs: new Float32Array(clusters * termCount).fill(Math.log(beta)),
  };
}

/** Puts a document into a cluster, or with `sign` −1 takes it out. */
export function place(
  mixture: Mixture,
  corpus: Corpus,
  { row, cluster, sign }: { readonly row: number; readonly cluster: number; readonly sign: 1 | -1 },
): void {
  const { clusters, termCount, beta, sizes, totals, sizeLogs, totalLogs, counts, logs } = mixture;
  const scale = sign * scaleOf(corpus, row);
  const size = (sizes[cluster] ?? 0) + sign;
  sizes[cluster] = size;
  sizeLogs[cluster] = size > 0 ? Math.log(size + ALPHA) : -Infinity;
  for (let at = corpus.starts[row] ?? 0; at < (corpus.starts[row + 1] ?? 0); at += 1) {
    const cell = (corpus.terms[at] ?? 0) * clusters + cluster;
    const weight = scale * (corpus.weights[at] ?? 0);
    // Sums of fractions leave dust where there should be nothing.
    const count = Math.max(0, (counts[cell] ?? 0) + weight);
    counts[cell] = count;
    logs[cell] = Math.log(count + beta);
    totals[cluster] = Math.max(0, (totals[cluster] ?? 0) + weight);
  }
  totalLogs[cluster] = Math.log((totals[cluster] ?? 0) + termCount * beta);
}

/** So much of each term's weight counts that the text weighs at most `MOST_WEIGHT`. */
function scaleOf(corpus: Corpus, row: number): number {
  return Math.min(1, MOST_WEIGHT / weightOf(corpus, row));
}

function weightOf(corpus: Corpus, row: number): number {
  let sum = 0;
  for (let at = corpus.starts[row] ?? 0; at < (corpus.starts[row + 1] ?? 0); at += 1) {
    sum += corpus.weights[at] ?? 0;
  }
  return sum;
}

/**
 * The log posterior of each cluster for a document that is in none, up to a constant, into `scores`; −∞ for empty ones:
 * log(n + α) + Σ w·log(n_w + β) − Σ w · log(N + Vβ), and the votes.
 */
export function score(mixture: Mixture, corpus: Corpus, of: Scored, scores: Float64Array): void {
  const { clusters, sizeLogs, totalLogs, logs } = mixture;
  const scale = scaleOf(corpus, of.row);
  scores.fill(0);
  let sum = 0;
  for (let at = corpus.starts[of.row] ?? 0; at < (corpus.starts[of.row + 1] ?? 0); at += 1) {
    const start = (corpus.terms[at] ?? 0) * clusters;
    const weight = scale * (corpus.weights[at] ?? 0);
    sum += weight;
    for (let cluster = 0; cluster < clusters; cluster += 1) {
      scores[cluster] = (scores[cluster] ?? 0) + weight * (logs[start + cluster] ?? 0);
    }
  }
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    scores[cluster] = (scores[cluster] ?? 0) + (sizeLogs[cluster] ?? 0) - sum * (totalLogs[cluster] ?? 0);
  }
  addVotes(scores, of, of.votes ?? VOTES);
  if (of.home !== undefined && of.home >= 0) scores[of.home] = (scores[of.home] ?? 0) + STAY;
}

export interface Scored {
  readonly row: number;
  readonly neighbours: Neighbours;
  /** Where the row's neighbours begin. */
  readonly place: number;
  /** The neighbours' clusters by their ids. */
  readonly labels: Int32Array;
  /** The cluster it was in before this fit; −1 or undefined for none. */
  readonly home?: number | undefined;
  /** What the votes weigh, if not `VOTES`. */
  readonly votes?: number;
}

function addVotes(scores: Float64Array, { neighbours, place, labels }: Scored, votes: number): void {
  const { most, ids, similarities } = neighbours;
  let sum = 0;
  for (let at = place; at < place + most; at += 1) sum += similarities[at] ?? 0;
  if (sum === 0) return;
  for (let at = place; at < place + most; at += 1) {
    const label = labels[ids[at] ?? 0] ?? 0;
    scores[label] = (scores[label] ?? 0) + (votes * (similarities[at] ?? 0)) / sum;
  }
}

/** The cluster of the highest score, the first among equals. */
export function bestOf(scores: Float64Array): number {
  let best = 0;
  for (let cluster = 1; cluster < scores.length; cluster += 1) {
    if ((scores[cluster] ?? -Infinity) > (scores[best] ?? -Infinity)) best = cluster;
  }
  return best;
}
