// Time as it passes for people at work: Saturdays and Sundays (UTC) do not count. Holidays are not known. Pure.

import { DAY, dayOf } from "../../core/clock.ts";

/** 1970-01-01 was a Thursday: 0 is Monday, 6 is Sunday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

function isWeekend(day: number): boolean {
  return weekdayOf(day) >= 5;
}

/**
 * The moment at which `days` working days have passed since `from`. Friday noon and two working days is Tuesday noon; what
 * begins on a weekend begins on Monday at 00:00 UTC.
 */
export function afterWorkingDays(from: number, days: number): number {
  let at = from;
  while (isWeekend(dayOf(at))) at = (dayOf(at) + 1) * DAY;
  for (let left = days; left > 0; left -= 1) {
    at += DAY;
    while (isWeekend(dayOf(at))) at += DAY;
  }
  return at;
}
