// `npm run bench -- related FILE`: how often a new thread's duplicate is among the threads named as related. FILE has a
// line of JSON for each thread, `{id, title, body, created, group}`; threads of one group (not null) are duplicates. They
// come in the order of their time, and only earlier ones are candidates. Whoever came before is known as a duplicate.

import { relatedIndex, type RelatedIndex, type RelatedText } from "../src/features/themes/related.ts";
import { MOST_RELATED, RELATED_THRESHOLD } from "../src/features/themes/rules.ts";
import { printTable } from "./print.ts";
import { readJsonLines, requireFile } from "./samples.ts";

interface Row extends RelatedText {
  readonly id: string;
  readonly created: string;
  readonly group: string | number | null;
}

/** The reciprocal rank counts down to this place. */
const DEPTH = 10;
const MANY_THREADS = 50_000;
const TIMED_QUERIES = 500;
const THRESHOLDS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

export async function benchRelated([file]: readonly string[]): Promise<void> {
  const path = requireFile(
    file,
    "related",
    "lines of JSON with `id`, `title`, `body`, `created` and `group`",
  );
  const rows = (readJsonLines(path) as readonly Row[]).toSorted(
    (a, b) => Date.parse(a.created) - Date.parse(b.created),
  );
  const found = replay(rows);
  const asked = found.ranks.length;
  const share = (count: number) => Number((count / Math.max(1, asked)).toFixed(3));
  const recall = (depth: number) => share(found.ranks.filter((rank) => rank <= depth).length);
  const precisions = [...new Set([...THRESHOLDS, RELATED_THRESHOLD])]
    .sort((a, b) => a - b)
    .map((threshold) => {
      const told = found.told.filter(({ similarity }) => similarity >= threshold);
      const right = told.filter(({ isDuplicate }) => isDuplicate).length;
      return { threshold, told: told.length, threads: new Set(told.map(({ row }) => row)).size, right };
    });
  printTable(
    ["threshold", "named", "in threads", "marked duplicates", "precision"],
    precisions.map(({ threshold, told, threads, right }) => [
      String(threshold),
      String(told),
      String(threads),
      String(right),
      (right / Math.max(1, told)).toFixed(3),
    ]),
  );
  const shipped = precisions.find(({ threshold }) => threshold === RELATED_THRESHOLD);
  const figures = {
    recallAt1: recall(1),
    recallAt5: recall(5),
    mrr: share(found.ranks.reduce((sum, rank) => sum + 1 / rank, 0)),
    queries: asked,
    microsPerQuery: Math.round(microsPerQuery(rows)),
    threads: MANY_THREADS,
    threshold: RELATED_THRESHOLD,
    // At the least: most related threads are marked by nobody.
    precision: Number(((shipped?.right ?? 0) / Math.max(1, shipped?.told ?? 0)).toFixed(3)),
    threadsNamed: Number(((shipped?.threads ?? 0) / rows.length).toFixed(3)),
  };
  console.log(JSON.stringify(figures));
}

/** Every thread asks, then joins the index. Ranks are of the first duplicate found, ∞ where none is. */
function replay(rows: readonly Row[]) {
  const index = relatedIndex();
  const groupById = new Map(rows.map(({ id, group }) => [id, group]));
  const firstOf = new Map<string | number, string>();
  const ranks: number[] = [];
  const told: { readonly row: number; readonly similarity: number; readonly isDuplicate: boolean }[] = [];
  for (const [row, { id, group, title, body }] of rows.entries()) {
    const hits = index.find({ title, body }, DEPTH);
    const isDuplicate = (hit: string) => group !== null && groupById.get(hit) === group;
    for (const hit of hits.slice(0, MOST_RELATED)) {
      told.push({ row, similarity: hit.similarity, isDuplicate: isDuplicate(hit.id) });
    }
    const first = group === null ? undefined : firstOf.get(group);
    if (first !== undefined) {
      const rank = hits.findIndex((hit) => isDuplicate(hit.id)) + 1;
      ranks.push(rank === 0 ? Infinity : rank);
    }
    index.add(id, { title, body });
    if (group === null) continue;
    if (first === undefined) firstOf.set(group, id);
    else index.mark(id, first);
  }
  return { ranks, told };
}

/** Time to ask among 50,000 threads, which are the file's again and again, each with another's words at its end. */
function microsPerQuery(rows: readonly Row[]): number {
  const index = relatedIndex();
  for (let at = 0; at < MANY_THREADS; at += 1) index.add(String(at), variant(rows, at));
  const queries = Array.from({ length: TIMED_QUERIES }, (_, at) => variant(rows, MANY_THREADS + at * 7));
  for (const query of queries.slice(0, 50)) index.find(query, MOST_RELATED);
  return medianMicros(index, queries);
}

function variant(rows: readonly Row[], at: number): RelatedText {
  const row = rows[at % rows.length];
  const other = rows[(at * 31 + 17) % rows.length];
  const half = (row?.body ?? "").slice(0, (row?.body ?? "").length / 2);
  return { title: row?.title ?? "", body: `${half} ${other?.body ?? ""}` };
}

function medianMicros(index: RelatedIndex, queries: readonly RelatedText[]): number {
  const times = queries.map((query) => {
    const startedAt = performance.now();
    index.find(query, MOST_RELATED);
    return (performance.now() - startedAt) * 1_000;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}
