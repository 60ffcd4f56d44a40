// How pull requests, their reviews, review comments and files look in REST answers and webhook payloads,
// typed by GitHub's own schemas.

import type { Account, Remark, Thread } from "./entities.ts";
import { nodeId, sha } from "./ids.ts";
import { accountOf } from "./state.ts";
import {
  apiOf,
  associationOf,
  isoTime,
  pageOf,
  repositoryShape,
  threadPage,
  userOrNull,
  userShape,
  type Schema,
  type View,
} from "./shapes.ts";
import { count, issueApi, labelShape, pullAssociation, rollup } from "./shapes-thread.ts";

/** Pull requests have no null author in GitHub's schema: the ghost's own account stands there. */
function pullUser(view: View, author: Account | null): Schema<"simple-user"> {
  const account = author ?? view.state.accounts.get("ghost");
  if (!account) throw new Error("There is no ghost");
  return userShape(view, account);
}

function pullLinks(view: View, thread: Thread) {
  const api = `${apiOf(view, thread.repository)}/pulls/${thread.number}`;
  const page = threadPage(view, thread);
  return {
    url: api,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueApi(view, thread),
    commits_url: `${api}/commits`,
    review_comments_url: `${api}/comments`,
    review_comment_url: `${apiOf(view, thread.repository)}/pulls/comments{/number}`,
    comments_url: `${issueApi(view, thread)}/comments`,
    statuses_url: `${apiOf(view, thread.repository)}/statuses/${thread.pull?.headSha ?? ""}`,
    _links: {
      self: { href: api },
      html: { href: page },
      issue: { href: issueApi(view, thread) },
      comments: { href: `${issueApi(view, thread)}/comments` },
      review_comments: { href: `${api}/comments` },
      review_comment: { href: `${apiOf(view, thread.repository)}/pulls/comments{/number}` },
      commits: { href: `${api}/commits` },
      statuses: { href: `${apiOf(view, thread.repository)}/statuses/${thread.pull?.headSha ?? ""}` },
    },
  };
}

/** A public fork of a repository: only its names and ids are its own. */
function forkShape(view: View, repo: ReturnType<typeof repositoryShape>, fullName: string) {
  const [login = "", name = ""] = fullName.split("/");
  const id = view.state.ids.named("repository", fullName.toLowerCase());
  const owner = userShape(view, accountOf(view.state, login));
  return {
    ...repo,
    id,
    node_id: nodeId("R", id),
    name,
    full_name: fullName,
    owner,
    fork: true,
    private: false,
  };
}

/** A pull request as lists and review events carry it. */
export function simplePullShape(view: View, thread: Thread) {
  const { pull, repository } = thread;
  if (!pull) throw new Error(`#${thread.number} is no pull request`);
  const repo = repositoryShape(view, repository);
  const user = pullUser(view, thread.author);
  const owner = userShape(view, repository.owner);
  const headRepo = pull.fork === null ? repo : forkShape(view, repo, pull.fork);
  return {
    ...pullLinks(view, thread),
    id: thread.id,
    node_id: thread.nodeId,
    number: thread.number,
    state: thread.state,
    locked: thread.isLocked,
    title: thread.title,
    user,
    body: thread.body === "" ? null : thread.body,
    created_at: isoTime(thread.createdAt),
    updated_at: isoTime(thread.updatedAt),
    closed_at: thread.closedAt === null ? null : isoTime(thread.closedAt),
    merged_at: pull.mergedAt === null ? null : isoTime(pull.mergedAt),
    merge_commit_sha: pull.mergeSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    // GitHub's schema for lists has no null description, though GitHub sends it: "" is right by both.
    labels: thread.labels.map((label) => ({
      ...labelShape(view, label),
      description: label.description ?? "",
    })),
    milestone: null,
    draft: false,
    head: {
      label: `${user.login}:${pull.branch}`,
      ref: pull.branch,
      sha: pull.headSha,
      user,
      repo: headRepo,
    },
    base: {
      label: `${owner.login}:${repository.defaultBranch}`,
      ref: repository.defaultBranch,
      sha: pull.baseSha,
      user: owner,
      repo,
    },
    author_association: pullAssociation(thread),
    auto_merge: null,
    active_lock_reason: null,
  } satisfies Schema<"pull-request-simple">;
}

