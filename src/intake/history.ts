// Makes activities of a page of history: the same facts, under the same keys, that deliveries would have brought.

import {
  threadId,
  type Activity,
  type Person,
  type Remark,
  type RepositoryRef,
  type Thread,
} from "../core/activity.ts";
import type {
  Actor,
  HistoryComment,
  HistoryPage,
  HistoryRelease,
  HistoryReview,
  HistoryThread,
} from "../github/history.ts";
import { closingReferences } from "../text/references.ts";
import { activityKey } from "./keys.ts";

/** All activities of a page, oldest first. */
export function activitiesOfPage(repository: RepositoryRef, page: HistoryPage): Activity[] {
  const activities = [
    ...page.threads.flatMap((thread) => activitiesOfThread(repository, thread)),
    ...page.releases.flatMap((release) => activityOfRelease(repository, release)),
  ];
  return activities.sort((a, b) => a.at - b.at);
}

function activitiesOfThread(repository: RepositoryRef, history: HistoryThread): Activity[] {
  const thread = threadOf(repository, history);
  const base = { repository, thread, isLive: false } as const;
  const activities: Activity[] = [
    {
      ...base,
      kind: "thread.opened",
      key: activityKey("thread.opened", thread.id),
      at: thread.createdAt,
      actor: thread.author,
    },
  ];
  for (const remark of remarksOf(history)) {
    const key = activityKey("remark.created", remark.id);
    activities.push({
      ...base,
      kind: "remark.created",
      key,
      at: remark.createdAt,
      actor: remark.author,
      remark,
    });
  }
  if (thread.mergedAt !== null) {
    const key = activityKey("thread.merged", thread.id);
    activities.push({
      ...base,
      kind: "thread.merged",
      key,
      at: thread.mergedAt,
      actor: personOf(history.mergedBy ?? null),
    });
  } else if (thread.closedAt !== null) {
    const at = thread.closedAt;
    const key = activityKey("thread.closed", thread.id, { at });
    // History does not say who closed it.
    activities.push({ ...base, kind: "thread.closed", key, at, actor: null });
  }
  return activities;
}

function threadOf(repository: RepositoryRef, history: HistoryThread): Thread {
  const mergedAt = instant(history.mergedAt);
  const closedAt = instant(history.closedAt);
  const isPull = history.reviews !== undefined;
  const linked = (history.closingIssuesReferences?.nodes ?? [])
    .filter((issue) => issue.repository.nameWithOwner === `${repository.owner}/${repository.name}`)
    .map(({ number }) => number);
  const isClosed = history.closed ?? history.state === "CLOSED";
  return {
    id: threadId(repository.id, history.number),
    number: history.number,
    kind: history.category ? "discussion" : isPull ? "pull" : "issue",
    nodeId: history.id,
    title: history.title,
    body: history.body,
    url: history.url,
    author: personOf(history.author),
    state: mergedAt !== null ? "merged" : isClosed ? "closed" : "open",
    stateReason: history.stateReason?.toLowerCase() ?? null,
    labels: (history.labels?.nodes ?? []).map(({ name }) => name).sort(),
    category: history.category?.slug ?? null,
    isLocked: history.locked,
    answerUrl: history.answer?.url ?? null,
    paths: history.files ? history.files.nodes.map(({ path }) => path) : null,
    closes: isPull ? [...new Set([...linked, ...closingReferences(history.body)])].sort((a, b) => a - b) : [],
    createdAt: Date.parse(history.createdAt),
    updatedAt: Date.parse(history.updatedAt),
    closedAt,
    mergedAt,
  };
}

function remarksOf(history: HistoryThread): Remark[] {
  const kind = history.category ? "discussion_comment" : "comment";
  const comments = history.comments.nodes.flatMap((comment) => [
    remarkOf(kind, comment),
    ...(comment.replies?.nodes ?? []).map((reply) => remarkOf(kind, reply)),
  ]);
  const reviews = (history.reviews?.nodes ?? []).filter(({ state }) => state !== "PENDING").flatMap(reviewOf);
  return [...comments, ...reviews];
}

function reviewOf(review: HistoryReview): Remark[] {
  const at = Date.parse(review.submittedAt ?? review.createdAt);
  const own: Remark = {
    ...remarkOf("review", review),
    reviewState: review.state.toLowerCase(),
    createdAt: at,
    updatedAt: Math.max(at, Date.parse(review.updatedAt)),
  };
  return [own, ...review.comments.nodes.map((comment) => remarkOf("review_comment", comment))];
}

function remarkOf(kind: Remark["kind"], comment: HistoryComment): Remark {
  return {
    id: comment.id,
    kind,
    databaseId: databaseIdOf(comment),
    author: personOf(comment.author),
    body: comment.body,
    url: comment.url,
    reviewState: null,
    createdAt: Date.parse(comment.createdAt),
    updatedAt: Date.parse(comment.updatedAt),
  };
}

/** Ids of comments exceed 32 bits, which only the full id can say. */
function databaseIdOf(comment: HistoryComment): number | null {
  if (comment.fullDatabaseId != null) return Number(comment.fullDatabaseId);
  return comment.databaseId ?? null;
}

function activityOfRelease(repository: RepositoryRef, history: HistoryRelease): Activity[] {
  if (history.isDraft) return [];
  const publishedAt = Date.parse(history.publishedAt ?? history.createdAt);
  const author = personOf(history.author);
  const release = {
    id: history.id,
    tag: history.tagName,
    name: history.name || history.tagName,
    body: history.description ?? "",
    url: history.url,
    isPrerelease: history.isPrerelease,
    author,
    publishedAt,
  };
  const key = activityKey("release.published", history.id);
  return [
    { kind: "release.published", key, at: publishedAt, repository, actor: author, isLive: false, release },
  ];
}

/** GraphQL shows a bot's login without the `[bot]` that REST and deliveries give it. */
export function personOf(actor: Actor): Person | null {
  if (!actor || actor.databaseId == null) return null;
  const isBot = actor.__typename === "Bot" || actor.login.endsWith("[bot]");
  const login = isBot && !actor.login.endsWith("[bot]") ? `${actor.login}[bot]` : actor.login;
  return { id: actor.databaseId, login, isBot };
}

function instant(text: string | null | undefined): number | null {
  return text == null ? null : Date.parse(text);
}
