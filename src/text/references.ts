// References that mean something: the issues a pull request closes, and the thread that another one duplicates. Read
// in visible text only: a keyword in code, in a quote or in an HTML comment means nothing.

import { readDocument } from "./markdown.ts";

/**
 * GitHub's nine keywords before a reference ("Linking a pull request to an issue", GitHub Docs): `fixes #1`,
 * `Closes: owner/repo#1`, `resolved GH-1`, `fixes https://github.com/owner/repo/issues/1`.
 */
const CLOSING =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?[ \t]{1,8}(?:([\w.-]{1,100}\/[\w.-]{1,100})?#|GH-|https?:\/\/[\w.:-]{1,100}\/([\w.-]{1,100}\/[\w.-]{1,100})\/issues\/)(\d{1,9})\b/gi;

const DUPLICATE =
  /\bdup(?:licate|e)?[ \t]{1,8}(?:of|to)[ \t]{1,8}(?:([\w.-]{1,100}\/[\w.-]{1,100})?#|https?:\/\/[\w.:-]{1,100}\/([\w.-]{1,100}\/[\w.-]{1,100})\/(?:issues|discussions)\/)(\d{1,9})\b/gi;

/** What makes a statement about a duplicate a doubt, a denial or a question, in the sentence before it. */
const DOUBT =
  /\b(?:not|no|isn't|isn’t|possib\w*|maybe|might|may|could|perhaps|potential\w*|likely|seems?|looks?)\b[^.!?]{0,80}$/i;

/** Every delivery about a pull request carries its text: the last few are not read again. */
const REMEMBERED = 64;
const remembered = new Map<string, readonly number[]>();

/**
 * Numbers of the issues that merging closes, in rising order, each once. As on GitHub each number needs its own keyword.
 * @param repository "owner/name"; with it, references that name this repository count too. Those that name another never do.
 */
export function closingReferences(markdown: string, repository?: string): readonly number[] {
  if (!/clos|fix|resolv/i.test(markdown)) return [];
  const key = `${repository ?? ""}\0${markdown}`;
  const known = remembered.get(key);
  if (known) return known;
  if (remembered.size >= REMEMBERED) remembered.clear();
  const numbers = readClosingReferences(markdown, repository);
  remembered.set(key, numbers);
  return numbers;
}

function readClosingReferences(markdown: string, repository: string | undefined): number[] {
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

/** A thread as a text names it. */
export interface ThreadReference {
  /** "owner/name"; null for the repository that the text stands in. */
  readonly repository: string | null;
  readonly number: number;
}

/**
 * The thread that this text says it duplicates: `Duplicate of #1`, `dupe of owner/repo#1`, or an address in place of the
 * reference; undefined when it says nothing, doubts, asks or denies.
 */
export function duplicateReference(markdown: string): ThreadReference | undefined {
  if (!/dup/i.test(markdown)) return undefined;
  for (const line of visibleLines(markdown)) {
    for (const match of line.matchAll(DUPLICATE)) {
      const before = line.slice(Math.max(0, match.index - 100), match.index);
      const after = line.slice(match.index + match[0].length).trimStart();
      if (DOUBT.test(before) || after.startsWith("?")) continue;
      return { repository: match[1] ?? match[2] ?? null, number: Number(match[3]) };
    }
  }
  return undefined;
}

/** The thread that a command's argument names: `#1`, `1`, `owner/repo#1` or an address; undefined when it is none. */
export function threadReference(argument: string): ThreadReference | undefined {
  const named = THREAD.exec(argument.trim());
  return named ? { repository: named[1] ?? named[2] ?? null, number: Number(named[3]) } : undefined;
}

const THREAD =
  /^(?:([\w.-]{1,100}\/[\w.-]{1,100})?#|https?:\/\/[\w.:-]{1,100}\/([\w.-]{1,100}\/[\w.-]{1,100})\/(?:issues|discussions)\/)?(\d{1,9})$/i;

const MENTIONED = /(?:#|\/pull\/)(\d{1,9})\b/g;

/** Numbers that a release's notes name, as `#1` or as the address of a pull request. */
export function mentionedNumbers(markdown: string): ReadonlySet<number> {
  const found = visibleLines(markdown).flatMap((line) => [...line.matchAll(MENTIONED)]);
  return new Set(found.map(([, number]) => Number(number)));
}

function visibleLines(markdown: string): string[] {
  return readDocument(markdown).blocks.flatMap(({ lines }) => lines);
}
