// Reads reactions: their totals, which are cheap, and who gave them. GitHub sends no webhook for either.
//
// An issue's totals come with each page of the list of open issues (REST), 100 to a request. Those of anything else, and
// who reacted, come through GraphQL, where 100 connections cost a point.

import { REACTIONS, type ReactionContent } from "../core/words.ts";
import type { GitHubClient, GraphQl } from "./clients.ts";
import { readNodes } from "./nodes.ts";

/** Ids that one request may ask the totals of … */
export const TOTALS_A_REQUEST = 100;
/** … and the reactions themselves. */
export const SUBJECTS_A_REQUEST = 50;
/** Issues on a page of the list. */
export const ISSUES_A_PAGE = 100;

/** How many reactions there are. */
export interface Totals {
  readonly total: number;
  /** By kind, in the order of `REACTIONS`, joined by commas; null where GitHub tells the sum alone. */
  readonly contents: string | null;
  /** Of a discussion. */
  readonly upvotes: number;
}

/** An issue as the list of open issues shows it. */
export interface ListedIssue extends Totals {
  readonly number: number;
  readonly nodeId: string;
  readonly issueType: string | null;
  readonly milestone: string | null;
}

export interface GivenReaction {
  readonly personId: number;
  readonly login: string;
  readonly content: ReactionContent;
  readonly at: number;
}

/** What there is on one subject. */
export interface ReadReactions extends Omit<Totals, "contents"> {
  readonly nodeId: string;
  readonly given: readonly GivenReaction[];
  /** Of a discussion that GitHub shows a poll in. */
  readonly poll: ReadPoll | null;
}

interface ReadPoll {
  readonly question: string;
  readonly counts: readonly { readonly option: string; readonly votes: number }[];
}

type RollUp = Readonly<Partial<Record<string, number | string>>>;

/** The counts of a roll-up, as `Totals.contents` has them. */
export function rollUpContents(rollUp: RollUp): string {
  return REACTIONS.map((content) => Number(rollUp[content] ?? 0)).join(",");
}

/** One page of a repository's open issues; pull requests are left out. */
export async function listOpenIssues(
  client: Pick<GitHubClient, "rest">,
  query: { readonly owner: string; readonly name: string; readonly page: number },
): Promise<{ readonly issues: readonly ListedIssue[]; readonly isLast: boolean }> {
  const { data } = await client.rest.issues.listForRepo({
    owner: query.owner,
    repo: query.name,
    state: "open",
    sort: "created",
    // What is opened meanwhile comes behind.
    direction: "asc",
    per_page: ISSUES_A_PAGE,
    page: query.page,
  });
  const issues = data.filter((issue) => !issue.pull_request);
  return {
    issues: issues.map((issue) => ({
      number: issue.number,
      nodeId: issue.node_id,
      total: issue.reactions?.total_count ?? 0,
      contents: rollUpContents((issue.reactions ?? {}) as RollUp),
      upvotes: 0,
      issueType: issue.type?.name ?? null,
      milestone: issue.milestone?.title ?? null,
    })),
    isLast: data.length < ISSUES_A_PAGE,
  };
}

const TOTALS = /* GraphQL */ `
  query ($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
      ... on Reactable {
        reactions(first: 1) {
          totalCount
        }
      }
      ... on Discussion {
        upvoteCount
      }
    }
  }
`;

const PAGE = `totalCount pageInfo { hasNextPage endCursor } nodes { content createdAt user { databaseId login } }`;
const FIRST = /* GraphQL */ `
  query ($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
      ... on Reactable { reactions(first: 100) { ${PAGE} } }
      ... on Discussion {
        upvoteCount
        poll { question options(first: 10) { nodes { option totalVoteCount } } }
      }
    }
  }
`;
const MORE = `query ($id: ID!, $after: String) { node(id: $id) { ... on Reactable { reactions(first: 100, after: $after) { ${PAGE} } } } }`;

interface ReactionPage {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly {
    readonly content: string;
    readonly createdAt: string;
    /** null for bots, organisations and deleted accounts. */
    readonly user: { readonly databaseId: number | null; readonly login: string } | null;
  }[];
}

interface Reacted {
  readonly id: string;
  readonly reactions: ReactionPage;
  readonly upvoteCount?: number;
  readonly poll?: {
    readonly question: string;
    readonly options: {
      readonly nodes: readonly { readonly option: string; readonly totalVoteCount: number }[];
    };
  } | null;
}

/** The totals of up to `TOTALS_A_REQUEST` subjects, by node id; those that are gone are left out. */
export async function readTotals(
  graphql: GraphQl,
  nodeIds: readonly string[],
): Promise<ReadonlyMap<string, Totals>> {
  const nodes = await readNodes<Reacted>(graphql, TOTALS, nodeIds);
  return new Map(
    nodes.map(({ id, reactions, upvoteCount = 0 }) => [
      id,
      { total: reactions.totalCount, contents: null, upvotes: upvoteCount },
    ]),
  );
}

/** Who reacted to up to `SUBJECTS_A_REQUEST` subjects; those that are gone are left out. */
export async function readReactions(
  graphql: GraphQl,
  nodeIds: readonly string[],
): Promise<readonly ReadReactions[]> {
  const read: ReadReactions[] = [];
  for (const node of await readNodes<Reacted>(graphql, FIRST, nodeIds)) {
    const { poll } = node;
    read.push({
      nodeId: node.id,
      total: node.reactions.totalCount,
      upvotes: node.upvoteCount ?? 0,
      given: (await allReactions(graphql, node)).flatMap(givenReaction),
      poll: poll
        ? {
            question: poll.question,
            counts: poll.options.nodes.map(({ option, totalVoteCount }) => ({
              option,
              votes: totalVoteCount,
            })),
          }
        : null,
    });
  }
  return read;
}

async function allReactions(graphql: GraphQl, node: Reacted): Promise<ReactionPage["nodes"]> {
  const all = [...node.reactions.nodes];
  let { pageInfo } = node.reactions;
  while (pageInfo.hasNextPage) {
    const more = await graphql<{ node: Pick<Reacted, "reactions"> }>(MORE, {
      id: node.id,
      after: pageInfo.endCursor,
    });
    all.push(...more.node.reactions.nodes);
    pageInfo = more.node.reactions.pageInfo;
  }
  return all;
}

const CONTENTS: Readonly<Record<string, ReactionContent>> = {
  THUMBS_UP: "+1",
  THUMBS_DOWN: "-1",
  LAUGH: "laugh",
  HOORAY: "hooray",
  CONFUSED: "confused",
  HEART: "heart",
  ROCKET: "rocket",
  EYES: "eyes",
};

function givenReaction({ content, createdAt, user }: ReactionPage["nodes"][number]): GivenReaction[] {
  const known = CONTENTS[content];
  if (!known || user?.databaseId == null) return [];
  return [{ personId: user.databaseId, login: user.login, content: known, at: Date.parse(createdAt) }];
}
