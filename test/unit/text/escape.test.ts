import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { inlineText, link, neutraliseMentions, personLink, plainLine } from "../../../src/text/escape.ts";
import { markdownish } from "./markdownish.ts";

// As near to GitHub as markdown-it goes: HTML, tables, strike-through, bare URLs and addresses.
const github = new MarkdownIt({ html: true, linkify: true });
// (its fuzzy addresses take U+200B for a letter, unlike GitHub's; REFERENCES covers them)
github.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

const REFERENCES = [
  /@[A-Za-z0-9]/,
  /#\d/,
  /\bGH-\d/i,
  /(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/i,
  /https?:\/\//i,
  /www\./i,
];

/** The text a reader sees, and the elements around it. */
function render(markdown: string): { text: string; elements: string[] } {
  const elements: string[] = [];
  const texts: string[] = [];
  for (const token of github.parse(markdown, {})) {
    let text = "";
    if (token.type !== "inline" && token.nesting >= 0) elements.push(token.type);
    for (const child of token.children ?? []) {
      if (child.type === "text" || child.type === "text_special") text += child.content;
      else if (child.type === "softbreak" || child.type === "hardbreak") text += "\n";
      else elements.push(child.type);
    }
    if (token.type === "inline") texts.push(text);
  }
  return { text: texts.join("\n"), elements };
}

function visible(text: string): string {
  return text.replaceAll("\u200B", "");
}

const anyText = fc.oneof(markdownish(), fc.string({ unit: "binary", maxLength: 80 }));

describe("inlineText", () => {
  test("shows any text literally: one paragraph, nothing but text in it", () => {
    fc.assert(
      fc.property(anyText, (input) => {
        const { text, elements } = render(inlineText(input));
        expect(elements).toEqual(plainLine(input) === "" ? [] : ["paragraph_open"]);
        expect(visible(text)).toBe(plainLine(input));
      }),
      { numRuns: 2000 },
    );
  });

  test("leaves nothing that GitHub would link or notify", () => {
    fc.assert(
      fc.property(anyText, (input) => {
        const { text } = render(inlineText(input));
        for (const reference of REFERENCES) expect(text).not.toMatch(reference);
      }),
      { numRuns: 2000 },
    );
  });

  test("stays in its table cell", () => {
    fc.assert(
      fc.property(anyText, (input) => {
        const { text, elements } = render(`|a|b|\n|-|-|\n|x${inlineText(input)}|y|`);
        expect(elements.filter((element) => element === "td_open")).toHaveLength(2);
        expect(visible(text)).toBe(`a\nb\nx${plainLine(input)}\ny`);
      }),
    );
  });

  test.each([
    ["a title", "Fix the *bug* in `main`", "Fix the \\*bug\\* in \\`main\\`"],
    ["a heading", "# one", "\\# one"],
    ["a list item", "- one", "\\- one"],
    ["a numbered item", "1. one", "1\\. one"],
    ["HTML", "<img src=x>", "&lt;img src=x&gt;"],
    ["an entity", "&amp;", "&amp;amp;"],
    ["a backslash", "a\\", "a&#92;"],
    ["lines", "one\n\ntwo\tthree", "one two three"],
    ["a mention", "thanks @ada", "thanks @\u200Bada"],
    ["an issue", "see o/r#12", "see o/r\\#\u200B12"],
    ["a bidirectional override", "abc\u202Edef", "abcdef"],
    ["hidden tag characters", "hi\u{E0041}\u{E0042}", "hi"],
    ["a half of a surrogate pair", "a\uD800b", "ab"],
  ])("escapes %s", (_, input, expected) => {
    expect(inlineText(input)).toBe(expected);
  });

  test("cuts by what readers see as characters", () => {
    expect(inlineText("👩‍💻👩‍💻👩‍💻👩‍💻", 3)).toBe("👩‍💻👩‍💻…");
    expect(inlineText("👩‍💻👩‍💻👩‍💻", 3)).toBe("👩‍💻👩‍💻👩‍💻");
    expect(inlineText("one two three", 5)).toBe("one…");
    expect(plainLine(`z${"\u0301".repeat(1000)}`)).toBe(`z${"\u0301".repeat(4)}`);
  });
});

describe("link", () => {
  test("is one link with the text as it is, or no link", () => {
    fc.assert(
      fc.property(anyText, fc.oneof(fc.webUrl({ withQueryParameters: true }), anyText), (input, url) => {
        const { text, elements } = render(`- ${link(input || "x", url)} end`);
        const inline = elements.filter((element) => !element.endsWith("_open") || element === "link_open");
        expect([[], ["link_open", "link_close"]]).toContainEqual(inline);
        expect(text).not.toMatch(REFERENCES[0] ?? "");
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["keeps a URL", "https://a.b/c?d=1#e", "[x](https://a.b/c?d=1#e)"],
    ["encodes what would end it", 'https://a.b/c)|d(<>`"\\', "[x](https://a.b/c%29%7Cd%28%3C%3E%60%22/)"],
    [
      "keeps an ampersand from being an entity",
      "https://a.b/?c=1&copy=2",
      "[x](https://a.b/?c=1&amp;copy=2)",
    ],
    ["drops a script", "javascript:alert(1)", "x"],
    ["drops what is no URL", "nowhere", "x"],
  ])("%s", (_, url, expected) => {
    expect(link("x", url)).toBe(expected);
  });

  test("leads where it was told to", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const token = github.parseInline(link("x", url), {})[0]?.children?.[0];
        const decode = (text: string) =>
          text.replace(/%(2[89]|7C|3[CE]|60|22)/g, (_, code: string) =>
            String.fromCharCode(parseInt(code, 16)),
          );
        expect(decode(String(token?.attrGet("href") ?? ""))).toBe(decode(new URL(url).href));
      }),
    );
  });

  test("names a person without calling them", () => {
    expect(personLink("@ada", "https://github.com/ada")).toBe("[ada](https://github.com/ada)");
    expect(personLink("cursor[bot]", "https://github.com/apps/cursor")).toBe(
      "[cursor\\[bot\\]](https://github.com/apps/cursor)",
    );
  });
});

describe("neutraliseMentions", () => {
  test("leaves no mention outside of links", () => {
    fc.assert(
      fc.property(anyText, (input) => {
        const { text } = render(neutraliseMentions(input));
        expect(text).not.toMatch(/(?<![A-Za-z0-9])@[A-Za-z0-9]/);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["calls nobody", "Hi @ada and @org/team", "Hi @\u200Bada and @\u200Borg/team"],
    ["calls nobody from code", "`@ada`", "`@\u200Bada`"],
    ["calls nobody by an entity", "&#64;ada &commat;ada", "@\u200Bada @\u200Bada"],
    ["calls nobody across a comment", "@<!-- -->ada", "@\u200B<!-- -->ada"],
    ["keeps addresses", "ada@example.com", "ada@example.com"],
    ["keeps links working", "[x](https://a.b/@ada)", "[x](https://a.b/%40ada)"],
    ["keeps everything else", "# Title\n\n- one  \n| a |", "# Title\n\n- one  \n| a |"],
    ["changes nothing the second time", "@\u200Bada", "@\u200Bada"],
  ])("%s", (_, input, expected) => {
    expect(neutraliseMentions(input)).toBe(expected);
  });
});
