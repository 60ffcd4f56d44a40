import { describe, expect, test } from "vitest";
import { impactOf } from "../../../../src/features/sentiment/impact.ts";
import {
  presentDrop,
  presentHeatedThread,
  presentImpact,
  presentNote,
} from "../../../../src/features/sentiment/present-maintainers.ts";

const mood = { index: 83.2, low: 76.1, high: 88.9, people: 41 };
const untold = { index: null, low: null, high: null, people: 2 };
const release = {
  repositoryId: 1,
  releaseId: "r",
  tag: "v1.8.0",
  url: "https://example.org/v1.8.0",
  publishedAt: 0,
};
const quiet = {
  mood: untold,
  change: undefined,
  target: 80,
  repositories: [],
  areas: [],
  impacts: [],
  replies: undefined,
  accuracy: { corrections: 0, right: 0, uncertain: 0 },
};

describe("the maintainers' note", () => {
  test("is silent when there is nothing to say", () => {
    expect(presentNote(quiet)).toBeUndefined();
  });

  test("tells the mood against its target, the areas, first replies and how right it was", () => {
    const replies = {
      welcoming: 6,
      neutral: 3,
      dismissive: 1,
      usual: { welcoming: 70, neutral: 20, dismissive: 10 },
      change: "as usual" as const,
    };
    const note = presentNote({
      ...quiet,
      mood,
      change: { difference: -12, low: -18, high: -5 },
      areas: [{ part: "area|docs", ...mood }],
      replies,
      accuracy: { corrections: 24, right: 15, uncertain: 3 },
    });
    expect(note).toBe(
      [
        "**Mood** – 83 (76 to 89, 41 people), 12 down on last time; the target is 80.",
        "**First replies to newcomers**, four weeks – 60 % welcoming, 30 % neutral, 10 % dismissive of 10, as usual (70 % welcoming, 20 % neutral, 10 % dismissive).",
        "| area, four weeks | mood | people |\n|---|--:|--:|\n| area&#124;docs | 83 (76 to 89) | 41 |",
        "Of 21 remarks whose tone you told me, I had read 15 right (71 %, 50 to 86); 3 more I had not dared to read.",
      ].join("\n\n"),
    );
  });

  test("tells what a release did, with a chart of the indices", () => {
    const around = [
      ...Array.from({ length: 31 }, () => ({ before: 1, after: undefined })),
      ...Array.from({ length: 23 }, () => ({ before: undefined, after: 0.5 })),
    ];
    const impact = { ...release, ...impactOf(around, { before: 4, after: 20 }, 1) };
    expect(presentImpact(impact)).toBe(
      "**[v1.8.0](https://example.org/v1.8.0)** made people unhappier: 100 → 50 (−50 to −50, 31 people before, 23 after); problem reports rose (4 in the two weeks before, 20 after).",
    );
    expect(presentNote({ ...quiet, impacts: [impact] })).toContain('x-axis ["v1.8.0 before", "after"]');
  });

  test("says when a release cannot be told", () => {
    const impact = { ...release, ...impactOf([], { before: 0, after: 0 }, 1) };
    expect(presentImpact(impact)).toBe(
      "**[v1.8.0](https://example.org/v1.8.0)** – too little to say of the mood around it (0 people before, 0 after); no problems were reported in the two weeks before or after.",
    );
  });
});

describe("an alert", () => {
  test("says what dropped, by how much, and why it is told", () => {
    const now = { index: 60, low: 50, high: 69, people: 20 };
    const text = presentDrop({ before: mood, now, change: { difference: -23.2, low: -33, high: -12 } }, 80);
    expect(text).toContain("60 (50 to 69, 20 people)");
    expect(text).toContain("−33 to −12");
  });

  test("names the thread, as text that calls nobody", () => {
    const text = presentHeatedThread({
      threadId: "1#2",
      title: "@ada broke it",
      url: "https://example.org/2",
      remarks: 7,
      heated: 3,
    });
    expect(text).not.toMatch(/@ada/);
    expect(text).toContain("3 of the last two days' 7 remarks");
  });
});
