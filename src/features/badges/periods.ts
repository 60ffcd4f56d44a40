// Months and quarters of the calendar, in UTC, by the names they are kept under. Pure.

import type { Period } from "../../core/scope.ts";

/** A month ("2026-10") or a quarter ("2026-Q4"). */
export interface NamedPeriod extends Period {
  readonly key: string;
}

/** The month around a moment. */
export function monthOf(at: number): NamedPeriod {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const key = `${year}-${String(month + 1).padStart(2, "0")}`;
  return { key, startsAt: Date.UTC(year, month), endsAt: Date.UTC(year, month + 1) };
}

/** The quarter around a moment. */
export function quarterOf(at: number): NamedPeriod {
  const date = new Date(at);
  const year = date.getUTCFullYear();
  const quarter = Math.floor(date.getUTCMonth() / 3);
  const key = `${year}-Q${quarter + 1}`;
  return { key, startsAt: Date.UTC(year, quarter * 3), endsAt: Date.UTC(year, quarter * 3 + 3) };
}
