// The plan of a history, and the budget it is read in.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../../src/core/clock.ts";
import { spendableAt } from "../../../src/intake/history-budget.ts";
import { describePlan, minutesOf, planOf, sumPlans } from "../../../src/intake/history-plan.ts";

const NOW = Date.UTC(2026, 0, 5, 9);
const EMPTY = { issues: 0, pulls: 0, discussions: 0, releases: 0 };

describe("the plan of a history", () => {
  test.each([
    ["nothing", EMPTY, 0, 0],
    ["one issue", { ...EMPTY, issues: 1 }, 1 + 10, 1 + 10],
    ["a page of issues and one more", { ...EMPTY, issues: 51 }, 2 + 10, 2 + 10],
    ["a page of each", { issues: 50, pulls: 20, discussions: 20, releases: 100 }, 9 + 10, 4 + 10],
    ["much", { issues: 5_000, pulls: 2_000, discussions: 0, releases: 0 }, 400 + 100, 200 + 100],
  ])("for %s", (_, counts, points, requests) => {
    expect(planOf(counts)).toEqual({ ...counts, points, requests });
  });

  test("of several repositories is the sum, and is said in a sentence", () => {
    const total = sumPlans([planOf({ ...EMPTY, issues: 5_000 }), planOf({ ...EMPTY, releases: 1 })]);
    expect(describePlan(total, 2_000)).toBe(
      "5,000 issues, 0 pull requests, 0 discussions, 1 release: at most 136 points in 136 requests, about 3 minutes",
    );
  });

  test("takes a second a request, and an hour for each budget beyond the first", () => {
    expect(minutesOf({ ...EMPTY, points: 0, requests: 0 }, 2_000)).toBe(0);
    expect(minutesOf({ ...EMPTY, points: 300, requests: 120 }, 2_000)).toBe(2);
    expect(minutesOf({ ...EMPTY, points: 10_000, requests: 4_000 }, 2_000)).toBe(4 * 60);
  });
});

describe("the budget", () => {
  test("says when points may be spent", () => {
    const minute = NOW / MINUTE;
    const want = { points: 10, pointsPerHour: 100, now: NOW };
    expect(spendableAt({}, want)).toBe(NOW);
    expect(spendableAt({ [minute]: 90 }, want)).toBe(NOW);
    expect(spendableAt({ [minute - 30]: 5, [minute]: 90 }, want)).toBe(NOW + 31 * MINUTE);
    expect(spendableAt({ [minute - 70]: 100 }, want)).toBe(NOW);
    // More than there ever is, once nothing else was spent.
    expect(spendableAt({ [minute]: 1 }, { ...want, points: 200 })).toBe(NOW + 61 * MINUTE);
    expect(spendableAt({}, { ...want, points: 200 })).toBe(NOW);
  });

  test("is never exceeded in any hour, whatever is asked for and when", () => {
    const asked = fc.array(
      fc.record({ points: fc.integer({ min: 1, max: 30 }), afterMs: fc.nat(HOUR / 6) }),
      {
        maxLength: 120,
      },
    );
    fc.assert(
      fc.property(asked, (wants) => {
        const spent: Record<string, number> = {};
        const log: { readonly at: number; readonly points: number }[] = [];
        let now = NOW;
        for (const { points, afterMs } of wants) {
          now = spendableAt(spent, { points, pointsPerHour: 100, now: now + afterMs });
          const minute = Math.floor(now / MINUTE);
          spent[minute] = (spent[minute] ?? 0) + points;
          log.push({ at: now, points });
          const hour = log.filter(({ at }) => at > now - HOUR).reduce((sum, one) => sum + one.points, 0);
          expect(hour).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
