// Evidence: the facts that earn badges, as plain values, and their one order. Pure.

import type { Badge } from "../../db/tables/badges.ts";

/** A fact that earns a badge. */
export interface Evidence {
  /** What was judged; see judge.ts. */
  readonly subjectId: string;
  readonly badge: Badge;
  readonly installationId: number;
  readonly repositoryId: number;
  /** Where the person did it. */
  readonly threadId: string;
  readonly personId: number;
  /** On whose act it rests; null when that is not known. */
  readonly counterpartId: number | null;
  readonly isCoAuthor: boolean;
  /** UTC epoch milliseconds. */
  readonly earnedAt: number;
  readonly url: string;
  readonly reason: string;
  /** Why it counts no longer; null while it counts. */
  readonly revokedReason: string | null;
}

/** Earlier first; of one moment the smaller address, then the smaller subject. */
export function byTime(a: Evidence, b: Evidence): number {
  return a.earnedAt - b.earnedAt || compare(a.url, b.url) || compare(a.subjectId, b.subjectId);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
