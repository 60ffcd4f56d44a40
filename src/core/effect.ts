// An effect is one thing Stoa wants done on GitHub. Features return effects; only the outbox acts on them, and an
// effect of one key happens once, however often its activity is processed.

import type { Audience, ReactionContent } from "./words.ts";

interface Base {
  /** Idempotency key, without the feature's name; unique within the feature. */
  readonly key: string;
  readonly repositoryId: number;
  readonly audience: Audience;
}

/** One feature's words in the one Stoa comment of a thread. A later effect for the same section replaces them. */
export interface SectionEffect extends Base {
  readonly kind: "section";
  readonly threadId: string;
  /** Names the section within the comment; sections stand in the order of their names' declaration in outbox/comment.ts. */
  readonly section: string;
  /** Markdown; "" takes the section away. */
  readonly markdown: string;
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
}

/** A check on a commit: how Stoa reports a bad stoa.yml. */
export interface CheckEffect extends Base {
  readonly kind: "check";
  readonly sha: string;
  readonly title: string;
  readonly summary: string;
  readonly conclusion: "success" | "failure" | "neutral";
  /** Path and 1-based line the report points at. */
  readonly path: string;
  readonly line: number;
}

export type Effect =
  SectionEffect | ReactionEffect | LabelEffect | DiscussionEffect | BoardEffect | CheckEffect;
