// When things happen: in each person's working hours, rarely on weekends, never after the story's end.

import { hashOf, type Chance } from "./chance.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The story's end, UTC. */
export const END = Date.UTC(2026, 9, 4, 22);

/** Midnight of a day written MM-DD. */
export function dayOf(text: string): number {
  const at = Date.parse(`2026-${text}T00:00:00Z`);
  if (Number.isNaN(at)) throw new Error(`${text} is no day`);
  return at;
}

/** A moment on the day of `at` at which `login` works; a weekend mostly becomes the Monday after it. */
export function workingTime(at: number, login: string, chance: Chance): number {
  let midnight = at - (at % DAY);
  const weekday = new Date(midnight).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  if (isWeekend && chance.isLikely(0.75)) midnight += weekday === 6 ? 2 * DAY : DAY;
  const firstHour = 6 + (hashOf(login) % 9);
  return midnight + firstHour * HOUR + Math.floor(chance.next() * 6 * HOUR);
}
