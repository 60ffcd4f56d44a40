// The switches by which a test or the demo makes the local GitHub misbehave the ways the real one does.

import { seededRandom } from "./ids.ts";

/** One kind of trouble. It strikes the next `next` times it could, and after that with `probability`. */
export interface Trouble {
  /** 0…1, drawn from the seed given at the start. */
  probability: number;
  next: number;
  /**
   * Narrows it: "POST /repos/…" or "POST /graphql createDiscussion" for requests, "issues.opened" for
   * deliveries.
   */
  only?: ((subject: string) => boolean) | undefined;
}

/** All switches; they may be set at any time. */
export interface Troubles {
  /** Answers `failStatus` instead of doing what was asked. */
  readonly failBefore: Trouble;
  /** Does a write and answers 502 all the same. */
  readonly failAfter: Trouble;
  /** Does a write and never answers: the connection is cut, or left hanging when `hang` is set. */
  readonly timeOutAfter: Trouble;
  /** Answers a write with a secondary rate limit: `limitStatus`, with `retry-after` of `retryAfterS`. */
  readonly secondaryLimit: Trouble;
  failStatus: 403 | 404 | 500 | 502 | 503;
  limitStatus: 403 | 429;
  retryAfterS: number;
  hang: boolean;
  /** Sends a delivery twice. */
  readonly duplicate: Trouble;
  /** Does not send a delivery and logs it as failed. */
  readonly lose: Trouble;
  /** Sends a delivery `delayMs` of the clock's time later. */
  readonly delay: Trouble;
  /** Sends a delivery after the one that follows it. */
  readonly reorder: Trouble;
  delayMs: number;
  /** Whether this kind of trouble strikes now. */
  strikes(kind: TroubleKind, subject: string): boolean;
  /** Switches everything off. */
  clear(): void;
}

const KINDS = [
  "failBefore",
  "failAfter",
  "timeOutAfter",
  "secondaryLimit",
  "duplicate",
  "lose",
  "delay",
  "reorder",
] as const;

/** The name of a switch. */
export type TroubleKind = (typeof KINDS)[number];

/** Makes switches that are all off. */
export function newTroubles(seed: number): Troubles {
  const random = seededRandom(seed);
  const quiet = (): Trouble => ({ probability: 0, next: 0 });
  const troubles: Troubles = {
    failBefore: quiet(),
    failAfter: quiet(),
    timeOutAfter: quiet(),
    secondaryLimit: quiet(),
    failStatus: 502,
    limitStatus: 403,
    retryAfterS: 60,
    hang: false,
    duplicate: quiet(),
    lose: quiet(),
    delay: quiet(),
    reorder: quiet(),
    delayMs: 5 * 60_000,
    strikes(kind, subject) {
      const trouble = troubles[kind];
      if (trouble.next <= 0 && trouble.probability <= 0) return false;
      if (trouble.only && !trouble.only(subject)) return false;
      if (trouble.next > 0) {
        trouble.next -= 1;
        return true;
      }
      return random() < trouble.probability;
    },
    clear() {
      for (const kind of KINDS) Object.assign(troubles[kind], { probability: 0, next: 0, only: undefined });
    },
  };
  return troubles;
}
