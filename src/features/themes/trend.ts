// Whether a theme rises or falls: its last thirty days against the sixty before them.

import { DAY } from "../../core/clock.ts";

export type Trend = "rising" | "steady" | "falling";

/** How far back themes look. */
export const WINDOW_MS = 90 * DAY;
const RECENT_MS = 30 * DAY;
/** Each tail's; together a test at the level .1. */
const TAIL = 0.05;

/**
 * The trend of a theme at `now`, by the times of its threads in the ninety days before. If they came at an even rate,
 * how many of all n fall into the last thirty days would be binomial with n and ⅓: the exact conditional test of two
 * Poisson rates (Przyborowski and Wilenski 1940). Rising when so many or more have a chance below .05, falling when so
 * few or fewer have.
 */
export function trendOf(times: readonly number[], now: number): Trend {
  const inWindow = times.filter((at) => at < now && at >= now - WINDOW_MS);
  const recent = inWindow.filter((at) => at >= now - RECENT_MS).length;
  const share = RECENT_MS / WINDOW_MS;
  const count = inWindow.length;
  if (atMost(count - recent, { count, share: 1 - share }) < TAIL) return "rising";
  return atMost(recent, { count, share }) < TAIL ? "falling" : "steady";
}

/** The chance of `successes` or fewer among `count`, each with the chance `share`. */
function atMost(
  successes: number,
  { count, share }: { readonly count: number; readonly share: number },
): number {
  let chance = (1 - share) ** count;
  let sum = chance;
  for (let k = 1; k <= successes; k += 1) {
    chance *= ((count - k + 1) / k) * (share / (1 - share));
    sum += chance;
  }
  return sum;
}
