// GraphQL's types of threads and remarks, which share most of their fields, and the table of all types by
// name.

import type { ProjectSeed } from "./community.ts";
import type { Account, Remark, Thread } from "./entities.ts";
import { connect, type Args } from "./graphql-connection.ts";
import {
  byNodeId,
  demand,
  path,
  smallId,
  time,
  viewerLogin,
  type Context,
  type Fields,
} from "./graphql-context.ts";
import {
  account,
  category,
  commitView,
  group,
  label,
  reactable,
  reaction,
  release,
} from "./graphql-fields.ts";
import { associationOf, isoTime, threadPage } from "./shapes.ts";

const written = {
  ...reactable,
  author: (it: Thread | Remark) => it.author,
  body: (it: Thread | Remark) => it.body,
  bodyText: (it: Thread | Remark) => it.body,
  createdAt: (it: Thread | Remark) => isoTime(it.createdAt),
  publishedAt: (it: Thread | Remark) => isoTime(it.createdAt),
  updatedAt: (it: Thread | Remark) => isoTime(it.updatedAt),
  lastEditedAt: (it: Thread | Remark) => time(it.lastEditedAt),
  includesCreatedEdit: (it: Thread | Remark) => it.lastEditedAt !== null,
  createdViaEmail: () => false,
  databaseId: (it: Thread | Remark) => smallId(it),
  fullDatabaseId: (it: Thread | Remark) => String(it.id),
  upvoteCount: (it: Thread | Remark) => it.upvotes.size,
  viewerDidAuthor: (it: Thread | Remark, _args: Args, context: Context) =>
    it.author?.login === viewerLogin(context),
};

function labelsOf(it: Thread, args: Args) {
  return it.labels.length === 0 && args["first"] === undefined && args["last"] === undefined
    ? null
    : connect(it.labels, args, "labels", byNodeId);
}

function remarksOf(kind: Remark["kind"], it: Thread, args: Args, name: string) {
  const order = args["orderBy"] as { direction?: string } | undefined;
  const found = it.remarks.filter(
    (remark) => remark.kind === kind && (kind === "review-comment" || remark.parent === null),
  );
  const sorted = order?.direction === "DESC" ? found.toReversed() : found;
  return connect(sorted, args, name, byNodeId);
}

const thread: Fields<Thread> = {
  ...written,
  number: ({ number }) => number,
  title: ({ title }) => title,
  closed: ({ state }) => state === "closed",
  closedAt: ({ closedAt }) => time(closedAt),
  locked: ({ isLocked }) => isLocked,
  activeLockReason: () => null,
  repository: ({ repository }) => repository,
  authorAssociation: ({ repository, author }) => associationOf(repository, author),
  url: (it, _args, { world }) => threadPage(world.view, it),
  resourcePath: (it, _args, context) => path(threadPage(context.world.view, it), context),
  labels: labelsOf,
  assignees: (_it, args) => connect<Account>([], args, "assignees", byNodeId),
  milestone: () => null,
  editor: ({ lastEditedAt, author }) => (lastEditedAt === null ? null : author),
  participants: (it, args) => {
    const people = new Set(
      [it.author, ...it.remarks.map(({ author }) => author)].filter((one) => one !== null),
    );
    return connect([...people], args, "participants", byNodeId);
  },
};

const issue: Fields<Thread> = {
  ...thread,
  timelineItems: timelineOf,
  state: ({ state }) => state.toUpperCase(),
  // Without `enableDuplicate` GitHub shows DUPLICATE as NOT_PLANNED.
  stateReason: ({ stateReason }, { enableDuplicate }) =>
    (stateReason === "duplicate" && !enableDuplicate ? "not_planned" : stateReason)?.toUpperCase() ?? null,
  comments: (it, args) => remarksOf("comment", it, args, "comments"),
  projectItems: (it, args, context) => {
    demand(context, ["organization_projects"], "read");
    const items = it.project ? [{ __typename: "ProjectV2Item", id: `PVTI_${it.nodeId}`, ...it.project }] : [];
    return connect(items, args, "projectItems", ({ id }) => id);
  },
  isPinned: (it) => it.repository.pinned.includes(it),
  closedByPullRequestsReferences: (it, args) => {
    const pulls = [...it.repository.threads.values()].filter(
      ({ pull }) => pull?.mergedAt && pull.closes.includes(it.number),
    );
    return connect(pulls, args, "closedByPullRequestsReferences", byNodeId);
  },
};

