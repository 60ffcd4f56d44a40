// What GitHub shows as code or as a quote, or does not show at all, reaches no reader of text, whatever is written in it:
// neither prose, nor closing keywords, nor duplicates, nor a template's headings.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toProse } from "../../../src/text/prose.ts";
import { closingReferences, duplicateReference } from "../../../src/text/references.ts";
import { kindFromTemplate } from "../../../src/text/template.ts";
import { markdownish } from "./markdownish.ts";

const SPEAKING = "Fixes #1\n\nDuplicate of #2\n\n### To Reproduce\n\nSECRET";

const wrappings: readonly [string, (text: string) => string][] = [
  ["a fence", (text) => `\`\`\`\n${text.replaceAll("`", "")}\n\`\`\``],
  ["a tilde fence", (text) => `~~~ js\n${text.replaceAll("~", "")}\n~~~`],
  ["indented code", (text) => indent(text, "    ")],
  ["a quote", (text) => indent(text, "> ")],
  ["a quote in a list", (text) => `- \n${indent(text, "  > ")}`],
  ["a comment", (text) => `<!--\n${text.replaceAll(">", "")}\n-->`],
  ["preformatted HTML", (text) => `<pre>\n${text.replaceAll("<", "")}\n</pre>`],
];

function indent(text: string, mark: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => mark + line)
    .join("\n");
}

describe.each(wrappings)("text in %s", (_, wrap) => {
  test("never surfaces", () => {
    fc.assert(
      fc.property(markdownish(), (noise) => {
        const body = `before\n\n${wrap(`x ${noise}\n${SPEAKING}`)}\n\nafter`;
        expect(toProse(body).text).toBe("before\nafter");
        expect(closingReferences(body)).toEqual([]);
        expect(duplicateReference(body)).toBeUndefined();
        expect(kindFromTemplate(body)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

test("text in a comment within a paragraph never surfaces", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z*_`[\]()#@ &;-]{0,40}$/), (noise) => {
      const comment = `<!-- ${noise.replaceAll("--", "")}\nFixes #1 SECRET -->`;
      expect(toProse(`before ${comment} after`).text).toBe("before after");
      expect(closingReferences(`before ${comment} after`)).toEqual([]);
    }),
  );
});
