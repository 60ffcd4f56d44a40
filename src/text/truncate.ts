// Keeps a body under GitHub's limit: 65,536 characters by its documentation; we stay below 60,000 bytes. What the cut leaves
// open is closed, or the note after it, and whatever follows, would be read as code.

import { parseTokens } from "./markdown.ts";

/** Bytes of UTF-8 that a body may have. */
export const MAX_BODY_BYTES = 60_000;

const NOTE = "\n\n*The rest is left out: GitHub limits how long this may be.*";

/**
 * The Markdown, at most `maxBytes` of UTF-8. When it is longer it is cut at the end of a line (within a line only when that
 * is longer than all there is room for), open fences, folds and comments are closed, and a note says so.
 */
export function fitBody(markdown: string, maxBytes: number = MAX_BODY_BYTES): string {
  if (Buffer.byteLength(markdown) <= maxBytes) return markdown;
  let budget = maxBytes - Buffer.byteLength(NOTE);
  while (budget > 0) {
    const kept = wholeLines(beginning(markdown, budget));
    const fitted = `${kept}${closers(kept)}${NOTE}`;
    const size = Buffer.byteLength(fitted);
    if (size <= maxBytes) return fitted;
    // In proportion, because what closes many folds can be longer than what it closes.
    budget = Math.floor((budget * maxBytes) / size);
  }
  return beginning(markdown, maxBytes);
}

/** The longest beginning of at most `bytes` bytes that splits no character. */
function beginning(text: string, bytes: number): string {
  const buffer = Buffer.from(text);
  let end = Math.min(Math.max(bytes, 0), buffer.length);
  while (end > 0 && isContinuation(buffer[end])) end -= 1;
  return buffer.toString("utf8", 0, end);
}

/** UTF-8 continues a character with bytes 10xxxxxx. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}

function wholeLines(text: string): string {
  const lineEnd = text.lastIndexOf("\n");
  return (lineEnd > 0 ? text.slice(0, lineEnd) : text).trimEnd();
}

/**
 * What closes the fence, raw HTML and `<details>` that are open at the end. Only what stands at the top level is closed: a
 * fence in a list or quote ends with it, and a closing line at the margin would open a new one.
 */
function closers(markdown: string): string {
  const lines = markdown.split(/\r\n?|\n/);
  let closing = "";
  let folds = 0;
  for (const token of parseTokens(markdown)) {
    const isLast = token.level === 0 && token.map?.[1] === lines.length;
    if (token.type === "fence" && isLast && !isFenceEnd(lines.at(-1) ?? "", token))
      closing = `\n${token.markup}`;
    const parts = token.type === "inline" ? (token.children ?? []) : [token];
    for (const part of parts) {
      if (part.type === "html_block" || part.type === "html_inline") folds += foldChange(part.content);
    }
    if (token.type === "html_block" && isLast) closing = rawHtmlEnd(token.content);
  }
  return closing + "\n</details>".repeat(Math.max(0, folds));
}

function isFenceEnd(
  line: string,
  fence: { readonly markup: string; readonly map: [number, number] | null },
): boolean {
  const mark = line.replace(/^ {0,3}/, "").trimEnd();
  const isOneLine = fence.map !== null && fence.map[1] - fence.map[0] === 1;
  return (
    !isOneLine && mark.length >= fence.markup.length && mark === (fence.markup[0] ?? "").repeat(mark.length)
  );
}

function foldChange(html: string): number {
  return (html.match(/<details\b/gi)?.length ?? 0) - (html.match(/<\/details>/gi)?.length ?? 0);
}

const RAW_ENDS: readonly (readonly [start: string, end: string])[] = [
  ["<!--", "-->"],
  ["<?", "?>"],
  ["<![CDATA[", "]]>"],
  ["<!", ">"],
];

/** HTML blocks that no blank line ends (CommonMark 4.6, kinds 1 to 5). */
function rawHtmlEnd(html: string): string {
  const [, end] = RAW_ENDS.find(([start]) => html.trimStart().startsWith(start)) ?? [];
  if (end !== undefined) return html.includes(end) ? "" : `\n${end}`;
  const tag = /^\s*<(pre|script|style|textarea)\b/i.exec(html)?.[1]?.toLowerCase();
  return tag === undefined || html.toLowerCase().includes(`</${tag}>`) ? "" : `\n</${tag}>`;
}
