// Random text that is full of what Markdown, HTML and GitHub give a meaning to.

import * as fc from "fast-check";

// prettier-ignore
const PIECES = [
  ["word", "Ada", "é", "漢字", "🎉", ":+1:", " ", " ", "  ", "\n", "\n", "\n\n", "\t", "\r\n", "    "],
  ["`", "``", "```", "```\n", "~~~", "*", "**", "_", "__", "~~", "# ", "- ", "+ ", "1. ", "> ", "|", "|-|", "---"],
  ["[", "]", "(", ")", "](", "![", "<", ">", "</", "<b>", "</b>", "<!--", "-->", "<code>", "<details>", "&amp;"],
  ["@ada", "@", "@org/team", "#12", "#", "GH-3", "o/r#4", "1f2e3d4c5b", "https://a.b/c", "www.a.b", "a@b.c", "://"],
  ["/stoa help", "/mentor me", "\\", "&#64;", "&", "$", "=", "\u200b", "\u202e", "[ ] ", "fixes #1", "$x$"],
].flat();

/** Markdown-like text, up to some hundred characters. */
export function markdownish(): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join(""));
}
