// One marked comment in an issue, pull request or discussion: found by its hidden marker, written once, edited in place.

import type { GitHubClient } from "./clients.ts";

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
        readonly nodes: readonly (WrittenComment & { readonly viewerDidAuthor: boolean })[];
      };
    } | null;
  };
}

/** Stoa's own comment that holds `marker`, if there is one. Somebody else's copy of the marker does not count. */
export async function findComment(
  client: GitHubClient,
  target: CommentTarget,
  query: { readonly marker: string; readonly ownLogin: string },
): Promise<WrittenComment | undefined> {
  const { owner, name, number } = target;
  if (target.isDiscussion) return findDiscussionComment(client, target, query.marker);
  const pages = client.paginate.iterator(client.rest.issues.listComments, {
    owner,
    repo: name,
    issue_number: number,
    per_page: 100,
  });
  for await (const { data } of pages) {
    for (const comment of data) {
      if (comment.user?.login === query.ownLogin && comment.body?.includes(query.marker)) {
        return { id: String(comment.id), url: comment.html_url, body: comment.body };
      }
    }
  }
  return undefined;
}

async function findDiscussionComment(
  client: GitHubClient,
  target: CommentTarget,
  marker: string,
): Promise<WrittenComment | undefined> {
  let before: string | null = null;
  do {
    const { owner, name, number } = target;
    const result: DiscussionComments = await client.graphql(DISCUSSION_COMMENTS, {
      owner,
      name,
      number,
      before,
    });
    const comments = result.repository.discussion?.comments;
    const found = comments?.nodes.find((comment) => comment.viewerDidAuthor && comment.body.includes(marker));
    if (found) return found;
    before = comments?.pageInfo.hasPreviousPage ? comments.pageInfo.startCursor : null;
  } while (before !== null);
  return undefined;
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
  const { data } = await client.rest.issues.createComment({
    owner: target.owner,
    repo: target.name,
    issue_number: target.number,
    body,
  });
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
