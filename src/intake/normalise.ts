// Makes an activity of a delivery, or says why there is none in it. Here and in payload-facts.ts alone GitHub's payloads are
// known.

import type { z } from "zod";
import {
  threadId,
  type Activity,
  type Remark,
  type RemarkActivityKind,
  type Thread,
  type ThreadActivity,
  type ThreadActivityKind,
} from "../core/activity.ts";
import { activityKey } from "./keys.ts";
import {
  personOf,
  remarkOf,
  repositoryRef,
  reviewOf,
  threadOfDiscussion,
  threadOfIssue,
  threadOfPull,
} from "./payload-facts.ts";
import * as payloads from "./payloads.ts";
import type { RepositoryPayload } from "./payloads.ts";

/** What a delivery holds: a fact, or the reason why it is none of ours. */
export type Normalised =
  | {
      readonly activity: Activity;
      readonly repository: RepositoryPayload;
      /** A thread that came from elsewhere: no delivery tells what was said in it. */
      readonly unread?: UnreadThread;
    }
  | { readonly ignored: string };

/** A thread whose remarks must be read from GitHub. */
export interface UnreadThread {
  readonly threadId: string;
  readonly repositoryId: number;
  readonly nodeId: string;
}

/** The deliveries that become activities. */
export const ACTIVITY_EVENTS = [
  "issues",
  "issue_comment",
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "discussion",
  "discussion_comment",
  "release",
] as const;
export type ActivityEvent = (typeof ACTIVITY_EVENTS)[number];

/**
 * Makes an activity of a delivery.
 * @throws ZodError when the payload is not what GitHub documents.
 */
export function normalise(event: ActivityEvent, payload: unknown): Normalised {
  return NORMALISERS[event](payload);
}

const NORMALISERS: Record<ActivityEvent, (payload: unknown) => Normalised> = {
  issues(payload) {
    const told = payloads.issuePayload.parse(payload);
    const { action, repository, issue, changes } = told;
    const normalised = threadActivity(told, threadOfIssue(repository, issue));
    if (action === "transferred") return withUnread(normalised, changes?.new_repository, changes?.new_issue);
    if (action !== "opened" || !changes?.old_issue || "ignored" in normalised) return normalised;
    // It was moved here: that is no news, and nobody is welcomed twice.
    const { activity } = normalised;
    return withUnread({ ...normalised, activity: { ...activity, isLive: false } }, repository, issue);
  },
  issue_comment(payload) {
    const told = payloads.issueCommentPayload.parse(payload);
    const thread = threadOfIssue(told.repository, told.issue);
    return remarkActivity(told, thread, remarkOf("comment", told.comment));
  },
  pull_request(payload) {
    const told = payloads.pullPayload.parse(payload);
    const { pull_request: pull, sender } = told;
    const isMerge = told.action === "closed" && pull.merged_at != null;
    const thread = threadOfPull(told.repository, pull);
    // A merge queue sends the delivery in its own name; history names the person who merged.
    return isMerge
      ? threadActivity({ ...told, action: "merged", sender: pull.merged_by ?? sender }, thread)
      : threadActivity(told, thread);
  },
  pull_request_review(payload) {
    const told = payloads.reviewPayload.parse(payload);
    const { pull_request: pull, review } = told;
    return remarkActivity(told, threadOfPull(told.repository, pull), reviewOf(review, pull));
  },
  pull_request_review_comment(payload) {
    const told = payloads.reviewCommentPayload.parse(payload);
    const thread = threadOfPull(told.repository, told.pull_request);
    return remarkActivity(told, thread, remarkOf("review_comment", told.comment));
  },
  discussion(payload) {
    const told = payloads.discussionPayload.parse(payload);
    const { changes } = told;
    const normalised = threadActivity(told, threadOfDiscussion(told.repository, told.discussion));
    if (told.action !== "transferred") return normalised;
    return withUnread(normalised, changes?.new_repository, changes?.new_discussion);
  },
  discussion_comment(payload) {
    const told = payloads.discussionCommentPayload.parse(payload);
    const thread = threadOfDiscussion(told.repository, told.discussion);
    return remarkActivity(told, thread, remarkOf("discussion_comment", told.comment));
  },
  release(payload) {
    const { release, ...rest } = payloads.releasePayload.parse(payload);
    const kind = RELEASE_KINDS[rest.action];
    const isDraft = release.draft && kind === "release.published";
    if (!kind || isDraft) return { ignored: `release ${rest.action}: nobody can see a draft` };
    const at = release.published_at ?? release.created_at;
    if (at == null) return { ignored: "a release without a date" };
    const changedAt = Math.max(release.updated_at ?? 0, at);
    const repository = repositoryRef(rest);
    return {
      repository: rest.repository,
      activity: {
        kind,
        key: activityKey(kind, release.node_id, { at: changedAt, detail: rest.action }),
        at: kind === "release.published" ? at : changedAt,
        repository,
        actor: personOf(kind === "release.published" ? (release.author ?? rest.sender) : rest.sender),
        isLive: true,
        release: {
          id: release.node_id,
          tag: release.tag_name,
          name: release.name || release.tag_name,
          body: release.body,
          url: release.html_url,
          isPrerelease: release.prerelease,
          author: personOf(release.author),
          publishedAt: at,
          updatedAt: changedAt,
        },
      },
    };
  },
};

