// How maintainers read what mentoring does: four figures with their counts, and what they cannot bear.

import type { Return } from "./outcome-rules.ts";
import type { Outcomes } from "./outcomes.ts";

/** The section; undefined when nobody asked for a mentor in half a year. */
export function presentOutcomes(outcomes: Outcomes): string | undefined {
  const { asked, waiting, waitHours, offered, accepted, over, completed, returned } = outcomes;
  if (asked === 0 && offered === 0) return undefined;
  const parts = [
    waitHours === null
      ? `${newcomers(asked)} asked or first came`
      : `${newcomers(asked)}, a mentor after ${duration(waitHours)} (median)`,
    waiting > 0 ? `${waiting} ${waiting === 1 ? "waits" : "wait"} now` : "",
    offered > 0 ? `taken on ${accepted} of ${offered}` : "",
    over > 0 ? `completed ${completed} of ${over} that are over` : "",
  ].filter((part) => part !== "");
  const figures = `**Mentoring, half a year** – ${parts.join(" · ")}.`;
  return returned === undefined ? figures : `${figures}\n${presentReturn(returned)}`;
}

function presentReturn({ paired, unpaired, difference, low, high }: Return): string {
  const told =
    low <= 0 && high >= 0
      ? `no clear difference (${points(low)} to ${points(high)} points)`
      : `${points(difference)} points (${points(low)} to ${points(high)})`;
  return `Came back within 90 days: ${shareOf(paired)} with a mentor, ${shareOf(unpaired)} without: ${told}. This is no experiment: who gets a mentor differs in other ways, too.`;
}

function shareOf({ returned, of }: Return["paired"]): string {
  return `${Math.round((100 * returned) / of)} % (${returned} of ${of})`;
}

function points(share: number): string {
  const rounded = Math.round(100 * share);
  return rounded > 0 ? `+${rounded}` : `${rounded < 0 ? "−" : ""}${Math.abs(rounded)}`;
}

function newcomers(count: number): string {
  return count === 1 ? "1 newcomer" : `${count} newcomers`;
}

function duration(hours: number): string {
  if (hours < 1) return "less than an hour";
  if (hours < 48) return hours === 1 ? "1 hour" : `${hours} hours`;
  return `${Math.round(hours / 24)} days`;
}
