// What stands in GitHub's payloads as the facts Stoa keeps: people, repositories, threads and remarks.

import type { z } from "zod";
import { threadId, type Person, type Remark, type RepositoryRef, type Thread } from "../core/activity.ts";
import type * as payloads from "./payloads.ts";
import type {
  CommentPayload,
  DiscussionPayload,
  IssuePayload,
  PullPayload,
  RepositoryPayload,
  ReviewPayload,
  UserPayload,
} from "./payloads.ts";
import { REACTIONS } from "../core/words.ts";
import { closingReferences } from "../text/references.ts";

/** The repository of a delivery, as activities name it. */
export function repositoryRef(rest: z.infer<typeof payloads.repositoryPayload>): RepositoryRef {
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

/** An issue, or the pull request that GitHub shows as one beside a comment. */
export function threadOfIssue(repository: RepositoryPayload, issue: IssuePayload): Thread {
  return threadOf(repository, issue, {
    kind: issue.pull_request ? "pull" : "issue",
    stateReason: issue.state_reason,
    // Of issues alone: what comes as a pull request does not say, and a comment that comes late must add nothing.
    isAssigned: issue.assignees && !issue.pull_request ? issue.assignees.length > 0 : null,
    closes: issue.pull_request ? closingReferences(issue.body) : [],
    mergedAt: issue.pull_request?.merged_at,
    reactions: issue.reactions,
  });
}

/** A pull request. */
export function threadOfPull(repository: RepositoryPayload, pull: PullPayload): Thread {
  return threadOf(repository, pull, {
    kind: "pull",
    closes: closingReferences(pull.body),
    mergedAt: pull.merged_at,
  });
}

/** A discussion. */
export function threadOfDiscussion(repository: RepositoryPayload, discussion: DiscussionPayload): Thread {
  return threadOf(repository, discussion, {
    kind: "discussion",
    stateReason: discussion.state_reason,
    category: discussion.category.slug,
    answerUrl: discussion.answer_html_url,
    reactions: discussion.reactions,
  });
}

/** What only some kinds of threads have. */
interface Own {
  readonly kind: Thread["kind"];
  readonly stateReason?: string | null | undefined;
  readonly isAssigned?: boolean | null;
  readonly category?: string;
  readonly answerUrl?: string | null | undefined;
  readonly closes?: readonly number[];
  readonly mergedAt?: number | null | undefined;
  readonly reactions?: IssuePayload["reactions"];
}

function threadOf(
  repository: RepositoryPayload,
  thread: IssuePayload | PullPayload | DiscussionPayload,
  own: Own,
): Thread {
  const mergedAt = own.mergedAt ?? null;
  return {
    id: threadId(repository.id, thread.number),
    number: thread.number,
    kind: own.kind,
    nodeId: thread.node_id,
    title: thread.title,
    body: thread.body,
    url: thread.html_url,
    author: personOf(thread.user),
    state: mergedAt === null ? stateOf(thread.state) : "merged",
    stateReason: own.stateReason?.toLowerCase() ?? null,
    // In an order of its own: GitHub's follows from when each was put on.
    labels: thread.labels.toSorted(),
    category: own.category ?? null,
    isLocked: thread.locked,
    isAssigned: own.isAssigned ?? null,
    answerUrl: own.answerUrl ?? null,
    paths: null,
    closes: own.closes ?? [],
    createdAt: thread.created_at,
    updatedAt: thread.updated_at,
    closedAt: thread.closed_at ?? null,
    mergedAt,
    reactions: own.reactions ? rollUpOf(own.reactions) : undefined,
  };
}

function rollUpOf(rollUp: NonNullable<IssuePayload["reactions"]>): NonNullable<Thread["reactions"]> {
  const counts: Readonly<Partial<Record<string, number>>> = rollUp;
  return {
    total: rollUp.total_count,
    contents: REACTIONS.map((content) => counts[content] ?? 0).join(","),
  };
}

/** A discussion's "answered" or "locked" is still open. */
function stateOf(state: string): "open" | "closed" {
  return state.toLowerCase() === "closed" ? "closed" : "open";
}

/** Something said in a thread; what kind of payload it came in says what kind it is. */
export function remarkOf(kind: Remark["kind"], comment: CommentPayload): Remark {
  const { created_at: createdAt, updated_at: updatedAt } = comment;
  return remarkAs(kind, comment, { reviewState: null, createdAt, updatedAt });
}

/** A review; when it was submitted and changed is not always told. */
export function reviewOf(review: ReviewPayload, pull: PullPayload): Remark {
  const at = review.submitted_at ?? pull.updated_at;
  return remarkAs("review", review, {
    reviewState: review.state.toLowerCase(),
    createdAt: at,
    updatedAt: Math.max(at, pull.updated_at, review.updated_at ?? 0),
  });
}

function remarkAs(
  kind: Remark["kind"],
  words: CommentPayload | ReviewPayload,
  own: Pick<Remark, "reviewState" | "createdAt" | "updatedAt">,
): Remark {
  return {
    id: words.node_id,
    kind,
    databaseId: words.id,
    author: personOf(words.user),
    body: words.body,
    url: words.html_url,
    reviewState: own.reviewState,
    createdAt: own.createdAt,
    updatedAt: own.updatedAt,
  };
}
