// The calendar of what Stoa does every so many weeks, or every month: when the next digest is due, which days it
// covers, and what they are called. Pure: a time zone and a moment in, moments and words out. Periods are whole local
// days, laid end to end from Monday 2024-01-01, or calendar months, so that every process and every restart sees the
// same ones.

import { IANAZone } from "luxon";
import { DAY, dayOf, HOUR } from "./clock.ts";
import type { Period } from "./scope.ts";

/** How often something happens. */
export type Every = "week" | "fortnight" | "month";

/** When something happens that happens again and again: weekly things on a weekday, monthly ones on its first in the month. */
export interface Schedule {
  readonly every: Every;
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
  /**
   * The first moment it is told, at the schedule's hour: on the day after `lastDay`, or, for a month, on the first such
   * weekday of the next one.
   */
  readonly boundary: number;
}

/** Monday 2024-01-01 as a day number, see `dayOf`. */
const ANCHOR_DAY = dayOf(Date.UTC(2024, 0, 1));
/** Monday 1970-01-05. */
const FIRST_MONDAY = 4;

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
export function nextBoundary(after: number, schedule: Schedule): number {
  return boundaryOf(lastBoundaryIndex(after, schedule) + 1, schedule);
}

/** The period that ended last at `at`: the one told at the newest boundary that `at` has reached. */
export function periodEnding(at: number, schedule: Schedule): CalendarPeriod {
  return periodOf(lastBoundaryIndex(at, schedule), schedule);
}

/** The period that `at` lies in or after, and that has not been told yet: the one told at the next boundary. */
export function periodRunning(at: number, schedule: Schedule): CalendarPeriod {
  return periodOf(lastBoundaryIndex(at, schedule) + 1, schedule);
}

/** The period just before `period`, as the schedule has it. */
export function periodBefore(period: CalendarPeriod, schedule: Schedule): CalendarPeriod {
  return periodEnding(period.boundary - 1, schedule);
}

/** "2–15 November 2026", "26 October – 8 November 2026", "21 December 2026 – 3 January 2027"; "October 2026" of a whole month. */
export function periodTitle({ key, lastDay }: Pick<CalendarPeriod, "key" | "lastDay">): string {
  const first = dateParts(key);
  const last = dateParts(lastDay);
  if (first.date === 1 && isMonthsEnd(lastDay) && key.slice(0, 7) === lastDay.slice(0, 7))
    return `${first.month} ${first.year}`;
  const end = `${last.date} ${last.month} ${last.year}`;
  if (key === lastDay) return end;
  if (first.year !== last.year) return `${first.date} ${first.month} ${first.year} – ${end}`;
  if (first.month !== last.month) return `${first.date} ${first.month} – ${end}`;
  return `${first.date}–${end}`;
}

/**
 * The period that is to be told after what was told last. Where a schedule has moved, days would be told twice or never:
 * it begins where the last one ended then, up to a whole period earlier or later than the schedule says.
 * @param toldUntil when the period ended that was told last; undefined when there was none
 * @returns undefined when less than half a period is new: the next boundary tells it
 */
export function untoldPart(
  period: CalendarPeriod,
  toldUntil: number | undefined,
  { zone }: Pick<Schedule, "zone">,
): CalendarPeriod | undefined {
  const length = period.endsAt - period.startsAt;
  if (toldUntil === undefined || toldUntil <= period.startsAt - length) return period;
  if (period.endsAt - toldUntil < length / 2) return undefined;
  // Another zone's midnight.
  if (Math.abs(toldUntil - period.startsAt) < DAY) return { ...period, startsAt: toldUntil };
  return { ...period, startsAt: toldUntil, key: isoDate(dayOf(toldUntil + offsetAt(toldUntil, zone))) };
}

/** The local day of a moment, YYYY-MM-DD. */
export function localDay(at: number, zone: string): string {
  return isoDate(dayOf(at + offsetAt(at, zone)));
}

/** Index of the newest boundary at or before `at`; boundary 0 falls in the week, or the month, of the anchor. */
function lastBoundaryIndex(at: number, schedule: Schedule): number {
  const localDayNumber = dayOf(at + offsetAt(at, schedule.zone));
  // The local day may lie one off around midnight and the hour decides within the day, so look around the guess.
  let index = guessIndex(localDayNumber, schedule) + 1;
  while (boundaryOf(index, schedule) > at) index -= 1;
  return index;
}

function guessIndex(day: number, schedule: Schedule): number {
  if (schedule.every === "month") {
    const date = new Date(day * DAY);
    return (date.getUTCFullYear() - 2024) * 12 + date.getUTCMonth();
  }
  return Math.floor((day - ANCHOR_DAY - schedule.weekday + 1) / DAYS[schedule.every]);
}

function boundaryOf(index: number, schedule: Schedule): number {
  const day = boundaryDay(index, schedule);
  return instantOf(day * DAY + schedule.hour * HOUR, schedule.zone);
}

function periodOf(index: number, schedule: Schedule): CalendarPeriod {
  const [startDay, endDay] = periodDays(index, schedule);
  return {
    startsAt: instantOf(startDay * DAY, schedule.zone),
    endsAt: instantOf(endDay * DAY, schedule.zone),
    key: isoDate(startDay),
    lastDay: isoDate(endDay - 1),
    boundary: boundaryOf(index, schedule),
  };
}

const DAYS = { week: 7, fortnight: 14 } as const;

/** The first day of the period told at a boundary, and the day after its last. */
function periodDays(index: number, schedule: Schedule): readonly [number, number] {
  if (schedule.every === "month") return [monthDay(index - 1), monthDay(index)];
  const endDay = boundaryDay(index, schedule);
  return [endDay - DAYS[schedule.every], endDay];
}

function boundaryDay(index: number, schedule: Schedule): number {
  if (schedule.every !== "month") return ANCHOR_DAY + schedule.weekday - 1 + index * DAYS[schedule.every];
  const first = monthDay(index);
  const weekday = ((first - FIRST_MONDAY) % 7) + 1;
  return first + ((schedule.weekday - weekday + 7) % 7);
}

/** The first day of a month, counted from January 2024. */
function monthDay(index: number): number {
  return dayOf(Date.UTC(2024, index, 1));
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

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** "Monday 16 November 2026, 09:00 (Europe/Athens)". */
export function momentInWords(at: number, zone: string): string {
  const local = at + offsetAt(at, zone);
  const weekday = WEEKDAYS[(((dayOf(local) - FIRST_MONDAY) % 7) + 7) % 7] ?? "";
  const { date, month, year } = dateParts(isoDate(dayOf(local)));
  return `${weekday} ${date} ${month} ${year}, ${new Date(local).toISOString().slice(11, 16)} (${zone})`;
}

/** "19 November", of 2026-11-19. */
export function dateInWords(iso: string): string {
  const { date, month } = dateParts(iso);
  return `${date} ${month}`;
}

function isMonthsEnd(iso: string): boolean {
  return new Date(Date.parse(iso) + DAY).getUTCDate() === 1;
}

function isoDate(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function dateParts(iso: string): { readonly date: number; readonly month: string; readonly year: number } {
  const day = new Date(`${iso}T00:00:00Z`);
  return { date: day.getUTCDate(), month: MONTHS[day.getUTCMonth()] ?? "", year: day.getUTCFullYear() };
}
