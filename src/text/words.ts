// A line of prose without what points elsewhere: bare URLs, e-mail addresses, mentions, references to issues and commits,
// and runs of characters that are no word (keys, base64).

/** A run longer than this is no word of a language that we read. */
const LONGEST_WORD = 100;
const LONGEST_UNSPACED = 300;

/** The line with single spaces and without references. Sets `found.hasLink` when a bare URL went. */
export function withoutReferences(line: string, found: { hasLink: boolean }): string {
  const look = glance(line);
  if (look === "clean") return line;
  if (look === "spaced") return line.replace(/\s+/g, " ");
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
  let isSpaced = false;
  let runLength = 0;
  let hexLength = 0;
  let before = 0;
  // Asked for once: strings have many shapes inside V8, and their length is looked up slowly.
  const { length } = line;
  for (let index = 0; index < length; index += 1) {
    const code = line.charCodeAt(index);
    if (code === SPACE) {
      if (before === SPACE) isSpaced = true;
      runLength = 0;
      hexLength = 0;
    } else {
      if (code < SPACE || code === NO_BREAK_SPACE || code > LAST_LATIN) {
        isSpaced = true;
        if (code === 0x200b || code === 0x2060 || code === 0xfeff) return "suspect";
      }
      if (code === AT || code === HASH || code === BACKTICK) return "suspect";
      if (code === SLASH && before === COLON) return "suspect";
      if ((code === DOT && isLetter(before, LETTER_W)) || (code === DASH && isLetter(before, LETTER_H)))
        return "suspect";
      hexLength = isHexDigit(code) ? hexLength + 1 : 0;
      runLength += 1;
      if (hexLength > 6 || runLength > LONGEST_WORD) return "suspect";
    }
    before = code;
  }
  return isSpaced ? "spaced" : "clean";
}

const SPACE = 0x20;
const HASH = 0x23;
const DASH = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const AT = 0x40;
const BACKTICK = 0x60;
const LETTER_H = 0x68;
const LETTER_W = 0x77;
const NO_BREAK_SPACE = 0xa0;
/** Every other white space and invisible character has a higher code. */
const LAST_LATIN = 0x167f;

function isLetter(code: number, lowerCase: number): boolean {
  return (code | 0x20) === lowerCase;
}

function isHexDigit(code: number): boolean {
  const lower = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x66);
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
