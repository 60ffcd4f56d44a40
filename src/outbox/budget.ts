// How fast an installation may write. GitHub allows about 80 content-creating requests a minute and 500 an hour, which
// people's own clicks share, and asks for a second between writes (docs: best practices, rate limits for REST). Pure:
// sliding windows over the writes of the last hour, so no span of a minute or an hour ever holds more than its limit.

import { HOUR, MINUTE, SECOND } from "../core/clock.ts";

/** GitHub's own limits. */
const GITHUB_WINDOWS = [
  { lengthMs: MINUTE, writes: 80 },
  { lengthMs: HOUR, writes: 500 },
] as const;
/** What GitHub asks to leave between two writes. */
export const WRITE_GAP_MS = SECOND;
/** Stoa's part of GitHub's limits; the rest is left to people. With it, a write a second is what a minute allows. */
export const DEFAULT_WRITES_SHARE = 0.75;
/** Scheduled posts use no more than this of Stoa's part, so that an answer to a person always finds room. */
const SCHEDULED_SHARE = 0.8;
/** A scheduled post that has waited this long takes one turn in `TURN_EVERY`, however many replies there are. */
export const OVERDUE_MS = 15 * MINUTE;
const TURN_EVERY = 10;

export const REPLY = 0;
export const SCHEDULED = 1;

/** One request that was sent. */
export interface SentWrite {
  readonly at: number;
  /** REPLY or SCHEDULED. */
  readonly priority: number;
}

/**
 * The first moment, not before `now`, at which one more write may be sent.
 * @param recent the writes of the last hour, newest first.
 */
export function nextWriteAt(
  recent: readonly SentWrite[],
  query: { readonly now: number; readonly share: number; readonly priority: number },
): number {
  const { now, share, priority } = query;
  const part = priority === REPLY || isScheduledTurn(recent) ? share : share * SCHEDULED_SHARE;
  let allowedAt = Math.max(now, (recent[0]?.at ?? -Infinity) + WRITE_GAP_MS);
  for (const { lengthMs, writes } of GITHUB_WINDOWS) {
    const limit = Math.max(1, Math.floor(writes * part));
    // The write that must have left the window before there is room for one more.
    const oldest = recent[limit - 1];
    if (oldest) allowedAt = Math.max(allowedAt, oldest.at + lengthMs);
  }
  return allowedAt;
}

/** Whether so many replies went before that an overdue scheduled post goes first now. */
export function isScheduledTurn(recent: readonly SentWrite[]): boolean {
  const latest = recent.slice(0, TURN_EVERY - 1);
  return latest.length === TURN_EVERY - 1 && latest.every(({ priority }) => priority === REPLY);
}

/** More of an installation's writes than this never need to be looked at. */
export const MOST_WRITES = 500;
