// GitHub's rate limits on the virtual clock: 5,000 REST requests and 5,000 GraphQL points an hour for each
// caller, and the secondary limit on content: 80 writes a minute, 500 an hour.
// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api

import { HOUR, MINUTE, type Clock } from "../../src/core/clock.ts";

/** GitHub says “about”; here it is exact. */
const CONTENT_PER_MINUTE = 80;
/** The same for an hour. */
const CONTENT_PER_HOUR = 500;

/** What the x-ratelimit-* headers tell. `reset` is in seconds since 1970, as GitHub counts there. */
interface Quota {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly reset: number;
}

/** What is counted apart. */
export type Resource = "core" | "graphql";

/** How much each caller has used. */
export interface Limits {
  /** Points an hour for each caller and resource. Lower it to see a caller run out. */
  perHour: Record<Resource, number>;
  /** Charges the caller; false when nothing is left, and then nothing is charged. */
  charge(caller: string, resource: Resource, points: number): boolean;
  quota(caller: string, resource: Resource): Quota;
  /** Seconds to wait before more content may be written, 0 when it may be now. */
  contentWait(): number;
  /** Counts one write of content at the clock's time. */
  countContent(): void;
  /** Counts a write that an earlier process saw. */
  recall(at: number): void;
}

interface Window {
  start: number;
  used: number;
}

/** Makes limits of which nothing is used yet. */
export function newLimits(clock: Clock): Limits {
  const windows = new Map<string, Window>();
  const perHour = { core: 5000, graphql: 5000 };
  let writes: number[] = [];

  const windowOf = (caller: string, resource: Resource): Window => {
    const key = `${resource} ${caller}`;
    const known = windows.get(key);
    if (known && clock.now() < known.start + HOUR) return known;
    const fresh = { start: clock.now(), used: 0 };
    windows.set(key, fresh);
    return fresh;
  };

  const waitFor = (most: number, spanMs: number): number => {
    const since = clock.now() - spanMs;
    const recent = writes.filter((at) => at > since);
    const blocking = recent[recent.length - most];
    return blocking === undefined ? 0 : Math.ceil((blocking - since) / 1000);
  };

  return {
    perHour,
    charge(caller, resource, points) {
      const window = windowOf(caller, resource);
      if (window.used + points > perHour[resource]) return false;
      window.used += points;
      return true;
    },
    quota(caller, resource) {
      const window = windowOf(caller, resource);
      const limit = perHour[resource];
      const remaining = Math.max(0, limit - window.used);
      return { limit, used: window.used, remaining, reset: Math.ceil((window.start + HOUR) / 1000) };
    },
    contentWait() {
      writes = writes.filter((at) => at > clock.now() - HOUR);
      return Math.max(waitFor(CONTENT_PER_MINUTE, MINUTE), waitFor(CONTENT_PER_HOUR, HOUR));
    },
    countContent: () => void writes.push(clock.now()),
    recall: (at) => void writes.push(at),
  };
}
