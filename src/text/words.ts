// A line of prose without what points elsewhere: bare URLs, e-mail addresses, mentions, references to issues and commits,
// and runs of characters that are no word (keys, base64).

import { codesOf, MOST_CODES } from "./codes.ts";

/** A run longer than this is no word of a language that we read. */
const LONGEST_WORD = 100;
const LONGEST_UNSPACED = 300;

/** The line with single spaces and without references. Sets `found.hasLink` when a bare URL went. */
export function withoutReferences(line: string, found: { hasLink: boolean }): string {
  const look = glance(line);
  if (look === "clean") return line;
  if (look === "spaced") return line.replace(/\s{2,}|[^\S ]/g, " ");
  const kept: string[] = [];
  const plain = line
    .replace(/[\u200B\u2060\uFEFF]/g, "")
    .replace(/`{2,}/g, " ")
    .replaceAll("`", "'");
  for (const word of plain.split(/\s+/)) {
    const rest = withoutReference(word, found);
    if (rest === word) kept.push(word);
    else if (/[^\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E]/.test(rest)) kept.push(rest);
    else endSentence(kept, rest);
  }
  return kept.join(" ").trim();
}

/**
 * Whether a line holds anything to take away, in one pass: most lines do not, and patterns would cost more than all the
 * rest. "suspect" may be wrong, "clean" and "spaced" (only white space to collapse) never.
 */
function glance(line: string): "clean" | "spaced" | "suspect" {
  const { length } = line;
  if (length > MOST_CODES) return "suspect";
  const codes = codesOf(line);
  let seen = 0;
  let isSpaced = 0;
  let before = 0;
  let runLength = 0;
  let hexLength = 0;
  for (let index = 0; index < length; index += 1) {
    const code = codes[index]!;
    const traits = code < 0x80 ? TRAITS[code]! : traitsBeyondAscii(code);
    // Sums and no branches: which letter comes next is nothing that a processor can guess.
    runLength = (runLength + 1) & ((traits & SPACE) - 1);
    hexLength = (hexLength + 1) & -((traits & HEX_DIGIT) >> 1);
    if (hexLength > LONGEST_NUMBER || runLength > LONGEST_WORD) return "suspect";
    if ((traits & PAIRED) !== 0 && index > 0 && isPair(codes[index - 1]!, code)) return "suspect";
    isSpaced |= traits & before & SPACE;
    seen |= traits;
    before = traits;
  }
  if ((seen & REFERRING) !== 0) return "suspect";
  return isSpaced !== 0 || (seen & WHITE) !== 0 ? "spaced" : "clean";
}

/** Seven hexadecimal digits may be a commit. */
const LONGEST_NUMBER = 6;

// What `glance` tells of a character: a sum of these.
const SPACE = 1;
const HEX_DIGIT = 2;
/** White space other than a space, and what may be. */
const WHITE = 4;
/** @ # ` and invisible characters. */
const REFERRING = 8;
/** Refers behind some characters: `:/`, `w.`, `h-`. */
const PAIRED = 16;

const TRAITS = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (code < 0x20) return WHITE;
  if (character === " ") return SPACE;
  if (/[\da-f]/i.test(character)) return HEX_DIGIT;
  if ("@#`".includes(character)) return REFERRING;
  return "/.-".includes(character) ? PAIRED : 0;
});

/** Every white space and invisible character of more than eight bits has a higher code. */
const LAST_LATIN = 0x167f;

function traitsBeyondAscii(code: number): number {
  if (code === 0x200b || code === 0x2060 || code === 0xfeff) return REFERRING;
  return code === 0xa0 || code > LAST_LATIN ? WHITE : 0;
}

function isPair(before: number, code: number): boolean {
  if (code === 0x2f) return before === 0x3a;
  return (before | 0x20) === (code === 0x2e ? 0x77 : 0x68);
}

/** What ended a sentence after the word that went ends it after the word before. */
function endSentence(kept: string[], rest: string): void {
  const last = kept.at(-1);
  const end = /[.!?]{1,3}$/.exec(rest)?.[0];
  if (last !== undefined && end !== undefined) kept[kept.length - 1] = last + end;
}

function withoutReference(word: string, found: { hasLink: boolean }): string {
  if (word.length > LONGEST_WORD) return withoutLongRun(word, found);
  // No reference is without one of these, and few words hold one.
  if (!/[@#:.\d]/.test(word)) return word;
  const url = word.search(/(?:https?|ftp):\/\/|\bwww\.\w/i);
  if (url >= 0) {
    found.hasLink = true;
    return withoutReference(word.slice(0, url), found) + (/[.!?]+$/.exec(word)?.[0] ?? "");
  }
  if (/\w@[\w-]+\.\w/.test(word)) return "";
  if (word.includes("@")) return withoutMention(word);
  if (word.includes("#")) return word.replace(ISSUE, "");
  if (/^\W{0,3}GH-\d+\W{0,3}$/i.test(word) || isCommit(word)) return word.replace(/[\w-]+/, "");
  return word;
}

/** What still calls somebody is an address of some kind; a bare @ may be an emoticon. */
function withoutMention(word: string): string {
  const rest = word.replace(MENTION, "");
  return /@[A-Za-z0-9]/.test(rest) ? "" : rest;
}

/** @ada, @org/team, @ada's */
const MENTION = /(?<![A-Za-z0-9])@[A-Za-z0-9][\w-]*(?:\/[\w.-]+)?(?:['’]s)?/g;

/** #12, owner/repo#12 */
const ISSUE = /(?:[\w.-]+(?:\/[\w.-]+)?)?#\d+\b/g;

/** Seven to forty hexadecimal digits with both a letter and a digit; "defaced" is a word and 1234567 a number. */
function isCommit(word: string): boolean {
  const [, hash] = /^\W{0,3}([0-9a-f]{7,40})\W{0,3}$/i.exec(word) ?? [];
  return hash !== undefined && /\d/.test(hash) && /[a-f]/i.test(hash);
}

/** Long URLs and blobs go; a paragraph in a language without spaces stays as it is. */
function withoutLongRun(word: string, found: { hasLink: boolean }): string {
  if (word.includes("://")) found.hasLink = true;
  const isForeign = /[^\x21-\x7E]/.test(word.slice(0, LONGEST_UNSPACED)) && !word.includes("://");
  return isForeign ? word : "";
}
