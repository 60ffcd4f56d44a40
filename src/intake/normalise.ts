// The only place that knows GitHub's payloads: makes an activity of a delivery, or says why there is none in it.

import type { z } from "zod";
import {
  threadId,
  type Activity,
  type ActivityKind,
  type Person,
  type Remark,
  type RepositoryRef,
  type Thread,
} from "../core/activity.ts";
import { activityKey } from "./keys.ts";
import * as payloads from "./payloads.ts";
import type {
  CommentPayload,
  DiscussionPayload,
  IssuePayload,
  PullPayload,
  RepositoryPayload,
  UserPayload,
} from "./payloads.ts";
import { closingReferences } from "../text/references.ts";

/** What a delivery holds: a fact, or the reason why it is none of ours. */
export type Normalised =
  { readonly activity: Activity; readonly repository: RepositoryPayload } | { readonly ignored: string };

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
    const { issue, ...rest } = payloads.issuePayload.parse(payload);
    const thread = threadOfIssue(rest.repository, issue);
    return threadActivity(rest, thread, threadKind(rest.action));
  },
  issue_comment(payload) {
    const { issue, comment, ...rest } = payloads.issueCommentPayload.parse(payload);
    return remarkActivity(rest, threadOfIssue(rest.repository, issue), remarkOf("comment", comment));
  },
  pull_request(payload) {
    const { pull_request: pull, ...rest } = payloads.pullPayload.parse(payload);
    const isMerge = rest.action === "closed" && pull.merged_at != null;
    const kind = isMerge ? "thread.merged" : threadKind(rest.action);
    // A merge queue sends the delivery in its own name; history names the person who merged.
    const sender = isMerge ? (pull.merged_by ?? rest.sender) : rest.sender;
    return threadActivity({ ...rest, sender }, threadOfPull(rest.repository, pull), kind);
  },
  pull_request_review(payload) {
    const { pull_request: pull, review, ...rest } = payloads.reviewPayload.parse(payload);
    const at = review.submitted_at ?? pull.updated_at;
    const remark: Remark = {
      ...remarkOf("review", { ...review, created_at: at, updated_at: Math.max(at, pull.updated_at) }),
      reviewState: review.state.toLowerCase(),
    };
    const action = rest.action === "submitted" ? "created" : "edited";
    return remarkActivity({ ...rest, action }, threadOfPull(rest.repository, pull), remark);
  },
  pull_request_review_comment(payload) {
    const { pull_request: pull, comment, ...rest } = payloads.reviewCommentPayload.parse(payload);
    return remarkActivity(rest, threadOfPull(rest.repository, pull), remarkOf("review_comment", comment));
  },
  discussion(payload) {
    const { discussion, ...rest } = payloads.discussionPayload.parse(payload);
    return threadActivity(rest, threadOfDiscussion(rest.repository, discussion), threadKind(rest.action));
  },
  discussion_comment(payload) {
    const { discussion, comment, ...rest } = payloads.discussionCommentPayload.parse(payload);
    const thread = threadOfDiscussion(rest.repository, discussion);
    return remarkActivity(rest, thread, remarkOf("discussion_comment", comment));
  },
  release(payload) {
    const { release, ...rest } = payloads.releasePayload.parse(payload);
    if (!["published", "released", "edited"].includes(rest.action) || release.draft) {
      return { ignored: `release ${rest.action} changes nothing that readers see` };
    }
    const at = release.published_at ?? release.created_at;
    if (at == null) return { ignored: "release without a date" };
    const repository = repositoryRef(rest);
    return {
      repository: rest.repository,
      activity: {
        kind: "release.published",
        key: activityKey("release.published", release.node_id),
        at,
        repository,
        actor: personOf(release.author ?? rest.sender),
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
        },
      },
    };
  },
};

type Rest = z.infer<typeof payloads.repositoryPayload> & {
  readonly label?: { readonly name: string } | null | undefined;
  readonly changes?: string | undefined;
};

const THREAD_KINDS: Readonly<Record<string, ActivityKind & `thread.${string}`>> = {
  opened: "thread.opened",
  created: "thread.opened",
  edited: "thread.edited",
  closed: "thread.closed",
  reopened: "thread.reopened",
  labeled: "thread.labelled",
  unlabeled: "thread.labelled",
  answered: "thread.answered",
  deleted: "thread.deleted",
  transferred: "thread.deleted",
};

/** What an action of a thread's event means; anything unknown still brings a fresh snapshot. */
function threadKind(action: string): ActivityKind & `thread.${string}` {
  return THREAD_KINDS[action] ?? "thread.changed";
}

