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
  const mergedAt = issue.pull_request?.merged_at ?? null;
  return {
    ...threadBase(repository, issue),
    kind: issue.pull_request ? "pull" : "issue",
    state: mergedAt === null ? stateOf(issue.state) : "merged",
    stateReason: issue.state_reason?.toLowerCase() ?? null,
    // Of issues alone: what comes as a pull request does not say, and a comment that comes late must add nothing.
    isAssigned: issue.assignees && !issue.pull_request ? issue.assignees.length > 0 : null,
    closes: issue.pull_request ? closingReferences(issue.body) : [],
    closedAt: issue.closed_at ?? null,
    mergedAt,
  };
}

/** A pull request. */
export function threadOfPull(repository: RepositoryPayload, pull: PullPayload): Thread {
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

/** A discussion. */
export function threadOfDiscussion(repository: RepositoryPayload, discussion: DiscussionPayload): Thread {
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
    // In an order of its own: GitHub's follows from when each was put on.
    labels: thread.labels.toSorted(),
    category: null,
    isLocked: thread.locked,
    answerUrl: null,
    paths: null,
    closes: [],
    createdAt: thread.created_at,
    updatedAt: thread.updated_at,
    closedAt: null,
    mergedAt: null,
    ...("reactions" in thread && thread.reactions ? { reactions: rollUpOf(thread.reactions) } : {}),
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
