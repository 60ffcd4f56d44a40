// What people wrote, in every place where our Markdown lets it stand, as GitHub would show it: it calls nobody, refers to
// nothing, loads nothing and brings no element of its own.

import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { inlineText, link, neutraliseMentions, personLink, plainLine } from "../../../src/text/escape.ts";
import { markdownish } from "./markdownish.ts";

// HTML and bare addresses as on GitHub; its mentions, references and hashes are looked for in the text that comes out.
const github = new MarkdownIt({ html: true, linkify: true });
// It takes U+200B for a letter of an address, which GitHub does not: those are looked for in the text as well.
github.linkify.set({ fuzzyLink: false, fuzzyEmail: false }).add("mailto:", null);

// prettier-ignore
const ABUSE = [
  "@ada", "@acme/team", "@everyone", "@here", "@channel", "@all", "@github-actions[bot]", "@\u200Cada", "＠ada", "&#64;ada",
  "#1", "GH-1", "gh-1", "acme/rocket#1", "fixes #1", "Closes: acme/rocket#2", "resolves GH-3", "@ada@0123456789abcdef",
  "https://github.com/acme/rocket/issues/1", "https://github.com/acme/rocket/commit/0123456789abcdef0123456789abcdef01234567",
  "fixes https://github.com/acme/rocket/issues/1", "www.evil.example", "http://evil.example", "0123456789abcdef",
  "![x](https://evil.example/beacon.gif)", "<img src=https://evil.example/a>", "<picture>", "<video src=x>", "<svg onload=x>",
  "<script>x</script>", "<iframe src=x>", "<details open>", "<!-- stoa:comment:1 -->", "<a href='javascript:x'>y</a>", "<b>",
  "[x](javascript:x)", "[x][y]\n\n[y]: https://evil.example", "[^1]", "- [ ] task", "> [!WARNING]", "$$\\href{x}{y}$$", "```mermaid",
  "<https://evil.example>", "ada@example.com", "mailto:ada@example.com", "/stoa help", "\n/mentor me", "~~~", "| a | b |", "\\",
];

const abusive = fc
  .array(fc.oneof(fc.constantFrom(...ABUSE), markdownish(), fc.string({ unit: "binary", maxLength: 10 })), {
    maxLength: 6,
  })
  .map((pieces) => pieces.join(" "));

/** Where titles, logins and sentences stand in what Stoa writes. */
const PLACES: readonly [string, (text: string) => string][] = [
  ["a paragraph", (text) => `Before ${text} after`],
  ["the start of a line", (text) => text],
  ["bold", (text) => `**${text}** after`],
  ["a list item", (text) => `- ${text}`],
  ["a heading", (text) => `## ${text}`],
  ["a cell", (text) => `|a|b|\n|-|-|\n|${text}|c|`],
  ["a quote", (text) => `> ${text}`],
  ["a fold", (text) => `<details><summary>x</summary>\n\n${text}\n\n</details>`],
];
const OWN_TAGS = /<\/?(?:p|strong|ul|li|h2|table|thead|tbody|tr|th|td|blockquote|details|summary|br)>/g;

const CALLS = [
  /@[A-Za-z0-9]/,
  /#\d/,
  /\bGH-\d/i,
  /(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/i,
  /https?:\/\//i,
  /www\./i,
];

const readable = (html: string) =>
  html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

test.each(PLACES)("a text in %s brings no element, calls nobody and refers to nothing", (_, place) => {
  fc.assert(
    fc.property(abusive, (text) => {
      const html = github.render(place(inlineText(text))).replace(OWN_TAGS, "");
      expect(html).not.toMatch(/<[a-z!/?]/i);
      for (const call of CALLS) expect(readable(html)).not.toMatch(call);
    }),
    { numRuns: 500 },
  );
});

test.each(PLACES)("a link in %s is at most that one link, to where it was told", (_, place) => {
  fc.assert(
    fc.property(abusive, fc.oneof(abusive, fc.webUrl()), (text, url) => {
      const html = github.render(place(link(text, url)));
      const tags = html.replace(OWN_TAGS, "").match(/<[a-z!/?][^>]*>/gi) ?? [];
      expect(tags.length).toBeLessThanOrEqual(2);
      for (const tag of tags) expect(tag).toMatch(/^<a href="https?:\/\/|^<\/a>$/);
    }),
    { numRuns: 500 },
  );
});

test("a person is named and never called, whatever the login", () => {
  fc.assert(
    fc.property(abusive, (login) => {
      const html = github.render(personLink(login, "https://github.com/ada"));
      expect(readable(html.replace(/<[^>]*>/g, ""))).not.toMatch(/@[A-Za-z0-9]/);
    }),
    { numRuns: 500 },
  );
});

test("a title, where no Markdown is read, is one line without anything that hides", () => {
  fc.assert(
    fc.property(abusive, (text) => {
      expect(plainLine(text)).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u{E0000}-\u{E007F}]/u);
    }),
    { numRuns: 500 },
  );
});

test("a whole body is changed once and calls nobody, in e-mails neither", () => {
  fc.assert(
    fc.property(abusive, (body) => {
      const safe = neutraliseMentions(body);
      expect(neutraliseMentions(safe)).toBe(safe);
      // As text, with code and all: an e-mail's reply is read without Markdown.
      expect(safe.replace(/\S*:\/\/\S*/g, "")).not.toMatch(/(?<![A-Za-z0-9])@[A-Za-z0-9]/);
    }),
    { numRuns: 1000 },
  );
});
