import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mentoringConfig } from "../../../../src/features/mentoring/config.ts";
import {
  areaFit,
  chooseGuides,
  chooseMentor,
  isAvailable,
  isWithin,
} from "../../../../src/features/mentoring/rules.ts";

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

  const ask = {
    work: { ...work, labels: ["java"] },
    newcomer: "newt",
    active: new Map<string, number>(),
    now: NOW,
  };
  test.each([
    ["by area before load", { ...ask, active: new Map([["ja", 1]]) }, "Ja", "java"],
    ["with room only", { ...ask, active: new Map([["ja", 2]]) }, "bo", null],
    [
      "with fewest newcomers",
      {
        ...ask,
        work,
        active: new Map([
          ["bo", 1],
          ["ja", 1],
        ]),
      },
      "cy",
      null,
    ],
    ["by login at last", { ...ask, work }, "bo", null],
    ["who is somebody else", { ...ask, newcomer: "JA" }, "bo", null],
  ])("is chosen %s", (_, query, login, area) => {
    const mentors = mentorsOf({ login: "cy" }, { login: "Ja", areas: ["x", "java"] }, { login: "bo" });
    expect(chooseMentor(mentors, query)).toEqual({ login, area });
  });

  test("is nobody when all are full or away", () => {
    const mentors = mentorsOf({ login: "a", capacity: 0 }, { login: "b", available: false });
    expect(chooseMentor(mentors, ask)).toBeUndefined();
  });

  test("is never overfilled, never away, never oneself, whatever the order in stoa.yml", () => {
    const someMentors = fc.uniqueArray(
      fc.record({
        login: fc.constantFrom("a", "b", "c", "d", "newt"),
        capacity: fc.integer({ min: 0, max: 3 }),
        available: fc.boolean(),
        areas: fc.subarray(["java", "go", "tidy"]),
      }),
      { selector: ({ login }) => login },
    );
    const loads = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(someMentors, loads, (mentors, load) => {
        const query = { ...ask, active: new Map(Object.entries(load)) };
        const choice = chooseMentor(mentors, query);
        const free = mentors.filter(
          ({ login, capacity, available }) => available && login !== "newt" && (load[login] ?? 0) < capacity,
        );
        const logins = free.length === 0 ? [undefined] : free.map(({ login }) => login);
        expect(logins).toContain(choice?.login);
        expect(chooseMentor(mentors.toReversed(), query)).toEqual(choice);
      }),
    );
  });
});

test("shows two guides at most: of the area, of the work, or for everywhere", () => {
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
});
