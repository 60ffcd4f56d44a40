import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMMANDS, typed } from "../../../src/commands/grammar.ts";
import { newCommands, parseCommands } from "../../../src/commands/parse.ts";
import { markdownish } from "../text/markdownish.ts";

const HELP = { ok: true, family: "stoa", name: "help", argument: "" };
const me = (argument: string) => ({ ok: true, family: "mentor", name: "me", argument });

describe("parseCommands", () => {
  test.each([
    ["a command", "/stoa help", [HELP]],
    ["any case", "/STOA Help", [HELP]],
    ["a bare family as help", "/stoa\n/mentor", [HELP, HELP]],
    ["a comment that names a fold", "<!-- no <details> -->\n\n/stoa help", [HELP]],
    ["an argument, in its own case", "/mentor me  Collector  core", [me("Collector core")]],
    ["a path with marks of emphasis", "/mentor me pkg/__init__/*.py", [me("pkg/__init__/*.py")]],
    ["an argument in backticks", "/mentor me `collector`", [me("collector")]],
    ["several, in order", "Hi\n/stoa help\n/mentor me\n\nand\n\n/stoa help", [HELP, me(""), HELP]],
    ["a line between others of a paragraph", "please\n   /stoa help  \nthanks", [HELP]],
    ["Windows line ends", "/stoa help\r\n/mentor me\r\n", [HELP, me("")]],
    ["courtesy behind a command", "/stoa help, please", [{ ...HELP, argument: "please" }]],
    ["a command after a closed fold", "<details>\n\nx\n\n</details>\n\n/stoa help", [HELP]],
  ])("reads %s", (_, text, commands) => {
    expect(parseCommands(text)).toEqual(commands);
  });

  test.each([
    ["within a sentence", "type /stoa help"],
    ["in a code span", "`/stoa help`"],
    ["in a code span over lines", "`a\n/stoa help\nb`"],
    ["in a fence", "```\n/stoa help\n```"],
    ["in a fence that is never closed", "```\n/stoa help"],
    ["in indented code", "x\n\n    /stoa help"],
    ["in a quote", "> /stoa help"],
    ["in a quote's last line", "> x\n/stoa help"],
    ["in an HTML quote", "<blockquote>\n\n/stoa help\n\n</blockquote>"],
    ["in a fold", "<details>\n\n/stoa help\n\n</details>"],
    ["in a comment", "<!--\n/stoa help\n-->"],
    ["in a comment within a paragraph", "x <!--\n/stoa help\n--> y"],
    ["in preformatted HTML", "<pre>\n/stoa help\n</pre>"],
    ["in inline HTML code", "x <code>\n/stoa help\n</code>"],
    ["in a list", "- /stoa help"],
    ["in a heading", "# /stoa help"],
    ["in a table", "| a |\n|---|\n| /stoa help |"],
    ["in a link", "[/stoa help](https://x.y)"],
    ["in bold", "**/stoa help**"],
    ["when escaped", "\\/stoa help"],
    ["in a longer word", "/stoahelp\n/stoa/help\n/mentoring me\n//stoa help"],
    ["for other bots", "/lgtm\n/help"],
  ])("runs nothing %s", (_, text) => {
    expect(parseCommands(text)).toEqual([]);
  });

  test.each([
    ["/mentor declin", "/mentor declin", "/mentor decline"],
    ["/stoa bagdes", "/stoa bagdes", "/stoa badges"],
    ["/mentor badges", "/mentor badges", "/stoa badges"],
    ["/stoa frobnicate", "/stoa frobnicate", undefined],
    ["/stoa <b>Ada@*x*", "/stoa adax", undefined],
  ])("answers %j with what may have been meant", (line, text, suggestion) => {
    const [command] = parseCommands(line);
    expect(command).toMatchObject({ ok: false, text });
    expect(command).toHaveProperty("message", expect.stringContaining(`I don't know \`${text}\`.`));
    expect(command && !command.ok && command.suggestion).toBe(suggestion);
  });

  test("reads no more than five", () => {
    expect(parseCommands("/stoa help\n".repeat(9))).toHaveLength(5);
  });

  test("knows every command of the grammar", () => {
    for (const rule of COMMANDS) {
      expect(parseCommands(typed(rule))).toEqual([
        { ok: true, family: rule.family, name: rule.name, argument: "" },
      ]);
    }
  });

  test("yields nothing from a fence, whatever is in it", () => {
    const line = fc.oneof(markdownish(), fc.constantFrom("/stoa help", "/mentor me"));
    // Three backticks or more would end the fence, or open one that is longer than ours.
    const lines = fc
      .array(line, { maxLength: 8 })
      .map((parts) => parts.join("\n").replaceAll(/`{3,}/g, "``"));
    fc.assert(
      fc.property(lines, (text) => {
        expect(parseCommands(`\`\`\`\n${text}\n\`\`\``)).toEqual([]);
      }),
    );
  });

  test("answers any text with messages that call and link nobody", () => {
    fc.assert(
      fc.property(fc.oneof(markdownish(), fc.string({ unit: "binary" })), (text) => {
        const commands = parseCommands(`/stoa ${text}\n\n${text}`);
        const messages = commands.map((command) => (command.ok ? "" : command.message));
        expect(messages.join(" ")).not.toMatch(/[@#<>]|https?:/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("newCommands", () => {
  test.each([
    ["runs what was added", "/stoa help", "/stoa help\n/mentor me", [me("")]],
    ["runs nothing when text around it changed", "a\n/stoa help", "b\n\n/STOA  help", []],
    ["runs a second of the same", "/stoa help", "/stoa help\n/stoa help", [HELP]],
    ["runs a changed argument", "/mentor me a", "/mentor me b", [me("b")]],
    ["runs what came out of a fence", "```\n/stoa help\n```", "/stoa help", [HELP]],
    ["runs nothing when commands went", "/stoa help\n/mentor me", "/mentor me", []],
    [
      "runs nothing that was over the limit before",
      "/stoa help\n".repeat(7),
      `x\n${"/stoa help\n".repeat(7)}`,
      [],
    ],
  ])("%s", (_, before, after, commands) => {
    expect(newCommands(before, after)).toEqual(commands);
  });
});
