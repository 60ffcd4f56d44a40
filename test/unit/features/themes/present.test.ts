import { expect, test } from "vitest";
import { presentList, presentRelated, presentSection } from "../../../../src/features/themes/present.ts";
import type { Theme } from "../../../../src/features/themes/store.ts";

function theme(options: Partial<Theme>): Theme {
  return {
    id: "11-1-1",
    label: "",
    terms: [],
    threads: 3,
    people: 2,
    trend: "steady",
    keyTerms: [],
    allThreads: 3,
    openThreads: 1,
    firstSeenAt: 0,
    lastSeenAt: 0,
    examples: [],
    mood: null,
    requests: [],
    releases: [],
    ...options,
  };
}

function example(number: number) {
  return { number, title: "A title", url: `https://github.test/a/b/issues/${number}`, createdAt: 0 };
}

test("the digest names each theme, its threads, its trend and where to read on", () => {
  const markdown = presentSection([
    theme({
      label: "collector, memory",
      threads: 11,
      trend: "rising",
      examples: [example(31), example(18), example(9)],
    }),
    theme({ label: "Java agent", threads: 7, examples: [example(40)] }),
  ]);
  const to = (number: number) => `[#${number}](${example(number).url})`;
  expect(markdown).toBe(
    `**What people talked about** – *collector, memory* (11 threads, rising; ${to(31)}, ${to(18)}), *Java agent* (7, steady; ${to(40)}).`,
  );
});

test("a mood is told with its interval, requests and releases with their links", () => {
  const told = theme({
    label: "memory",
    mood: { index: 62.4, low: 45, high: 77, people: 9 },
    requests: [{ number: 5, url: example(5).url }],
    releases: [{ tag: "v1.8.0", url: "https://github.test/a/b/releases/v1.8.0" }],
  });
  expect(presentSection([told])).toContain("*memory* (3 threads, steady, mood 62 (45 to 77); ");
  const list = presentList([told]);
  expect(list).toContain("| 62 (45 to 77) |");
  expect(list).toContain(`| [#5](${example(5).url}) | [v1.8.0](`);
  expect(presentList([theme({})])).toContain("| too little to say |");
});

test("the digest has no section without themes", () => {
  expect(presentSection([])).toBeUndefined();
});

test("the list tells ids, so that maintainers can name them in stoa.yml, and defuses what people wrote", () => {
  const list = presentList([theme({ id: "11-1-7", label: "memory | @ada", examples: [example(5)] })]);
  expect(list).toContain("| `11-1-7` |");
  expect(list).not.toContain("| @ada");
  expect(list).toContain("3 (1 open)");
  expect(presentList([])).toMatch(/too little to say/);
});

test("related threads are named as possibly related, with their state and without a live mention", () => {
  const related = {
    repositoryId: 1,
    number: 7,
    title: "@ada broke it",
    url: "https://github.test/a/b/issues/7",
  };
  const text = presentRelated([{ ...related, state: "closed" }]);
  expect(text).toMatch(
    /^Possibly related: \[#7 .*\]\(https:\/\/github\.test\/a\/b\/issues\/7\) \(closed\)\./,
  );
  expect(text).not.toMatch(/(?<![\w\u200B\\])@ada/);
});