/** Of the timeline there are only the deletion of comments, and that an issue was marked as a duplicate. */
function timelineOf(it: Thread, args: Args) {
  const [wanted, ...more] = [...((args["itemTypes"] as readonly string[] | undefined) ?? [])].sort();
  if (wanted === "COMMENT_DELETED_EVENT" && more.length === 0) return deletionsOf(it, args);
  if (wanted === "MARKED_AS_DUPLICATE_EVENT" && more.every((one) => one === "UNMARKED_AS_DUPLICATE_EVENT")) {
    return duplicateMarksOf(it, args);
  }
  throw new Error("Of timelines only deleted comments and marks of duplicates are built here");
}

function duplicateMarksOf(it: Thread, args: Args) {
  const { duplicateOf: canonical } = it;
  const marks = canonical
    ? [{ __typename: "MarkedAsDuplicateEvent", id: `MDE_${it.nodeId}`, canonical, duplicate: it }]
    : [];
  return connect(marks, args, "timelineItems", ({ id }) => id);
}

function deletionsOf(it: Thread, args: Args) {
  const since = args["since"] === undefined ? 0 : Date.parse(args["since"] as string);
  const events = it.deletions
    .filter(({ at }) => at >= since)
    .map(({ by, author, at }, index) => ({
      __typename: "CommentDeletedEvent",
      id: `CDE_${it.nodeId}_${index}`,
      actor: by,
      deletedCommentAuthor: author,
      createdAt: isoTime(at),
    }));
  return connect(events, args, "timelineItems", ({ id }) => id);
}

const pull: Fields<Thread> = {
  ...thread,
  timelineItems: timelineOf,
  state: (it) => (it.pull?.mergedAt ? "MERGED" : it.state.toUpperCase()),
  merged: (it) => it.pull?.mergedAt !== null,
  mergedAt: (it) => time(it.pull?.mergedAt ?? null),
  mergedBy: (it) => it.pull?.mergedBy ?? null,
  mergeCommit: ({ pull: part, repository }, _args, context) => {
    const commit = repository.commits.find((candidate) => candidate.sha === part?.mergeSha);
    return commit ? commitView(context, repository, commit) : null;
  },
  isDraft: () => false,
  additions: (it) => (it.pull?.files ?? []).reduce((sum, file) => sum + file.additions, 0),
  deletions: (it) => (it.pull?.files ?? []).reduce((sum, file) => sum + file.deletions, 0),
  changedFiles: (it) => it.pull?.files.length ?? 0,
  baseRefName: () => "main",
  headRefName: (it) => it.pull?.branch ?? "",
  baseRefOid: (it) => it.pull?.baseSha ?? "",
  headRefOid: (it) => it.pull?.headSha ?? "",
  comments: (it, args) => remarksOf("comment", it, args, "comments"),
  reviews: (it, args) => {
    const states = args["states"] as readonly string[] | undefined;
    const found = it.remarks.filter(
      ({ kind, reviewState }) => kind === "review" && (states?.includes(reviewState ?? "") ?? true),
    );
    return connect(found, args, "reviews", byNodeId);
  },
  files: (it, args) => {
    const files = (it.pull?.files ?? []).map((file) => ({
      ...file,
      changeType: "MODIFIED",
      viewerViewedState: "UNVIEWED",
    }));
    return connect(files, args, "files", (file) => file.path);
  },
  closingIssuesReferences: (it, args) => {
    const issues = (it.pull?.closes ?? []).flatMap((number) => it.repository.threads.get(number) ?? []);
    return connect(issues, args, "closingIssuesReferences", byNodeId);
  },
};

