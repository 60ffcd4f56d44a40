// One marked comment in an issue, pull request or discussion: found by its hidden marker, written once, edited in place.

import type { GitHubClient } from "./clients.ts";
import { EffectProblem } from "./failures.ts";

/** Where a comment stands: what GitHub needs to address its thread. */
export interface CommentTarget {
  readonly owner: string;
  readonly name: string;
  readonly number: number;
  readonly isDiscussion: boolean;
  /** Node id of the thread; needed for discussions. */
  readonly nodeId: string;
}

/** A comment as GitHub addresses it: a numeric id for issues and pull requests, a node id for discussions. */
export interface WrittenComment {
  readonly id: string;
  readonly url: string;
  readonly body: string;
}

const DISCUSSION_COMMENTS = /* GraphQL */ `
  query ($owner: String!, $name: String!, $number: Int!, $before: String) {
    repository(owner: $owner, name: $name) {
      discussion(number: $number) {
        comments(last: 100, before: $before) {
          pageInfo {
            hasPreviousPage
            startCursor
          }
          nodes {
            id
            url
            body
            createdAt
            viewerDidAuthor
          }
        }
      }
    }
  }
`;

interface DiscussionComments {
  readonly repository: {
    readonly discussion: {
      readonly comments: {
        readonly pageInfo: { readonly hasPreviousPage: boolean; readonly startCursor: string | null };
        readonly nodes: readonly (WrittenComment & {
          readonly createdAt: string;
          readonly viewerDidAuthor: boolean;
        })[];
      };
    } | null;
  };
}

const DELETED_COMMENTS = /* GraphQL */ `
  query ($owner: String!, $name: String!, $number: Int!, $since: DateTime!) {
    repository(owner: $owner, name: $name) {
      issueOrPullRequest(number: $number) {
        ... on Issue {
          timelineItems(last: 100, since: $since, itemTypes: [COMMENT_DELETED_EVENT]) {
            nodes {
              ...deletion
            }
          }
        }
        ... on PullRequest {
          timelineItems(last: 100, since: $since, itemTypes: [COMMENT_DELETED_EVENT]) {
            nodes {
              ...deletion
            }
          }
        }
      }
    }
  }
  fragment deletion on CommentDeletedEvent {
    deletedCommentAuthor {
      login
    }
  }
`;

interface DeletedComments {
  readonly repository: {
    readonly issueOrPullRequest: {
      readonly timelineItems: {
        readonly nodes: readonly { readonly deletedCommentAuthor: { readonly login: string } | null }[];
      };
    } | null;
  };
}

/** A look reads so many pages of a hundred at most; who writes more than 3,000 comments in the meantime? */
export const MOST_PAGES = 30;

/** Whose comment, and how far back: `since` is in UTC epoch milliseconds. */
export interface CommentQuery {
  readonly marker: string;
  readonly ownLogin: string;
  readonly since: number;
}

/**
 * Stoa's own comment that holds `marker`, if there is one that was written at or after `since`. Somebody else's copy of the
 * marker does not count.
 * @throws EffectProblem when there are more comments than may be read.
 */
export async function findComment(
  client: GitHubClient,
  target: CommentTarget,
  query: CommentQuery,
): Promise<WrittenComment | undefined> {
  const { owner, name, number } = target;
  if (target.isDiscussion) return findDiscussionComment(client, target, query);
  const pages = client.paginate.iterator(client.rest.issues.listComments, {
    owner,
    repo: name,
    issue_number: number,
    per_page: 100,
    // GitHub goes by when a comment was last changed, which is never before it was written.
    ...(query.since > 0 ? { since: new Date(query.since).toISOString() } : {}),
  });
  let count = 0;
  for await (const { data } of pages) {
    for (const comment of data) {
      if (comment.user?.login === query.ownLogin && comment.body?.includes(query.marker)) {
        return { id: String(comment.id), url: comment.html_url, body: comment.body };
      }
    }
    count += 1;
    if (count >= MOST_PAGES && data.length === 100) throw tooMany("comments");
  }
  return undefined;
}

/** Said instead of guessing whether something was written. */
export function tooMany(what: string): EffectProblem {
  return new EffectProblem(
    "hopeless",
    `There are too many ${what} to find out whether Stoa wrote one already. Look there, and put this back if it did not.`,
  );
}

async function findDiscussionComment(
  client: GitHubClient,
  target: CommentTarget,
  query: CommentQuery,
): Promise<WrittenComment | undefined> {
  let before: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { owner, name, number } = target;
    const result: DiscussionComments = await client.graphql(DISCUSSION_COMMENTS, {
      owner,
      name,
      number,
      before,
    });
    const comments = result.repository.discussion?.comments;
    const found = comments?.nodes.find(
      ({ viewerDidAuthor, body }) => viewerDidAuthor && body.includes(query.marker),
    );
    if (found) return found;
    const oldest = comments?.nodes[0];
    const isFarEnough = !oldest || Date.parse(oldest.createdAt) < query.since;
    if (isFarEnough || !comments.pageInfo.hasPreviousPage) return undefined;
    before = comments.pageInfo.startCursor;
  }
  throw tooMany("comments");
}

/**
 * Whether a comment of Stoa's in an issue or pull request was deleted since then, by what GitHub keeps in the thread's own
 * history. Of discussions GitHub keeps none.
 */
export async function wasOwnCommentDeleted(
  client: GitHubClient,
  target: CommentTarget,
  query: { readonly ownLogin: string; readonly since: number },
): Promise<boolean> {
  if (target.isDiscussion) return false;
  const { owner, name, number } = target;
  const since = new Date(query.since).toISOString();
  const result: DeletedComments = await client.graphql(DELETED_COMMENTS, { owner, name, number, since });
  // GraphQL leaves out the end of a bot's login.
  const ownLogin = query.ownLogin.replace(/\[bot\]$/, "");
  const events = result.repository.issueOrPullRequest?.timelineItems.nodes ?? [];
  return events.some(
    ({ deletedCommentAuthor }) => deletedCommentAuthor?.login.replace(/\[bot\]$/, "") === ownLogin,
  );
}

/** Writes a new comment. */
export async function createComment(
  client: GitHubClient,
  target: CommentTarget,
  body: string,
): Promise<WrittenComment> {
  if (target.isDiscussion) {
    const result: { addDiscussionComment: { comment: WrittenComment } } = await client.graphql(
      `mutation ($discussionId: ID!, $body: String!) {
        addDiscussionComment(input: { discussionId: $discussionId, body: $body }) { comment { id url body } }
      }`,
      { discussionId: target.nodeId, body },
    );
    return result.addDiscussionComment.comment;
  }
  const { data, status } = await client.rest.issues.createComment({
    owner: target.owner,
    repo: target.name,
    issue_number: target.number,
    body,
  });
  // A redirection that was followed has become a read, of the thread that this one was moved to.
  if ((status as number) !== 201) throw new EffectProblem("gone", "The thread was moved away.");
  return { id: String(data.id), url: data.html_url, body };
}

/** Replaces the text of a comment. */
export async function updateComment(
  client: GitHubClient,
  target: CommentTarget,
  comment: { readonly id: string; readonly body: string },
): Promise<void> {
  if (target.isDiscussion) {
    await client.graphql(
      `mutation ($commentId: ID!, $body: String!) {
        updateDiscussionComment(input: { commentId: $commentId, body: $body }) { comment { id } }
      }`,
      { commentId: comment.id, body: comment.body },
    );
    return;
  }
  await client.rest.issues.updateComment({
    owner: target.owner,
    repo: target.name,
    comment_id: Number(comment.id),
    body: comment.body,
  });
}
