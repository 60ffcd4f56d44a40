// How much history repositories have, by GitHub's own counts: 25 repositories a request, one point.

import type { GraphQl } from "./clients.ts";

export interface HistoryCounts {
  readonly issues: number;
  readonly pulls: number;
  readonly discussions: number;
  readonly releases: number;
  /** When something was last pushed, else when it was made; UTC epoch milliseconds. */
  readonly activeAt: number;
}

const REPOSITORIES_A_REQUEST = 25;
/** 25 repositories have 100 connections, which is a point. */
export const COUNT_POINTS = 1;

const FIELDS = {
  issues: "issues",
  pulls: "pullRequests",
  discussions: "discussions",
  releases: "releases",
} as const;
type Part = keyof typeof FIELDS;
const PARTS = Object.keys(FIELDS) as Part[];

interface Counted extends Partial<Record<Part, { readonly totalCount: number }>> {
  readonly id: string;
  readonly pushedAt?: string | null;
  readonly createdAt?: string;
}

/** Splits repositories into as many as one request counts. */
export function countBatches<T>(repositories: readonly T[]): readonly (readonly T[])[] {
  const batches: (readonly T[])[] = [];
  for (let start = 0; start < repositories.length; start += REPOSITORIES_A_REQUEST) {
    batches.push(repositories.slice(start, start + REPOSITORIES_A_REQUEST));
  }
  return batches;
}

/**
 * Counts what these repositories hold, by node id; one that is out of reach is left out, and what the installation may
 * not read counts as none.
 */
export async function readHistoryCounts(
  graphql: GraphQl,
  nodeIds: readonly string[],
): Promise<ReadonlyMap<string, HistoryCounts>> {
  const found = new Map<string, HistoryCounts>();
  for (const node of await readNodes(graphql, nodeIds, PARTS)) if (node) found.set(node.id, countsOf(node));
  const missing = nodeIds.filter((id) => !found.has(id));
  if (missing.length === 0) return found;
  // One part that may not be read makes GitHub withhold the whole repository: ask for each by itself.
  for (const part of PARTS) {
    for (const node of await readNodes(graphql, missing, [part])) {
      if (!node) continue;
      const known = found.get(node.id);
      found.set(node.id, { ...countsOf(node), ...known, [part]: node[part]?.totalCount ?? 0 });
    }
  }
  return found;
}

function countsOf(node: Counted): HistoryCounts {
  return {
    issues: node.issues?.totalCount ?? 0,
    pulls: node.pulls?.totalCount ?? 0,
    discussions: node.discussions?.totalCount ?? 0,
    releases: node.releases?.totalCount ?? 0,
    activeAt: Date.parse(node.pushedAt ?? node.createdAt ?? "1970-01-01"),
  };
}

/** What cannot be read (gone, not permitted) is null in GitHub's answer, with an error beside it; the rest is good. */
async function readNodes(
  graphql: GraphQl,
  ids: readonly string[],
  parts: readonly Part[],
): Promise<readonly (Counted | null)[]> {
  const counts = parts.map((part) => `${part}: ${FIELDS[part]}(first: 1) { totalCount }`).join(" ");
  const query = `query ($ids: [ID!]!) { rateLimit { cost } nodes(ids: $ids) { id ... on Repository { pushedAt createdAt ${counts} } } }`;
  try {
    const { nodes } = await graphql<{ nodes: readonly (Counted | null)[] }>(query, { ids });
    return nodes;
  } catch (error) {
    const { data, errors } = error as {
      data?: { nodes?: readonly (Counted | null)[] | null };
      errors?: readonly { readonly type?: string }[];
    };
    const isExpected = errors?.every(({ type }) => type === "NOT_FOUND" || type === "FORBIDDEN");
    if (!data?.nodes || isExpected !== true) throw error;
    return data.nodes;
  }
}
