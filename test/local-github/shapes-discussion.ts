// How discussions and what is said in them look in webhook payloads. They have no REST API; their types are
// those of GitHub's official webhook descriptions.

import type { webhooks } from "@octokit/openapi-webhooks-types";
import type { Category, Label, Remark, Thread } from "./entities.ts";
import { apiOf, associationOf, isoTime, threadPage, userOrNull, type View } from "./shapes.ts";
import { labelShape, rollup } from "./shapes-thread.ts";

type DiscussionPayload =
  webhooks["discussion-created"]["post"]["requestBody"]["content"]["application/json"]["discussion"];

/** A discussion as webhooks carry it. */
export function discussionShape(view: View, thread: Thread): DiscussionPayload {
  const { discussion: part, repository } = thread;
  if (!part) throw new Error(`#${thread.number} is no discussion`);
  const { category, answer } = part;
  const page = threadPage(view, thread);
  return {
    repository_url: apiOf(view, repository),
    category: categoryShape(category),
    answer_html_url: answer ? `${page}#discussioncomment-${answer.id}` : null,
    answer_chosen_at: part.answeredAt === null ? null : isoTime(part.answeredAt),
    answer_chosen_by: userOrNull(view, part.answeredBy) as DiscussionPayload["answer_chosen_by"],
    html_url: page,
    id: thread.id,
    node_id: thread.nodeId,
    number: thread.number,
    title: thread.title,
    user: userOrNull(view, thread.author) as DiscussionPayload["user"],
    labels: thread.labels.map((label) => discussionLabel(view, label)),
    state: thread.state,
    state_reason: thread.stateReason === null ? null : discussionReason(thread.stateReason),
    locked: thread.isLocked,
    comments: thread.remarks.length,
    created_at: isoTime(thread.createdAt),
    updated_at: isoTime(thread.updatedAt),
    author_association: associationOf(repository, thread.author),
    active_lock_reason: null,
    body: thread.body,
    reactions: rollup(thread.reactions, `${apiOf(view, repository)}/discussions/${thread.number}`),
    timeline_url: `${apiOf(view, repository)}/discussions/${thread.number}/timeline`,
  };
}

/** A category of discussions. */
export function categoryShape(category: Category) {
  const { repository } = category;
  return {
    id: category.id,
    node_id: category.nodeId,
    repository_id: repository.id,
    emoji: category.emoji,
    name: category.name,
    description: "",
    created_at: isoTime(repository.createdAt),
    updated_at: isoTime(repository.createdAt),
    slug: category.slug,
    is_answerable: category.isAnswerable,
  };
}

function discussionLabel(view: View, label: Label) {
  return { ...labelShape(view, label), id: label.id, archived_at: null, archived_by: null };
}

/** Discussions close for other reasons than issues: resolved, outdated or duplicate. */
function discussionReason(reason: NonNullable<Thread["stateReason"]>): DiscussionPayload["state_reason"] {
  return (
    { completed: "resolved", not_planned: "outdated", duplicate: "duplicate", reopened: "reopened" } as const
  )[reason];
}

/** A comment or reply in a discussion as webhooks carry it. */
export function discussionCommentShape(view: View, remark: Remark) {
  const { thread } = remark;
  const api = `${apiOf(view, thread.repository)}/discussions/comments/${remark.id}`;
  return {
    id: remark.id,
    node_id: remark.nodeId,
    html_url: `${threadPage(view, thread)}#discussioncomment-${remark.id}`,
    parent_id: remark.parent?.id ?? null,
    child_comment_count: thread.remarks.filter(({ parent }) => parent === remark).length,
    repository_url: apiOf(view, thread.repository),
    discussion_id: thread.id,
    author_association: associationOf(thread.repository, remark.author),
    user: userOrNull(view, remark.author),
    created_at: isoTime(remark.createdAt),
    updated_at: isoTime(remark.updatedAt),
    body: remark.body,
    reactions: rollup(remark.reactions, api),
  };
}
