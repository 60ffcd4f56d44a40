// Discussions: found by their hidden marker, made in a category that exists, rewritten in place. GraphQL only, as
// GitHub has no REST API for them.

import type { GitHubClient } from "./clients.ts";
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
  query ($owner: String!, $name: String!, $categoryId: ID!) {
    repository(owner: $owner, name: $name) {
      discussions(first: 50, categoryId: $categoryId, orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes {
          id
          url
          body
          viewerDidAuthor
        }
      }
    }
  }
`;

interface Recent {
  readonly repository: {
    readonly discussions: {
      readonly nodes: readonly (WrittenDiscussion & {
        readonly body: string;
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

/** Stoa's own recent discussion in the category that holds `marker`. */
export async function findDiscussion(
  client: GitHubClient,
  place: Place,
  query: { readonly categoryId: string; readonly marker: string },
): Promise<WrittenDiscussion | undefined> {
  const { repository }: Recent = await client.graphql(RECENT, { ...place, categoryId: query.categoryId });
  return repository.discussions.nodes.find(
    ({ viewerDidAuthor, body }) => viewerDidAuthor && body.includes(query.marker),
  );
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
