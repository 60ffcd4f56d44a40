import { describe, expect, test } from "vitest";
import { dropBetween, heatedThreads, type WarmRemark } from "../../../../src/features/sentiment/alerts.ts";
import { nextLook, nextNote } from "../../../../src/features/sentiment/maintainers.ts";

const mood = (index: number, reach: number) => ({
  index,
  low: index - reach,
  high: index + reach,
  people: 30,
});
const untold = { index: null, low: null, high: null, people: 4 };

describe("a drop of the index", () => {
  test.each([
    ["is told when it is large and beyond chance", mood(80, 5), mood(60, 8), true],
    ["is not told when chance would do", mood(80, 15), mood(68, 15), false],
    ["is not told when it is small", mood(80, 2), mood(74, 2), false],
    ["is not told when it is a rise", mood(60, 5), mood(80, 5), false],
    ["is not told of few people", mood(80, 5), untold, false],
  ])("%s", (_, before, now, isTold) => {
    expect(dropBetween(before, now) !== undefined).toBe(isTold);
  });
});

describe("a heating thread", () => {
  const FROM = { heatedFrom: 0.5, newSince: 10 };
  const remark = (threadId: string, personId: number, heat: number, at = 10): WarmRemark => ({
    threadId,
    personId,
    at,
    heat,
    title: `title of ${threadId}`,
    url: `https://example.org/${threadId}`,
  });

  test("has three heated remarks by two people", () => {
    const remarks = [
      remark("a", 1, 0.9),
      remark("a", 2, 0.8),
      remark("a", 1, 0.7),
      remark("a", 3, 0.1),
      remark("alone", 1, 0.9),
      remark("alone", 1, 0.9),
      remark("alone", 1, 0.9),
      remark("few", 1, 0.9),
      remark("few", 2, 0.9),
    ];
    expect(heatedThreads(remarks, FROM)).toEqual([
      { threadId: "a", title: "title of a", url: "https://example.org/a", remarks: 4, heated: 3 },
    ]);
  });

  test("is no news when it was as hot yesterday and only calm remarks came since", () => {
    const yesterday = [1, 2, 3].map((personId) => remark("a", personId, 0.9, 9));
    expect(heatedThreads([...yesterday, remark("a", 4, 0.1)], FROM)).toEqual([]);
    expect(heatedThreads([...yesterday, remark("a", 4, 0.9)], FROM)).toMatchObject([{ heated: 4 }]);
  });

  test("of whom nobody is named", () => {
    const [thread] = heatedThreads([remark("a", 1, 1), remark("a", 2, 1), remark("a", 3, 1)], FROM);
    expect(Object.keys(thread ?? {}).sort()).toEqual(["heated", "remarks", "threadId", "title", "url"]);
  });
});

describe("the maintainers' times", () => {
  test.each([
    ["2026-11-16T06:59:59Z", "2026-11-16T07:00:00Z"],
    ["2026-11-16T07:00:00Z", "2026-11-23T07:00:00Z"],
    ["2026-11-22T23:00:00Z", "2026-11-23T07:00:00Z"],
  ])("after %s the note is due at %s", (after, due) => {
    expect(nextNote(Date.parse(after))).toBe(Date.parse(due));
  });

  test.each([
    ["2026-11-16T05:00:00Z", "2026-11-16T06:00:00Z"],
    ["2026-11-16T06:00:00Z", "2026-11-17T06:00:00Z"],
  ])("after %s alerts are looked for at %s", (after, due) => {
    expect(nextLook(Date.parse(after))).toBe(Date.parse(due));
  });
});
