// Finds the lines of a remark that are commands. A parser decides, so that what GitHub shows as code, as a quote, in a list,
// in a fold or not at all is never taken for a command.

import type { Token } from "markdown-it";
import { parseTokens, withoutComments } from "../text/markdown.ts";
import { FAMILIES } from "./grammar.ts";

/** One of our words, then its end or white space: "/stoa/path" and "/mentoring" are none. */
const COMMAND = new RegExp(String.raw`^/(?:${FAMILIES.join("|")})(?:[ \t]|$)`, "i");

/** HTML that keeps the paragraphs it holds from being plain text at the top level. */
const ENCLOSING = /<(\/?)(?:blockquote|details|pre|code|table|ul|ol)\b/gi;

/**
 * The lines that begin with one of our words, in order, outer white space removed, as they show except that emphasis marks
 * are kept: `/mentor me pkg/__init__.py` is a path. Only lines of top-level paragraphs. Never throws.
 */
export function commandLines(markdown: string): string[] {
  if (!/\/(?:stoa|mentor)/i.test(markdown)) return [];
  const lines: string[] = [];
  let enclosingDepth = 0;
  let before = "";
  for (const token of parseTokens(markdown)) {
    const isParagraph = before === "paragraph_open" && token.level === 1;
    before = token.type;
    if (token.type === "html_block") enclosingDepth = enclosedAfter(enclosingDepth, token.content);
    if (token.type !== "inline") continue;
    const children = token.children ?? [];
    if (isParagraph && enclosingDepth === 0) lines.push(...paragraphLines(children));
    for (const child of children) {
      if (child.type === "html_inline") enclosingDepth = enclosedAfter(enclosingDepth, child.content);
    }
  }
  return lines.filter((line) => COMMAND.test(line));
}

function enclosedAfter(depth: number, html: string): number {
  let after = depth;
  for (const [, slash] of withoutComments(html).matchAll(ENCLOSING))
    after = Math.max(0, after + (slash === "/" ? -1 : 1));
  return after;
}

/** The lines of a paragraph that begin as plain text; a line that begins within or with anything else is left out. */
function paragraphLines(children: readonly Token[]): string[] {
  const lines: string[] = [];
  let line = "";
  let depth = 0;
  for (const child of children) {
    if (child.type === "softbreak" || child.type === "hardbreak") {
      lines.push(line);
      line = depth > 0 ? NO_COMMAND : "";
      continue;
    }
    depth += child.nesting;
    if (child.type === "html_inline") depth = enclosedAfter(depth, child.content);
    line += line.trim() === "" && child.type !== "text" ? NO_COMMAND + shown(child) : shown(child);
  }
  lines.push(line);
  return lines.filter((text) => !text.includes(NO_COMMAND)).map((text) => text.trim());
}

/** Marks a line to leave out. markdown-it replaces this character in what it reads, so nobody can type it. */
const NO_COMMAND = "\0";

function shown(token: Token): string {
  switch (token.type) {
    case "text":
    case "text_special":
    case "code_inline":
      return token.content;
    case "em_open":
    case "em_close":
    case "strong_open":
    case "strong_close":
    case "s_open":
    case "s_close":
      return token.markup;
    default:
      return "";
  }
}
