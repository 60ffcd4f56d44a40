// From a body's Markdown to what a person said in it. What goes: code, quotes, HTML, images, link targets, template text,
// task lists, sign-offs, commands, logs, mentions, references. What stays: words, punctuation, emoji and :shortcodes:,
// a line per block, so that headings, list items and table cells are sentences of their own.

import { codesOf, MOST_CODES } from "./codes.ts";
import { isLogLine } from "./log-lines.ts";
import { readDocument, type Block } from "./markdown.ts";
import { isHint, isPlaceholder, isTemplateHeading } from "./template-text.ts";
import { withoutReferences } from "./words.ts";

export interface Prose {
  /** A line per block (paragraph, heading, list item, table cell); single spaces; no backtick. "" when nothing is left. */
  readonly text: string;
  /** A fence, indented code, a code span, or lines that look like a log. */
  readonly hasCode: boolean;
  /** A link or a bare URL. Images do not count. */
  readonly hasLink: boolean;
  /** A block quote, or the line mail programs put above one. */
  readonly hasQuote: boolean;
  /** White-space separated words with a letter or a digit. */
  readonly wordCount: number;
}

/** What was read last: a remark's features ask for the same text one after the other. */
let last: { readonly markdown: string; readonly prose: Prose } | undefined;

/**
 * The prose of a Markdown body of at most 65,536 characters; what is longer is cut. Linear in its input. Never throws.
 * An ordinary heading stays as a line, a template's heading goes.
 */
export function toProse(markdown: string): Prose {
  if (last?.markdown !== markdown) last = { markdown, prose: readProse(markdown) };
  return last.prose;
}

function readProse(markdown: string): Prose {
  const { blocks, hasCode, hasLink, hasQuote } = readDocument(markdown);
  const found: Found = { hasCode, hasLink, hasQuote };
  const text = proseLines(blocks, found);
  return { text, ...found, wordCount: countWords(text) };
}

/** The prose of some blocks, a line each. */
export function blocksToText(blocks: readonly Block[]): string {
  return proseLines(blocks, { hasCode: false, hasLink: false, hasQuote: false });
}

function proseLines(blocks: readonly Block[], found: Found): string {
  const lines: string[] = [];
  for (const block of blocks) {
    const line = blockProse(block, found);
    if (line !== "") lines.push(line);
  }
  return lines.join("\n");
}

interface Found {
  hasCode: boolean;
  hasLink: boolean;
  hasQuote: boolean;
}

/** One block on one line: a line break within a paragraph is a space, as hard-wrapped text means it. */
function blockProse(block: Block, found: Found): string {
  const [first = ""] = block.lines;
  if (isTask(first)) return "";
  if (block.isItalic && isHint(first)) return "";
  let prose = "";
  for (const raw of block.lines) {
    const line = raw.trim();
    if (line === MAIL_SIGNATURE) break;
    if (line === "" || isScaffolding(line, found)) continue;
    const words = withoutReferences(line, found);
    if (words !== "") prose += prose === "" ? words : ` ${words}`;
  }
  return prose;
}

/** `- [ ] …`: an item of a task list, which templates bring. */
function isTask(line: string): boolean {
  return /^\[[ xX]\]\s/.test(line);
}

function isScaffolding(line: string, found: Found): boolean {
  if (isLogLine(line)) {
    found.hasCode = true;
    return true;
  }
  if (isMailQuoteLine(line)) {
    found.hasQuote = true;
    return true;
  }
  return isTemplateHeading(line) || isPlaceholder(line) || SIGN_OFF.test(line) || COMMAND.test(line);
}

/** What mail programs put above a signature; it ends the text of its block. */
const MAIL_SIGNATURE = "--";

/** Trailers of Git and of mail programs, and the set phrases that end a letter. */
const SIGN_OFF =
  /^(?:(?:signed-off|co-authored|reviewed|acked|tested|reported|suggested|helped|approved)-by:|sent from my |get outlook for |you are receiving this because |reply to this email directly|(?:(?:best|kind|warm) )?regards,?$|sincerely,?$)/i;

/**
 * A slash command for any bot (a path, "/etc/hosts …", has a second slash), or a line that calls one of the bots that take
 * orders by name.
 */
const COMMAND =
  /^(?:\/[A-Za-z][\w-]*(?:\s|$)|@(?:dependabot|renovate|renovatebot|bors|mergify|mergifyio|rustbot|coderabbitai|k8s-ci-robot)\b|bors (?:r|try|retry|delegate|ping|cancel)\b|(?:re)?test this,? please\W*$)/i;

/** "On Mon, 5 Jan 2026 at 10:11, Ada <…> wrote:" */
function isMailQuoteLine(line: string): boolean {
  return line.startsWith("On ") && line.endsWith("wrote:") && /\d/.test(line);
}

/** A word counts at its first letter or digit; a loop, since this runs on every text and patterns take ten times as long. */
function countWords(text: string): number {
  const codes = codesOf(text);
  let count = 0;
  let isCounted = 0;
  const length = Math.min(text.length, MOST_CODES);
  for (let index = 0; index < length; index += 1) {
    const code = codes[index]!;
    const isCharacter =
      code < 0x80 ? WORD_CHARACTERS[code]! : Number(isWordCharacter(String.fromCharCode(code)));
    const isSpace = Number(code === 0x20) | Number(code === 0x0a);
    count += isCharacter & (isCounted ^ 1);
    isCounted = (isCounted | isCharacter) & (isSpace ^ 1);
  }
  return count;
}

/** Letters and digits; of characters beyond the basic plane (emoji, mostly) none. */
function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

/** 1 for those of ASCII. */
const WORD_CHARACTERS = Uint8Array.from({ length: 0x80 }, (_, code) =>
  Number(isWordCharacter(String.fromCharCode(code))),
);
