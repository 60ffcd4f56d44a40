// Discussions: found by their hidden marker, made in a category that exists, rewritten in place. GraphQL only, as
// GitHub has no REST API for them.

import type { GitHubClient } from "./clients.ts";
import { MOST_PAGES, tooMany } from "./comments.ts";
import { EffectProblem } from "./failures.ts";

export interface WrittenDiscussion {
  readonly id: string;
  readonly url: string;
}

interface Place {
  readonly owner: string;
  readonly name: string;
}

interface Categories {
  readonly repository: {
    readonly id: string;
    readonly hasDiscussionsEnabled: boolean;
    readonly discussionCategories: {
      readonly nodes: readonly { readonly id: string; readonly name: string; readonly slug: string }[];
    };
  };
}

const CATEGORIES = /* GraphQL */ `
  query ($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) {
      id
      hasDiscussionsEnabled
      discussionCategories(first: 100) {
        nodes {
          id
          name
          slug
        }
      }
    }
  }
`;

const RECENT = /* GraphQL */ `
  query ($owner: String!, $name: String!, $categoryId: ID!, $after: String) {
    repository(owner: $owner, name: $name) {
      discussions(
        first: 50
        after: $after
        categoryId: $categoryId
        orderBy: { field: CREATED_AT, direction: DESC }
      ) {
        pageInfo {
          hasNextPage
          endCursor
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
`;

interface Recent {
  readonly repository: {
    readonly discussions: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly nodes: readonly (WrittenDiscussion & {
        readonly body: string;
        readonly createdAt: string;
        readonly viewerDidAuthor: boolean;
      })[];
    };
  };
}

/**
 * The ids of a repository and of its discussion category of this name or slug.
 * @throws EffectProblem that says what to do when there is no such category.
 */
export async function findCategory(
  client: GitHubClient,
  place: Place,
  category: string,
): Promise<{ readonly repositoryId: string; readonly categoryId: string }> {
  const { repository }: Categories = await client.graphql(CATEGORIES, { ...place });
  const where = `${place.owner}/${place.name}`;
  if (!repository.hasDiscussionsEnabled) {
    throw new EffectProblem(
      "hopeless",
      `Discussions are switched off in ${where}. Switch them on in its settings, or set digest.repository.`,
    );
  }
  const wanted = category.toLowerCase();
  const { nodes } = repository.discussionCategories;
  const found = nodes.find(({ name, slug }) => name.toLowerCase() === wanted || slug === wanted);
  if (found) return { repositoryId: repository.id, categoryId: found.id };
  const known = nodes.map(({ name }) => name).join(", ");
  throw new EffectProblem(
    "hopeless",
    `${where} has no discussion category "${category}". It has: ${known}. Make it, or set digest.category.`,
  );
}

/**
 * Stoa's own discussion in the category that holds `marker`, if one was written at or after `since`.
 * @throws EffectProblem when there are more than may be read.
 */
export async function findDiscussion(
  client: GitHubClient,
  place: Place,
  query: { readonly categoryId: string; readonly marker: string; readonly since: number },
): Promise<WrittenDiscussion | undefined> {
  const { categoryId, marker, since } = query;
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const result: Recent = await client.graphql(RECENT, { ...place, categoryId, after });
    const { nodes, pageInfo } = result.repository.discussions;
    const found = nodes.find(({ viewerDidAuthor, body }) => viewerDidAuthor && body.includes(marker));
    if (found) return found;
    const oldest = nodes.at(-1);
    if (!oldest || Date.parse(oldest.createdAt) < since || !pageInfo.hasNextPage) return undefined;
    after = pageInfo.endCursor;
  }
  throw tooMany("discussions");
}

export async function createDiscussion(
  client: GitHubClient,
  input: {
    readonly repositoryId: string;
    readonly categoryId: string;
    readonly title: string;
    readonly body: string;
  },
): Promise<WrittenDiscussion> {
  const result: { createDiscussion: { discussion: WrittenDiscussion } } = await client.graphql(
    `mutation ($input: CreateDiscussionInput!) {
      createDiscussion(input: $input) { discussion { id url } }
    }`,
    { input },
  );
  return result.createDiscussion.discussion;
}

export async function updateDiscussion(
  client: GitHubClient,
  input: { readonly discussionId: string; readonly title: string; readonly body: string },
): Promise<void> {
  await client.graphql(
    `mutation ($input: UpdateDiscussionInput!) { updateDiscussion(input: $input) { discussion { id } } }`,
    { input },
  );
}

/** A discussion as it is now. */
export async function readDiscussion(
  client: GitHubClient,
  id: string,
): Promise<WrittenDiscussion & { readonly title: string; readonly body: string }> {
  const result: { node: WrittenDiscussion & { title: string; body: string } } = await client.graphql(
    `query ($id: ID!) { node(id: $id) { ... on Discussion { id url title body } } }`,
    { id },
  );
  return result.node;
}
