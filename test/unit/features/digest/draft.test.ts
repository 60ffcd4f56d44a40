import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  readDraft,
  withEdits,
  writeDraft,
  type DigestPart,
} from "../../../../src/features/digest/draft-text.ts";

const PARTS: readonly DigestPart[] = [
  { name: "lead", order: 0, markdown: "Two releases." },
  { name: "shipped", order: 10, markdown: "**New**\n\n- Spans keep their baggage" },
  { name: "themes", order: 40, markdown: "**What people talked about** – memory." },
];
const draft = (edits?: ReturnType<typeof readDraft>, parts = PARTS, period = "2026-11-16") =>
  writeDraft({ period, intro: "Edit me.", parts, edits });

describe("a draft", () => {
  test("that nobody touched has no edits, however GitHub ends its lines", () => {
    expect(readDraft(draft())).toEqual({ period: "2026-11-16", notes: "", edited: new Map() });
    expect(readDraft(draft().replaceAll("\n", "\r\n"))?.edited.size).toBe(0);
    expect(readDraft("Some issue.")).toBeUndefined();
  });

  test("keeps what a maintainer changed, added and emptied, and renews the rest", () => {
    const touched = draft()
      .replace("<!-- stoa:part:notes -->", "<!-- stoa:part:notes -->\n\nWe meet in **Athens**!")
      .replace("Spans keep their baggage", "Baggage, at last")
      .replace("**What people talked about** – memory.", "");
    const edits = readDraft(touched);
    const later = PARTS.map((part) => ({ ...part, markdown: `${part.markdown} And more.` }));
    const renewed = draft(edits, later);
    expect(renewed).toContain("We meet in **Athens**!");
    expect(renewed).toContain("Baggage, at last");
    expect(renewed).toContain("Two releases. And more.");
    expect(renewed).not.toContain("memory");
    const again = readDraft(renewed);
    expect(again).toEqual(edits);
    expect(again && withEdits(later, again)).toEqual([
      "Two releases. And more.",
      "We meet in **Athens**!",
      "**New**\n\n- Baggage, at last",
    ]);
  });

  test("does without a part that was taken away with its marker, and keeps an edited one that has no news any more", () => {
    const text = draft();
    const start = text.indexOf("<!-- stoa:part:shipped");
    const edits = readDraft(text.slice(0, start) + text.slice(text.indexOf("<!-- stoa:part:themes")));
    expect(edits?.edited).toEqual(new Map([["shipped", ""]]));
    const own = { period: "2026-11-16", notes: "", edited: new Map([["themes", "My own."]]) };
    expect(withEdits(PARTS.slice(0, 2), own)).toEqual(["Two releases.", PARTS[1]?.markdown, "My own."]);
  });

  test("begins anew with a new period", () => {
    const edits = readDraft(draft().replace("Two releases.", "Ten releases."));
    expect(edits?.edited.get("lead")).toBe("Ten releases.");
    expect(draft(edits, PARTS, "2026-11-30")).toBe(draft(undefined, PARTS, "2026-11-30"));
  });

  test("never loses or invents an edit, whatever is written", () => {
    const words = fc
      .string({ unit: "grapheme", maxLength: 40 })
      .map((text) => text.replace(/<!--|\r/g, "").trim());
    fc.assert(
      fc.property(fc.array(words, { minLength: 3, maxLength: 3 }), words, (texts, own) => {
        const parts = PARTS.map((part, index) => ({ ...part, markdown: texts[index] ?? "" }));
        const clean = draft(undefined, parts);
        expect(readDraft(clean)?.edited.size).toBe(0);
        const edits = { period: "2026-11-16", notes: own, edited: new Map([["shipped", own]]) };
        expect(readDraft(draft(edits, parts))).toEqual(edits);
      }),
    );
  });
});
