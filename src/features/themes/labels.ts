// What a theme is called: the terms that tell it from the other themes, as people write them.

import type { TermUse } from "./terms.ts";

/** The terms of one thread. */
export interface ThreadTerms {
  readonly title: readonly TermUse[];
  readonly prose: readonly TermUse[];
}

/** A use in the title counts so often: the title is what its author thinks it is about. */
export const TITLE_WEIGHT = 3;
const LABEL_TERMS = 3;
/** A key term stands in this share of its theme's threads, at the least … */
const TERM_SHARE = 0.1;
/** … and in so many of their titles: what people only mention is no name. */
const TERM_TITLES = 2;
/** Two words together say more than one of them, when this share of its uses is beside the other. */
const PAIR_SHARE = 0.5;
/** What the first word of a text counts for how words are written: its capital says little. */
const INITIAL_WEIGHT = 0.1;

interface TermWeight {
  weight: number;
  threads: number;
  titles: number;
}
type TermWeights = ReadonlyMap<string, TermWeight>;

/**
 * Names themes by class-based TF-IDF (c-TF-IDF, Grootendorst 2022): a term's weight in the theme times log(1 + A / its
 * weight in all of them), where A is the average weight of a theme's terms together. A term's weight is the sum of
 * 1 + log tf over threads, so that one long thread does not name a theme.
 * @returns up to `terms` terms for each theme, the most telling first; none where no term may name it
 */
export function nameThemes(
  themes: readonly (readonly ThreadTerms[])[],
  terms = LABEL_TERMS,
): readonly (readonly string[])[] {
  const weights = themes.map(weigh);
  const overall = new Map<string, number>();
  let sum = 0;
  for (const theme of weights) {
    for (const [term, { weight }] of theme) {
      overall.set(term, (overall.get(term) ?? 0) + weight);
      sum += weight;
    }
  }
  const average = sum / Math.max(1, themes.length);
  return themes.map((threads, index) => {
    const theme = weights[index] ?? new Map<string, TermWeight>();
    const ranked = rank(theme, { size: threads.length, average, overall });
    return withoutOverlap(ranked, theme, terms).map((term) => commonSurface(term, threads));
  });
}

function rank(
  theme: TermWeights,
  of: { readonly size: number; readonly average: number; readonly overall: ReadonlyMap<string, number> },
): readonly string[] {
  const least = Math.max(2, TERM_SHARE * of.size);
  return [...theme]
    .filter(([, { threads, titles }]) => threads >= least && titles >= TERM_TITLES)
    .map(([term, { weight }]) => ({
      term,
      score: weight * Math.log(1 + of.average / (of.overall.get(term) ?? 1)),
    }))
    .sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1))
    .map(({ term }) => term);
}

function weigh(threads: readonly ThreadTerms[]): TermWeights {
  const weights = new Map<string, TermWeight>();
  for (const thread of threads) {
    const titleCounts = countTerms(thread.title);
    const counts = countTerms(thread.prose);
    for (const [term, count] of titleCounts) counts.set(term, (counts.get(term) ?? 0) + TITLE_WEIGHT * count);
    for (const [term, count] of counts) {
      const before = weights.get(term) ?? { weight: 0, threads: 0, titles: 0 };
      before.weight += 1 + Math.log(count);
      before.threads += 1;
      if (titleCounts.has(term)) before.titles += 1;
      weights.set(term, before);
    }
  }
  return weights;
}

function countTerms(uses: readonly TermUse[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { term } of namesIn(uses)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** The words that may name something, and the pairs of them that stand side by side. */
function* namesIn(uses: readonly TermUse[]) {
  for (const [index, { stem, surface, position, isName }] of uses.entries()) {
    if (!isName) continue;
    yield { term: stem, surface, position };
    const next = uses[index + 1];
    if (!next?.isName || next.position !== position + 1 || next.stem === stem) continue;
    yield { term: `${stem} ${next.stem}`, surface: `${surface} ${next.surface}`, position };
  }
}

/**
 * The first few that share no word. A word that mostly stands beside another one gives way to the pair: "key binding"
 * says what "binding" only hints at.
 */
function withoutOverlap(ranked: readonly string[], theme: TermWeights, most: number): readonly string[] {
  const kept: string[] = [];
  const used = new Set<string>();
  for (const term of ranked) {
    if (kept.length === most) break;
    if (term.split(" ").some((stem) => used.has(stem))) continue;
    const pair = ranked.find(
      (other) =>
        other.split(" ").includes(term) &&
        other !== term &&
        !other.split(" ").some((stem) => used.has(stem)) &&
        (theme.get(other)?.threads ?? 0) >= PAIR_SHARE * (theme.get(term)?.threads ?? 0),
    );
    kept.push(pair ?? term);
    for (const stem of (pair ?? term).split(" ")) used.add(stem);
  }
  return kept;
}

/** How a term is most often written in a theme; of forms as frequent, the one in lower case. */
function commonSurface(term: string, threads: readonly ThreadTerms[]): string {
  const counts = new Map<string, number>();
  for (const uses of threads.flatMap(({ title, prose }) => [title, prose])) {
    for (const use of namesIn(uses)) {
      if (use.term !== term) continue;
      const weight = use.position === 0 ? INITIAL_WEIGHT : 1;
      counts.set(use.surface, (counts.get(use.surface) ?? 0) + weight);
    }
  }
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? 1 : -1));
  return first?.[0] ?? term;
}
