// The calendar of what Stoa does every so many weeks: when the next digest is due, which days it covers, and what
// they are called. Pure: a time zone and a moment in, moments and words out. Periods are whole local days, laid
// end to end from Monday 2024-01-01, so that every process and every restart sees the same ones.

import { IANAZone } from "luxon";
import { DAY, dayOf, HOUR } from "./clock.ts";
import type { Period } from "./scope.ts";

/** When something happens that happens every so many weeks. */
export interface WeeklySchedule {
  readonly everyWeeks: 1 | 2 | 4;
  /** ISO weekday: 1 is Monday, 7 is Sunday. */
  readonly weekday: number;
  /** Hour of the local day, 0 to 23. */
  readonly hour: number;
  /** IANA name, such as "Europe/Athens". */
  readonly zone: string;
}

/** A run of whole local days, and the boundary at which it is told. */
export interface CalendarPeriod extends Period {
  /** First local day, YYYY-MM-DD: the period's key. */
  readonly key: string;
  /** Last local day, inclusive, YYYY-MM-DD. */
  readonly lastDay: string;
  /** The first moment it can be told: on the day after `lastDay`, at the schedule's hour. */
  readonly boundary: number;
}

/** Monday 2024-01-01 as a day number, see `dayOf`. */
const ANCHOR_DAY = dayOf(Date.UTC(2024, 0, 1));

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Whether `zone` names a time zone that this machine knows. */
export function isZone(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}

/** The first boundary strictly after `after`. */
export function nextBoundary(after: number, schedule: WeeklySchedule): number {
  return boundaryOf(lastBoundaryIndex(after, schedule) + 1, schedule);
}

/** The period that ended last at `at`: the one told at the newest boundary that `at` has reached. */
export function periodEnding(at: number, schedule: WeeklySchedule): CalendarPeriod {
  return periodOf(lastBoundaryIndex(at, schedule), schedule);
}

/** The period just before `period`, of as many days. */
export function periodBefore(period: CalendarPeriod, schedule: WeeklySchedule): CalendarPeriod {
  return periodEnding(period.boundary - 1, schedule);
}

/** "2–15 November 2026", "26 October – 8 November 2026", "21 December 2026 – 3 January 2027". */
export function periodTitle({ key, lastDay }: Pick<CalendarPeriod, "key" | "lastDay">): string {
  const first = dateParts(key);
  const last = dateParts(lastDay);
  const end = `${last.date} ${last.month} ${last.year}`;
  if (first.year !== last.year) return `${first.date} ${first.month} ${first.year} – ${end}`;
  if (first.month !== last.month) return `${first.date} ${first.month} – ${end}`;
  return `${first.date}–${end}`;
}

/** Index of the newest boundary at or before `at`; boundary 0 falls in the week of the anchor. */
function lastBoundaryIndex(at: number, schedule: WeeklySchedule): number {
  const localDay = dayOf(at + offsetAt(at, schedule.zone));
  // The local day may lie one off around midnight and the hour decides within the day, so look around the guess.
  let index = Math.floor((localDay - firstBoundaryDay(schedule)) / lengthInDays(schedule)) + 1;
  while (boundaryOf(index, schedule) > at) index -= 1;
  return index;
}

function boundaryOf(index: number, schedule: WeeklySchedule): number {
  const day = boundaryDay(index, schedule);
  return instantOf(day * DAY + schedule.hour * HOUR, schedule.zone);
}

function periodOf(index: number, schedule: WeeklySchedule): CalendarPeriod {
  const endDay = boundaryDay(index, schedule);
  const startDay = endDay - lengthInDays(schedule);
  return {
    startsAt: instantOf(startDay * DAY, schedule.zone),
    endsAt: instantOf(endDay * DAY, schedule.zone),
    key: isoDate(startDay),
    lastDay: isoDate(endDay - 1),
    boundary: boundaryOf(index, schedule),
  };
}

function firstBoundaryDay(schedule: WeeklySchedule): number {
  return ANCHOR_DAY + schedule.weekday - 1;
}

function lengthInDays(schedule: WeeklySchedule): number {
  return schedule.everyWeeks * 7;
}

function boundaryDay(index: number, schedule: WeeklySchedule): number {
  return firstBoundaryDay(schedule) + index * lengthInDays(schedule);
}

/**
 * The first moment at which clocks in `zone` show `local` or later (`local` is a wall-clock time written as if it were
 * UTC). Where clocks are put back and show it twice, that is the first time; where they are put forward over it, or
 * the whole day is skipped, it is the moment they jump.
 */
function instantOf(local: number, zone: string): number {
  // Offsets lie within −12…+14 h, so these two moments are surely before and surely after it.
  const before = local - DAY;
  const after = local + DAY;
  for (const around of [before, after]) {
    const offset = offsetAt(around, zone);
    if (offsetAt(local - offset, zone) === offset) return local - offset;
  }
  return firstMoment(before, after, (at) => at + offsetAt(at, zone) >= local);
}

/** The first whole millisecond in (low, high] for which `holds`; it must not hold at `low` and must hold at `high`. */
function firstMoment(low: number, high: number, holds: (at: number) => boolean): number {
  let notYet = low;
  let already = high;
  while (already - notYet > 1) {
    const middle = Math.floor((notYet + already) / 2);
    if (holds(middle)) already = middle;
    else notYet = middle;
  }
  return already;
}

/** How far local clocks are ahead of UTC, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  return Math.round(IANAZone.create(zone).offset(at) * 60_000);
}

function isoDate(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function dateParts(iso: string): { readonly date: number; readonly month: string; readonly year: number } {
  const day = new Date(`${iso}T00:00:00Z`);
  return { date: day.getUTCDate(), month: MONTHS[day.getUTCMonth()] ?? "", year: day.getUTCFullYear() };
}
