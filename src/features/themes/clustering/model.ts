// A fitted model: where a new document belongs, without a fit. It is made of plain arrays, so that it can cross to
// another thread and into the database; what it takes to answer is made again from them.

import { toCorpus, unitWeights, type Corpus, type Stems } from "./corpus.ts";
import { bestOf, mixtureOf, score, type Mixture } from "./mixture.ts";
import { emptyNeighbours, indexNeighbours, type NeighbourIndex } from "./neighbours.ts";
import { tellingOf } from "./telling.ts";

/** How many of the nearest documents have a vote. */
export const VOTERS = 15;
/** What the votes for a new document weigh, in nats: more than in a fit, as its nearest have settled already. */
const VOTES_ON_ARRIVAL = 8;

/** The voters for new documents are among so many, the last ones: that keeps an assignment short. */
const MOST_ELECTORS = 3_000;

export interface ModelData {
  readonly corpus: Corpus;
  /** The cluster of each document of the corpus; −1 for one without a known word. */
  readonly labels: Int32Array;
  /** How many clusters there are. */
  readonly clusters: number;
}

export interface Model extends ModelData {
  readonly mixture: Mixture;
  /** What each term tells, by which neighbours are found. */
  readonly telling: Float32Array;
  readonly index: NeighbourIndex;
}

/** Makes ready to assign. */
export function openModel(data: ModelData): Model {
  const { corpus, labels, clusters } = data;
  const mixture = mixtureOf(corpus, labels, clusters);
  const telling = tellingOf(mixture);
  const from = Math.max(0, corpus.size - MOST_ELECTORS);
  const index = indexNeighbours(corpus, { unit: unitWeights(corpus, telling), from });
  return { ...data, mixture, telling, index };
}

/** The cluster of each document; −1 where it shares no word with the model. The model stays as it is. */
export function assign(model: Model, documents: readonly Stems[]): Int32Array {
  const { mixture, telling, index, labels, corpus } = model;
  const asked = toCorpus(documents, corpus);
  const unit = unitWeights(asked, telling);
  const scores = new Float64Array(mixture.clusters);
  const assigned = new Int32Array(documents.length).fill(-1);
  for (let row = 0; row < asked.size; row += 1) {
    if (asked.starts[row] === asked.starts[row + 1]) continue;
    const neighbours = emptyNeighbours(1, VOTERS);
    index.find(row, { corpus: asked, unit }, { neighbours, place: 0 });
    score(mixture, asked, { row, neighbours, place: 0, labels, votes: VOTES_ON_ARRIVAL }, scores);
    assigned[row] = bestOf(scores);
  }
  return assigned;
}
