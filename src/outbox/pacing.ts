// How fast an installation may write. GitHub allows about 80 content-creating requests a minute and 500 an hour, which
// people's own clicks share, and asks for a second between writes (docs: best practices, rate limits for REST).

import { HOUR, MINUTE, SECOND } from "../core/clock.ts";

const WINDOWS = [
  { lengthMs: SECOND, writes: 1 },
  { lengthMs: MINUTE, writes: 60 },
  // A fifth of the hour's 500 is left to people.
  { lengthMs: HOUR, writes: 400 },
] as const;

export interface Pacing {
  /** The first moment at which the installation may write. */
  nextAllowedAt(installationId: number, now: number): number;
  /** Counts a write. */
  record(installationId: number, at: number): void;
  /** No write before `until`: GitHub said so. */
  block(installationId: number, until: number): void;
}

/** Sliding windows over the writes of this process, per installation. */
export function pacing(): Pacing {
  const writes = new Map<number, number[]>();
  const blocked = new Map<number, number>();
  return {
    nextAllowedAt(installationId, now) {
      const times = writes.get(installationId) ?? [];
      let allowedAt = Math.max(now, blocked.get(installationId) ?? 0);
      for (const { lengthMs, writes: limit } of WINDOWS) {
        // The write that must have left the window before there is room for one more.
        const oldest = times[times.length - limit];
        if (oldest !== undefined) allowedAt = Math.max(allowedAt, oldest + lengthMs);
      }
      return allowedAt;
    },
    record(installationId, at) {
      const times = (writes.get(installationId) ?? []).filter((time) => time > at - HOUR);
      times.push(at);
      writes.set(installationId, times);
    },
    block(installationId, until) {
      blocked.set(installationId, Math.max(until, blocked.get(installationId) ?? 0));
    },
  };
}
