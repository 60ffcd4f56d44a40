// Only a line that is a paragraph's own is a command. Documents are built of blocks whose meaning is known by how they are
// made (CommonMark's rules for what ends a block), so nothing here asks the parser that is tested.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { COMMANDS, typed } from "../../../src/commands/grammar.ts";
import { newCommands, parseCommands } from "../../../src/commands/parse.ts";

interface Block {
  readonly text: string;
  /** The commands that a reader would take it for, in order. */
  readonly commands: readonly string[];
}

const command = fc.constantFrom(...COMMANDS.map(typed));
const anyCase = fc
  .tuple(command, fc.boolean())
  .map(([text, isUpper]) => (isUpper ? text.toUpperCase() : text));
const words = fc
  .array(fc.constantFrom("please", "Ada", "漢字", "🎉", "see", "a/b", "stoa", "mentor", "and", "é."), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(" "));
const lines = fc.array(fc.oneof(anyCase, words), { minLength: 1, maxLength: 4 });

const silent = (text: string): Block => ({ text, commands: [] });

/** Lines of plain text: those that are commands count. */
const paragraph: fc.Arbitrary<Block> = lines.map((parts) => ({
  text: parts.join("\n"),
  commands: parts.filter((part) => part.startsWith("/")).map((part) => part.toLowerCase()),
}));

const prefixed = (prefix: string) =>
  lines.map((parts) => silent(parts.map((part) => `${prefix}${part}`).join("\n")));
const wrapped = (before: string, after: string) =>
  lines.map((parts) => silent(`${before}${parts.join("\n")}${after}`));

const quiet: fc.Arbitrary<Block> = fc.oneof(
  wrapped("```\n", "\n```"),
  wrapped("~~~md\n", "\n~~~"),
  wrapped("````\n```\n", "\n```\n````"),
  wrapped("<!-- ", " -->"),
  wrapped("<!--\n\n", "\n\n-->"),
  wrapped("<details>\n<summary>x</summary>\n\n", "\n\n</details>"),
  wrapped("<blockquote>\n\n", "\n\n</blockquote>"),
  wrapped("<pre>\n", "\n</pre>"),
  wrapped("x `", "` y"),
  wrapped("**", "**"),
  prefixed("> "),
  prefixed("> > "),
  prefixed("- "),
  prefixed("1. "),
  prefixed("# "),
  prefixed("Type "),
  prefixed("\\"),
  anyCase.map((text) => silent(`| a |\n|---|\n| ${text} |`)),
  anyCase.map((text) => silent(`[${text}](https://example.org)`)),
  anyCase.map((text) => silent(`https://example.org${text.replace(" ", "")}`)),
);

/** Lists are ended by a comment, as people do it: an indented or lazy line would still belong to them. */
const SEPARATOR = "\n\n<!-- -->\n\n";
const documents = fc.array(fc.oneof(paragraph, quiet), { minLength: 1, maxLength: 6 }).map((blocks) => ({
  text: blocks.map(({ text }) => text).join(SEPARATOR),
  commands: blocks.flatMap((block) => block.commands),
}));

const namesIn = (found: ReturnType<typeof parseCommands>) =>
  found.map((one) => (one.ok ? typed(one) : one.text));

test("only the own lines of paragraphs are commands, whatever stands around them", () => {
  fc.assert(
    fc.property(documents, ({ text, commands }) => {
      expect(namesIn(parseCommands(text))).toEqual(commands.slice(0, 5));
    }),
    { numRuns: 3_000 },
  );
});

test("an edit runs what the text did not hold before, and an edit that only moves text runs nothing", () => {
  fc.assert(
    fc.property(documents, documents, (before, added) => {
      expect(newCommands(before.text, before.text)).toEqual([]);
      const after = `${before.text}${SEPARATOR}${added.text}`;
      expect(namesIn(newCommands(before.text, after))).toEqual(added.commands.slice(0, 5));
      const moved = `${added.text}${SEPARATOR}${before.text}`;
      expect(newCommands(after, moved)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});
