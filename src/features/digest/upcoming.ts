// "Coming up": the dates that maintainers wrote into stoa.yml, in the month before they come. Pure.

import { dateInWords, localDay } from "../../core/calendar.ts";
import { DAY } from "../../core/clock.ts";
import { inlineText, link } from "../../text/escape.ts";
import type { DigestConfig } from "./config.ts";

/** How long before a date it is announced. */
const AHEAD_MS = 31 * DAY;
const MOST_DATES = 8;

export type UpcomingDate = DigestConfig["upcoming"][number];

/** The dates from today on, the next first. */
export function upcomingDates(
  { upcoming, zone }: Pick<DigestConfig, "upcoming" | "zone">,
  now: number,
): readonly UpcomingDate[] {
  const [first, last] = [localDay(now, zone), localDay(now + AHEAD_MS, zone)];
  return upcoming
    .filter(({ date }) => date >= first && date <= last)
    .sort((a, b) => (a.date === b.date ? 0 : a.date < b.date ? -1 : 1))
    .slice(0, MOST_DATES);
}

/** "**Coming up** – 19 November: Community call, 16:00 UTC · …"; undefined without a date. */
export function presentUpcoming(dates: readonly UpcomingDate[]): string | undefined {
  if (dates.length === 0) return undefined;
  const items = dates.map(({ date, text, url }) => {
    const what = url === undefined ? inlineText(text) : link(text, url);
    return `${dateInWords(date)}: ${what}`;
  });
  return `**Coming up** – ${items.join(" · ")}`;
}
