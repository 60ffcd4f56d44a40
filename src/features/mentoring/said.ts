// Reads what mentors say of themselves behind `/mentor available` and `/mentor pause`. Pure.

import { DAY } from "../../core/clock.ts";
import { UserError } from "../../core/errors.ts";

/** More at a time is no mentoring. */
const MOST_AT_ONCE = 20;
const MOST_AREAS = 10;
const LONGEST_AREA = 60;
/** A longer pause is a goodbye. */
const LONGEST_PAUSE_DAYS = 366;

/**
 * `2 collector/, java agent` is two newcomers at a time in two areas; `collector/ docs` is two areas; "" says nothing.
 * @throws UserError for a number that cannot be meant
 */
export function readAvailable(argument: string): {
  readonly capacity: number | undefined;
  readonly areas: readonly string[];
} {
  const [first = ""] = argument.split(" ");
  const isNumber = /^-?\d+$/.test(first);
  const capacity = isNumber ? Number(first) : undefined;
  if (capacity !== undefined && (capacity < 1 || capacity > MOST_AT_ONCE)) {
    throw new UserError(
      `A mentor can have 1 to ${MOST_AT_ONCE} newcomers at a time: \`/mentor available 2\`.`,
    );
  }
  const rest = isNumber ? argument.slice(first.length) : argument;
  const areas = rest
    .split(rest.includes(",") ? "," : " ")
    .map((area) => area.trim().replaceAll("`", "").slice(0, LONGEST_AREA))
    .filter((area) => area !== "");
  return { capacity, areas: [...new Set(areas)].slice(0, MOST_AREAS) };
}

/**
 * `until 2026-12-24` or `2026-12-24`: the first moment of that day, UTC.
 * @throws UserError for what is no day, is past, or more than a year away
 */
export function readPause(argument: string, now: number): { readonly day: string; readonly at: number } {
  const day = argument.toLowerCase().startsWith("until ")
    ? argument.slice("until ".length).trim()
    : argument.trim();
  const at = Date.parse(`${day}T00:00:00Z`);
  const isDay =
    /^\d{4}-\d{2}-\d{2}$/.test(day) && Number.isFinite(at) && new Date(at).toISOString().slice(0, 10) === day;
  if (!isDay) {
    throw new UserError("Say until which day, as year-month-day: `/mentor pause until 2026-12-24`.");
  }
  if (at <= now) throw new UserError(`${day} has come already. Name the day on which you are back.`);
  if (at > now + LONGEST_PAUSE_DAYS * DAY) {
    throw new UserError("That is more than a year away. Name an earlier day; you can always pause again.");
  }
  return { day, at };
}
