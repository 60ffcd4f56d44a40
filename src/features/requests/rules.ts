// What a request is, how requests are ranked, and how a rank has moved since the last digest. Pure.

import { categorySlug } from "../../core/names.ts";
import type { ThreadKind } from "../../core/words.ts";
import type { RequestsConfig } from "./config.ts";

/** An open issue or discussion that may be a request. */
export interface Candidate {
  readonly threadId: string;
  readonly kind: ThreadKind;
  readonly labels: readonly string[];
  /** Slug of a discussion's category. */
  readonly category: string | null;
  readonly title: string;
  readonly url: string;
  readonly createdAt: number;
  readonly votes: number;
}

/** A request, before it has its rank. */
export interface CountedRequest {
  readonly threadId: string;
  readonly title: string;
  readonly url: string;
  readonly createdAt: number;
  /** People who voted. */
  readonly votes: number;
  /** When a person last wrote there: its newest remark, else its opening. */
  readonly activeAt: number;
}

export interface RankedRequest {
  readonly threadId: string;
  readonly title: string;
  readonly url: string;
  readonly votes: number;
  /** 1 is the most wanted. */
  readonly rank: number;
  readonly createdAt: number;
}

/** What a digest showed for a request. */
export interface ShownRank {
  readonly rank: number;
  readonly votes: number;
}

/** How a request has moved since the last digest: `places` up (or down, when negative), and votes won or lost. */
export type Movement =
  | { readonly kind: "new"; readonly votes: number }
  | { readonly kind: "moved"; readonly places: number; readonly votes: number };

/** Whether labels or category alone make a candidate a request; its template may still do so when they do not. */
export function isDeclaredRequest(candidate: Candidate, config: RequestsConfig): boolean {
  if (candidate.kind === "discussion") {
    const category = categorySlug(candidate.category ?? "");
    return category !== "" && config.categories.some((wanted) => categorySlug(wanted) === category);
  }
  const wanted = new Set(config.labels.map(fold));
  return candidate.kind === "issue" && candidate.labels.some((label) => wanted.has(fold(label)));
}

/** Most votes first; among equals where a person wrote last, then the older one, then by id, so that no order is chance. */
export function compareRequests(a: CountedRequest, b: CountedRequest): number {
  return (
    b.votes - a.votes ||
    b.activeAt - a.activeAt ||
    a.createdAt - b.createdAt ||
    compareText(a.threadId, b.threadId)
  );
}

/** Puts requests in order and numbers them from 1. */
export function rankRequests(requests: readonly CountedRequest[]): readonly RankedRequest[] {
  return [...requests].sort(compareRequests).map(({ threadId, title, url, votes, createdAt }, index) => {
    return { threadId, title, url, votes, rank: index + 1, createdAt };
  });
}

/** What has changed since the last digest; a request that was not on its list is new. */
export function movementOf(now: ShownRank, before: ShownRank | undefined): Movement {
  if (!before) return { kind: "new", votes: now.votes };
  return { kind: "moved", places: before.rank - now.rank, votes: now.votes - before.votes };
}

function fold(label: string): string {
  return label.trim().toLowerCase();
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
