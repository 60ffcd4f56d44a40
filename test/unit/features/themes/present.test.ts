import { expect, test } from "vitest";
import { presentSection } from "../../../../src/features/themes/present.ts";
import type { Theme } from "../../../../src/features/themes/store.ts";

function theme(options: Partial<Theme>): Theme {
  return {
    id: "11-1-1",
    label: "",
    terms: [],
    threads: 3,
    people: 2,
    trend: "steady",
    examples: [],
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

test("the digest has no section without themes", () => {
  expect(presentSection([])).toBeUndefined();
});
