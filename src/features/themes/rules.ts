// What recurs among threads: clusters of threads that share their terms, each named by the terms that tell it from
// the others. A theme has three threads or more, of two people or more.

import { averageLink, centroidOf, cosine, toVectors, type Vector } from "./cluster.ts";
import { termsOf, type TermUse } from "./terms.ts";

/** A thread as themes are found from it. */
export interface ThreadText {
  readonly id: string;
  readonly personId: number;
  /** UTC epoch milliseconds. */
  readonly createdAt: number;
  readonly title: string;
  /** Prose of the opening text; "" where only the title counts. */
  readonly prose: string;
}

export interface FoundTheme {
  /** One to three, the most telling first. */
  readonly terms: readonly string[];
  /** The most representative first. */
  readonly threads: readonly ThemeThread[];
  readonly people: number;
}

export interface ThemeThread {
  readonly id: string;
  readonly createdAt: number;
  /** Cosine to the theme's centroid, 0…1. */
  readonly similarity: number;
}

export const LEAST_THREADS = 3;
export const LEAST_PEOPLE = 2;
const TERMS = 3;
/** A use in the title counts so often (measured for related threads; the title is what its author thinks it is about). */
const TITLE_WEIGHT = 3;
/** Words in the body after these many say little that the first have not. */
const BODY_WORDS = 200;
/** The average cosine at which clusters still merge: chosen by reading the themes of two communities. */
const THRESHOLD = 0.12;
/** A key term stands in this share of its theme's threads, at the least. */
const TERM_SHARE = 0.4;
/** … and in so many of their titles: what people only mention is no name. */
const TERM_TITLES = 2;
/** Two words together say more than one of them. */
const PAIR_BONUS = 1.5;
/** What the first word of a text counts for how words are written. */
const INITIAL_WEIGHT = 0.1;

interface Surface {
  readonly term: string;
  readonly surface: string;
  /** At the beginning of a text a capital says little about how the word is written. */
  readonly weight: number;
}

interface Document {
  readonly thread: ThreadText;
  readonly counts: ReadonlyMap<string, number>;
  readonly titleTerms: ReadonlySet<string>;
  /** How terms are written, each use. */
  readonly surfaces: readonly Surface[];
}

/**
 * The themes of some threads, the largest first.
 * @param ignored words that name nothing here, such as the project's own name
 */
export function findThemes(
  threads: readonly ThreadText[],
  ignored: ReadonlySet<string>,
): readonly FoundTheme[] {
  const documents = [...threads]
    .sort((a, b) => a.createdAt - b.createdAt || compare(a.id, b.id))
    .map((thread) => toDocument(thread, ignored));
  const vectors = toVectors(documents.map(({ counts }) => counts));
  const clusters = averageLink(vectors, THRESHOLD)
    .map((cluster) => [...cluster].sort((a, b) => a - b))
    .filter((cluster) => isTheme(pick(documents, cluster)))
    .sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
  const name = namer(
    clusters.map((cluster) => pick(documents, cluster)),
    documents,
  );
  return clusters
    .map((cluster) => ({
      terms: name(pick(documents, cluster)),
      threads: byCentrality(pick(documents, cluster), pick(vectors, cluster)),
      people: countPeople(pick(documents, cluster)),
    }))
    .filter(({ terms }) => terms.length > 0);
}

function toDocument(thread: ThreadText, ignored: ReadonlySet<string>): Document {
  const counts = new Map<string, number>();
  const surfaces: Surface[] = [];
  const count = (uses: readonly TermUse[], weight: number) => {
    for (const [index, { stem, surface, position }] of uses.entries()) {
      if (ignored.has(surface.toLowerCase())) continue;
      counts.set(stem, (counts.get(stem) ?? 0) + weight);
      const surfaceWeight = position === 0 ? INITIAL_WEIGHT : 1;
      surfaces.push({ term: stem, surface, weight: surfaceWeight });
      const next = uses[index + 1];
      if (next?.position !== position + 1 || ignored.has(next.surface.toLowerCase())) continue;
      const pair = `${stem} ${next.stem}`;
      counts.set(pair, (counts.get(pair) ?? 0) + weight);
      surfaces.push({ term: pair, surface: `${surface} ${next.surface}`, weight: surfaceWeight });
    }
  };
  count(termsOf(thread.title), TITLE_WEIGHT);
  const titleTerms = new Set(counts.keys());
  count(termsOf(thread.prose, BODY_WORDS), 1);
  return { thread, counts, titleTerms, surfaces };
}

