// What the sections of a fortnight's digest have to say, counted straight from an archive by a short script that shares
// nothing with Stoa but the rules in docs/digests.md.

import { readFileSync } from "node:fs";
import { badgesReached, closes, kindOfTitle } from "./archive-badges.ts";
import type { Archive, Said, Thread } from "./archive-shape.ts";
import type { DigestSections } from "./digest-sections.ts";

const HOUR_MS = 3600 * 1000;
const FORTNIGHT_MS = 14 * 24 * HOUR_MS;
/** Every second Monday at nine. */
const TOLD_AFTER_MS = 9 * HOUR_MS;
const MOST_OF_A_KIND = 12;
const MOST_OPEN = 5;
const GOOD_FIRST = ["good first issue", "good-first-issue", "help wanted", "help-wanted"];
const WANTED = new Set(["enhancement", "feature", "feature request", "feature-request", "idea"]);

/** Of the fortnight that begins on this day (YYYY-MM-DD, UTC), as far as it was known when its digest was made. */
export function countSections(path: string, day: string, searches: readonly string[]): DigestSections {
  const archive = JSON.parse(readFileSync(path, "utf8")) as Archive;
  const from = Date.parse(`${day}T00:00:00Z`);
  const to = from + FORTNIGHT_MS;
  const reached = badgesReached(path, { from, to, until: to + TOLD_AFTER_MS });
  const merged = archive.pulls
    .filter(({ mergedAt }) => mergedAt && Date.parse(mergedAt) >= from && Date.parse(mergedAt) < to)
    .toSorted((a, b) => (a.mergedAt ?? "").localeCompare(b.mergedAt ?? "") || a.number - b.number);
  const goodFirst = goodFirstAt(archive, to + TOLD_AFTER_MS);
  const isFirst = (line: string) => line.includes(" first-contribution ");
  return {
    // No archive knows releases or discussions.
    releases: 0,
    questions: [],
    shipped: shippedOf(merged.filter((pull) => !isBot(pull))),
    besides: merged.filter(isBot).length,
    first: reached.filter(isFirst).map((line) => line.replace(" first-contribution - ", " ")),
    badges: reached.filter((line) => !isFirst(line)),
    wanted: wantedAt(archive, to),
    goodFirst: goodFirst.slice(0, MOST_OPEN),
    moreGoodFirst: Math.max(0, goodFirst.length - MOST_OPEN),
    searches: searches.map((one) => countSearch(archive, one)),
  };
}

/** The greatest number of people whose words a digest of this fortnight can have read. */
export function countSpeakers(path: string, day: string): number {
  const archive = JSON.parse(readFileSync(path, "utf8")) as Archive;
  const from = Date.parse(`${day}T00:00:00Z`);
  const said = [...archive.issues, ...archive.pulls].flatMap((thread) => [
    thread,
    ...thread.comments,
    ...(thread.reviews ?? []).flatMap(({ author, comments, ...review }) => [
      { ...review, author },
      ...comments.map((comment) => ({ ...comment, author })),
    ]),
  ]);
  const isIn = ({ createdAt }: Said) =>
    Date.parse(createdAt) >= from && Date.parse(createdAt) < from + FORTNIGHT_MS;
  return new Set(said.filter(isIn).flatMap(({ author }) => author ?? [])).size;
}

function isBot({ author }: Thread): boolean {
  return author !== null && author.endsWith("[bot]");
}

const HEADINGS: Readonly<Record<string, string>> = {
  feature: "New",
  fix: "Fixed",
  docs: "Docs",
  chore: "Other",
};

