// What a person holds, from the facts that count: which badge, in which tier, since when, and what comes next. Pure, and
// the same whatever the order in which the facts became known.

import { DAY, dayOf } from "../../core/clock.ts";
import type { Badge } from "../../db/tables/badges.ts";
import { tierAt, type BadgeDefinition, type Tier } from "./catalogue.ts";
import { byTime, type Evidence } from "./evidence.ts";

/** A tier (or a badge without tiers) that was reached, and the fact that reached it. */
export interface Reached {
  readonly tier: Tier | null;
  readonly evidence: Evidence;
}

/** How a person stands with one badge. */
export interface Holding {
  readonly definition: BadgeDefinition;
  /** Facts that count. */
  readonly count: number;
  /** From the lowest tier to the highest. */
  readonly reached: readonly Reached[];
  /** The next tier and how many facts are missing; null when there is none. */
  readonly next: { readonly tier: Tier | null; readonly missing: number } | null;
}

/**
 * One person's standing with each badge.
 * @param evidence All of one person's that the reader may see; what is revoked counts for nothing.
 */
export function holdingsOf(
  evidence: readonly Evidence[],
  catalogue: readonly BadgeDefinition[],
): readonly Holding[] {
  const counting = evidence.filter(({ revokedReason }) => revokedReason === null).toSorted(byTime);
  return catalogue.map((definition) => {
    const units = unitsOf(counting, definition.countsAs ?? definition.id);
    const { thresholds } = definition;
    const reached = thresholds.flatMap((threshold, index) => {
      const unit = units[threshold - 1];
      return unit ? [{ tier: tierAt(definition, index), evidence: unit }] : [];
    });
    const threshold = thresholds[reached.length];
    const next =
      threshold === undefined
        ? null
        : { tier: tierAt(definition, reached.length), missing: threshold - units.length };
    return { definition, count: units.length, reached, next };
  });
}

/** The facts a badge counts, each once, oldest first. */
function unitsOf(counting: readonly Evidence[], badge: Badge): readonly Evidence[] {
  if (badge === "steady") return firstOfEach(counting, ({ earnedAt }) => weekOf(earnedAt));
  if (badge === "anniversary") return anniversaries(counting);
  return firstOfEach(
    counting.filter((one) => one.badge === badge),
    ({ threadId }) => threadId,
  );
}

function firstOfEach(
  counting: readonly Evidence[],
  keyOf: (one: Evidence) => string | number,
): readonly Evidence[] {
  const seen = new Set<string | number>();
  return counting.filter((one) => !seen.has(keyOf(one)) && seen.add(keyOf(one)));
}

/** Whole weeks since Monday 1970-01-05, UTC: ISO weeks. */
function weekOf(at: number): number {
  return Math.floor((dayOf(at) - 4) / 7);
}

/** In each further year since the first fact, the first one; a year without any is passed over. */
function anniversaries(counting: readonly Evidence[]): readonly Evidence[] {
  const first = counting[0];
  if (!first) return [];
  const yearOf = ({ earnedAt }: Evidence) => wholeYears(first.earnedAt, earnedAt);
  return firstOfEach(
    counting.filter((one) => yearOf(one) > 0),
    yearOf,
  );
}

/** Whole calendar years from one day to another, UTC; a year after 29 February is 1 March. */
function wholeYears(from: number, to: number): number {
  const [start, end] = [new Date(from), new Date(to)];
  const years = end.getUTCFullYear() - start.getUTCFullYear();
  const sameDay = new Date(dayOf(from) * DAY).setUTCFullYear(end.getUTCFullYear());
  return dayOf(to) * DAY < sameDay ? years - 1 : years;
}
