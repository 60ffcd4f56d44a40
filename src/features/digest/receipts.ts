// A receipt for every run of a digest: when, which period, what was posted or why not.

import type { CalendarPeriod } from "../../core/calendar.ts";
import { inlineText, link } from "../../text/escape.ts";
import type { JobContext } from "../feature.ts";
import { recordRun, type DigestLine, type Receipt } from "./store.ts";

type Written = Pick<Parameters<typeof recordRun>[1], "outcome" | "reason"> &
  Partial<Pick<Parameters<typeof recordRun>[1], "title" | "body" | "effectKey">> & {
    readonly period: CalendarPeriod;
  };

/** @returns false when the digest of that period was made before. */
export function writeReceipt(
  { connection, now }: Pick<JobContext<unknown>, "connection" | "now">,
  line: DigestLine,
  { period, ...run }: Written,
): Promise<boolean> {
  const { startsAt, endsAt, key } = period;
  const nothing = { title: "", body: "", effectKey: "" };
  return recordRun(connection, {
    ...line,
    period: key,
    startsAt,
    endsAt,
    ...nothing,
    ...run,
    createdAt: now,
  });
}

/** "2026-11-02: posted ([read it](…))." or why not, with the next step. */
export function receiptInWords(receipt: Receipt): string {
  const { period, outcome, reason, state, stateReason, url } = receipt;
  const why = reason ?? stateReason ?? "";
  if (outcome === "skipped" || outcome === "waits") return `${period}: not posted. ${inlineText(why, 300)}`;
  if (outcome === "failed") return `${period}: failed and is tried again. ${inlineText(why, 300)}`;
  if (state === "done" || state === null)
    return url === null ? `${period}: posted.` : `${period}: ${link("posted", url)}.`;
  if (state === "waiting" || state === "attempting") return `${period}: made, and waits to be posted.`;
  return `${period}: not posted. ${inlineText(why, 300)}`;
}
