// Reads one thread by its node id, with everything that hangs on it.

import type { GraphQl } from "./clients.ts";
import { completeThread, SELECTIONS, type HistoryThread } from "./history.ts";

/** One kind a request: GraphQL does not let their reasons for closing, which are of two types, stand in one. */
const DOCUMENTS = [
  `query ($id: ID!) { node(id: $id) { ... on Issue { ${SELECTIONS.issues} } } }`,
  `query ($id: ID!) { node(id: $id) { ... on Discussion { ${SELECTIONS.discussions} } } }`,
];

/** The issue or discussion of this id; undefined when it is gone. */
export async function readHistoryThread(
  graphql: GraphQl,
  nodeId: string,
): Promise<HistoryThread | undefined> {
  for (const document of DOCUMENTS) {
    const { node } = await graphql<Answer>(document, { id: nodeId }).catch(asGone);
    if (node?.id !== undefined) return completeThread(graphql, node);
  }
  return undefined;
}

interface Answer {
  /** Empty for a node of another kind. */
  readonly node: HistoryThread | null;
}

function asGone(error: unknown): Answer {
  const { errors } = error as { errors?: readonly { type?: string }[] };
  if (errors?.length && errors.every(({ type }) => type === "NOT_FOUND")) return { node: null };
  throw error;
}
