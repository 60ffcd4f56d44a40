// What people wrote, when it leaves in our Markdown: shown literally, on one line, notifying and linking to nobody.
//
// References are defused with a zero-width space (U+200B), as Renovate and Dependabot do. Entities and backslashes are
// not enough: GitHub looks for mentions and references in the rendered text, where `&#64;ada` and `\@ada` are "@ada".

const ZERO_WIDTH_SPACE = "\u200B";

/** GitHub's own limit on titles, in characters: a title is shown whole unless a caller asks for less. */
const TITLE_LIMIT = 256;

/** GitHub's limit on a body; nothing it sends is longer. */
const LONGEST_INPUT = 65_536;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * One line of plain text as it may stand in a discussion's title, where no Markdown is read: without control,
 * bidirectional and invisible characters (joiners stay, emoji need them), white space collapsed, at most four combining
 * marks on a letter, cut after `limit` graphemes (UAX #29), the ellipsis included.
 */
export function plainLine(text: string, limit = TITLE_LIMIT): string {
  const clean = text
    .slice(0, LONGEST_INPUT)
    .replace(/\s+/g, " ")
    .replace(INVISIBLE, "")
    .replace(/(\p{M}{4})\p{M}+/gu, "$1")
    .replace(/ +/g, " ")
    .trim();
  return truncate(clean, limit);
}

/**
 * Control characters, bidirectional marks and overrides (Trojan Source, CVE-2021-42574), zero-width characters, tag
 * characters and variation selectors that can hide text, lone surrogates.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cs}\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;

function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let count = 0;
  let end = 0;
  for (const { index } of graphemes.segment(text)) {
    if (count === limit - 1) end = index;
    if (count >= limit) return `${text.slice(0, end).trimEnd()}…`;
    count += 1;
  }
  return text;
}

/**
 * A title, login or sentence as Markdown that shows it literally in one line, wherever a line of Markdown may stand: in a
 * paragraph, at the start of a line, in a table cell, in a link's text, inside emphasis.
 * @param limit In graphemes, ellipsis included.
 */
export function inlineText(text: string, limit = TITLE_LIMIT): string {
  return escapeMarkdown(defuse(plainLine(text, limit)));
}

/** Breaks up what GitHub would link or notify: mentions, #1, GH-1, o/r#1, commit hashes, URLs, e-mail addresses. */
function defuse(line: string): string {
  return line
    .replace(/[@#](?=\S)/g, `$&${ZERO_WIDTH_SPACE}`)
    .replace(/\bGH-(?=\d)/gi, `$&${ZERO_WIDTH_SPACE}`)
    .replace(/:(?=\/\/)/g, `:${ZERO_WIDTH_SPACE}`)
    .replace(/www(?=\.)/gi, `$&${ZERO_WIDTH_SPACE}`)
    .replace(/(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/gi, splitHash);
}

/** GitHub links seven to forty hexadecimal digits; six it does not. */
function splitHash(hash: string): string {
  return hash.replace(/.{6}(?=.)/g, `$&${ZERO_WIDTH_SPACE}`);
}

/**
 * Entities where HTML or a table would read the character first, backslashes for the rest. A backslash before a cell's end
 * would be taken for one that escapes the bar.
 */
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "|": "&#124;",
  "\\": "&#92;",
};

function escapeMarkdown(line: string): string {
  return line
    .replace(/[\\`*_[\]~#$&<>|]/g, (special) => ENTITIES[special] ?? `\\${special}`)
    .replace(/^[-+=]/, "\\$&")
    .replace(/^(\d{1,9})([.)])/, "$1\\$2");
}

/**
 * A link whose text shows literally. Without an absolute http(s) URL there is no link, only the text.
 * @param limit Of the text, in graphemes.
 */
export function link(text: string, url: string, limit = TITLE_LIMIT): string {
  const target = linkTarget(url);
  const label = inlineText(text, limit) || inlineText(url, limit);
  return target === undefined ? label : `[${label}](${target})`;
}

/** A person's name as a link, without the @ that would call them. */
export function personLink(login: string, url: string): string {
  return link(login.replace(/^@+/, ""), url);
}

/** The URL as a link destination that can neither end the link nor the table cell it stands in. */
function linkTarget(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  return href.replace(/[()<>|\\`"]/g, percentEncode).replaceAll("&", "&amp;");
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * A whole Markdown body in which no mention is left, everything else as it was. A mention after a letter or digit is none
 * (an e-mail address). In code a zero-width space follows the @ too: backticks do not stop mentions in e-mail
 * replies. In a URL the @ becomes %40, so that links still work.
 */
export function neutraliseMentions(markdown: string): string {
  return markdown
    .replace(/&(?:#0*64|#x0*40|commat);/gi, "@")
    .replace(/[^\s()[\]<>"'`]+/g, (part) => (part.includes("://") ? encodeAt(part) : part))
    .replace(/(?<![A-Za-z0-9])@(?=[^\s@\u200B])/g, `@${ZERO_WIDTH_SPACE}`);
}

/** @param part Has no white space, brackets or quotes, so it ends with one URL. */
function encodeAt(part: string): string {
  const scheme = part.indexOf("://");
  return part.slice(0, scheme) + part.slice(scheme).replace(/(?<![A-Za-z0-9])@/g, "%40");
}
