// Who mentors whom, for all who wait at once: a minimum-cost assignment (Kuhn 1955, Munkres 1957; solved by the munkres
// package). Every free place of a mentor is a column, every newcomer a row; docs/mentoring.md explains the costs. Pure, and
// the same for equal input in whatever order it comes.

import { munkres } from "munkres";
import { compareText } from "./rules.ts";

/** Points that a load of 100 % costs. */
export const LOAD_POINTS = 200;
/** Points that a day of waiting is worth, when there are more newcomers than places. */
export const WAIT_POINTS = 100;
/** A wait counts up to this many days. */
const MAX_WAIT_DAYS = 14;
/** Costs so much that it is chosen only where nothing else is left, and then it is not taken. */
const FORBIDDEN = 10_000_000;
/** Of equal sums the earlier logins win: each column costs its mentor's rank in a unit this much smaller than a point. */
const RANKS = 1024;

/** A newcomer who waits. */
export interface Waiting {
  /** Unique. */
  readonly id: string;
  readonly askedAt: number;
  /** How long they have waited, in days. */
  readonly waitedDays: number;
}

/** A mentor with room, or without. */
export interface Candidate {
  /** Unique, lower case. */
  readonly key: string;
  /** Newcomers they have now, and may have. */
  readonly active: number;
  readonly capacity: number;
}

/**
 * Assigns as many as there is room for, at the least cost.
 * @param costOf points for a pair without the mentor's load, 0…1,000; undefined when the two must not be paired
 * @returns the mentor's key for each newcomer that gets one, by id
 */
export function matchAll(
  newcomers: readonly Waiting[],
  mentors: readonly Candidate[],
  costOf: (newcomer: string, mentor: string) => number | undefined,
): ReadonlyMap<string, string> {
  const rows = newcomers.toSorted((a, b) => a.askedAt - b.askedAt || compareText(a.id, b.id));
  const places = placesOf(mentors, rows.length);
  if (rows.length === 0 || places.length === 0) return new Map();
  const matrix = rows.map((row) => {
    const costs = new Map<string, number | undefined>();
    return places.map(({ key, rank, load }) => {
      if (!costs.has(key)) costs.set(key, costOf(row.id, key));
      const cost = costs.get(key);
      return cost === undefined ? FORBIDDEN * RANKS : placeCost(cost + load, row) * RANKS + rank;
    });
  });
  const pairs = new Map<string, string>();
  for (const [y, x] of munkres(matrix)) {
    const [row, place] = [rows[y], places[x]];
    if (row && place && (matrix[y]?.[x] ?? FORBIDDEN * RANKS) < FORBIDDEN * RANKS)
      pairs.set(row.id, place.key);
  }
  return pairs;
}

/** Whole points, never negative. Where there are places for all, the wait is the same in every assignment and decides nothing. */
function placeCost(points: number, { waitedDays }: Waiting): number {
  const waited = Math.min(Math.max(waitedDays, 0), MAX_WAIT_DAYS);
  return Math.round(points + WAIT_POINTS * (MAX_WAIT_DAYS - waited));
}

interface Place {
  readonly key: string;
  readonly rank: number;
  /** Points of the mentor's load when this place is taken. */
  readonly load: number;
}

/** Every free place, of each mentor as many as there are newcomers at most. A fuller mentor's next place costs more. */
function placesOf(mentors: readonly Candidate[], most: number): readonly Place[] {
  return mentors
    .toSorted((a, b) => compareText(a.key, b.key))
    .flatMap(({ key, active, capacity }, rank) => {
      const free = Math.min(Math.max(capacity - active, 0), most);
      return Array.from({ length: free }, (_, taken) => ({
        key,
        rank: Math.min(rank, RANKS - 1),
        load: (LOAD_POINTS * (active + taken)) / capacity,
      }));
    });
}
