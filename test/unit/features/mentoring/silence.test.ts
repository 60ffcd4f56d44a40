// When silence is silence, what mentors say of themselves, and the arithmetic of outcomes.

import { describe, expect, test } from "vitest";
import { DAY, HOUR } from "../../../../src/core/clock.ts";
import { compareReturn, median } from "../../../../src/features/mentoring/outcome-rules.ts";
import { presentDigest } from "../../../../src/features/mentoring/present.ts";
import { presentOutcomes } from "../../../../src/features/mentoring/present-outcomes.ts";
import { readAvailable, readPause } from "../../../../src/features/mentoring/said.ts";
import { completedAt, nextStep, type Talk } from "../../../../src/features/mentoring/watch-rules.ts";
import { afterWorkingDays } from "../../../../src/features/mentoring/working-days.ts";

/** Monday. */
const START = Date.UTC(2026, 10, 2, 9);
const at = (days: number, hours = 0) => START + days * DAY + hours * HOUR;

describe("working days", () => {
  test.each([
    ["from Monday two are Wednesday", at(0), 2, at(2)],
    ["from Thursday two are Monday", at(3), 2, at(7)],
    ["from Friday five are the next Friday", at(4), 5, at(11)],
    ["a Saturday begins on Monday at midnight", at(5), 2, at(8, 15)],
    ["a Sunday does, too", at(6, 10), 1, at(7, 15)],
    ["none is the same moment", at(1), 0, at(1)],
  ])("%s", (_, from, days, expected) => {
    expect(new Date(afterWorkingDays(from, days)).toISOString()).toBe(new Date(expected).toISOString());
  });
});

describe("the next step of a pairing", () => {
  const talk = (more: Partial<Talk> = {}): Talk => ({
    startedAt: START,
    nudgedAt: null,
    questionedAt: null,
    mentor: [],
    newcomer: [],
    ...more,
  });
  test.each([
    ["nothing within two working days", talk(), at(2, -1), { kind: "none" }],
    ["a nudge after two", talk(), at(2), { kind: "nudge", at: at(2) }],
    ["no second nudge", talk({ nudgedAt: at(2) }), at(4), { kind: "none" }],
    ["somebody else after five", talk({ nudgedAt: at(2) }), at(7), { kind: "release", at: at(7) }],
    ["nothing once the mentor spoke", talk({ mentor: [at(1)] }), at(7), { kind: "none" }],
    [
      "an end of the nudge when the mentor speaks",
      talk({ nudgedAt: at(2), mentor: [at(3)] }),
      at(4),
      { kind: "speaks" },
    ],
    [
      "a nudge two working days after an unanswered word",
      talk({ mentor: [at(0, 1)], newcomer: [at(1), at(2)] }),
      at(3),
      { kind: "nudge", at: at(3) },
    ],
    [
      "a question after 14 days of the newcomer's silence",
      talk({ mentor: [at(1)] }),
      at(15),
      { kind: "question", at: at(15) },
    ],
    ["no question before", talk({ mentor: [at(1)] }), at(15, -1), { kind: "none" }],
    [
      "an end at 28 days",
      talk({ mentor: [at(1)], questionedAt: at(15) }),
      at(29),
      { kind: "end", at: at(29) },
    ],
    ["no end before", talk({ mentor: [at(1)], questionedAt: at(15) }), at(29, -1), { kind: "none" }],
    [
      "nothing of it when the newcomer speaks",
      talk({ mentor: [at(1)], questionedAt: at(15), newcomer: [at(16)] }),
      at(17),
      { kind: "speaks" },
    ],
  ] as const)("is %s", (_, of, now, expected) => {
    expect(nextStep(of, now)).toEqual(expected);
  });

  test("completes a merge when either says done, or after a week", () => {
    expect(completedAt({ mergedAt: at(0), doneAt: null })).toBe(at(7));
    expect(completedAt({ mergedAt: at(0), doneAt: at(2) })).toBe(at(2));
    expect(completedAt({ mergedAt: at(2), doneAt: at(0) })).toBe(at(2));
  });
});

