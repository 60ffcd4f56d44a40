// Leaderboards of a month, a quarter and all time. Only the first ten have a rank; of everybody behind them it is told
// among which share they are, because a place such as 87th thanks nobody. Pure.

import type { Period } from "../../core/scope.ts";
import { monthOf, quarterOf } from "./periods.ts";
import { totalsOf, type LedgerEntry } from "./xp.ts";

export const BOARDS = ["month", "quarter", "all"] as const;
export type Board = (typeof BOARDS)[number];

/** So many have a rank. */
export const MAX_RANKED = 10;

export interface Standing {
  readonly personId: number;
  /** Whole, at least 1. */
  readonly points: number;
  /** From 1; equal points share one. null behind the first ten. */
  readonly rank: number | null;
  /** "top 25 %", in steps of 5: how many in a hundred stand there or before. */
  readonly percentile: number;
  /** Places won (or lost, below 0) since the period before; null for somebody who had none then, or has none now. */
  readonly movement: number | null;
}

/** Who got how much in the period around `now`, most first; whoever got nothing is not there. */
export function standingsOf(ledger: readonly LedgerEntry[], board: Board, now: number): readonly Standing[] {
  const { current, previous } = periodsOf(board, now);
  const placesBefore = placesOf(ledger, previous);
  const places = placesOf(ledger, current);
  return places.map(({ personId, points, place }) => {
    const percentile = Math.ceil((place * 20) / places.length) * 5;
    const before = placesBefore.find((one) => one.personId === personId);
    const rank = place <= MAX_RANKED ? place : null;
    const movement = rank === null || !before ? null : before.place - place;
    return { personId, points, rank, percentile, movement };
  });
}

function periodsOf(board: Board, now: number): { readonly current: Period; readonly previous: Period } {
  if (board === "all") {
    const current = { startsAt: 0, endsAt: now + 1 };
    return { current, previous: { startsAt: 0, endsAt: monthOf(now).startsAt } };
  }
  const around = board === "month" ? monthOf : quarterOf;
  const current = around(now);
  return { current, previous: around(current.startsAt - 1) };
}

interface Place {
  readonly personId: number;
  readonly points: number;
  /** From 1; equal points share one, and the next is as if they did not. */
  readonly place: number;
}

function placesOf(ledger: readonly LedgerEntry[], { startsAt, endsAt }: Period): readonly Place[] {
  const totals = totalsOf(ledger.filter(({ at }) => at >= startsAt && at < endsAt));
  const sorted = [...totals]
    .filter(([, points]) => points > 0)
    .toSorted(([a, pointsA], [b, pointsB]) => pointsB - pointsA || a - b);
  return sorted.map(([personId, points]) => ({
    personId,
    points,
    place: sorted.findIndex(([, others]) => others === points) + 1,
  }));
}
