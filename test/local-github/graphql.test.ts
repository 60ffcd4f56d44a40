// The GraphQL side: GitHub's schema, connections, permissions, cost, mutations.

import { afterEach, beforeEach, expect, test } from "vitest";
import { EVERYTHING, at, startFixture, type Fixture } from "./fixture.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await startFixture();
  for (const happening of EVERYTHING) await fixture.github.perform(happening, { deliver: false });
});
afterEach(() => fixture.close());

type Answer = Record<string, never>;

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  return fixture.octokit.graphql<Answer>(query, variables);
}

/** The body as it is, errors and all. */
async function raw(query: string, variables: Record<string, unknown> = {}): Promise<Record<string, never>> {
  const { data, status } = await fixture.octokit.request("POST /graphql", { query, variables });
  expect(status).toBe(200);
  return data as Record<string, never>;
}

const inRepository = (fields: string) => `{ repository(owner: "acme", name: "rocket") { ${fields} } }`;

test("answers threads with all that is written in them", async () => {
  const answer = await ask(
    inRepository(`
      issue(number: 1) { title state stateReason labels(first: 5) { nodes { name } } reactions(first: 5) { totalCount nodes { content user { login } } } }
      pullRequest(number: 2) {
        state mergedBy { login } closingIssuesReferences(first: 5) { nodes { number } } files(first: 5) { nodes { path additions } }
        reviews(first: 5) { nodes { state comments(first: 5) { nodes { body author { login } } } } }
      }
      discussion(number: 3) {
        isAnswered upvoteCount category { name slug } answer { body } answerChosenBy { login }
        comments(first: 5) { nodes { body isAnswer replies(first: 5) { totalCount } } }
      }
      releases(first: 1) { nodes { tagName isLatest } }
      object(expression: "HEAD:README.md") { ... on Blob { text } }
      defaultBranchRef { name target { ... on Commit { message } } }
    `),
  );
  expect(answer).toMatchObject({
    repository: {
      issue: {
        title: "It still falls down",
        state: "CLOSED",
        stateReason: "NOT_PLANNED",
        labels: { nodes: [{ name: "bug" }] },
        reactions: { totalCount: 1, nodes: [{ content: "THUMBS_UP", user: { login: "cy" } }] },
      },
      pullRequest: {
        state: "MERGED",
        mergedBy: { login: "ada" },
        closingIssuesReferences: { nodes: [{ number: 1 }] },
        files: { nodes: [{ path: "engine.ts", additions: 3 }] },
        reviews: {
          nodes: [
            {
              state: "CHANGES_REQUESTED",
              comments: { nodes: [{ body: "Here", author: { login: "ada" } }, { body: "And here" }] },
            },
            { state: "APPROVED", comments: { nodes: [] } },
          ],
        },
      },
      discussion: {
        isAnswered: true,
        upvoteCount: 1,
        category: { name: "Q&A", slug: "q-a" },
        answer: { body: "Very high." },
        comments: { nodes: [{ isAnswer: true, replies: { totalCount: 0 } }] },
      },
      releases: { nodes: [{ tagName: "v1.0.0", isLatest: true }] },
      object: { text: "# New\n" },
      defaultBranchRef: { name: "main", target: { message: "docs: new" } },
    },
  });
});

