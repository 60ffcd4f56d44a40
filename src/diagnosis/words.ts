// Numbers and moments as a person reads them in a finding.

import { DAY, HOUR, MINUTE, SECOND } from "../core/clock.ts";

const UNITS = [
  [DAY, "day"],
  [HOUR, "hour"],
  [MINUTE, "minute"],
  [SECOND, "second"],
] as const;

/** "1 delivery", "3 deliveries"; `plural` where an s is not enough. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** "3 hours": the largest unit that fits, rounded down. */
export function duration(ms: number): string {
  const [unitMs, name] = UNITS.find(([size]) => ms >= size) ?? [SECOND, "second"];
  return counted(Math.max(0, Math.floor(ms / unitMs)), name);
}

/** "2026-01-05 09:00 UTC". */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
