// What a digest says in numbers, read from its text, and the same numbers taken straight from an archive: two short scripts
// that share nothing with Stoa or the local GitHub.

import { readFileSync } from "node:fs";

/** What the opening of a digest says. */
export interface DigestNumbers {
  readonly merged: number;
  readonly newcomers: number;
  /** Not told when they are fewer than three beside what was merged. */
  readonly remarks: number | undefined;
  readonly threads: number | undefined;
  readonly people: number | undefined;
  /** Told in a quiet period alone. */
  readonly issues: number | undefined;
  readonly pulls: number | undefined;
}

const WORDS =
  "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(" ");

export function numberOf(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const index = WORDS.indexOf(word.toLowerCase());
  return index >= 0 ? index : Number(word);
}

/** Reads a digest as it was posted, its title on top. */
export function readNumbers(markdown: string): DigestNumbers {
  const opening = (markdown.split("\n\n")[1] ?? "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  const find = (pattern: RegExp) => numberOf(pattern.exec(opening)?.[1]);
  const isQuiet = /^(?:A quiet|No release and no merge)/.test(opening);
  const talk =
    /(?<people>\w+) (?:people|person) wrote (?<remarks>\w+) remarks? in (?<threads>\w+) threads?/i.exec(
      opening,
    ) ??
    /(?<remarks>\w+) remarks? in (?<threads>\w+) threads?(?: by (?<people>\w+) (?:people|person))?/i.exec(
      opening,
    );
  const silent = isQuiet ? 0 : undefined;
  return {
    merged: isQuiet ? 0 : (find(/(\w+) (?:merged )?pull requests?/i) ?? 0),
    newcomers: find(/(\w+) (?:people|person) who made their first contribution/i) ?? 0,
    remarks: numberOf(talk?.groups?.["remarks"]) ?? silent,
    threads: numberOf(talk?.groups?.["threads"]) ?? silent,
    // A deleted account is nobody.
    people: numberOf(talk?.groups?.["people"]) ?? silent,
    issues: isQuiet ? (find(/(\w+) new issues?/i) ?? 0) : undefined,
    pulls: isQuiet ? (find(/(\w+) new pull requests?/i) ?? 0) : undefined,
  };
}

interface Said {
  readonly author: string | null;
  readonly createdAt: string;
}
interface Thread extends Said {
  readonly number: number;
  readonly mergedAt?: string | null;
  readonly comments: readonly Said[];
  readonly reviews?: readonly (Said & { readonly comments: readonly Said[] })[];
}
interface Archive {
  readonly issues: readonly Thread[];
  readonly pulls: readonly Thread[];
}

const FORTNIGHT_MS = 14 * 24 * 3600 * 1000;

/** The same from an archive, for the fortnight that begins on this day (YYYY-MM-DD, UTC). */
export function countNumbers(path: string, day: string): Required<DigestNumbers> {
  const archive = JSON.parse(readFileSync(path, "utf8")) as Archive;
  const start = Date.parse(`${day}T00:00:00Z`);
  const isIn = (moment: string | null | undefined) =>
    typeof moment === "string" && Date.parse(moment) >= start && Date.parse(moment) < start + FORTNIGHT_MS;
  const said = [...archive.issues, ...archive.pulls].flatMap((thread, index) =>
    [...thread.comments, ...(thread.reviews ?? []).flatMap((review) => [review, ...review.comments])].map(
      (one) => ({ ...one, thread: index }),
    ),
  );
  const remarks = said.filter(({ createdAt }) => isIn(createdAt));
  const firstMerge = new Map<string, string>();
  for (const { author, mergedAt } of archive.pulls) {
    if (author === null || !mergedAt) continue;
    const known = firstMerge.get(author);
    if (known === undefined || mergedAt < known) firstMerge.set(author, mergedAt);
  }
  return {
    merged: archive.pulls.filter(({ mergedAt }) => isIn(mergedAt)).length,
    newcomers: [...firstMerge.values()].filter(isIn).length,
    remarks: remarks.length,
    threads: new Set(remarks.map(({ thread }) => thread)).size,
    people: new Set(remarks.flatMap(({ author }) => author ?? [])).size,
    issues: archive.issues.filter(({ createdAt }) => isIn(createdAt)).length,
    pulls: archive.pulls.filter(({ createdAt }) => isIn(createdAt)).length,
  };
}