describe("what a mentor says", () => {
  test.each([
    ["", { capacity: undefined, areas: [] }],
    ["2", { capacity: 2, areas: [] }],
    ["2 collector/, java agent", { capacity: 2, areas: ["collector/", "java agent"] }],
    ["collector/ docs docs", { capacity: undefined, areas: ["collector/", "docs"] }],
    ["`x`", { capacity: undefined, areas: ["x"] }],
  ])("of being available: %j", (argument, expected) => {
    expect(readAvailable(argument)).toEqual(expected);
  });

  test.each(["0", "-1", "21"])("cannot be %s newcomers", (argument) => {
    expect(() => readAvailable(argument)).toThrow("1 to 20");
  });

  test.each([
    ["until 2026-12-24", "2026-12-24"],
    ["2026-11-03", "2026-11-03"],
  ])("of a pause: %s", (argument, day) => {
    expect(readPause(argument, START)).toEqual({ day, at: Date.parse(`${day}T00:00:00Z`) });
  });

  test.each([
    ["", "Say until which day"],
    ["tomorrow", "Say until which day"],
    ["until 2026-02-30", "Say until which day"],
    ["until 2026-11-02", "has come already"],
    ["until 2028-01-01", "more than a year"],
  ])("is asked for again: %j", (argument, message) => {
    expect(() => readPause(argument, START)).toThrow(message);
  });
});

describe("the digest's line", () => {
  test("names threads by their titles, and at most twelve pairings", () => {
    const one = (number: number) => ({
      mentorLogin: "mira",
      newcomerLogin: `n${number}`,
      state: number === 0 ? ("ended" as const) : ("active" as const),
      title: "feat: one *thing*",
      url: `https://github.test/lanterns/collector/pull/${number}`,
    });
    const line = presentDigest(Array.from({ length: 14 }, (_, number) => one(number)));
    expect(line).toContain(
      "**Mentoring** – [mira](https://github.test/mira) helped [n0](https://github.test/n0) with [One \\*thing\\*](https://github.test/lanterns/collector/pull/0) · [mira](https://github.test/mira) is helping [n1]",
    );
    expect(line).toMatch(/pull\/11\) · and 2 more$/);
  });
});

describe("outcomes", () => {
  const newcomers = (count: number, returned: number, isPaired: boolean) =>
    Array.from({ length: count }, (_, index) => ({ isPaired, hasReturned: index < returned }));

  test("are not compared for fewer than five on either side", () => {
    expect(compareReturn([...newcomers(4, 4, true), ...newcomers(50, 3, false)])).toBeUndefined();
    expect(compareReturn([...newcomers(50, 4, true), ...newcomers(4, 3, false)])).toBeUndefined();
  });

  test("have the interval of Newcombe's paper", () => {
    // Newcombe 1998, table II, example (a): 56/70 − 48/80.
    const { difference, low, high } =
      compareReturn([...newcomers(70, 56, true), ...newcomers(80, 48, false)]) ?? {};
    expect(difference).toBeCloseTo(0.2, 10);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });

  test("are told with their counts, and what they cannot bear", () => {
    const figures = { asked: 9, waiting: 1, waitHours: 3, offered: 8, accepted: 7, over: 6, completed: 5 };
    const returned = compareReturn([...newcomers(70, 56, true), ...newcomers(80, 48, false)]);
    expect(presentOutcomes({ ...figures, returned })).toBe(
      "**Mentoring, half a year** – 9 newcomers asked for a mentor or came with a first pull request; the median wait was 3 hours; 1 waits now. Mentors took on 7 of the 8 they were offered. Of 6 pairings that are over, 5 led to a merge. Within 90 days of their first pull request 80 % (56 of 70) with a mentor opened another, 60 % (48 of 80) without: +20 points (+5 to +33). This is no experiment: who gets a mentor differs in other ways, too.",
    );
    const alike = compareReturn([...newcomers(5, 3, true), ...newcomers(5, 3, false)]);
    expect(presentOutcomes({ ...figures, returned: alike })).toContain("no clear difference (−");
    expect(presentOutcomes({ ...figures, asked: 0, offered: 0, returned: undefined })).toBeUndefined();
  });

  test("have a middle", () => {
    expect([median([]), median([3]), median([4, 1]), median([9, 1, 2])]).toEqual([undefined, 3, 2.5, 2]);
  });
});
