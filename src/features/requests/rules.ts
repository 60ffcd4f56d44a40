// What a request is, what its status is, and how a rank has moved since the last digest. Pure.

import { categorySlug } from "../../core/names.ts";
import type { ThreadKind, ThreadState } from "../../core/words.ts";
import type { RequestMark } from "../../db/tables/requests.ts";
import type { RequestsConfig } from "./config.ts";
import { foldLabel, type Ranked, type Scored } from "./rank.ts";
import type { Tally } from "./votes.ts";

/** A thread that may be a request. */
export interface Candidate {
  readonly threadId: string;
  readonly kind: ThreadKind;
  readonly state: ThreadState;
  readonly stateReason: string | null;
  readonly labels: readonly string[];
  /** Slug of a discussion's category. */
  readonly category: string | null;
  readonly issueType: string | null;
  readonly milestone: string | null;
  /** Its option in the configured field of a project. */
  readonly projectStatus: string | null;
  readonly isFromTemplate: boolean;
  /** A maintainer's word; it goes before everything else. */
  readonly mark: RequestMark | null;
  readonly declinedAt: number | null;
  readonly releaseId: string | null;
}

/** A thread as requests are made of it. */
export interface RequestThread extends Candidate {
  readonly repositoryId: number;
  readonly nodeId: string;
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly createdAt: number;
  readonly closedAt: number | null;
  readonly declinedUrl: string | null;
  readonly pullId: string | null;
  readonly shippedAt: number | null;
  readonly ownerLogin: string | null;
}

/** Why a thread is a request. */
export type Reason = "mark" | "label" | "type" | "category" | "template";

export type Status = "considering" | "planned" | "in progress" | "shipped" | "declined";

/** A request with everything that is counted of it. */
export interface CountedRequest extends Ranked, Scored {
  readonly repositoryId: number;
  readonly kind: ThreadKind;
  readonly title: string;
  readonly url: string;
  readonly tally: Tally;
  readonly isAtLeast: boolean;
  /** Threads whose votes moved here. */
  readonly duplicates: readonly string[];
  readonly theme: string | null;
  readonly status: Status | null;
  readonly owner: { readonly login: string } | null;
}

export interface RankedRequest extends CountedRequest {
  /** 1 is the first in the order that was asked for. */
  readonly rank: number;
}

/** What a digest showed for a request. */
export interface ShownRank {
  readonly rank: number;
  readonly votes: number;
  /** null where nothing had become of it. */
  readonly status?: string | null;
}

/** How a request has moved since the last digest: `places` up (or down, when negative), and votes won or lost. */
export type Movement =
  | { readonly kind: "new"; readonly votes: number }
  | { readonly kind: "moved"; readonly places: number; readonly votes: number };

/** Why a thread is a request; undefined when it is none. Whether it is open is another question. */
export function reasonOf(candidate: Candidate, config: RequestsConfig): Reason | undefined {
  if (candidate.kind === "pull" || candidate.mark === "not-request") return undefined;
  if (candidate.mark === "request") return "mark";
  if (candidate.kind === "discussion") {
    const category = categorySlug(candidate.category ?? "");
    const isWanted = config.categories.some((wanted) => categorySlug(wanted) === category);
    return category !== "" && isWanted ? "category" : undefined;
  }
  if (hasLabel(candidate, config.labels)) return "label";
  const type = candidate.issueType === null ? "" : foldLabel(candidate.issueType);
  if (config.types.some((wanted) => foldLabel(wanted) === type)) return "type";
  return config.fromTemplates && candidate.isFromTemplate ? "template" : undefined;
}

/** The status of a request: what became of it, else what its labels say, else its milestone; null when nothing does. */
export function statusOf(candidate: Candidate, { statuses }: RequestsConfig): Status | null {
  if (candidate.releaseId !== null) return "shipped";
  const option = statuses.projectField === null ? null : candidate.projectStatus;
  const told = option === null ? candidate : { labels: [...candidate.labels, option] };
  if (candidate.declinedAt !== null || hasLabel(told, statuses.declined)) return "declined";
  if (hasLabel(told, statuses.inProgress)) return "in progress";
  if (hasLabel(told, statuses.planned)) return "planned";
  if (hasLabel(told, statuses.considering)) return "considering";
  return statuses.milestoneIsPlanned && candidate.milestone !== null ? "planned" : null;
}

function hasLabel({ labels }: Pick<Candidate, "labels">, wanted: readonly string[]): boolean {
  if (labels.length === 0) return false;
  const folded = foldedLabels(wanted);
  return labels.some((label) => folded.has(foldLabel(label)));
}

/** By the list in a configuration: every thread of an organisation is asked about the same few. */
const FOLDED = new WeakMap<readonly string[], ReadonlySet<string>>();

function foldedLabels(wanted: readonly string[]): ReadonlySet<string> {
  const known = FOLDED.get(wanted) ?? new Set(wanted.map(foldLabel));
  FOLDED.set(wanted, known);
  return known;
}

/** What has changed since the last digest; a request that was not on its list is new. */
export function movementOf(now: ShownRank, before: ShownRank | undefined): Movement {
  if (!before) return { kind: "new", votes: now.votes };
  return { kind: "moved", places: before.rank - now.rank, votes: now.votes - before.votes };
}
