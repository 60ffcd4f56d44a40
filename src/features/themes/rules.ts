// What recurs among threads: clusters of threads that share their words, each named by the terms that tell it from the
// others. A theme has three threads or more, of two people or more.

import { toCorpus } from "./clustering/corpus.ts";
import { fitClusters } from "./clustering/fit.ts";
import { centroidsOf, likeness, type Centroids } from "./clustering/likeness.ts";
import { assign, openModel, type Model, type ModelData } from "./clustering/model.ts";
import { keepIds } from "./identity.ts";
import { nameThemes, TITLE_WEIGHT, type ThreadTerms } from "./labels.ts";
import { termsOf } from "./terms.ts";

/** A thread as themes are found from it. */
export interface ThreadText {
  readonly id: string;
  readonly personId: number;
  /** UTC epoch milliseconds. */
  readonly createdAt: number;
  readonly title: string;
  /** Prose of the opening text; "" where there is none. */
  readonly prose: string;
}

export interface FoundTheme {
  readonly id: string;
  /** One to eight key terms, the most telling first; the first three make its label. */
  readonly terms: readonly string[];
  /** The most representative first. */
  readonly threads: readonly ThemeThread[];
  readonly people: number;
}

export interface ThemeThread {
  readonly id: string;
  /** Cosine to the theme's centroid, 0…1. */
  readonly similarity: number;
}

/** A fitted model, and which theme each of its clusters is; some clusters are too small to be told. */
export interface ThemeModel extends ModelData {
  readonly themeIds: readonly string[];
}

export interface Refit {
  readonly themes: readonly FoundTheme[];
  readonly model: ThemeModel;
  /** How many threads there were at the last fit from scratch. */
  readonly coldSize: number;
}

/** The themes as the last refit left them. */
export interface KnownThemes {
  readonly themeByThread: ReadonlyMap<string, string>;
  readonly coldSize: number;
}

export const LEAST_THREADS = 3;
export const LEAST_PEOPLE = 2;
export const LABEL_TERMS = 3;
const KEY_TERMS = 8;
/** Words in the body after these many say little that the first have not. */
const BODY_WORDS = 200;
/** A thread less like its theme than this is not counted to it: chosen by reading the themes of two communities. */
export const LEAST_LIKENESS = 0.3;
/** A fit from scratch is due once there are so many times the threads of the last one; until then themes go on. */
const COLD_GROWTH = 1.5;
/** How many related threads are told. */
export const MOST_RELATED = 3;
/** Below this similarity a thread is not told as related; docs/themes.md says how precise that is. */
export const RELATED_THRESHOLD = 0.5;

/** Whether the next fit starts from scratch instead of from the themes there are. */
export function isColdFitDue({
  size,
  coldSize,
}: {
  readonly size: number;
  readonly coldSize: number;
}): boolean {
  return size >= COLD_GROWTH * coldSize;
}

/**
 * The themes of some threads, the largest first.
 * @param of.ignored words that name nothing and bring nothing together, lower case
 * @param of.known the last refit's themes, which go on
 * @param of.prefix of new themes' ids
 */
export function findThemes(
  threads: readonly ThreadText[],
  of: { readonly ignored: ReadonlySet<string>; readonly known: KnownThemes; readonly prefix: string },
): Refit {
  const ordered = threads.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const terms = ordered.map((thread) => termsOfThread(thread, of.ignored));
  const documents = terms.map(stemsOf);
  const { themeByThread, coldSize } = of.known;
  const isCold = isColdFitDue({ size: ordered.length, coldSize });
  const { labels, model } = fitClusters(documents, isCold ? undefined : homesOf(ordered, themeByThread));
  const groups = groupByLabel(labels, model.clusters);
  const themeIds = keepIds(
    groups.map((group) => ({ threadIds: group.map((row) => ordered[row]?.id ?? "") })),
    { themeByThread, prefix: of.prefix },
  );
  const similarities = likeness(toCorpus(documents, model.corpus), labels, centroidsOf(model));
  const members = groups.map((group) => group.filter((row) => (similarities[row] ?? 0) >= LEAST_LIKENESS));
  const names = nameThemes(
    members.map((group) => group.flatMap((row) => terms[row] ?? [])),
    KEY_TERMS,
  );
  const themes = members.map((group, cluster) => ({
    id: themeIds[cluster] ?? "",
    terms: names[cluster] ?? [],
    threads: group
      .map((row) => ({ id: ordered[row]?.id ?? "", similarity: similarities[row] ?? 0 }))
      .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1)),
    people: new Set(group.map((row) => ordered[row]?.personId)).size,
  }));
  return {
    themes: themes
      .filter(({ terms: own, threads: some, people }) =>
        [own.length > 0, some.length >= LEAST_THREADS, people >= LEAST_PEOPLE].every(Boolean),
      )
      .sort((a, b) => b.threads.length - a.threads.length || (a.id < b.id ? -1 : 1)),
    model: { ...model, themeIds },
    coldSize: isCold ? ordered.length : coldSize,
  };
}

function termsOfThread({ title, prose }: ThreadText, ignored: ReadonlySet<string>): ThreadTerms {
  const known = ({ surface }: { readonly surface: string }) => !ignored.has(surface.toLowerCase());
  return { title: termsOf(title).filter(known), prose: termsOf(prose, BODY_WORDS).filter(known) };
}

/** A title's words count as often as for names. */
function stemsOf({ title, prose }: ThreadTerms): readonly string[] {
  const stems = title.map(({ stem }) => stem);
  return [...Array.from({ length: TITLE_WEIGHT }, () => stems).flat(), ...prose.map(({ stem }) => stem)];
}

function homesOf(threads: readonly ThreadText[], themeByThread: ReadonlyMap<string, string>) {
  const themeIds = [...new Set(themeByThread.values())];
  const clusters = new Map(themeIds.map((id, cluster) => [id, cluster]));
  const labels = Int32Array.from(threads, ({ id }) => clusters.get(themeByThread.get(id) ?? "") ?? -1);
  return { labels, clusters: clusters.size };
}

function groupByLabel(labels: Int32Array, clusters: number): readonly (readonly number[])[] {
  const groups = Array.from({ length: clusters }, (): number[] => []);
  for (const [row, label] of labels.entries()) groups[label]?.push(row);
  return groups;
}

/** A model that is ready for new threads. */
export interface OpenThemeModel {
  readonly model: Model;
  readonly themeIds: readonly string[];
  readonly centroids: Centroids;
}

export function openThemeModel(model: ThemeModel): OpenThemeModel {
  return { model: openModel(model), themeIds: model.themeIds, centroids: centroidsOf(model) };
}

/** The theme of a thread that was not there at the last refit; undefined where it is like none. */
export function themeOfThread(
  open: OpenThemeModel,
  thread: Pick<ThreadText, "title" | "prose">,
  ignored: ReadonlySet<string>,
): { readonly themeId: string; readonly similarity: number } | undefined {
  const document = stemsOf(termsOfThread({ ...thread, id: "", personId: 0, createdAt: 0 }, ignored));
  const labels = assign(open.model, [document]);
  const corpus = toCorpus([document], open.model.corpus);
  const [similarity = 0] = likeness(corpus, labels, open.centroids);
  const themeId = open.themeIds[labels[0] ?? -1];
  return themeId === undefined || similarity < LEAST_LIKENESS ? undefined : { themeId, similarity };
}
