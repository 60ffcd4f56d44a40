// `npm run bench -- themes FILE [--names A,B,…]`: how well the themes that are found agree with known clusters. FILE has a
// line of JSON for each document, `{id, text, cluster}`. The documents are shuffled, always alike; the fit never sees
// the clusters. `--names` names clusters 1, 2, … where the file only numbers them; it is needed for the labels' figure.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { toCorpus } from "../src/features/themes/clustering/corpus.ts";
import { centroidsOf, likeness } from "../src/features/themes/clustering/likeness.ts";
import { assign, openModel } from "../src/features/themes/clustering/model.ts";
import { fitClusters, type Fit } from "../src/features/themes/clustering/fit.ts";
import { keepIds } from "../src/features/themes/identity.ts";
import { nameThemes } from "../src/features/themes/labels.ts";
import { isColdFitDue, LEAST_LIKENESS } from "../src/features/themes/rules.ts";
import { termsOf } from "../src/features/themes/terms.ts";
import { agreementOf, type Agreement } from "./agreement.ts";
import { printTable } from "./print.ts";
import { readJsonLines, requireFile, shuffled } from "./samples.ts";
import type { Scale } from "./themes-at-scale.ts";

interface Row {
  readonly text: string;
  readonly cluster: string;
}

/** What is fitted before the rest streams in. */
const FITTED_FIRST = 0.25;
/** The stream is refitted whenever it has grown by so much; a community refits every night. */
const GROWTH = 1.05;

export async function benchThemes([file, ...options]: readonly string[]): Promise<void> {
  const path = requireFile(file, "themes", "lines of JSON with `text` and `cluster`");
  const rows = shuffled(readJsonLines(path) as readonly Row[]);
  const documents = rows.map(({ text }) => stemsOf(text));
  const known = rows.map(({ cluster }) => cluster);
  const fit = fitClusters(documents);
  const batch = agreementOf([...fit.labels].map(String), known);
  const streamed = stream(documents);
  const rest = (labels: readonly string[]) => agreementOf(labels, known.slice(-labels.length));
  const scale = await atScale(path);
  const figures = {
    ...rounded(batch),
    themes: fit.model.clusters,
    trueThemes: new Set(known).size,
    microsPerDocument: Number(microsPerDocument(fit, documents).toFixed(1)),
    streamed: rounded(rest(streamed.atEnd)),
    streamedOnArrival: rounded(rest(streamed.refitted)),
    streamedWithoutRefits: rounded(rest(streamed.frozen)),
    ...idsKept(documents),
    ...labelFigures(rows, fit, namesOf(options)),
    ...scale,
  };
  const line = (name: string, of: Agreement) => {
    const { nmi, ari, accuracy } = rounded(of);
    return [name, String(nmi), String(ari), String(accuracy)];
  };
  printTable(
    ["", "NMI", "ARI", "accuracy"],
    [
      line("all at once", batch),
      line("streamed after a quarter, refitted on the way, at the end", rest(streamed.atEnd)),
      line("the same, as each was told on its arrival", rest(streamed.refitted)),
      line("streamed after a quarter, never refitted", rest(streamed.frozen)),
    ],
  );
  console.log(JSON.stringify(figures));
}

function stemsOf(text: string): readonly string[] {
  return termsOf(text).map(({ stem }) => stem);
}

function rounded({ nmi, ari, accuracy }: Agreement): Agreement {
  const three = (value: number) => Number(value.toFixed(3));
  return { nmi: three(nmi), ari: three(ari), accuracy: three(accuracy) };
}

/** The theme of each later document when it came, and after the last refit; ids go on as they do in a community. */
function stream(documents: readonly (readonly string[])[]) {
  const first = Math.floor(documents.length * FITTED_FIRST);
  let fit = fitClusters(documents.slice(0, first));
  const frozen = [...assign(openModel(fit.model), documents.slice(first))].map(String);
  let ids = idsOf(fit, new Map());
  let coldSize = first;
  const refitted: string[] = [];
  for (let start = first; start < documents.length;) {
    const end = Math.min(documents.length, Math.ceil(start * GROWTH));
    const labels = assign(openModel(fit.model), documents.slice(start, end));
    for (const label of labels) refitted.push(ids[label] ?? "none");
    const isCold = isColdFitDue({ size: end, coldSize });
    if (isCold) coldSize = end;
    const before = new Int32Array(end).fill(-1);
    before.set(fit.labels);
    const themeByDocument = new Map<string, string>();
    for (const [index, label] of fit.labels.entries()) {
      if (label >= 0) themeByDocument.set(String(index), ids[label] ?? "");
    }
    fit = fitClusters(
      documents.slice(0, end),
      isCold ? undefined : { labels: before, clusters: fit.model.clusters },
    );
    ids = idsOf(fit, themeByDocument);
    start = end;
  }
  return { frozen, refitted, atEnd: Array.from(fit.labels.slice(first), String) };
}

function idsOf(fit: Fit, themeByThread: ReadonlyMap<string, string>): readonly string[] {
  return keepIds(groupsOf(fit), { themeByThread, prefix: "theme" });
}