const discussion: Fields<Thread> = {
  ...thread,
  category: (it) => it.discussion?.category,
  answer: (it) => it.discussion?.answer ?? null,
  answerChosenAt: (it) => time(it.discussion?.answeredAt ?? null),
  answerChosenBy: (it) => it.discussion?.answeredBy ?? null,
  isAnswered: (it) => (it.discussion?.category.isAnswerable ? it.discussion.answer !== null : null),
  stateReason: ({ stateReason }) =>
    stateReason &&
    { completed: "RESOLVED", not_planned: "OUTDATED", duplicate: "DUPLICATE", reopened: "REOPENED" }[
      stateReason
    ],
  comments: (it, args) => remarksOf("discussion-comment", it, args, "comments"),
  poll: pollOf,
};

function pollOf({ discussion: part, nodeId }: Thread) {
  if (!part?.poll) return null;
  const options = part.poll.options.map(({ option, votes }, index) => ({
    __typename: "DiscussionPollOption",
    id: `DPO_${nodeId}_${index}`,
    option,
    totalVoteCount: votes,
  }));
  return {
    __typename: "DiscussionPoll",
    id: `DP_${nodeId}`,
    question: part.poll.question,
    totalVoteCount: options.reduce((sum, { totalVoteCount }) => sum + totalVoteCount, 0),
    choices: options,
  };
}

const poll: Fields<NonNullable<ReturnType<typeof pollOf>>> = {
  options: ({ choices }, args) => connect(choices, args, "options", ({ id }) => id),
};

const projectItem: Fields<ProjectSeed> = {
  fieldValueByName: ({ field, option }, { name }) =>
    name === field ? { __typename: "ProjectV2ItemFieldSingleSelectValue", name: option } : null,
};

const anchors = {
  comment: "issuecomment-",
  review: "pullrequestreview-",
  "review-comment": "discussion_r",
  "discussion-comment": "discussioncomment-",
} as const;

const remark: Fields<Remark> = {
  ...written,
  authorAssociation: ({ thread: { repository }, author }) => associationOf(repository, author),
  repository: (it) => it.thread.repository,
  url: (it, _args, { world }) => `${threadPage(world.view, it.thread)}#${anchors[it.kind]}${it.id}`,
  resourcePath: (it, _args, context) =>
    `${path(threadPage(context.world.view, it.thread), context)}#${anchors[it.kind]}${it.id}`,
  issue: (it) => it.thread,
  pullRequest: (it) => (it.thread.kind === "pull" ? it.thread : null),
  discussion: (it) => it.thread,
  isMinimized: () => false,
  minimizedReason: () => null,
  editor: ({ lastEditedAt, author }) => (lastEditedAt === null ? null : author),
};

const review: Fields<Remark> = {
  ...remark,
  state: ({ reviewState }) => reviewState,
  submittedAt: ({ createdAt }) => isoTime(createdAt),
  comments: (it, args) =>
    connect(
      it.thread.remarks.filter(({ parent }) => parent === it),
      args,
      "comments",
      byNodeId,
    ),
};

const reviewComment: Fields<Remark> = {
  ...remark,
  path: (it) => it.path ?? "README.md",
  diffHunk: () => "@@ -1 +1 @@",
  line: () => 1,
  outdated: () => false,
  state: () => "SUBMITTED",
  pullRequestReview: ({ parent }) => parent,
  replyTo: () => null,
};

const discussionComment: Fields<Remark> = {
  ...remark,
  isAnswer: (it) => it.thread.discussion?.answer === it,
  replyTo: ({ parent }) => parent,
  deletedAt: () => null,
  replies: (it, args) =>
    connect(
      it.thread.remarks.filter(({ parent }) => parent === it),
      args,
      "replies",
      byNodeId,
    ),
};

/** Every type but the roots and Repository, which is in graphql-root.ts. */
export const typeFields: Record<string, Fields<never>> = {
  User: account,
  Bot: account,
  Organization: account,
  Issue: issue,
  PullRequest: pull,
  Discussion: discussion,
  IssueComment: remark,
  PullRequestReview: review,
  PullRequestReviewComment: reviewComment,
  DiscussionComment: discussionComment,
  DiscussionPoll: poll,
  ProjectV2Item: projectItem,
  Reaction: reaction,
  ReactionGroup: group,
  Release: release,
  Label: label,
  DiscussionCategory: category,
};
