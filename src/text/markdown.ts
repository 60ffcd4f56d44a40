// The one Markdown parser and the walk that all readers of people's text share: blocks of visible lines, without code,
// quotes, HTML and images. A parser and not patterns, because only a parser knows what GitHub would show as code.

import MarkdownIt, { type Token } from "markdown-it";
import { codesOf } from "./codes.ts";

/** GitHub's limit on a body, in characters; what is longer is cut before it is read. */
export const BODY_LIMIT = 65_536;

export interface Block {
  readonly kind: "heading" | "text";
  /** Visible text, line by line; a code span is a space, a link its text. */
  readonly lines: readonly string[];
  /** The whole block is in italics. */
  readonly isItalic: boolean;
  /** The first line is all bold: people's other way to write a heading. */
  readonly isBoldFirstLine: boolean;
}

/** A fenced code block; `info` is the word after the fence, lower case. */
export interface Fence {
  readonly info: string;
  readonly content: string;
}

export interface MarkdownDocument {
  readonly blocks: readonly Block[];
  readonly fences: readonly Fence[];
  /** A fence, indented code or a code span. */
  readonly hasCode: boolean;
  readonly hasLink: boolean;
  readonly hasQuote: boolean;
}

// Links are never followed nor shown, so their normalising and checking is work for nothing. Bare URLs are found word by
// word later, which is cheaper than linkify.
const parser = new MarkdownIt({ html: true, linkify: false });
parser.disable(["linkify", "replacements", "smartquotes", "text_join"]);
parser.normalizeLink = (url) => url;
parser.validateLink = () => true;

/** The tokens of a body, in linear time. Never throws. */
export function parseTokens(markdown: string): Token[] {
  return parser.parse(markdown.slice(0, BODY_LIMIT), {});
}

/** The visible blocks of a body in order, wherever they stand but in quotes. Never throws. */
export function readDocument(markdown: string): MarkdownDocument {
  return isMarkedUp(markdown) ? readMarkedUp(markdown) : readPlain(markdown);
}

/**
 * Whether a text holds anything that a mark of Markdown's begins with: without it there is nothing but paragraphs. A loop: this
 * runs on every text, and the pattern that says the same takes three times as long.
 */
function isMarkedUp(markdown: string): boolean {
  const codes = codesOf(markdown);
  const length = Math.min(markdown.length, BODY_LIMIT);
  let isLineStart = true;
  let spaces = 0;
  for (let index = 0; index < length; index += 1) {
    const code = codes[index]!;
    const kind = code < 0x80 ? KINDS[code]! : (code & ~1) === 0x2028 ? LINE_END : OTHER;
    if (kind < LINE_END && !isLineStart) continue;
    if (kind === UNDERSCORE && index > 0 && isWithinWord(codes, index)) continue;
    if (kind >= MARK || kind === MARK_AT_START) return true;
    if (kind === LINE_END) {
      isLineStart = true;
      spaces = 0;
    } else if (kind === SPACE) {
      spaces += 1;
      if (spaces === 4) return true;
    } else {
      isLineStart = false;
    }
  }
  return false;
}

// What `isMarkedUp` tells of a character; those before `LINE_END` mean nothing but at the start of a line.
const OTHER = 0;
const SPACE = 1;
const MARK_AT_START = 2;
const LINE_END = 3;
const MARK = 4;
const UNDERSCORE = 5;

const KINDS = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (character === " ") return SPACE;
  if ("\r\n".includes(character)) return LINE_END;
  if (character === "_") return UNDERSCORE;
  if ("`*[]<&\\~|\t\0".includes(character)) return MARK;
  return ">-+=#0123456789".includes(character) ? MARK_AT_START : OTHER;
});

/** An underscore between two letters or digits neither begins nor ends emphasis (CommonMark, "Emphasis", rules 2 and 4). */
function isWithinWord(codes: Uint16Array, index: number): boolean {
  return isAlphanumeric(codes[index - 1]!) && isAlphanumeric(codes[index + 1]!);
}

function isAlphanumeric(code: number): boolean {
  const lower = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}

/** As the parser would read it: half of what people write on GitHub is plain. */
function readPlain(text: string): MarkdownDocument {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const lines = text.slice(0, BODY_LIMIT).split(/\r\n?|\n/);
  // An empty line ends the last paragraph.
  for (const line of [...lines, ""]) {
    if (!/^ *$/.test(line)) {
      paragraph.push(withoutSpaces(line));
    } else if (paragraph.length > 0) {
      blocks.push({ kind: "text", lines: paragraph, isItalic: false, isBoldFirstLine: false });
      paragraph = [];
    }
  }
  return { blocks, fences: [], hasCode: false, hasLink: false, hasQuote: false };
}

/** Spaces alone and no other white space; a pattern would take quadratic time. */
function withoutSpaces(line: string): string {
  let end = line.length;
  while (line[end - 1] === " ") end -= 1;
  return line.slice(0, end).replace(/^ +/, "");
}

function readMarkedUp(markdown: string): MarkdownDocument {
  const blocks: Block[] = [];
  const fences: Fence[] = [];
  const seen: Seen = { hasCode: false, hasLink: false, hasQuote: false };
  let quoteDepth = 0;
  let hiddenDepth = 0;
  let isHeading = false;
  for (const token of parseTokens(endQuotes(markdown))) {
    if (token.type === "blockquote_open") quoteDepth += 1;
    else if (token.type === "blockquote_close") quoteDepth -= 1;
    else if (token.type === "heading_open") isHeading = true;
    else if (token.type === "heading_close") isHeading = false;
    if (quoteDepth > 0) {
      seen.hasQuote = true;
      continue;
    }
    if (token.type === "html_block") {
      const html = readHtml(token.content, hiddenDepth, seen);
      hiddenDepth = html.hiddenDepth;
      blocks.push(...html.blocks);
    } else if (token.type === "inline") {
      const block = readInline(token.children ?? [], isHeading, seen);
      if (hiddenDepth === 0) blocks.push(block);
    } else if (token.type === "fence" || token.type === "code_block") {
      seen.hasCode = true;
      fences.push({ info: firstWord(token.info), content: token.content });
    }
  }
  return { blocks, fences, ...seen };
}

