// The mood as the digest tells it: a sentence, a chart of the weeks that can be told, and the same numbers in a table.

import { DAY } from "../../core/clock.ts";
import type { Change, Mood } from "./mood.ts";

/** A week as it is shown. */
export interface ShownWeek extends Mood {
  /** The ISO date of its Monday. */
  readonly week: string;
}

/** Weeks of which too little can be said are in the table only when they are among this many newest. */
const RECENT_WEEKS = 4;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The digest's section; undefined when nobody showed a feeling.
 * @param weeks oldest first, those in which nobody showed a feeling left out
 * @param lastWeek the ISO date of the newest week's Monday
 */
export function presentSection(section: {
  readonly mood: Mood;
  readonly change: Change | undefined;
  readonly weeks: readonly ShownWeek[];
  readonly lastWeek: string;
  /** The index the community wants to reach, 0…100: a line in the chart. */
  readonly target: number;
}): string | undefined {
  const { mood, change } = section;
  if (mood.people === 0) return undefined;
  if (mood.index === null) return `**Mood** – Too little to say (${people(mood.people)}).`;
  const sentence = `**Mood** – ${numbers(mood)}${change ? `, ${changeInWords(change)}` : ""}.`;
  const recentFrom = Date.parse(section.lastWeek) - (RECENT_WEEKS - 1) * 7 * DAY;
  const rows = section.weeks.filter(({ week, index }) => index !== null || Date.parse(week) >= recentFrom);
  const told = rows.filter(({ index }) => index !== null);
  if (told.length < 2) return `${sentence}\n\n${EXPLANATION}`;
  return [sentence, chart(told, section.target), table(rows), `${EXPLANATION} ${OF_THE_CHART}`].join("\n\n");
}

const EXPLANATION =
  "From 0 to 100: of the remarks that show a feeling, how many show a good one. Every person's week weighs the same.";
const OF_THE_CHART = "The level line is the target.";

/** "4 up on last time", or that nothing can be told: "no clear change on last time (−6 to +4)". */
export function changeInWords({ difference, low, high }: Change): string {
  const points = Math.round(Math.abs(difference));
  if ((low <= 0 && high >= 0) || points === 0) {
    return `no clear change on last time (${signed(low)} to ${signed(high)})`;
  }
  return `${points} ${difference > 0 ? "up" : "down"} on last time`;
}

/** "83 (76 to 89, 41 people)". */
export function numbers({ index, low, high, people: count }: Mood): string {
  return `${whole(index)} (${whole(low)} to ${whole(high)}, ${people(count)})`;
}

function chart(weeks: readonly ShownWeek[], target: number): string {
  return [
    "```mermaid",
    "xychart-beta",
    `  x-axis [${weeks.map(({ week }) => `"${day(week)}"`).join(", ")}]`,
    "  y-axis 0 --> 100",
    `  line [${weeks.map(({ index }) => whole(index)).join(", ")}]`,
    `  line [${weeks.map(() => target).join(", ")}]`,
    "```",
  ].join("\n");
}

function table(weeks: readonly ShownWeek[]): string {
  const rows = weeks.map((row) => {
    const shown =
      row.index === null
        ? "too little to say"
        : `${whole(row.index)} (${whole(row.low)} to ${whole(row.high)})`;
    return `| ${day(row.week)} | ${shown} | ${row.people} |`;
  });
  return ["| week of | mood | people |", "|---|--:|--:|", ...rows].join("\n");
}

/** "2 Nov". */
function day(week: string): string {
  const date = new Date(`${week}T00:00:00Z`);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

export function people(count: number): string {
  return count === 1 ? "1 person" : `${count} people`;
}

export function whole(value: number | null): string {
  return value === null ? "" : String(Math.round(value));
}

/** With a true minus sign. */
export function signed(value: number): string {
  const rounded = Math.round(value);
  if (rounded === 0) return "0";
  return rounded > 0 ? `+${rounded}` : `−${-rounded}`;
}
