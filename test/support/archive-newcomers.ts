// Whose first thread is which, taken straight from an archive by a short script that shares nothing with Stoa but the rule in
// docs/mentoring.md.

import { readFileSync } from "node:fs";

interface Said {
  readonly author: string | null;
  readonly createdAt: string;
}
interface Thread extends Said {
  readonly number: number;
  readonly comments: readonly Said[];
  readonly reviews?: readonly (Said & {
    readonly submittedAt?: string;
    readonly comments: readonly Said[];
  })[];
}

/** "ekr pull 12": every first pull request, and every issue of somebody who had said nothing before, sorted. */
export function newcomers(path: string): readonly string[] {
  const archive = JSON.parse(readFileSync(path, "utf8")) as {
    readonly issues: readonly Thread[];
    readonly pulls: readonly Thread[];
  };
  const lines: string[] = [];
  const byTime = (a: Thread, b: Thread) => a.createdAt.localeCompare(b.createdAt) || a.number - b.number;
  const pulled = new Set<string>();
  for (const { author, number } of archive.pulls.toSorted(byTime)) {
    if (author === null || author === "ghost" || author.endsWith("[bot]") || pulled.has(author)) continue;
    pulled.add(author);
    lines.push(`${author} pull ${number}`);
  }
  const threads = [...archive.issues, ...archive.pulls];
  const said = threads.flatMap(({ comments, reviews = [] }) => [
    ...comments,
    ...reviews.flatMap((review) => [review, ...review.comments]),
  ]);
  for (const issue of archive.issues) {
    const { author, number, createdAt } = issue;
    if (author === null || author === "ghost" || author.endsWith("[bot]")) continue;
    const hasSpoken = said.some((one) => one.author === author && one.createdAt < createdAt);
    const hasOpened = threads.some(
      (one) =>
        one.author === author &&
        (one.createdAt < createdAt || (one.createdAt === createdAt && one.number < number)),
    );
    if (!hasSpoken && !hasOpened) lines.push(`${author} issue ${number}`);
  }
  return lines.sort();
}

/** Everybody who opened a thread. */
export function authors(path: string): ReadonlySet<string> {
  const archive = JSON.parse(readFileSync(path, "utf8")) as {
    readonly issues: readonly Thread[];
    readonly pulls: readonly Thread[];
  };
  return new Set([...archive.issues, ...archive.pulls].flatMap(({ author }) => author ?? []));
}
