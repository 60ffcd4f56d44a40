// An activity is one normalised fact: "this person did this to this thread at this time". It is the only thing
// features see, and it is the same whether it came from a delivery or from a backfill: its key says so.

import type { RemarkKind, ThreadKind, ThreadState } from "./words.ts";

export interface RepositoryRef {
  readonly id: number;
  readonly installationId: number;
  readonly owner: string;
  readonly name: string;
  readonly isPrivate: boolean;
}

/** A GitHub account. Bots are carried along, but never count. */
export interface Person {
  readonly id: number;
  readonly login: string;
  readonly isBot: boolean;
}

/** A thread as it stood at the activity's time. */
export interface Thread {
  /** See `threadId`. */
  readonly id: string;
  readonly number: number;
  readonly kind: ThreadKind;
  readonly nodeId: string;
  readonly title: string;
  /** Markdown as its author wrote it; "" when empty. */
  readonly body: string;
  readonly url: string;
  /** null for a deleted account. */
  readonly author: Person | null;
  readonly state: ThreadState;
  readonly stateReason: string | null;
  readonly labels: readonly string[];
  readonly category: string | null;
  readonly isLocked: boolean;
  /** Whether somebody is assigned to the issue; null or absent where nobody says. */
  readonly isAssigned?: boolean | null;
  readonly answerUrl: string | null;
  /** Paths a pull request changes; null when unknown. */
  readonly paths: readonly string[] | null;
  /** Numbers of the issues in the same repository that merging closes. */
  readonly closes: readonly number[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly closedAt: number | null;
  readonly mergedAt: number | null;
  /** Reactions to it, where a payload tells: the sum, and how many of each kind in the order of `REACTIONS`. */
  readonly reactions?: { readonly total: number; readonly contents: string } | undefined;
}

/** A comment, review, review comment or discussion comment. */
export interface Remark {
  /** GitHub's node id. */
  readonly id: string;
  readonly kind: RemarkKind;
  readonly databaseId: number | null;
  readonly author: Person | null;
  readonly body: string;
  readonly url: string;
  /** approved, changes_requested, commented or dismissed; null for what is no review. */
  readonly reviewState: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Release {
  /** GitHub's node id. */
  readonly id: string;
  readonly tag: string;
  readonly name: string;
  readonly body: string;
  readonly url: string;
  readonly isPrerelease: boolean;
  readonly author: Person | null;
  readonly publishedAt: number;
  /** GitHub's time of its last change, where it says so. */
  readonly updatedAt?: number | null;
}

interface Base {
  /** Natural key: two activities with one key are one fact. */
  readonly key: string;
  /** UTC epoch milliseconds of the deed. */
  readonly at: number;
  readonly repository: RepositoryRef;
  /** Who did it; null for a deleted account. */
  readonly actor: Person | null;
  /** Seen as it happened (true), or read from history (false): history never makes Stoa speak. */
  readonly isLive: boolean;
}

export type ThreadActivityKind =
  | "thread.opened"
  | "thread.edited"
  | "thread.labelled"
  | "thread.closed"
  | "thread.reopened"
  | "thread.merged"
  | "thread.answered"
  | "thread.changed"
  | "thread.deleted";

export type RemarkActivityKind = "remark.created" | "remark.edited" | "remark.deleted";

export type ThreadActivity = Base & {
  readonly kind: ThreadActivityKind;
  readonly thread: Thread;
  /** GitHub's word for it, and the label's name where it is about one: "locked", "labeled:bug". Unknown to history. */
  readonly detail?: string;
};
export type RemarkActivity = Base & {
  readonly kind: RemarkActivityKind;
  readonly thread: Thread;
  readonly remark: Remark;
  /** The text before an edit, where GitHub says it. */
  readonly previousBody?: string | undefined;
};
/** `release.removed`: it was unpublished or deleted. */
export type ReleaseActivity = Base & {
  readonly kind: "release.published" | "release.removed";
  readonly release: Release;
};
/** A label was renamed or deleted: these threads carried it. */
export type LabelsActivity = Base & {
  readonly kind: "labels.changed";
  readonly threadIds: readonly string[];
};

export type Activity = ThreadActivity | RemarkActivity | ReleaseActivity | LabelsActivity;
export type ActivityKind = Activity["kind"];

/** The id of a thread: unique, because issues, pull requests and discussions share one numbering. */
export function threadId(repositoryId: number, number: number): string {
  return `${repositoryId}#${number}`;
}
