// How issues, pull requests and what is written in them look in REST answers and webhook payloads, typed by
// GitHub's own schemas. Discussions have no REST API; their webhook shape is in shapes-discussion.ts.

import type { CheckRun, Label, Reaction, Release, Remark, Thread } from "./entities.ts";
import {
  apiOf,
  associationOf,
  isoTime,
  pageOf,
  threadPage,
  userOrNull,
  userShape,
  type Schema,
  type View,
} from "./shapes.ts";
import { appShape } from "./shapes-app.ts";

const REACTIONS = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"] as const;

/** The roll-up of reactions that GitHub carries beside everything one can react to. */
export function rollup(reactions: readonly Reaction[], owner: string): Schema<"reaction-rollup"> {
  const counts = { "+1": 0, "-1": 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0 };
  for (const content of REACTIONS) {
    for (const reaction of reactions) if (reaction.content === content) counts[content] += 1;
  }
  return { url: `${owner}/reactions`, total_count: reactions.length, ...counts };
}

/** A label. */
export function labelShape(view: View, label: Label): Schema<"label"> {
  return {
    id: label.id,
    node_id: label.nodeId,
    url: `${apiOf(view, label.repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

/** Where a thread is in the REST API, as an issue. */
export function issueApi(view: View, thread: Thread): string {
  return `${apiOf(view, thread.repository)}/issues/${thread.number}`;
}

/** How many remarks of a kind a thread has. */
export function count(thread: Thread, kind: Remark["kind"]): number {
  let found = 0;
  for (const remark of thread.remarks) if (remark.kind === kind) found += 1;
  return found;
}

/** A thread's author to its repository; on pull requests GitHub tells who comes for the first time. */
export function pullAssociation(thread: Thread): Schema<"author-association"> {
  const association = associationOf(thread.repository, thread.author);
  return association === "NONE" && thread.kind === "pull" && thread.author
    ? "FIRST_TIME_CONTRIBUTOR"
    : association;
}

/** An issue, or a pull request as the issues API shows it. */
export function issueShape(view: View, thread: Thread): Schema<"issue"> {
  const api = issueApi(view, thread);
  const page = threadPage(view, thread);
  const pulls = `${apiOf(view, thread.repository)}/pulls/${thread.number}`;
  return {
    url: api,
    repository_url: apiOf(view, thread.repository),
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    html_url: page,
    id: thread.id,
    node_id: thread.nodeId,
    number: thread.number,
    title: thread.title,
    user: userOrNull(view, thread.author),
    labels: thread.labels.map((label) => labelShape(view, label)),
    state: thread.state,
    locked: thread.isLocked,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: count(thread, "comment"),
    created_at: isoTime(thread.createdAt),
    updated_at: isoTime(thread.updatedAt),
    closed_at: thread.closedAt === null ? null : isoTime(thread.closedAt),
    author_association: pullAssociation(thread),
    active_lock_reason: null,
    ...(thread.pull
      ? {
          draft: false,
          pull_request: {
            url: pulls,
            html_url: page,
            diff_url: `${page}.diff`,
            patch_url: `${page}.patch`,
            merged_at: thread.pull.mergedAt === null ? null : isoTime(thread.pull.mergedAt),
          },
        }
      : {}),
    body: thread.body === "" ? null : thread.body,
    reactions: rollup(thread.reactions, api),
    timeline_url: `${api}/timeline`,
    performed_via_github_app: thread.viaApp ? appShape(view) : null,
    state_reason: thread.stateReason,
  };
}

/** A comment on an issue or pull request. */
export function commentShape(view: View, remark: Remark): Schema<"issue-comment"> {
  const { thread } = remark;
  const api = `${apiOf(view, thread.repository)}/issues/comments/${remark.id}`;
  return {
    url: api,
    html_url: `${threadPage(view, thread)}#issuecomment-${remark.id}`,
    issue_url: issueApi(view, thread),
    id: remark.id,
    node_id: remark.nodeId,
    user: userOrNull(view, remark.author),
    created_at: isoTime(remark.createdAt),
    updated_at: isoTime(remark.updatedAt),
    author_association: associationOf(thread.repository, remark.author),
    body: remark.body,
    reactions: rollup(remark.reactions, api),
    performed_via_github_app: remark.viaApp ? appShape(view) : null,
  };
}

/** A reaction. */
export function reactionShape(view: View, reaction: Reaction): Schema<"reaction"> {
  return {
    id: reaction.id,
    node_id: reaction.nodeId,
    user: userShape(view, reaction.by),
    content: reaction.content,
    created_at: isoTime(reaction.createdAt),
  };
}

/** A release. */
export function releaseShape(view: View, release: Release) {
  const api = `${apiOf(view, release.repository)}/releases`;
  const page = pageOf(view, release.repository);
  const tag = encodeURIComponent(release.tag);
  return {
    url: `${api}/${release.id}`,
    assets_url: `${api}/${release.id}/assets`,
    upload_url: `${api}/${release.id}/assets{?name,label}`,
    html_url: `${page}/releases/tag/${tag}`,
    id: release.id,
    author: userShape(view, release.author),
    node_id: release.nodeId,
    tag_name: release.tag,
    target_commitish: "main",
    name: release.name,
    draft: false,
    prerelease: release.isPrerelease,
    immutable: false,
    created_at: isoTime(release.createdAt),
    published_at: isoTime(release.createdAt),
    updated_at: isoTime(release.updatedAt),
    assets: [],
    tarball_url: `${apiOf(view, release.repository)}/tarball/${tag}`,
    zipball_url: `${apiOf(view, release.repository)}/zipball/${tag}`,
    body: release.body,
  } satisfies Schema<"release">;
}

/** A check run. */
export function checkRunShape(view: View, api: string, run: CheckRun): Schema<"check-run"> {
  return {
    id: run.id,
    name: run.name,
    node_id: run.nodeId,
    head_sha: run.headSha,
    external_id: run.externalId,
    url: `${api}/check-runs/${run.id}`,
    html_url: `${api}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: isoTime(run.at),
    completed_at: run.status === "completed" ? isoTime(run.at) : null,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${api}/check-runs/${run.id}/annotations`,
    },
    check_suite: { id: run.id },
    app: appShape(view),
    pull_requests: [],
  };
}
