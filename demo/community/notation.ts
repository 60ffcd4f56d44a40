// The terse notation in which the sample community's threads are written; build.ts turns it into happenings.
//
//   issue({ day: "03-04", by: "brinefox3", title: "…", body: "See {#other-key}", talk: [["quayemar", "Which version?"]] })
//
// `{#key}` in a text stands for the number of the thread with that key, also in another repository.

import type { ReactionContent } from "../../test/local-github/community.ts";

/** What else is to be said about a remark. */
export interface Aside {
  /** Reactions it gets, such as "heart 3, +1 2". */
  readonly react?: string;
  /** The text that its author puts in its place later. */
  readonly edited?: string;
  /** Its author takes it back. */
  readonly deleted?: true;
  /** In a discussion: a reply to the remark at this place of the talk. */
  readonly to?: number;
  /** In a discussion: the thread's author marks it as the answer. */
  readonly answers?: true;
}

/** A review: a verdict, words, and comments on files. */
export interface Verdict {
  readonly verdict: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED";
  readonly by: string;
  readonly text: string;
  readonly on: Readonly<Record<string, string>>;
}

/** Short remarks of a mood, dealt from phrases.ts to accounts that fit. */
export interface Chat {
  readonly mood: string;
  readonly count: number;
}

/** Something done to the thread between the remarks. */
export interface Act {
  readonly act: "reopen" | "close" | "label" | "unlabel" | "retitle" | "rewrite" | "react" | "unreact";
  readonly by: string;
  /** The label, title, text, reason or reaction. */
  readonly what: string;
}

export type Said = readonly [by: string, text: string, aside?: Aside];
export type Step = Said | Verdict | Chat | Act;

/** What all threads have. */
interface Base {
  /** Day it is opened, MM-DD of 2026. */
  readonly day: string;
  readonly by: string;
  readonly title: string;
  /** A long one stands under its title in openings/*.txt instead. */
  readonly body?: string;
  /** For `{#key}`; unique in the community. */
  readonly key?: string;
  /** Repository; `lantern` unless said. */
  readonly repo?: string;
  readonly labels?: readonly string[];
  readonly talk?: readonly Step[];
  /** How many people vote for it (👍, some ❤️ 🚀 🎉). */
  readonly votes?: number;
  /** Days over which the votes come, rather many at first; weeks unless said, and for wishes months. */
  readonly voting?: number;
  /** Days over which the talk is spread; by its length unless said. */
  readonly span?: number;
}

export interface IssueThread extends Base {
  readonly kind: "issue";
  /** Days until it is closed; it stays open unless said (or a merge closes it). */
  readonly closed?: number;
  readonly closedBy?: string;
  readonly reason?: "completed" | "not_planned" | "duplicate";
}

export interface PullThread extends Base {
  readonly kind: "pull";
  /** Files with their changes, such as "collector/queue.go +40 -12". */
  readonly files: readonly string[];
  /** Days until it is merged. */
  readonly merged?: number;
  readonly mergedBy?: string;
  /** Days until it is closed without a merge. */
  readonly closed?: number;
  readonly closedBy?: string;
}

export interface DiscussionThread extends Base {
  readonly kind: "discussion";
  readonly category: string;
  /** How many people up-vote it. */
  readonly upvotes?: number;
}

export type Thread = IssueThread | PullThread | DiscussionThread;

/** An issue. */
export function issue(thread: Omit<IssueThread, "kind">): Thread {
  return { kind: "issue", ...thread };
}

/** A pull request; "Fixes {#key}" in its body makes its merge close that issue. */
export function pull(thread: Omit<PullThread, "kind">): Thread {
  return { kind: "pull", ...thread };
}

/** A discussion. */
export function discussion(thread: Omit<DiscussionThread, "kind">): Thread {
  return { kind: "discussion", ...thread };
}

/** An approving review. */
export function ok(by: string, text: string, on: Verdict["on"] = {}): Verdict {
  return { verdict: "APPROVED", by, text, on };
}

/** A review that asks for changes. */
export function asks(by: string, text: string, on: Verdict["on"] = {}): Verdict {
  return { verdict: "CHANGES_REQUESTED", by, text, on };
}

/** A review without a verdict. */
export function notes(by: string, text: string, on: Verdict["on"] = {}): Verdict {
  return { verdict: "COMMENTED", by, text, on };
}

/** `count` short remarks of this mood. */
export function chat(mood: string, count: number): Chat {
  return { mood, count };
}

/** Something done to the thread. */
export function act(kind: Act["act"], by: string, what = ""): Act {
  return { act: kind, by, what };
}

/** Reads "heart 3, +1 2". */
export function reactionsOf(
  text: string,
): readonly { readonly content: ReactionContent; readonly count: number }[] {
  return text.split(",").map((part) => {
    const [content, count] = part.trim().split(" ");
    return { content: content as ReactionContent, count: Number(count ?? 1) };
  });
}

/** A thread with its opening text, its place and its moment. */
export interface PlacedThread {
  readonly thread: Thread;
  readonly body: string;
  readonly repo: string;
  readonly number: number;
  readonly at: number;
}

/** Writes `{#key}` in `text`, said in `repo` at `at`, as a reference to that thread. */
export type Referrer = (text: string, repo: string, at: number) => string;
