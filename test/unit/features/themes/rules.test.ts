import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findThemes as refit, type ThreadText } from "../../../../src/features/themes/rules.ts";

const NONE: ReadonlySet<string> = new Set();

function findThemes(threads: readonly ThreadText[], ignored: ReadonlySet<string>) {
  return refit(threads, { ignored, known: { themeByThread: new Map(), coldSize: 0 }, prefix: "1" }).themes;
}

function threads(
  ...rows: readonly (readonly [title: string, personId: number, prose?: string])[]
): readonly ThreadText[] {
  return rows.map(([title, personId, prose = ""], index) => ({
    id: `1#${index + 1}`,
    createdAt: index,
    title,
    personId,
    prose,
  }));
}

const COMMUNITY = threads(
  ["Collector memory grows without end", 1],
  ["High memory of the collector after a restart", 2],
  ["Collector killed: out of memory", 3],
  ["Java agent does not attach", 1],
  ["Slow start of the Java agent", 4],
  ["Java agent breaks Spring", 2],
  ["Typo in the README", 5],
);

describe("themes", () => {
  test("are threads that share their terms, named by what tells them from others", () => {
    expect(findThemes(COMMUNITY, NONE)).toMatchObject([
      { terms: ["collector", "memory"], people: 3, threads: [{}, {}, {}] },
      { terms: ["Java agent"], people: 3, threads: [{}, {}, {}] },
    ]);
  });

  test("have three threads or more, of two people or more", () => {
    expect(findThemes(COMMUNITY.slice(0, 2), NONE)).toEqual([]);
    const byOne = COMMUNITY.map((thread) => ({ ...thread, personId: 1 }));
    expect(findThemes(byOne, NONE)).toEqual([]);
  });

  test("are not named by ignored words, nor by words that titles do not use", () => {
    const [theme] = findThemes(
      threads(
        ["Stoa memory", 1, "gigabytes"],
        ["Memory of Stoa", 2, "gigabytes"],
        ["Memory again", 3, "gigabytes"],
      ),
      new Set(["stoa"]),
    );
    expect(theme?.terms).toEqual(["memory"]);
  });

  test("are not made of templates' and everyday words", () => {
    expect(
      findThemes(
        threads(
          ["Add support for this issue", 1],
          ["Please fix the bug", 2],
          ["Update the code and add an example", 3],
          ["Issue with the new version", 4],
        ),
        NONE,
      ),
    ).toEqual([]);
  });

  test("do not depend on the order in which threads are read", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...COMMUNITY], { minLength: COMMUNITY.length }), (shuffled) => {
        expect(findThemes(shuffled, NONE)).toEqual(findThemes(COMMUNITY, NONE));
      }),
    );
  });
});
