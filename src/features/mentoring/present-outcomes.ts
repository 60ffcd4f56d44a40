// How maintainers read what mentoring does: sentences with their counts, and what they cannot bear.

import type { Outcomes, Return } from "./outcome-rules.ts";

/** The section; undefined when nobody asked for a mentor in half a year. */
export function presentOutcomes(outcomes: Outcomes): string | undefined {
  const { asked, waiting, waitHours, offered, accepted, over, completed, returned } = outcomes;
  if (asked === 0 && offered === 0) return undefined;
  const who = `${newcomers(asked)} asked for a mentor or came with a first pull request`;
  const wait = waitHours === null ? "" : `; the median wait was ${duration(waitHours)}`;
  const now = waiting > 0 ? `; ${waiting} ${waiting === 1 ? "waits" : "wait"} now` : "";
  const sentences = [
    asked > 0 ? `${who}${wait}${now}.` : "",
    offered > 0 ? `Mentors took on ${accepted} of the ${offered} they were offered.` : "",
    over > 0 ? `Of ${counted(over, "pairing")} that ${isOrAre(over)} over, ${completed} led to a merge.` : "",
    returned === undefined ? "" : presentReturn(returned),
  ];
  return `**Mentoring, half a year** – ${sentences.filter((one) => one !== "").join(" ")}`;
}

function presentReturn({ paired, unpaired, difference, low, high }: Return): string {
  const told =
    low <= 0 && high >= 0
      ? `no clear difference (${points(low)} to ${points(high)} points)`
      : `${points(difference)} points (${points(low)} to ${points(high)})`;
  return `Within 90 days of their first pull request ${shareOf(paired)} with a mentor opened another, ${shareOf(unpaired)} without: ${told}. This is no experiment: who gets a mentor differs in other ways, too.`;
}

function shareOf({ returned, of }: Return["paired"]): string {
  return `${Math.round((100 * returned) / of)} % (${returned} of ${of})`;
}

function points(share: number): string {
  const rounded = Math.round(100 * share);
  return rounded > 0 ? `+${rounded}` : `${rounded < 0 ? "−" : ""}${Math.abs(rounded)}`;
}

function newcomers(count: number): string {
  return counted(count, "newcomer");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function isOrAre(count: number): string {
  return count === 1 ? "is" : "are";
}

function duration(hours: number): string {
  if (hours < 1) return "less than an hour";
  if (hours < 48) return hours === 1 ? "1 hour" : `${hours} hours`;
  return `${Math.round(hours / 24)} days`;
}
