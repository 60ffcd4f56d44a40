import { describe, expect, test } from "vitest";
import { mentoringConfig } from "../../../../src/features/mentoring/config.ts";
import { areaFit, chooseGuides, isAvailable, isWithin } from "../../../../src/features/mentoring/rules.ts";

const NOW = Date.UTC(2026, 10, 2, 9);
const work = { labels: [], paths: null, title: "Tidy" };
const mentorsOf = (...mentors: object[]) => mentoringConfig.parse({ mentors }).mentors;

describe("an area", () => {
  test.each([
    ["collector", { ...work, labels: ["Collector"] }, 3],
    ["collector", { ...work, labels: ["area/collector"] }, 3],
    ["collector/", { ...work, labels: ["area: collector"] }, 3],
    ["src/collector/", { ...work, paths: ["a.go", "src/collector/b.go"] }, 2],
    ["collector/", { ...work, paths: ["src/collector/b.go"] }, 0],
    ["collector/", { ...work, title: "fix(collector): keep spans" }, 1],
    ["java agent", { ...work, title: "Start the Java agent" }, 1],
    ["java", { ...work, title: "Port to JavaScript" }, 0],
    ["/", { ...work, title: "anything" }, 0],
    ["!", { ...work, title: "anything!" }, 0],
  ])("%s fits %j by %i", (area, of, fit) => {
    expect(areaFit(area, of)).toBe(fit);
  });

  test("counts a change under a path by its paths alone", () => {
    expect(isWithin("collector/", { ...work, title: "collector: tidy" })).toBe(false);
    expect(isWithin("collector/", { ...work, paths: ["collector/a.go"] })).toBe(true);
    expect(isWithin("java", { ...work, title: "Java: tidy" })).toBe(true);
  });
});

describe("a mentor", () => {
  test.each([
    [{ login: "a" }, true],
    [{ login: "a", available: false }, false],
    [{ login: "a", available: false, until: "2026-11-02" }, true],
    [{ login: "a", available: false, until: "2026-11-03" }, false],
  ])("%j is available: %j", (mentor, expected) => {
    expect(mentorsOf(mentor).map((one) => isAvailable(one, NOW))).toEqual([expected]);
  });
});

test("shows two guides at most: hurdles first, of the area, of the work, or for everywhere", () => {
  const url = "https://docs.test/a";
  const { guides } = mentoringConfig.parse({
    guides: [
      { area: "go", text: "go", url },
      { area: "collector", text: "area", url },
      { text: "everywhere", url },
      { area: "java", text: "work", url },
    ],
  });
  const names = chooseGuides(guides, { ...work, labels: ["java"] }, "collector/").map(({ text }) => text);
  expect(names).toEqual(["area", "everywhere"]);
  expect(chooseGuides(guides, work, null).map(({ text }) => text)).toEqual(["everywhere"]);
  const themed = mentoringConfig.parse({
    guides: [
      { text: "everywhere", url },
      { area: "memory", text: "theme", url, hurdle: true },
    ],
  });
  const about = chooseGuides(themed.guides, { ...work, themes: ["memory of the collector"] }, null);
  expect(about.map(({ text }) => text)).toEqual(["theme", "everywhere"]);
});