const RELEASE_KINDS: Readonly<Record<string, "release.published" | "release.removed">> = {
  published: "release.published",
  prereleased: "release.published",
  released: "release.published",
  edited: "release.published",
  unpublished: "release.removed",
  deleted: "release.removed",
};

type Told = z.infer<typeof payloads.repositoryPayload>;
type ToldOfThread = Told & { readonly label?: { readonly name: string } | null | undefined };
/** `changes` is the text before an edit. */
type ToldOfRemark = Told & { readonly changes?: string | undefined };

const THREAD_KINDS: Readonly<Record<string, ThreadActivityKind>> = {
  opened: "thread.opened",
  created: "thread.opened",
  edited: "thread.edited",
  closed: "thread.closed",
  merged: "thread.merged",
  reopened: "thread.reopened",
  labeled: "thread.labelled",
  unlabeled: "thread.labelled",
  answered: "thread.answered",
  deleted: "thread.deleted",
  transferred: "thread.deleted",
};

const NO_PEOPLE = "who is in charge of a thread is not kept";
const NO_PLANS = "milestones, types and pins are not kept";
const NO_COMMITS = "a pull request's changes are read when it opens and when it is merged";
/** What happens to threads and means nothing to Stoa. Every other action brings a fresh snapshot at least. */
const IGNORED_THREAD_ACTIONS: Readonly<Record<string, string>> = {
  review_requested: NO_PEOPLE,
  review_request_removed: NO_PEOPLE,
  milestoned: NO_PLANS,
  demilestoned: NO_PLANS,
  typed: NO_PLANS,
  untyped: NO_PLANS,
  pinned: NO_PLANS,
  unpinned: NO_PLANS,
  auto_merge_enabled: NO_COMMITS,
  auto_merge_disabled: NO_COMMITS,
  enqueued: NO_COMMITS,
  dequeued: NO_COMMITS,
};

type ThreadNormalised =
  | { readonly activity: ThreadActivity; readonly repository: RepositoryPayload }
  | { readonly ignored: string };

function threadActivity(told: ToldOfThread, thread: Thread): ThreadNormalised {
  const { action, repository, label, sender } = told;
  const isOfPull = thread.kind === "pull" && /^(?:un)?assigned$/.test(action);
  const reason = isOfPull ? NO_PEOPLE : IGNORED_THREAD_ACTIONS[action];
  if (reason) return { ignored: `${thread.kind} ${action}: ${reason}` };
  const kind = THREAD_KINDS[action] ?? "thread.changed";
  const at = {
    "thread.opened": thread.createdAt,
    "thread.merged": thread.mergedAt,
    "thread.closed": thread.closedAt,
  }[kind as string];
  const detail = label ? `${action}:${label.name}` : action;
  const time = at ?? thread.updatedAt;
  return {
    repository,
    activity: {
      kind,
      key: activityKey(kind, thread.id, { at: time, detail }),
      at: time,
      repository: repositoryRef(told),
      // A thread that was moved here is sent by whoever moved it; opening it was its author's deed, as history tells.
      actor: kind === "thread.opened" ? thread.author : personOf(sender),
      isLive: true,
      thread,
      detail,
    },
  };
}

function withUnread(
  normalised: ThreadNormalised,
  repository: { readonly id: number } | null | undefined,
  thread: { readonly number: number; readonly node_id: string } | null | undefined,
): Normalised {
  if ("ignored" in normalised || !repository || !thread) return normalised;
  const unread = {
    threadId: threadId(repository.id, thread.number),
    repositoryId: repository.id,
    nodeId: thread.node_id,
  };
  return { ...normalised, unread };
}

const REMARK_KINDS: Readonly<Record<string, RemarkActivityKind>> = {
  created: "remark.created",
  edited: "remark.edited",
  deleted: "remark.deleted",
  // Of reviews.
  submitted: "remark.created",
  dismissed: "remark.edited",
};

function remarkActivity(told: ToldOfRemark, thread: Thread, remark: Remark): Normalised {
  const { action, repository, sender, changes: previousBody } = told;
  const kind = REMARK_KINDS[action];
  if (!kind) return { ignored: `a remark that was ${action} says nothing new` };
  const at = kind === "remark.created" ? remark.createdAt : remark.updatedAt;
  return {
    repository,
    activity: {
      kind,
      key: activityKey(kind, remark.id, { at }),
      at,
      repository: repositoryRef(told),
      actor: kind === "remark.created" ? remark.author : personOf(sender),
      isLive: true,
      thread,
      remark,
      previousBody,
    },
  };
}
