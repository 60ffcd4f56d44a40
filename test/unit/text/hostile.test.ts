// Whatever is typed at the readers of Markdown, they answer, and soon. Budgets are some ten times what was measured, so that
// they fail on what grows with the square of the input and not on a busy machine.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCommands } from "../../../src/commands/parse.ts";
import { inlineText, link, neutraliseMentions, plainLine } from "../../../src/text/escape.ts";
import { isEnglish } from "../../../src/text/language.ts";
import { toProse } from "../../../src/text/prose.ts";
import { closingReferences, duplicateReference } from "../../../src/text/references.ts";
import { releaseNote } from "../../../src/text/release-note.ts";
import { kindFromTemplate, templateSections } from "../../../src/text/template.ts";
import { cleanTitle, titleKind } from "../../../src/text/conventional.ts";
import { fitBody } from "../../../src/text/truncate.ts";
import { findMarkers } from "../../../src/text/markers.ts";
import { markdownish } from "./markdownish.ts";

const LENGTH = 60_000;
const BUDGET_MS = 2_000;

function filled(piece: string): string {
  return piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH);
}

const readers: readonly [string, (text: string) => unknown][] = [
  ["toProse", toProse],
  ["inlineText", (text) => inlineText(text, 100)],
  ["plainLine", plainLine],
  ["link", (text) => link(text, `https://a.b/${text}`)],
  ["neutraliseMentions", neutraliseMentions],
  ["isEnglish", isEnglish],
  ["closingReferences", (text) => closingReferences(text, "a/b")],
  ["duplicateReference", duplicateReference],
  ["releaseNote", (text) => releaseNote(`\`\`\`release-note\n${text}`)],
  ["templateSections", templateSections],
  ["kindFromTemplate", kindFromTemplate],
  ["cleanTitle", cleanTitle],
  ["titleKind", titleKind],
  ["fitBody", (text) => fitBody(text, 20_000)],
  ["findMarkers", findMarkers],
  ["parseCommands", (text) => parseCommands(`${text}\n\n/stoa help`)],
];

// prettier-ignore
const BOMBS = [
  ["a", "@", "#", "`", "*", "_", "[", "]", "(", ")", "<", ">", "&", "|", "~", "\\", "/", "!", ".", ":", "-", "=", "+", "'"],
  [" ", "\n", "\t", "1", "é", "🎉", "\ud800", "\u0301", "\u202e"],
  ["<!--", "a <!--", "<?", "<![CDATA[", "a <a ", "<a b='", "[a](", "![[", "*a_", "a**b*c ", "~~a", "` `` "],
  ["> ", "> a\n", "- ", "1. ", "- a\n  ", "[a]: b\n", '[a](b "', "[a](<b", "&amp;", "|a|\n|-|\n", "a|", "# "],
  ["<div>\n", "<details>\n\n", "</details>", "```\n", "~~~a\n```", "http://", "www.", "@a", "@a/", "a@b", "a@b.", "#1"],
  ["GH-1", "fixes ", "fixes #", "fixes a/b#", "fix https://a/", "dup of #", "dup of not ", "CORE-1 ", "(#1)", "feat(a"],
  ["/stoa ", "/stoa x\n", "at a.b(", "at x:1 ", "a.B", "AError: ", '{ "', 'File "', "<!-- stoa:a:", "&#64;", "0123456"],
  ["*please ", "**a**\n", "[ ] ", "it's ", "the ", "://@", "\u200b", "x\u0301\u0301", "👩‍💻", "$ a", "<b>", "<code>"],
].flat();

describe.each(readers)("%s", (_name, read) => {
  test("answers soon to sixty thousand characters of anything repeated", () => {
    const slow: [string, number][] = [];
    for (const piece of BOMBS) {
      const text = filled(piece);
      // The processor's time: a busy machine does not make a reader slow.
      const start = process.cpuUsage();
      read(text);
      const { user, system } = process.cpuUsage(start);
      const tookMs = (user + system) / 1000;
      if (tookMs > BUDGET_MS) slow.push([piece, tookMs]);
    }
    expect(slow).toEqual([]);
  }, 600_000);

  test("answers to anything", () => {
    const anything = fc.oneof(markdownish(), fc.string({ unit: "binary", maxLength: 300 }));
    const property = fc.property(anything, (text) => void read(text));
    expect(fc.check(property, { numRuns: 300 }).counterexample).toBeNull();
  });
});

test("reads no more than GitHub lets people write", () => {
  expect(toProse(`${"a ".repeat(40_000)}end`).text).not.toContain("end");
});

test("prose holds no backtick, no mention, no URL, no line break within a block", () => {
  fc.assert(
    fc.property(markdownish(), (text) => {
      const prose = toProse(text);
      expect(prose.text).not.toMatch(/`|https?:\/\/|(?<![A-Za-z0-9])@[a-z]| {2}|\n\n|^\s|\s$/);
      expect(prose.wordCount).toBe(
        prose.text.split(/[ \n]/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
      );
    }),
    { numRuns: 1000 },
  );
});
