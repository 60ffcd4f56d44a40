// Reads a repository's history through GraphQL, page by page, newest first: issues, pull requests, discussions and
// releases with all that people said in them.

import type { GraphQl } from "./clients.ts";

/** An account as GraphQL shows it; null for a deleted one. */
export type Actor = {
  readonly __typename: string;
  readonly login: string;
  readonly databaseId?: number | null;
} | null;

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

export interface Page<T> {
  readonly totalCount: number;
  readonly pageInfo: PageInfo;
  readonly nodes: readonly T[];
}

export interface HistoryComment {
  readonly id: string;
  readonly databaseId?: number | null;
  readonly fullDatabaseId?: string | null;
  readonly url: string;
  readonly body: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly author: Actor;
  /** Replies, for a discussion's comment. */
  readonly replies?: Page<HistoryComment>;
}

export interface HistoryReview extends HistoryComment {
  readonly state: string;
  readonly submittedAt: string | null;
  readonly comments: Page<HistoryComment>;
}

/** A thread of any kind; fields that a kind does not have are absent. */
export interface HistoryThread {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  readonly mergedAt?: string | null;
  readonly mergedBy?: Actor;
  readonly locked: boolean;
  readonly state?: string;
  readonly closed?: boolean;
  readonly stateReason?: string | null;
  readonly author: Actor;
  readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null;
  readonly category?: { readonly slug: string };
  readonly answer?: { readonly url: string } | null;
  readonly files?: { readonly nodes: readonly { readonly path: string }[] } | null;
  readonly closingIssuesReferences?: {
    readonly nodes: readonly {
      readonly number: number;
      readonly repository: { readonly nameWithOwner: string };
    }[];
  } | null;
  readonly comments: Page<HistoryComment>;
  readonly reviews?: Page<HistoryReview>;
}

export interface HistoryRelease {
  readonly id: string;
  readonly tagName: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly url: string;
  readonly isDraft: boolean;
  readonly isPrerelease: boolean;
  readonly publishedAt: string | null;
  readonly createdAt: string;
  readonly author: Actor;
}

/** The parts of a history, in the order they are read. */
export const HISTORY_PARTS = ["issues", "pulls", "discussions", "releases"] as const;
export type HistoryPart = (typeof HISTORY_PARTS)[number];

export interface HistoryPage {
  readonly threads: readonly HistoryThread[];
  readonly releases: readonly HistoryRelease[];
  /** How many of the part there are in all. */
  readonly totalCount: number;
  /** Where the next page begins; null after the last. */
  readonly nextCursor: string | null;
}

const ACTOR = `__typename login ... on User { databaseId } ... on Bot { databaseId } ... on Organization { databaseId } ... on Mannequin { databaseId }`;
const REMARK = `id url body createdAt updatedAt author { ${ACTOR} }`;
const PAGE = `totalCount pageInfo { hasNextPage endCursor }`;
const COMMENT = `${REMARK} databaseId fullDatabaseId`;
const THREAD = `id number title body url createdAt updatedAt closedAt locked author { ${ACTOR} } labels(first: 30) { nodes { name } }`;
const REVIEW = `${REMARK} databaseId fullDatabaseId state submittedAt comments(first: 100) { ${PAGE} nodes { ${COMMENT} } }`;
const DISCUSSION_COMMENT = `${REMARK} databaseId replies(first: 100) { ${PAGE} nodes { ${REMARK} databaseId } }`;

/** Beside the answer GitHub says what it cost. */
const COST = `rateLimit { cost }`;
const HEAD = `query ($owner: String!, $name: String!, $first: Int!, $after: String) { ${COST} repository(owner: $owner, name: $name)`;

/** By creation nothing moves while we read: what is new is told by deliveries. By update, what changed last comes first. */
export type HistoryOrder = "created" | "updated";

interface PartDocument {
  /** How many a page; well under GitHub's limits of 500,000 nodes and 10 seconds, and cheap by its formula. */
  readonly first: number;
  /** Connections asked for once per item of the page: each counts in the formula. */
  readonly connections: number;
  readonly query: (page: string) => string;
}

/** Inner pages that are nested again are short, because each of their items counts; few threads have more. */
const REVIEWS = 10;
const DISCUSSION_COMMENTS = 20;

/** What is read of an issue and of a discussion. */
export const SELECTIONS = {
  issues: `${THREAD} state stateReason(enableDuplicate: true) comments(first: 100) { ${PAGE} nodes { ${COMMENT} } }`,
  discussions: `${THREAD} closed stateReason category { slug } answer { url }
      comments(first: ${DISCUSSION_COMMENTS}) { ${PAGE} nodes { ${DISCUSSION_COMMENT} } }`,
} as const;

const DOCUMENTS: Readonly<Record<HistoryPart, PartDocument>> = {
  issues: {
    first: 50,
    connections: 2,
    query: (page) => `${HEAD} { part: issues(${page}) { ${PAGE} nodes { ${SELECTIONS.issues} } } } }`,
  },
  pulls: {
    first: 20,
    connections: 5 + REVIEWS,
    query: (page) => `${HEAD} { part: pullRequests(${page}) { ${PAGE} nodes {
      ${THREAD} state mergedAt mergedBy { ${ACTOR} } files(first: 100) { nodes { path } }
      closingIssuesReferences(first: 10) { nodes { number repository { nameWithOwner } } }
      comments(first: 100) { ${PAGE} nodes { ${COMMENT} } } reviews(first: ${REVIEWS}) { ${PAGE} nodes { ${REVIEW} } } } } } }`,
  },
  discussions: {
    first: 20,
    connections: 2 + DISCUSSION_COMMENTS,
    query: (page) =>
      `${HEAD} { part: discussions(${page}) { ${PAGE} nodes { ${SELECTIONS.discussions} } } } }`,
  },
  releases: {
    first: 100,
    connections: 0,
    query: (page) => `${HEAD} { part: releases(${page}) { ${PAGE} nodes {
      id tagName name description url isDraft isPrerelease publishedAt createdAt author { __typename login databaseId } } } } }`,
  },
};