/** One pull request with its counts. */
export function pullShape(view: View, thread: Thread): Schema<"pull-request"> {
  const { pull } = thread;
  if (!pull) throw new Error(`#${thread.number} is no pull request`);
  return {
    ...simplePullShape(view, thread),
    merged: pull.mergedAt !== null,
    mergeable: thread.state === "open" ? true : null,
    rebaseable: null,
    mergeable_state: thread.state === "open" ? "clean" : "unknown",
    merged_by: userOrNull(view, pull.mergedBy),
    comments: count(thread, "comment"),
    review_comments: count(thread, "review-comment"),
    maintainer_can_modify: false,
    commits: 1,
    additions: pull.files.reduce((sum, file) => sum + file.additions, 0),
    deletions: pull.files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: pull.files.length,
  };
}

/** A review. */
export function reviewShape(view: View, remark: Remark): Schema<"pull-request-review"> {
  const { thread } = remark;
  const page = `${threadPage(view, thread)}#pullrequestreview-${remark.id}`;
  const api = `${apiOf(view, thread.repository)}/pulls/${thread.number}`;
  return {
    id: remark.id,
    node_id: remark.nodeId,
    user: userOrNull(view, remark.author),
    body: remark.body,
    state: remark.reviewState ?? "COMMENTED",
    html_url: page,
    pull_request_url: api,
    author_association: associationOf(thread.repository, remark.author),
    _links: { html: { href: page }, pull_request: { href: api } },
    submitted_at: isoTime(remark.createdAt),
    commit_id: thread.pull?.headSha ?? null,
  };
}

/** A comment on a line of a review. */
export function reviewCommentShape(view: View, remark: Remark) {
  const { thread } = remark;
  const api = `${apiOf(view, thread.repository)}/pulls/comments/${remark.id}`;
  const page = `${threadPage(view, thread)}#discussion_r${remark.id}`;
  const pull = `${apiOf(view, thread.repository)}/pulls/${thread.number}`;
  const commit = thread.pull?.headSha ?? "";
  return {
    url: api,
    pull_request_review_id: remark.parent?.id ?? null,
    id: remark.id,
    node_id: remark.nodeId,
    diff_hunk: "@@ -1 +1 @@",
    path: remark.path ?? "README.md",
    commit_id: commit,
    original_commit_id: commit,
    user: userOrNull(view, remark.author),
    body: remark.body,
    created_at: isoTime(remark.createdAt),
    updated_at: isoTime(remark.updatedAt),
    html_url: page,
    pull_request_url: pull,
    author_association: associationOf(thread.repository, remark.author),
    _links: { self: { href: api }, html: { href: page }, pull_request: { href: pull } },
    reactions: rollup(remark.reactions, api),
    start_line: null,
    original_start_line: null,
    start_side: null,
    line: 1,
    original_line: 1,
    side: "RIGHT",
    original_position: 1,
    position: 1,
    subject_type: "line",
  } satisfies Schema<"pull-request-review-comment">;
}

/** A changed file of a pull request. */
export function diffEntry(
  view: View,
  thread: Thread,
  file: { path: string; additions: number; deletions: number },
) {
  const page = pageOf(view, thread.repository);
  const head = thread.pull?.headSha ?? "";
  const shape: Schema<"diff-entry"> = {
    sha: sha(`${head} ${file.path}`),
    filename: file.path,
    status: "modified",
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${head}/${file.path}`,
    raw_url: `${page}/raw/${head}/${file.path}`,
    contents_url: `${apiOf(view, thread.repository)}/contents/${file.path}?ref=${head}`,
  };
  return shape;
}