/**
 * A line without `>` below a quoted one belongs to the quote in Markdown ("lazy continuation"), and on GitHub's page. Yet its
 * author wrote it: whoever quotes marks each line. So for readers of prose a quote ends there.
 */
function endQuotes(markdown: string): string {
  if (!markdown.includes(">")) return markdown;
  return markdown.slice(0, BODY_LIMIT).replace(/^( {0,3}>.*)\r?\n(?! {0,3}>|\s)/gm, "$1\n\n");
}

interface Seen {
  hasCode: boolean;
  hasLink: boolean;
  hasQuote: boolean;
}

function firstWord(info: string): string {
  return info.trim().split(/\s/, 1)[0]?.toLowerCase() ?? "";
}

function readInline(children: readonly Token[], isHeading: boolean, seen: Seen): Block {
  const lines: string[] = [];
  let line = "";
  let hiddenDepth = 0;
  for (const child of children) {
    switch (child.type) {
      case "text":
      case "text_special":
        if (hiddenDepth === 0) line += child.content;
        break;
      case "softbreak":
      case "hardbreak":
        lines.push(line);
        line = "";
        break;
      case "code_inline":
        seen.hasCode = true;
        line += " ";
        break;
      case "html_inline":
        hiddenDepth = hiddenAfter(hiddenDepth, child.content, seen);
        if (hiddenDepth === 0 && /^<br\b/i.test(child.content)) line += " ";
        break;
      case "image":
        line += " ";
        break;
      case "link_open":
        seen.hasLink = true;
        break;
    }
  }
  lines.push(line);
  return {
    kind: isHeading ? "heading" : "text",
    lines,
    isItalic: isItalic(children),
    isBoldFirstLine: isBoldFirstLine(children),
  };
}

const HIDING = "code|pre|samp|kbd|var|blockquote|script|style|textarea";
const HIDING_TAG = new RegExp(String.raw`^<(?:${HIDING})\b`, "i");
const HIDING_END = new RegExp(String.raw`^</(?:${HIDING})\b`, "i");

/** What stands between these tags is code or a quote, not prose. */
function hiddenAfter(depth: number, tag: string, seen: Seen): number {
  if (HIDING_TAG.test(tag)) {
    seen[/^<blockquote/i.test(tag) ? "hasQuote" : "hasCode"] = true;
    return depth + 1;
  }
  return HIDING_END.test(tag) ? Math.max(0, depth - 1) : depth;
}

function isItalic(children: readonly Token[]): boolean {
  if (children[0]?.type !== "em_open" || children.at(-1)?.type !== "em_close") return false;
  return children.filter(({ type }) => type === "em_close").length === 1;
}

function isBoldFirstLine(children: readonly Token[]): boolean {
  const start = children.findIndex(({ type, content }) => type !== "text" || content.trim() !== "");
  if (children[start]?.type !== "strong_open") return false;
  const end = children.findIndex(({ type }) => type === "strong_close");
  const after = children
    .slice(end + 1, end + 3)
    .find(({ type, content }) => type !== "text" || content.trim() !== "");
  return after === undefined || after.type === "softbreak" || after.type === "hardbreak";
}

/** HTML blocks whose first tag opens one of these hold nothing that a person wrote as prose. */
const TEXT_TAGS =
  /^<\/|^<(?:p|div|center|br|b|i|em|strong|sub|sup|span|a|u|s|del|ins|font|small|big|img|hr)\b/i;

/**
 * The prose of an HTML block: what follows a comment, what a paragraph holds. Tables, lists, scripts, folds and the like
 * are dropped whole; bots and templates write those. An empty line ends a block of HTML but not the elements open in it,
 * hence the depth, which holds for what follows.
 */
function readHtml(
  html: string,
  depthBefore: number,
  seen: Seen,
): { readonly blocks: readonly Block[]; readonly hiddenDepth: number } {
  const visible = withoutComments(html).trim();
  let text = "";
  let from = 0;
  let hiddenDepth = depthBefore;
  for (const { 0: tag, index } of visible.matchAll(/<[^<>]*>/g)) {
    if (hiddenDepth === 0) text += `${visible.slice(from, index)} `;
    hiddenDepth = hiddenAfter(hiddenDepth, tag, seen);
    from = index + tag.length;
  }
  if (hiddenDepth === 0) text += visible.slice(from);
  const isProse = !visible.startsWith("<") || TEXT_TAGS.test(visible);
  if (!isProse || text.trim() === "") return { blocks: [], hiddenDepth };
  const block: Block = { kind: "text", lines: text.split("\n"), isItalic: false, isBoldFirstLine: false };
  return { blocks: [block], hiddenDepth };
}

/** Text without HTML comments; one that is never closed reaches to the end. */
export function withoutComments(html: string): string {
  let text = "";
  let from = 0;
  for (;;) {
    const start = html.indexOf("<!--", from);
    if (start < 0) return text + html.slice(from);
    text += html.slice(from, start);
    const end = html.indexOf("-->", start + 4);
    if (end < 0) return text;
    from = end + 3;
  }
}