/**
 * What a page of a part costs, in points: the requests for each connection, were every page full, divided by 100, at least
 * one. https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export function pagePoints(part: HistoryPart): number {
  const { first, connections } = DOCUMENTS[part];
  return Math.max(1, Math.round((1 + first * connections) / 100));
}

/** How many items a page of a part holds. */
export function pageSize(part: HistoryPart): number {
  return DOCUMENTS[part].first;
}

/** What one more page of a long thread costs; 100 reviews or comments with a connection each are 101 requests. */
export const MORE_POINTS = 1;

function orderOf(part: HistoryPart, order: HistoryOrder): string {
  // Releases cannot be asked for by their last update.
  const field = order === "created" || part === "releases" ? "CREATED_AT" : "UPDATED_AT";
  return `first: $first, after: $after, orderBy: { field: ${field}, direction: DESC }`;
}

interface Answer {
  readonly repository: { readonly part: Page<HistoryThread | HistoryRelease> } | null;
}

/** Reads one page of a part, with everything that hangs on its threads. */
export async function readHistoryPage(
  graphql: GraphQl,
  place: { readonly owner: string; readonly name: string },
  at: { readonly part: HistoryPart; readonly cursor: string | null; readonly order?: HistoryOrder },
): Promise<HistoryPage> {
  const { query, first } = DOCUMENTS[at.part];
  const { owner, name } = place;
  const { repository } = await graphql<Answer>(query(orderOf(at.part, at.order ?? "created")), {
    owner,
    name,
    first,
    after: at.cursor,
  });
  if (!repository) return { threads: [], releases: [], totalCount: 0, nextCursor: null };
  const { nodes, pageInfo, totalCount } = repository.part;
  const nextCursor = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  if (at.part === "releases") {
    return { threads: [], releases: nodes as readonly HistoryRelease[], totalCount, nextCursor };
  }
  const threads: HistoryThread[] = [];
  for (const thread of nodes as readonly HistoryThread[]) threads.push(await completeThread(graphql, thread));
  return { threads, releases: [], totalCount, nextCursor };
}

/** Fetches what did not fit into the first page of a thread's comments, reviews and replies. */
export async function completeThread(graphql: GraphQl, thread: HistoryThread): Promise<HistoryThread> {
  const isDiscussion = thread.category !== undefined;
  const type = isDiscussion ? "Discussion" : thread.reviews ? "PullRequest" : "Issue";
  const comments = await completePage(graphql, {
    nodeId: thread.id,
    page: thread.comments,
    type,
    field: "comments",
    selection: isDiscussion ? DISCUSSION_COMMENT : COMMENT,
  });
  const completed: HistoryComment[] = [];
  for (const comment of comments.nodes) completed.push(await completeReplies(graphql, comment));
  if (!thread.reviews) return { ...thread, comments: { ...comments, nodes: completed } };
  const reviews = await completePage(graphql, {
    nodeId: thread.id,
    page: thread.reviews,
    type,
    field: "reviews",
    selection: REVIEW,
  });
  const completedReviews: HistoryReview[] = [];
  for (const review of reviews.nodes) {
    const own = await completePage(graphql, {
      nodeId: review.id,
      page: review.comments,
      type: "PullRequestReview",
      field: "comments",
      selection: COMMENT,
    });
    completedReviews.push({ ...review, comments: own });
  }
  return {
    ...thread,
    comments: { ...comments, nodes: completed },
    reviews: { ...reviews, nodes: completedReviews },
  };
}

async function completeReplies(graphql: GraphQl, comment: HistoryComment): Promise<HistoryComment> {
  if (!comment.replies) return comment;
  const replies = await completePage(graphql, {
    nodeId: comment.id,
    page: comment.replies,
    type: "DiscussionComment",
    field: "replies",
    selection: `${REMARK} databaseId`,
  });
  return { ...comment, replies };
}

async function completePage<T>(
  graphql: GraphQl,
  of: {
    readonly nodeId: string;
    readonly page: Page<T>;
    readonly type: string;
    readonly field: string;
    readonly selection: string;
  },
): Promise<Page<T>> {
  const nodes = [...of.page.nodes];
  let { pageInfo } = of.page;
  while (pageInfo.hasNextPage) {
    const answer = await graphql<{ node: { more: Page<T> } }>(
      `query ($id: ID!, $after: String) { ${COST} node(id: $id) { ... on ${of.type} {
        more: ${of.field}(first: 100, after: $after) { ${PAGE} nodes { ${of.selection} } } } } }`,
      { id: of.nodeId, after: pageInfo.endCursor },
    );
    nodes.push(...answer.node.more.nodes);
    pageInfo = answer.node.more.pageInfo;
  }
  return { totalCount: of.page.totalCount, pageInfo, nodes };
}
