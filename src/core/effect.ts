// An effect is one thing Stoa wants done on GitHub. Features return effects; only the outbox acts on them, and an
// effect of one key happens once, however often its activity is processed.

import type { Audience, ReactionContent } from "./words.ts";

interface Base {
  /** Idempotency key, without the feature's name; unique within the feature. */
  readonly key: string;
  readonly repositoryId: number;
  readonly audience: Audience;
  /** Repositories that its text may speak of besides its own: it is not posted once one of them is private. */
  readonly drawsOn?: readonly number[];
}

/** One feature's words in the one Stoa comment of a thread. A later effect for the same section replaces them. */
export interface SectionEffect extends Base {
  readonly kind: "section";
  readonly threadId: string;
  /** Names the section within the comment; sections stand in the order of their names' declaration in outbox/comment.ts. */
  readonly section: string;
  /** Markdown; "" takes the section away. */
  readonly markdown: string;
  /** When that happened which it answers, where only the newest counts: it never replaces the answer to something later. */
  readonly at?: number;
}

/** A reaction of Stoa's on a thread or one of its remarks. */
export interface ReactionEffect extends Base {
  readonly kind: "reaction";
  readonly threadId: string;
  /** null reacts to the thread itself. */
  readonly remarkId: string | null;
  readonly content: ReactionContent;
}

/** A label that exists already, put on a thread. Labels are never made unasked. */
export interface LabelEffect extends Base {
  readonly kind: "label";
  readonly threadId: string;
  readonly label: string;
}

/** A discussion, made once for its key; a second effect with `update: true` and the same marker rewrites it. */
export interface DiscussionEffect extends Base {
  readonly kind: "discussion";
  /** Ties the discussion to its effect: in the body as a hidden marker. */
  readonly marker: string;
  /** Name or slug of the category; a missing one parks the effect with a clear reason. */
  readonly category: string;
  readonly title: string;
  readonly body: string;
  readonly update: boolean;
}

/** The part of a pinned issue's body between Stoa's markers, kept current in place. */
export interface BoardEffect extends Base {
  readonly kind: "board";
  readonly threadId: string;
  readonly board: string;
  readonly markdown: string;
  /** Its part as it must stand there now: where a person has changed it meanwhile, it is left alone. */
  readonly basedOn?: string;
}

/** A check on a commit: how Stoa reports on a stoa.yml. */
export interface CheckEffect extends Base {
  readonly kind: "check";
  readonly sha: string;
  /** The check's name. */
  readonly title: string;
  /** A line that sums up, shown beside the name; the name itself without one. */
  readonly headline?: string;
  readonly summary: string;
  readonly conclusion: "success" | "failure" | "neutral";
  /** What stands beside lines of the file, 50 at most. */
  readonly annotations: readonly CheckAnnotation[];
}

/** A remark on one place of a file. */
export interface CheckAnnotation {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  readonly message: string;
}

export type Effect =
  SectionEffect | ReactionEffect | LabelEffect | DiscussionEffect | BoardEffect | CheckEffect;