function groupsOf({ labels, model }: Fit) {
  const groups = Array.from({ length: model.clusters }, (): { threadIds: string[] } => ({ threadIds: [] }));
  for (const [index, label] of labels.entries()) groups[label]?.threadIds.push(String(index));
  return groups;
}

/** The share of old documents that keep their theme when a tenth more has come and all are refitted. */
function idsKept(documents: readonly (readonly string[])[]) {
  const size = Math.floor(documents.length / 1.1);
  const old = fitClusters(documents.slice(0, size));
  const before = new Int32Array(documents.length).fill(-1);
  before.set(old.labels);
  const oldIds = idsOf(old, new Map());
  const themeByThread = new Map(
    [...old.labels].flatMap((label, index) => (label < 0 ? [] : [[String(index), oldIds[label] ?? ""]])),
  );
  const share = (fit: Fit) => {
    const ids = idsOf(fit, themeByThread);
    let kept = 0;
    for (const [index, id] of themeByThread) if (ids[fit.labels[Number(index)] ?? -1] === id) kept += 1;
    return Number((kept / themeByThread.size).toFixed(4));
  };
  return {
    idsKept: share(fitClusters(documents, { labels: before, clusters: old.model.clusters })),
    idsKeptByColdFit: share(fitClusters(documents)),
  };
}

/** Time to assign one document to a model that is open, its terms included. */
function microsPerDocument(fit: Fit, documents: readonly (readonly string[])[]): number {
  const model = openModel(fit.model);
  const some = documents.slice(0, 2_000);
  for (const stems of some.slice(0, 200)) assign(model, [stems]);
  const startedAt = performance.now();
  for (const stems of some) assign(model, [stems]);
  return ((performance.now() - startedAt) * 1_000) / some.length;
}

function namesOf(options: readonly string[]): readonly string[] | undefined {
  const at = options.indexOf("--names");
  return at < 0 ? undefined : (options[at + 1] ?? "").split(",");
}

/** How often a label's first three terms hold the name of its cluster; only where clusters have names that titles use. */
function labelFigures(rows: readonly Row[], fit: Fit, names: readonly string[] | undefined) {
  if (!names) return {};
  const terms = rows.map(({ text }) => ({ title: termsOf(text), prose: [] }));
  const share = (groups: ReadonlyMap<string, readonly number[]>, isPerDocument = false) => {
    const lists = [...groups.values()];
    const labels = nameThemes(lists.map((group) => group.flatMap((index) => terms[index] ?? [])));
    let right = 0;
    for (const [at, group] of lists.entries()) {
      const tags = group.map((index) => names[Number(rows[index]?.cluster) - 1] ?? "");
      const most = mostFrequent(tags);
      for (const tag of tags)
        if (names.includes(tag) && isNamed(isPerDocument ? tag : most, labels[at] ?? [])) right += 1;
    }
    return Number((right / sizeOf(groups)).toFixed(3));
  };
  const found = groupBy(rows, (_, index) => String(fit.labels[index]));
  const told = toldGroups(rows, fit);
  return {
    // The theme's commonest tag is in its label; the document's own tag is; with the true clusters given.
    labelTop3: share(found),
    labelTop3OwnTag: share(found, true),
    labelTop3TrueClusters: share(groupBy(rows, ({ cluster }) => cluster)),
    // What Stoa tells: themes of the documents that are like their theme. These documents' share, and how many find their own tag.
    toldShare: Number((sizeOf(told) / rows.length).toFixed(3)),
    labelTop3OwnTagOfTold: share(told, true),
  };
}

/** The documents that count to their themes, as `findThemes` decides it. */
function toldGroups(rows: readonly Row[], { labels, model }: Fit): ReadonlyMap<string, readonly number[]> {
  const corpus = toCorpus(
    rows.map(({ text }) => stemsOf(text)),
    model.corpus,
  );
  const similarities = likeness(corpus, labels, centroidsOf(model));
  const groups = groupBy(rows, (_, index) => String(labels[index]));
  return new Map(
    [...groups].map(([label, group]) => [
      label,
      group.filter((index) => (similarities[index] ?? 0) >= LEAST_LIKENESS),
    ]),
  );
}

function sizeOf(groups: ReadonlyMap<string, readonly number[]>): number {
  return [...groups.values()].reduce((sum, { length }) => sum + length, 0);
}

function isNamed(tag: string, label: readonly string[]): boolean {
  const words = stemsOf(tag.replaceAll("-", " ")).join("");
  return label.some((term) => {
    const stems = stemsOf(term);
    return stems.join("") === words || stems.includes(words);
  });
}

function mostFrequent(tags: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
}

function groupBy(rows: readonly Row[], key: (row: Row, index: number) => string) {
  const groups = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    const group = groups.get(key(row, index)) ?? [];
    group.push(index);
    groups.set(key(row, index), group);
  }
  return groups;
}

/** A refit of 100,000 titles in a process of its own, whose memory is all its own. */
async function atScale(path: string): Promise<Scale> {
  const child = fork(fileURLToPath(new URL("themes-at-scale.ts", import.meta.url)), [path]);
  const [scale] = (await once(child, "message")) as [Scale];
  return scale;
}