function threadActivity(rest: Rest, thread: Thread, kind: ActivityKind & `thread.${string}`): Normalised {
  const at = {
    "thread.opened": thread.createdAt,
    "thread.merged": thread.mergedAt,
    "thread.closed": thread.closedAt,
  }[kind as string];
  const detail = rest.label ? `${rest.action}:${rest.label.name}` : rest.action;
  const time = at ?? thread.updatedAt;
  return {
    repository: rest.repository,
    activity: {
      kind,
      key: activityKey(kind, thread.id, { at: time, detail }),
      at: time,
      repository: repositoryRef(rest),
      // A thread that was moved here is sent by whoever moved it; opening it was its author's deed, as history tells.
      actor: kind === "thread.opened" ? thread.author : personOf(rest.sender),
      isLive: true,
      thread,
    },
  };
}

function remarkActivity(rest: Rest, thread: Thread, remark: Remark): Normalised {
  const kinds = { created: "remark.created", edited: "remark.edited", deleted: "remark.deleted" } as const;
  const kind = kinds[rest.action as keyof typeof kinds];
  if (!kind) return { ignored: `a remark that is ${rest.action} tells nothing new` };
  const at = kind === "remark.created" ? remark.createdAt : remark.updatedAt;
  return {
    repository: rest.repository,
    activity: {
      kind,
      key: activityKey(kind, remark.id, { at }),
      at,
      repository: repositoryRef(rest),
      actor: kind === "remark.created" ? remark.author : personOf(rest.sender),
      isLive: true,
      thread,
      remark,
      ...(rest.changes === undefined ? {} : { previousBody: rest.changes }),
    },
  };
}

function repositoryRef(rest: z.infer<typeof payloads.repositoryPayload>): RepositoryRef {
  const { repository, installation } = rest;
  return {
    id: repository.id,
    installationId: installation.id,
    owner: repository.owner.login,
    name: repository.name,
    isPrivate: repository.private,
  };
}

/** The account behind a payload's user. */
export function personOf(user: UserPayload | null): Person | null {
  if (!user) return null;
  return { id: user.id, login: user.login, isBot: user.type === "Bot" || user.login.endsWith("[bot]") };
}

function threadOfIssue(repository: RepositoryPayload, issue: IssuePayload): Thread {
  const mergedAt = issue.pull_request?.merged_at ?? null;
  return {
    ...threadBase(repository, issue),
    kind: issue.pull_request ? "pull" : "issue",
    state: mergedAt === null ? stateOf(issue.state) : "merged",
    stateReason: issue.state_reason?.toLowerCase() ?? null,
    closes: issue.pull_request ? closingReferences(issue.body) : [],
    closedAt: issue.closed_at ?? null,
    mergedAt,
  };
}

function threadOfPull(repository: RepositoryPayload, pull: PullPayload): Thread {
  const mergedAt = pull.merged_at ?? null;
  return {
    ...threadBase(repository, pull),
    kind: "pull",
    state: mergedAt === null ? stateOf(pull.state) : "merged",
    closes: closingReferences(pull.body),
    closedAt: pull.closed_at ?? null,
    mergedAt,
  };
}

function threadOfDiscussion(repository: RepositoryPayload, discussion: DiscussionPayload): Thread {
  return {
    ...threadBase(repository, discussion),
    kind: "discussion",
    state: stateOf(discussion.state),
    stateReason: discussion.state_reason?.toLowerCase() ?? null,
    category: discussion.category.slug,
    answerUrl: discussion.answer_html_url ?? null,
    closedAt: discussion.closed_at ?? null,
  };
}

function threadBase(
  repository: RepositoryPayload,
  thread: IssuePayload | PullPayload | DiscussionPayload,
): Thread {
  return {
    id: threadId(repository.id, thread.number),
    number: thread.number,
    kind: "issue",
    nodeId: thread.node_id,
    title: thread.title,
    body: thread.body,
    url: thread.html_url,
    author: personOf(thread.user),
    state: "open",
    stateReason: null,
    labels: thread.labels,
    category: null,
    isLocked: thread.locked,
    answerUrl: null,
    paths: null,
    closes: [],
    createdAt: thread.created_at,
    updatedAt: thread.updated_at,
    closedAt: null,
    mergedAt: null,
  };
}

/** A discussion's "answered" or "locked" is still open. */
function stateOf(state: string): "open" | "closed" {
  return state.toLowerCase() === "closed" ? "closed" : "open";
}

function remarkOf(kind: Remark["kind"], comment: CommentPayload): Remark {
  return {
    id: comment.node_id,
    kind,
    databaseId: comment.id,
    author: personOf(comment.user),
    body: comment.body,
    url: comment.html_url,
    reviewState: null,
    createdAt: comment.created_at,
    updatedAt: comment.updated_at,
  };
}
