import { expect, test } from "vitest";
import { DAY } from "../../../../src/core/clock.ts";
import { candidatesOf, championsAmong } from "../../../../src/features/badges/champions.ts";
import { quarterOf } from "../../../../src/features/badges/periods.ts";
import type { LedgerEntry } from "../../../../src/features/badges/xp.ts";

const QUARTER = quarterOf(Date.UTC(2026, 7, 1));

function deed(week: number, kind: LedgerEntry["kind"], whom: number | null, points = 10): LedgerEntry {
  const at = QUARTER.startsAt + week * 7 * DAY;
  const threadId = `1#${week}${kind}`;
  const evidence = { counterpartId: whom, threadId, earnedAt: at } as LedgerEntry["evidence"];
  return { personId: 1, at, kind, points, why: "", evidence };
}

/** Six weeks of reviews, answers and fixes, for two people. */
const faithful = [
  deed(0, "review", 2),
  deed(1, "review", 3),
  deed(2, "answer", 2),
  deed(3, "review", 2),
  deed(4, "thanks", 3),
  deed(5, "fix", null),
  deed(6, "report", 4),
];

function champions(ledger: readonly LedgerEntry[]) {
  return championsAmong(candidatesOf(ledger, QUARTER));
}

test("a champion helps several people in several ways through a quarter", () => {
  const [champion] = champions(faithful);
  expect(champion).toMatchObject({
    personId: 1,
    points: 70,
    ways: ["answering", "building", "reporting", "reviewing"],
    weeks: 7,
    helped: 5,
    people: 2,
  });
  expect(champion?.evidence.map(({ threadId }) => threadId)).toEqual(["1#4thanks", "1#3review", "1#2answer"]);
});

test.each([
  ["few ways", faithful.map((one) => ({ ...one, kind: "review" as const }))],
  ["few weeks", faithful.map((one) => ({ ...one, at: QUARTER.startsAt }))],
  ["little help", faithful.slice(1)],
  [
    "help for one person only",
    faithful.map((one) => ({ ...one, evidence: { ...one.evidence, counterpartId: 2 } })),
  ],
  ["what earned nothing", faithful.map((one) => ({ ...one, points: 0 }))],
  ["another quarter", faithful.map((one) => ({ ...one, at: QUARTER.endsAt + DAY }))],
])("%s makes none", (_, ledger) => {
  expect(champions(ledger)).toEqual([]);
});