/** By the title's kind, else by labels; pull requests of one title are one change, of the first one's kind. */
function shippedOf(merged: readonly Thread[]): DigestSections["shipped"] {
  const changes = new Map<string, number[]>();
  const kinds = new Map<string, string[]>();
  for (const pull of merged) {
    const title = pull.title
      .replace(/\s*\(#\d+\)$/, "")
      .trim()
      .toLowerCase();
    const others = changes.get(title);
    if (others) {
      others.push(pull.number);
      continue;
    }
    changes.set(title, [pull.number]);
    const kind = HEADINGS[kindOfTitle(pull.title) ?? ""] ?? kindOfLabels(pull.labels);
    kinds.set(kind, [...(kinds.get(kind) ?? []), title]);
  }
  return Object.fromEntries(
    [...kinds].map(([kind, titles]) => {
      const numbers = titles.slice(0, MOST_OF_A_KIND).flatMap((title) => changes.get(title) ?? []);
      return [kind, { numbers, more: Math.max(0, titles.length - MOST_OF_A_KIND) }];
    }),
  );
}

function kindOfLabels(labels: readonly string[]): string {
  const has = (words: RegExp) => labels.some((label) => words.test(label));
  if (has(/\b(bug|bugfix|fix|regression)\b/i)) return "Fixed";
  if (has(/\b(feature|enhancement)\b/i)) return "New";
  return has(/\b(docs?|documentation)\b/i) ? "Docs" : "Other";
}

function isOpenAt({ createdAt, closedAt }: Thread, moment: number): boolean {
  return Date.parse(createdAt) < moment && !(closedAt && Date.parse(closedAt) < moment);
}

/** Open issues with one of the labels that no open pull request would close: by label, then the newest. */
function goodFirstAt({ issues, pulls }: Archive, moment: number): readonly number[] {
  const claimed = new Set(pulls.filter((pull) => isOpenAt(pull, moment)).flatMap((pull) => closes(pull)));
  return issues
    .filter((issue) => isOpenAt(issue, moment) && !claimed.has(issue.number))
    .flatMap((issue) => {
      const place = GOOD_FIRST.findIndex((one) => issue.labels.some((label) => label.toLowerCase() === one));
      return place < 0 ? [] : [{ ...issue, place }];
    })
    .toSorted((a, b) => a.place - b.place || b.createdAt.localeCompare(a.createdAt))
    .map(({ number }) => number);
}

/** Votes are the opener's and those of comments that say "+1": an archive has no reactions. */
function wantedAt({ issues }: Archive, moment: number): readonly string[] {
  return issues
    .filter((issue) => isOpenAt(issue, moment))
    .filter(({ labels }) => labels.some((label) => WANTED.has(label.toLowerCase())))
    .map((issue) => {
      const votes = issue.comments.filter(
        ({ body, createdAt }) => Date.parse(createdAt) < moment && /^\s*(\+1|👍|:\+1:)\s*$/.test(body),
      );
      const voters = new Set([issue, ...votes].flatMap(({ author }) => author ?? []));
      return { number: issue.number, votes: voters.size };
    })
    .toSorted((a, b) => b.votes - a.votes || a.number - b.number)
    .slice(0, 10)
    .map(({ number, votes }, index) => `${index + 1} ${number} ${votes}`);
}

/** What GitHub's search would find: "is:pr is:merged merged:2024-02-12..2024-02-25" with its own number. */
function countSearch({ issues, pulls }: Archive, search: string): string {
  const [query = ""] = search.split(" = ");
  const words = query.split(" ").filter((word) => !word.startsWith("repo:"));
  const found = (words.includes("is:pr") ? pulls : issues).filter((thread) =>
    words.every((word) => {
      const [name = "", value = ""] = word.split(":");
      const [first = "", last = ""] = value.split("..");
      const isOn = (moment: string | null | undefined) =>
        typeof moment === "string" && moment.slice(0, 10) >= first && moment.slice(0, 10) <= last;
      if (name === "merged") return isOn(thread.mergedAt);
      if (name === "created") return isOn(thread.createdAt);
      if (word === "is:merged") return Boolean(thread.mergedAt);
      if (name === "author") return thread.author === `${value.replace("app/", "")}[bot]`;
      if (name === "-author") return thread.author !== `${value.replace("app/", "")}[bot]`;
      if (word === "is:pr" || word === "is:issue") return true;
      throw new Error(`The script does not know what ${word} searches for`);
    }),
  );
  return `${query} = ${found.length}`;
}
