// References that mean something: the issues a pull request closes, and the thread that another one duplicates. Read
// in visible text only: a keyword in code, in a quote or in an HTML comment means nothing.

import { readDocument } from "./markdown.ts";

/**
 * GitHub's nine keywords before a reference ("Linking a pull request to an issue", GitHub Docs): `fixes #1`,
 * `Closes: owner/repo#1`, `resolved GH-1`, `fixes https://github.com/owner/repo/issues/1`.
 */
const CLOSING =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?[ \t]{1,8}(?:([\w.-]{1,100}\/[\w.-]{1,100})?#|GH-|https?:\/\/[\w.:-]{1,100}\/([\w.-]{1,100}\/[\w.-]{1,100})\/issues\/)(\d{1,9})\b/gi;

const DUPLICATE = /\bdup(?:licate|e)?[ \t]{1,8}(?:of|to)[ \t]{1,8}#(\d{1,9})\b/gi;

/** What makes a statement about a duplicate a doubt, a denial or a question, in the sentence before it. */
const DOUBT =
  /\b(?:not|no|isn't|isn’t|possib\w*|maybe|might|may|could|perhaps|potential\w*|likely|seems?|looks?)\b[^.!?]{0,80}$/i;

/**
 * Numbers of the issues that merging closes, in rising order, each once. As on GitHub each number needs its own keyword.
 * @param repository "owner/name"; with it, references that name this repository count too. Those that name another never do.
 */
export function closingReferences(markdown: string, repository?: string): number[] {
  if (!/clos|fix|resolv/i.test(markdown)) return [];
  const numbers = new Set<number>();
  for (const line of visibleLines(markdown)) {
    for (const [, shortName, urlName, number] of line.matchAll(CLOSING)) {
      const name = shortName ?? urlName;
      if (name === undefined || name.toLowerCase() === repository?.toLowerCase()) numbers.add(Number(number));
    }
  }
  numbers.delete(0);
  return [...numbers].sort((a, b) => a - b);
}

/** The thread that this text says it duplicates; undefined when it says nothing, doubts, asks or denies. */
export function duplicateReference(markdown: string): number | undefined {
  if (!/dup/i.test(markdown)) return undefined;
  for (const line of visibleLines(markdown)) {
    for (const match of line.matchAll(DUPLICATE)) {
      const before = line.slice(Math.max(0, match.index - 100), match.index);
      const after = line.slice(match.index + match[0].length).trimStart();
      if (!DOUBT.test(before) && !after.startsWith("?")) return Number(match[1]);
    }
  }
  return undefined;
}

function visibleLines(markdown: string): string[] {
  return readDocument(markdown).blocks.flatMap(({ lines }) => lines);
}
