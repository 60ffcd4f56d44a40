import { expect, test } from "vitest";
import { DAY } from "../../../../src/core/clock.ts";
import { standingsOf } from "../../../../src/features/badges/leaderboard.ts";
import { monthOf, quarterOf } from "../../../../src/features/badges/periods.ts";
import type { LedgerEntry } from "../../../../src/features/badges/xp.ts";

const NOW = Date.UTC(2026, 10, 20);
const LAST_MONTH = Date.UTC(2026, 9, 20);

function got(personId: number, points: number, at = NOW): LedgerEntry {
  return { personId, points, at, kind: "fix", why: "", evidence: undefined as never };
}

test("periods are UTC months and quarters", () => {
  expect(monthOf(Date.UTC(2026, 11, 31, 23, 59))).toMatchObject({
    key: "2026-12",
    endsAt: Date.UTC(2027, 0),
  });
  expect(quarterOf(Date.UTC(2026, 9, 1))).toMatchObject({ key: "2026-Q4", startsAt: Date.UTC(2026, 9) });
  expect(monthOf(NOW).startsAt - monthOf(monthOf(NOW).startsAt - 1).startsAt).toBe(31 * DAY);
});

test("equal points share a rank, and places won are told", () => {
  const ledger = [
    got(1, 10),
    got(2, 20),
    got(3, 10),
    got(4, 0),
    got(1, 50, LAST_MONTH),
    got(2, 5, LAST_MONTH),
  ];
  const month = standingsOf(ledger, "month", NOW);
  expect(month.map(({ personId, rank, movement }) => [personId, rank, movement])).toEqual([
    [2, 1, 1],
    [1, 2, -1],
    [3, 2, null],
  ]);
  expect(standingsOf(ledger, "quarter", NOW)[0]).toMatchObject({ personId: 1, points: 60 });
  expect(standingsOf(ledger, "all", NOW)[0]).toMatchObject({ personId: 1, points: 60, movement: 0 });
});

test("whoever stands behind the tenth is told a share, not a place", () => {
  const ledger = Array.from({ length: 40 }, (_, index) => got(index, 100 - index));
  const board = standingsOf(ledger, "month", NOW);
  expect(board[9]).toMatchObject({ rank: 10, percentile: 25 });
  expect(board[10]).toMatchObject({ rank: null, percentile: 30, movement: null });
  expect(board[39]).toMatchObject({ rank: null, percentile: 100 });
});
