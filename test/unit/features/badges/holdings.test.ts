import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DAY } from "../../../../src/core/clock.ts";
import { catalogueOf } from "../../../../src/features/badges/catalogue.ts";
import { badgesConfig } from "../../../../src/features/badges/config.ts";
import type { Evidence } from "../../../../src/features/badges/evidence.ts";
import { holdingsOf } from "../../../../src/features/badges/holdings.ts";

const MONDAY = Date.UTC(2024, 0, 1);

function fact(part: Partial<Evidence> = {}): Evidence {
  const threadId = part.threadId ?? "1#1";
  return {
    subjectId: threadId,
    badge: "bug-fixer",
    installationId: 1,
    repositoryId: 1,
    threadId,
    personId: 1,
    counterpartId: null,
    isCoAuthor: false,
    earnedAt: MONDAY,
    url: `https://github.test/${threadId}`,
    reason: "label bug",
    revokedReason: null,
    ...part,
  };
}

const fixes = (count: number) =>
  Array.from({ length: count }, (_, index) => fact({ threadId: `1#${index}`, earnedAt: MONDAY + index }));

function standing(evidence: readonly Evidence[], badge: string, own: readonly object[] = []) {
  const catalogue = catalogueOf(badgesConfig.parse({ own }).own);
  const holding = holdingsOf(evidence, catalogue).find(({ definition }) => definition.id === badge);
  const reached = holding?.reached.map(({ tier, evidence: one }) => `${tier} at ${one.earnedAt - MONDAY}`);
  return { reached, count: holding?.count, next: holding?.next };
}

test("tiers are reached by the fact that makes the number", () => {
  expect(standing(fixes(4), "bug-fixer")).toEqual({
    reached: ["bronze at 0"],
    count: 4,
    next: { tier: "silver", missing: 1 },
  });
  expect(standing(fixes(20), "bug-fixer")).toEqual({
    reached: ["bronze at 0", "silver at 4", "gold at 19"],
    count: 20,
    next: null,
  });
});

test("of one thread a badge counts once, and what was revoked counts not at all", () => {
  const twice = [fact(), fact({ subjectId: "r2", earnedAt: MONDAY + 5 })];
  expect(standing(twice, "bug-fixer").count).toBe(1);
  expect(standing([fact({ revokedReason: "reverted by #2" })], "bug-fixer").reached).toEqual([]);
});

test("steady counts weeks, and an anniversary the years in which something was done", () => {
  const weekly = [0, 1, 7, 14, 21].map((day, index) =>
    fact({ threadId: `1#${index}`, earnedAt: MONDAY + day * DAY }),
  );
  expect(standing(weekly, "steady")).toMatchObject({ count: 4, reached: [`bronze at ${21 * DAY}`] });
  const leap = Date.UTC(2024, 1, 29);
  const years = [
    leap,
    Date.UTC(2025, 1, 28),
    Date.UTC(2025, 2, 1),
    Date.UTC(2025, 5, 1),
    Date.UTC(2028, 1, 29),
  ];
  const yearly = years.map((earnedAt, index) => fact({ threadId: `1#${index}`, earnedAt }));
  expect(standing(yearly, "anniversary")).toMatchObject({
    count: 2,
    reached: [`bronze at ${Date.UTC(2025, 2, 1) - MONDAY}`],
  });
});

test("a project's own badge counts its own facts, or those of an event", () => {
  const own = [
    { id: "windows", name: "W", description: "d", when: { label: "windows" }, tiers: [2] },
    { id: "eyes", name: "E", description: "d", when: { event: "reviewed" }, tiers: [1, 2] },
  ];
  const evidence = [
    fact({ badge: "own:windows" }),
    fact({ badge: "own:windows", threadId: "1#2" }),
    fact({ badge: "reviewer", subjectId: "r" }),
  ];
  expect(standing(evidence, "own:windows", own)).toMatchObject({
    count: 2,
    reached: ["null at 0"],
    next: null,
  });
  expect(standing(evidence, "own:eyes", own)).toMatchObject({ reached: ["bronze at 0"], count: 1 });
});

test("the order in which facts are known changes nothing", () => {
  const some = fc.array(
    fc.record({
      threadId: fc.constantFrom("1#1", "1#2", "1#3", "1#4", "1#5", "1#6"),
      earnedAt: fc.constantFrom(MONDAY, MONDAY + 7 * DAY, MONDAY + 400 * DAY),
      subjectId: fc.constantFrom("a", "b"),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(some, fc.infiniteStream(fc.nat()), (parts, keys) => {
      const evidence = parts.map(fact);
      const shuffled = evidence
        .map((one) => ({ one, key: keys.next().value ?? 0 }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ one }) => one);
      expect(holdingsOf(shuffled, catalogueOf([]))).toEqual(holdingsOf(evidence, catalogueOf([])));
    }),
  );
});
