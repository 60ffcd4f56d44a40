// Documents as rows of term numbers and weights, in compressed sparse rows: what all steps of a fit read.

/** The stems of one text in their order, a stem as often as it stands there (or counts). */
export type Stems = readonly string[];

/** The terms that documents are compared by. */
export interface Vocabulary {
  /** A term's number by its stem. */
  readonly termIds: ReadonlyMap<string, number>;
  /** log(1 + N / df) of each. */
  readonly rarities: Float32Array;
}

export interface Corpus extends Vocabulary {
  /** How many documents. */
  readonly size: number;
  /** Where each document's entries start; one more at the end. */
  readonly starts: Uint32Array;
  readonly terms: Uint32Array;
  /** 1 + log tf, so that a text that repeats a word does not mean it so many times more. */
  readonly weights: Float32Array;
}

/** A term in one document compares it with no other; one in more than this share of them tells none apart. */
const LEAST_DOCUMENTS = 2;
const MOST_DOCUMENTS_SHARE = 0.3;
/** … but in few documents a term may well stand in more. */
const FEW_DOCUMENTS = 8;
/** The most frequent terms are kept: the others are names, numbers and slips of the pen. */
const MOST_TERMS = 10_000;
/** … and no more for each document, or a few long texts would have more terms than can be told apart. */
const TERMS_PER_DOCUMENT = 4;
/** Of a long text its most telling terms stand for it, by TF-IDF; a title has fewer anyway. */
const MOST_TERMS_OF_DOCUMENT = 20;

/** The terms that documents are compared by, numbered by falling frequency. */
export function chooseTerms(documents: readonly Stems[]): Vocabulary {
  const frequencies = new Map<string, number>();
  for (const stems of documents) {
    for (const stem of new Set(stems)) frequencies.set(stem, (frequencies.get(stem) ?? 0) + 1);
  }
  const most = Math.max(FEW_DOCUMENTS, MOST_DOCUMENTS_SHARE * documents.length);
  const kept = [...frequencies]
    .filter(([, frequency]) => frequency >= LEAST_DOCUMENTS && frequency <= most)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, Math.min(MOST_TERMS, TERMS_PER_DOCUMENT * documents.length));
  return {
    termIds: new Map(kept.map(([stem], id) => [stem, id])),
    rarities: Float32Array.from(kept, ([, frequency]) => Math.log(1 + documents.length / frequency)),
  };
}

/** The rows of some documents over terms that are chosen already; other words are left out. */
export function toCorpus(documents: readonly Stems[], { termIds, rarities }: Vocabulary): Corpus {
  const starts = new Uint32Array(documents.length + 1);
  const terms: number[] = [];
  const weights: number[] = [];
  for (const [index, stems] of documents.entries()) {
    for (const { term, weight } of mostTelling(countTerms(stems, termIds), rarities)) {
      terms.push(term);
      weights.push(weight);
    }
    starts[index + 1] = terms.length;
  }
  return {
    size: documents.length,
    termIds,
    rarities,
    starts,
    terms: Uint32Array.from(terms),
    weights: Float32Array.from(weights),
  };
}

function mostTelling(counts: ReadonlyMap<number, number>, rarities: Float32Array) {
  const weighed = [...counts].map(([term, count]) => ({ term, weight: 1 + Math.log(count) }));
  if (weighed.length <= MOST_TERMS_OF_DOCUMENT) return weighed;
  const value = ({ term, weight }: { readonly term: number; readonly weight: number }) =>
    weight * (rarities[term] ?? 0);
  return weighed.sort((a, b) => value(b) - value(a) || a.term - b.term).slice(0, MOST_TERMS_OF_DOCUMENT);
}

function countTerms(stems: Stems, termIds: ReadonlyMap<string, number>): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const stem of stems) {
    const term = termIds.get(stem);
    if (term !== undefined) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}

/** The same rows, each term times what it tells where that is known, and each row of Euclidean length 1 (or empty). */
export function unitWeights({ size, starts, terms, weights }: Corpus, telling?: Float32Array): Float32Array {
  const unit = telling
    ? weights.map((weight, at) => weight * (telling[terms[at] ?? 0] ?? 0))
    : weights.slice();
  for (let row = 0; row < size; row += 1) {
    const start = starts[row] ?? 0;
    const end = starts[row + 1] ?? 0;
    let squares = 0;
    for (let at = start; at < end; at += 1) squares += (unit[at] ?? 0) ** 2;
    const length = Math.sqrt(squares);
    for (let at = start; at < end; at += 1) unit[at] = (unit[at] ?? 0) / length;
  }
  return unit;
}