test("pages through a connection without loss while it grows", async () => {
  for (let number = 10; number < 15; number += 1) {
    await fixture.github.perform(at(10, "bob", { do: "open-issue", number, title: "T", body: "" }), {
      deliver: false,
    });
  }
  const seen: number[] = [];
  let after: string | null = null;
  do {
    const query = `query ($after: String) ${inRepository("issues(first: 2, after: $after) { nodes { number } pageInfo { endCursor hasNextPage } }")}`;
    const { repository } = (await ask(query, { after })) as unknown as {
      repository: {
        issues: { nodes: { number: number }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
      };
    };
    seen.push(...repository.issues.nodes.map(({ number }) => number));
    after = repository.issues.pageInfo.hasNextPage ? repository.issues.pageInfo.endCursor : null;
    if (seen.length === 2) {
      await fixture.github.perform(at(11, "bob", { do: "open-issue", number: 20, title: "T", body: "" }), {
        deliver: false,
      });
    }
  } while (after !== null);
  expect(seen).toEqual([1, 10, 11, 12, 13, 14, 20]);
});

test("refuses pages that are too large or without bounds, and unknown fields", async () => {
  expect(await raw(inRepository("issues(first: 101) { totalCount }"))).toMatchObject({
    errors: [{ type: "EXCESSIVE_PAGINATION", path: ["repository", "issues"] }],
  });
  expect(await raw(inRepository("issues { totalCount }"))).toMatchObject({
    errors: [{ type: "MISSING_PAGINATION_BOUNDARIES" }],
  });
  expect(await raw(inRepository("nonsense"))).toMatchObject({
    errors: [{ message: expect.stringContaining("nonsense") as string }],
  });
  expect(await raw(`{ repository(owner: "no", name: "no") { id } }`)).toMatchObject({
    data: { repository: null },
    errors: [{ type: "NOT_FOUND", message: "Could not resolve to a Repository with the name 'no/no'." }],
  });
});

test("charges by GitHub's formula", async () => {
  const query = `{ rateLimit { cost used } ${inRepository(
    "issues(first: 100) { nodes { comments(first: 100) { nodes { reactions(first: 10) { totalCount } } } } }",
  ).slice(1, -1)} }`;
  // 1 + 100 + 10,000 requests, by 100.
  expect(await ask(query)).toMatchObject({ rateLimit: { cost: 101, used: 101 } });
  expect(await ask("{ rateLimit { cost used } }")).toMatchObject({ rateLimit: { cost: 1, used: 102 } });
  fixture.github.limits.perHour.graphql = 102;
  expect(await raw("{ viewer { login } }")).toMatchObject({ errors: [{ type: "RATE_LIMITED" }] });
});

test("finds nodes by id, and says which it does not know", async () => {
  const { repository } = (await ask(
    inRepository("issue(number: 1) { id fullDatabaseId databaseId }"),
  )) as unknown as {
    repository: { issue: { id: string; fullDatabaseId: string; databaseId: null } };
  };
  expect(repository.issue.databaseId).toBeNull();
  expect(Number(repository.issue.fullDatabaseId)).toBeGreaterThan(2 ** 32);
  const answer = await raw("query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { number } } }", {
    ids: [repository.issue.id, "I_no"],
  });
  expect(answer).toMatchObject({
    data: { nodes: [{ number: 1 }, null] },
    errors: [{ type: "NOT_FOUND", path: ["nodes", 1] }],
  });
});

test("opens, edits and answers discussions as the app", async () => {
  const { repository } = (await ask(
    inRepository("id discussionCategories(first: 5) { nodes { id name } }"),
  )) as unknown as {
    repository: { id: string; discussionCategories: { nodes: { id: string }[] } };
  };
  const input = {
    repositoryId: repository.id,
    categoryId: repository.discussionCategories.nodes[0]?.id,
    title: "Digest",
    body: "News",
  };
  const { createDiscussion } = (await ask(
    "mutation ($input: CreateDiscussionInput!) { createDiscussion(input: $input) { discussion { id number url author { __typename login } } } }",
    { input },
  )) as unknown as { createDiscussion: { discussion: { id: string; number: number } } };
  const { discussion } = createDiscussion;
  expect(discussion).toMatchObject({ number: 4, author: { __typename: "Bot", login: "stoa" } });
  await ask(
    'mutation ($id: ID!) { updateDiscussion(input: { discussionId: $id, body: "More" }) { discussion { body } } }',
    {
      id: discussion.id,
    },
  );
  const added = (await ask(
    'mutation ($id: ID!) { addDiscussionComment(input: { discussionId: $id, body: "Hi" }) { comment { id } } }',
    { id: discussion.id },
  )) as unknown as { addDiscussionComment: { comment: { id: string } } };
  const commentId = added.addDiscussionComment.comment.id;
  await ask(
    'mutation ($id: ID!) { addReaction(input: { subjectId: $id, content: HEART }) { reaction { content } } updateDiscussionComment(input: { commentId: $id, body: "Ho" }) { comment { body } } deleteDiscussionComment(input: { id: $id }) { comment { id } } }',
    { id: commentId },
  );
  await fixture.github.settled();
  const told = fixture.receiver.received.map(({ event, payload }) => `${event} ${String(payload["action"])}`);
  expect(told.toSorted()).toEqual([
    "discussion created",
    "discussion edited",
    "discussion_comment created",
    "discussion_comment deleted",
    "discussion_comment edited",
    "installation created",
  ]);
});

test("keeps numbers free that the community's own threads will take", async () => {
  fixture.github.load({
    accounts: [],
    repositories: [{ owner: "acme", name: "later", categories: [{ name: "General" }] }],
    happenings: [
      { ...at(1, "bob", { do: "open-issue", number: 1, title: "T", body: "" }), repository: "acme/later" },
    ],
  });
  const { repository } = (await ask(
    `{ repository(owner: "acme", name: "later") { id discussionCategories(first: 1) { nodes { id } } } }`,
  )) as unknown as { repository: { id: string; discussionCategories: { nodes: { id: string }[] } } };
  const input = {
    repositoryId: repository.id,
    categoryId: repository.discussionCategories.nodes[0]?.id,
    title: "T",
    body: "B",
  };
  const answer = await ask(
    "mutation ($input: CreateDiscussionInput!) { createDiscussion(input: $input) { discussion { number } } }",
    { input },
  );
  expect(answer).toMatchObject({ createDiscussion: { discussion: { number: 2 } } });
});

test("fails on a field nobody built, and records it", async () => {
  expect(await raw("{ viewer { isHireable } }")).toMatchObject({ errors: [{}] });
  expect(fixture.github.unhandled).toEqual(["GraphQL User.isHireable"]);
});

test("refuses what a permission does not cover", async () => {
  const poor = await startFixture({ metadata: "read", issues: "read" });
  const { data } = await poor.octokit.request("POST /graphql", {
    query: inRepository("discussions(first: 1) { totalCount }"),
  });
  expect(data).toMatchObject({
    errors: [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }],
  });
  await poor.close();
});
