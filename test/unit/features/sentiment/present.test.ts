import { describe, expect, test } from "vitest";
import { changeInWords, presentSection, type ShownWeek } from "../../../../src/features/sentiment/present.ts";

const mood = { index: 83.2, low: 76.1, high: 88.9, people: 41 };

function told(week: string, index: number): ShownWeek {
  return { week, index, low: index - 10, high: index + 10, people: 20 };
}
function untold(week: string): ShownWeek {
  return { week, index: null, low: null, high: null, people: 3 };
}

describe("the digest's section", () => {
  test("tells the mood, its change, and the weeks in a chart and a table", () => {
    const markdown = presentSection({
      mood,
      change: { difference: 4.1, low: 1, high: 7 },
      weeks: [untold("2026-09-07"), told("2026-10-12", 71.4), told("2026-11-02", 81), untold("2026-11-09")],
      lastWeek: "2026-11-09",
      target: 80,
    });
    expect(markdown).toBe(
      [
        "**Mood** – 83 (76 to 89, 41 people), 4 up on last time.",
        "",
        "```mermaid",
        "xychart-beta",
        '  x-axis ["12 Oct", "2 Nov"]',
        "  y-axis 0 --> 100",
        "  line [71, 81]",
        "  line [80, 80]",
        "```",
        "",
        "| week of | mood | people |",
        "|---|--:|--:|",
        "| 12 Oct | 71 (61 to 81) | 20 |",
        "| 2 Nov | 81 (71 to 91) | 20 |",
        "| 9 Nov | too little to say | 3 |",
        "",
        "From 0 to 100: of the remarks that show a feeling, how many show a good one. Every person's week weighs the same. The level line is the target.",
      ].join("\n"),
    );
  });

  test("draws no chart of a single week", () => {
    const weeks = [told("2026-11-09", 80)];
    expect(presentSection({ mood, change: undefined, weeks, lastWeek: "2026-11-09", target: 80 })).toBe(
      "**Mood** – 83 (76 to 89, 41 people).\n\nFrom 0 to 100: of the remarks that show a feeling, how many show a good one. Every person's week weighs the same.",
    );
  });

  test("says so when few people showed a feeling, and nothing when nobody did", () => {
    const few = { index: null, low: null, high: null };
    const rest = { change: undefined, weeks: [told("2026-11-02", 80)], lastWeek: "2026-11-09", target: 80 };
    expect(presentSection({ mood: { ...few, people: 3 }, ...rest })).toBe(
      "**Mood** – Too little to say (3 people).",
    );
    expect(presentSection({ mood: { ...few, people: 1 }, ...rest })).toBe(
      "**Mood** – Too little to say (1 person).",
    );
    expect(presentSection({ mood: { ...few, people: 0 }, ...rest })).toBeUndefined();
  });
});

describe("a change in words", () => {
  test.each([
    [{ difference: 4.4, low: 0.2, high: 9 }, "4 up on last time"],
    [{ difference: -12, low: -18, high: -5 }, "12 down on last time"],
    [{ difference: -1, low: -6, high: 4 }, "no clear change on last time (−6 to +4)"],
    [{ difference: 0.4, low: 0.1, high: 1 }, "no clear change on last time (0 to +1)"],
  ])("of %o is %j", (change, words) => {
    expect(changeInWords(change)).toBe(words);
  });
});
