// Says what GitHub tells about a change to a thread or a remark.

import type { Notice } from "./change.ts";
import type { Account, Remark, Thread } from "./entities.ts";

/** The event that tells about a thread of this kind. */
function eventOf(thread: Thread): string {
  return { issue: "issues", pull: "pull_request", discussion: "discussion" }[thread.kind];
}

/** A notice about a thread. */
export function about(
  thread: Thread,
  by: Account,
  at: number,
  action: string,
  more: Partial<Notice> = {},
): Notice {
  return { event: eventOf(thread), action, by, at, repository: thread.repository, thread, ...more };
}

const REMARK_EVENT = {
  comment: "issue_comment",
  review: "pull_request_review",
  "review-comment": "pull_request_review_comment",
  "discussion-comment": "discussion_comment",
} as const;

/** A notice about a remark. */
export function aboutRemark(
  remark: Remark,
  by: Account,
  at: number,
  action: string,
  more: Partial<Notice> = {},
): Notice {
  const { thread } = remark;
  const event = REMARK_EVENT[remark.kind];
  return { event, action, by, at, repository: thread.repository, thread, remark, ...more };
}
