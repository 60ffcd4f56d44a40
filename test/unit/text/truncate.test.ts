import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { fitBody, MAX_BODY_BYTES } from "../../../src/text/truncate.ts";
import { markdownish } from "./markdownish.ts";

const NOTE = "The rest is left out";
const markdown = new MarkdownIt({ html: true });

describe("fitBody", () => {
  test("leaves what fits alone", () => {
    expect(fitBody("short\n")).toBe("short\n");
    expect(fitBody("é".repeat(5), 10)).toBe("é".repeat(5));
  });

  test("cuts at the end of a line and says so", () => {
    const body = fitBody("line one\n".repeat(10_000));
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_BODY_BYTES);
    expect(body).toMatch(/line one\n\n\*The rest is left out[^\n]*\*$/);
  });

  test("splits no character when there is but one long line", () => {
    const body = fitBody("🎉".repeat(30_000));
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_BODY_BYTES);
    expect(body).not.toContain("\uFFFD");
  });

  test.each([
    ["a fence", "```js\n", "code\n", "\n```\n"],
    ["a longer fence", "~~~~\n", "```\n", "\n~~~~\n"],
    ["a fold", "<details><summary>x</summary>\n\n", "text\n\n", "\n</details>\n"],
    ["a fence in a fold", "<details>\n\n```\n", "code\n", "\n```\n</details>\n"],
    ["a comment", "<!-- secret\n", "text\n", "\n-->\n"],
    ["preformatted HTML", "<pre>\n", "text\n", "\n</pre>\n"],
    ["character data", "<![CDATA[\n", "text\n", "\n]]>\n"],
    ["an instruction", "<?php\n", "text\n", "\n?>\n"],
    ["a declaration", "<!DOCTYPE\n", "text\n", "\n>\n"],
  ])("closes %s that the cut left open", (_, open, line, closing) => {
    const body = fitBody(`${open}${line.repeat(1000)}`, 1000);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1000);
    expect(body).toContain(closing);
    expect(body).toContain(NOTE);
  });

  test("closes more folds than fit behind what opened them", () => {
    const body = fitBody("<details>\n\n".repeat(1000), 1000);
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1000);
    expect(body.split("</details>")).toHaveLength(body.split("<details>").length);
    expect(body).toContain(NOTE);
  });

  test("opens no fence to close one that ends with its list", () => {
    expect(fitBody(`- one\n  \`\`\`\n${"  code\n".repeat(1000)}`, 1000)).not.toMatch(/^```/m);
  });

  test("closes no fence that was closed", () => {
    expect(fitBody(`\`\`\`\nx\n\`\`\`\n${"text\n".repeat(1000)}`, 1000).match(/```/g)).toHaveLength(2);
  });

  test("always fits, and its note is always read as text", () => {
    const pieces = fc.array(markdownish(), { minLength: 30, maxLength: 60 }).map((parts) => parts.join("\n"));
    fc.assert(
      fc.property(pieces, fc.integer({ min: 300, max: 2000 }), (text, maxBytes) => {
        const body = fitBody(text, maxBytes);
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(maxBytes);
        if (!body.includes(NOTE)) return;
        const last = markdown.parse(body, {}).findLast(({ content }) => content.includes(NOTE));
        expect(last?.type).toBe("inline");
      }),
      { numRuns: 500 },
    );
  });

  test("stays within any limit", () => {
    expect(fitBody("a".repeat(100), 10)).toBe("a".repeat(10));
    expect(fitBody("a", 0)).toBe("");
  });
});
