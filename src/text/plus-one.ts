// Comments that are votes: "+1" and nothing else. Quotes, code and HTML comments say nothing, as everywhere.

import { readDocument } from "./markdown.ts";

/** Longer texts have something else to say, and are not read. */
const LONGEST = 1_000;

/** One or more of them, with marks or spaces between: a thumb may have a skin tone (U+1F3FB to U+1F3FF). */
const PLUS_ONE = /^(?:(?:\+1|:\+1:|:thumbsup:|👍\u{FE0F}?[\u{1F3FB}-\u{1F3FF}]?|plus one)[\s,;.!]*)+$/iu;

/** Whether a comment says "+1" (or 👍, `:+1:`, `:thumbsup:`, "plus one") and no more. */
export function isPlusOne(markdown: string): boolean {
  if (markdown.length > LONGEST || !/\+1|thumbsup|👍|plus one/iu.test(markdown)) return false;
  const lines = readDocument(markdown).blocks.flatMap((block) => block.lines);
  return PLUS_ONE.test(lines.join(" ").trim());
}