function isTheme(documents: readonly Document[]): boolean {
  return documents.length >= LEAST_THREADS && countPeople(documents) >= LEAST_PEOPLE;
}

function countPeople(documents: readonly Document[]): number {
  return new Set(documents.map(({ thread }) => thread.personId)).size;
}

function byCentrality(documents: readonly Document[], vectors: readonly Vector[]): readonly ThemeThread[] {
  const centroid = centroidOf(vectors);
  return documents
    .map(({ thread: { id, createdAt } }, index) => ({
      id,
      createdAt,
      similarity: cosine(vectors[index] ?? new Map(), centroid),
    }))
    .sort((a, b) => b.similarity - a.similarity || b.createdAt - a.createdAt || compare(a.id, b.id));
}

/**
 * Names themes by class-based TF-IDF (c-TF-IDF, Grootendorst 2022): a term's weight in the theme times log(1 + A / its
 * weight in all threads), where A is the average weight of a theme's terms together. A term's weight is the sum of
 * 1 + log tf over threads, so that one long thread does not name a theme.
 */
function namer(
  themes: readonly (readonly Document[])[],
  documents: readonly Document[],
): (theme: readonly Document[]) => readonly string[] {
  const overall = termWeights(documents);
  let sum = 0;
  for (const theme of themes) for (const { weight } of termWeights(theme).values()) sum += weight;
  const average = sum / Math.max(1, themes.length);
  return (theme) => {
    const least = Math.max(2, TERM_SHARE * theme.length);
    const ranked = [...termWeights(theme)]
      .filter(([term, { threads }]) => threads >= least && countTitles(term, theme) >= TERM_TITLES)
      .map(([term, { weight }]) => ({
        term,
        score:
          weight *
          Math.log(1 + average / (overall.get(term)?.weight ?? 1)) *
          (term.includes(" ") ? PAIR_BONUS : 1),
      }))
      .sort((a, b) => b.score - a.score || compare(a.term, b.term));
    return withoutOverlap(ranked.map(({ term }) => term)).map((term) => commonSurface(term, theme));
  };
}

function termWeights(documents: readonly Document[]) {
  const weights = new Map<string, { weight: number; threads: number }>();
  for (const { counts } of documents) {
    for (const [term, count] of counts) {
      const before = weights.get(term) ?? { weight: 0, threads: 0 };
      weights.set(term, { weight: before.weight + 1 + Math.log(count), threads: before.threads + 1 });
    }
  }
  return weights;
}

function countTitles(term: string, theme: readonly Document[]): number {
  return theme.filter(({ titleTerms }) => titleTerms.has(term)).length;
}

/** The first three that share no word: "key binding" makes "key" superfluous. */
function withoutOverlap(ranked: readonly string[]): readonly string[] {
  const kept: string[] = [];
  const used = new Set<string>();
  for (const term of ranked) {
    const stems = term.split(" ");
    if (kept.length === TERMS || stems.some((stem) => used.has(stem))) continue;
    kept.push(term);
    for (const stem of stems) used.add(stem);
  }
  return kept;
}

/** How a term is most often written in a theme. */
function commonSurface(term: string, theme: readonly Document[]): string {
  const counts = new Map<string, number>();
  for (const use of theme.flatMap(({ surfaces }) => surfaces)) {
    if (use.term === term) counts.set(use.surface, (counts.get(use.surface) ?? 0) + use.weight);
  }
  // Of forms as frequent, the one in lower case.
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || compare(b, a));
  return first?.[0] ?? term;
}

function pick<Item>(items: readonly Item[], indices: readonly number[]): readonly Item[] {
  return indices.flatMap((index) => items[index] ?? []);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
