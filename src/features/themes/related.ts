// Which threads a new one may be related to: TF-IDF cosine (Salton and Buckley 1988) over an inverted index that grows
// thread by thread. Code and logs count here, unlike for themes: the same exception is the best sign of the same fault.

import { termsOf } from "./terms.ts";
import { TITLE_WEIGHT } from "./labels.ts";

/** Words of a text after these many say little that the first have not. */
const TEXT_WORDS = 200;
/** Only so many of a query's terms are looked up, the most telling … */
const MOST_QUERY_TERMS = 30;
/** … and a thread that shares none of the first of them is no candidate. */
const CANDIDATE_TERMS = 10;
/** Lengths are measured anew when there are so many times the threads: terms have become rarer or commoner since. */
const GROWTH = 1.2;

export interface RelatedText {
  readonly title: string;
  /** The opening text as it was written. */
  readonly body: string;
}

export interface RelatedHit {
  readonly id: string;
  /** Cosine, above 0 to 1. */
  readonly similarity: number;
}

export interface RelatedIndex {
  /** How many threads it knows. */
  size(): number;
  has(id: string): boolean;
  add(id: string, text: RelatedText): void;
  /** People say that the one is the same as the other: from now on the other is told in its place. */
  mark(id: string, isDuplicateOf: string): void;
  /** The nearest threads, the nearest first. */
  find(text: RelatedText, most: number): readonly RelatedHit[];
}

interface Postings {
  size: number;
  rows: Uint32Array;
  weights: Float32Array;
}

export function relatedIndex(): RelatedIndex {
  const ids: string[] = [];
  const known = new Set<string>();
  const postings = new Map<string, Postings>();
  const originals = new Map<string, string>();
  let lengths = new Float64Array(1_024);
  let measuredAt = 0;
  // Shared by all searches, and left empty by each.
  let sums = new Float64Array(1_024);
  let touched = new Uint32Array(1_024);

  /** log(1 + N / df), by the threads there are at this time. */
  function rarityOf(term: string): number {
    return Math.log(1 + ids.length / Math.max(1, postings.get(term)?.size ?? 0));
  }

  function add(id: string, text: RelatedText): void {
    if (known.has(id)) return;
    known.add(id);
    const row = ids.push(id) - 1;
    if (row >= sums.length) grow();
    let squares = 0;
    for (const [term, weight] of weigh(text)) {
      append(term, row, weight);
      squares += (weight * rarityOf(term)) ** 2;
    }
    lengths[row] = Math.sqrt(squares);
    if (ids.length > GROWTH * measuredAt) measure();
  }

  function grow(): void {
    const size = 2 * sums.length;
    sums = new Float64Array(size);
    touched = new Uint32Array(size);
    lengths = withRoom(lengths, new Float64Array(size));
  }

  function append(term: string, row: number, weight: number): void {
    let list = postings.get(term);
    if (!list) {
      list = { size: 0, rows: new Uint32Array(2), weights: new Float32Array(2) };
      postings.set(term, list);
    }
    if (list.size === list.rows.length) {
      list.rows = withRoom(list.rows, new Uint32Array(2 * list.size));
      list.weights = withRoom(list.weights, new Float32Array(2 * list.size));
    }
    list.rows[list.size] = row;
    list.weights[list.size] = weight;
    list.size += 1;
  }

  function measure(): void {
    measuredAt = ids.length;
    lengths.fill(0);
    for (const [term, { size, rows, weights }] of postings) {
      const rarity = rarityOf(term);
      for (let at = 0; at < size; at += 1) {
        const row = rows[at] ?? 0;
        lengths[row] = (lengths[row] ?? 0) + (rarity * (weights[at] ?? 0)) ** 2;
      }
    }
    for (let row = 0; row < ids.length; row += 1) lengths[row] = Math.sqrt(lengths[row] ?? 0);
  }

  function find(text: RelatedText, most: number): readonly RelatedHit[] {
    const query = [...weigh(text)].map(([term, weight]) => ({ term, rarity: rarityOf(term), weight }));
    const length = Math.sqrt(query.reduce((sum, { rarity, weight }) => sum + (rarity * weight) ** 2, 0));
    query.sort((a, b) => b.rarity * b.weight - a.rarity * a.weight);
    let count = 0;
    for (const [at, { term, rarity, weight }] of query.slice(0, MOST_QUERY_TERMS).entries()) {
      const list = postings.get(term);
      if (list) count = addUp(list, { factor: weight * rarity ** 2, count, mayAdd: at < CANDIDATE_TERMS });
    }
    const candidates = touched.subarray(0, count);
    // Originals are told once each, so some places more are needed.
    const nearest = keepNearest(candidates, most * 2);
    for (const row of candidates) sums[row] = 0;
    return withoutDuplicates(nearest, length).slice(0, most);
  }

  /** @returns how many rows are touched now */
  function addUp(
    { size, rows, weights }: Postings,
    of: { readonly factor: number; readonly count: number; readonly mayAdd: boolean },
  ): number {
    let { count } = of;
    for (let at = 0; at < size; at += 1) {
      const row = rows[at] ?? 0;
      const sum = sums[row] ?? 0;
      if (sum === 0) {
        if (!of.mayAdd) continue;
        touched[count] = row;
        count += 1;
      }
      sums[row] = sum + of.factor * (weights[at] ?? 0);
    }
    return count;
  }

  /** The rows with the highest cosine but for the query's length, which is the same for all. */
  function keepNearest(rows: Uint32Array, most: number) {
    const kept: { row: number; score: number }[] = [];
    for (const row of rows) {
      const score = (sums[row] ?? 0) / (lengths[row] || 1);
      if (kept.length === most && score <= (kept.at(-1)?.score ?? 0)) continue;
      let at = kept.length;
      while (at > 0 && (kept[at - 1]?.score ?? 0) < score) at -= 1;
      kept.splice(at, 0, { row, score });
      if (kept.length > most) kept.pop();
    }
    return kept;
  }

  function withoutDuplicates(kept: readonly { row: number; score: number }[], length: number) {
    const hits = new Map<string, RelatedHit>();
    for (const { row, score } of kept) {
      const id = originalOf(ids[row] ?? "");
      if (!hits.has(id)) hits.set(id, { id, similarity: Math.min(1, score / (length || 1)) });
    }
    return [...hits.values()];
  }

  function originalOf(id: string): string {
    return originals.get(id) ?? id;
  }

  function mark(id: string, isDuplicateOf: string): void {
    const original = originalOf(isDuplicateOf);
    // What says that two are each other's duplicates says nothing.
    if (original === id) return;
    originals.set(id, original);
    for (const [other, before] of originals) if (before === id) originals.set(other, original);
  }

  return { size: () => ids.length, has: (id) => known.has(id), add, mark, find };
}

function withRoom<Numbers extends Uint32Array | Float32Array | Float64Array>(
  from: Numbers,
  to: Numbers,
): Numbers {
  to.set(from);
  return to;
}

/** 1 + log tf of each term, the title's counted as often as for themes. */
function weigh({ title, body }: RelatedText): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { stem } of termsOf(title)) counts.set(stem, (counts.get(stem) ?? 0) + TITLE_WEIGHT);
  for (const { stem } of termsOf(body, TEXT_WORDS)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return new Map([...counts].map(([term, count]) => [term, 1 + Math.log(count)]));
}
