// Reads what issues are marked as duplicates of, and what projects say of them.

import type { GraphQl } from "./clients.ts";
import { readNodes } from "./nodes.ts";

const DUPLICATE_OF = /* GraphQL */ `
  query ($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
      ... on Issue {
        timelineItems(last: 1, itemTypes: [MARKED_AS_DUPLICATE_EVENT, UNMARKED_AS_DUPLICATE_EVENT]) {
          nodes {
            __typename
            ... on MarkedAsDuplicateEvent {
              canonical {
                ... on Issue {
                  number
                  repository {
                    databaseId
                  }
                }
              }
            }
          }
        }
      }
    }
  }
`;

interface Marked {
  readonly id: string;
  readonly timelineItems: {
    readonly nodes: readonly {
      readonly canonical?: {
        readonly number?: number;
        readonly repository?: { readonly databaseId: number };
      } | null;
    }[];
  };
}

/** The issues that up to `SUBJECTS_A_REQUEST` issues are marked as duplicates of, by node id; null without one. */
export async function readDuplicateMarks(
  graphql: GraphQl,
  nodeIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly repositoryId: number; readonly number: number } | null>> {
  const nodes = await readNodes<Marked>(graphql, DUPLICATE_OF, nodeIds);
  return new Map(
    nodes.map(({ id, timelineItems }) => {
      const { number, repository } = timelineItems.nodes.at(-1)?.canonical ?? {};
      const isKnown = number !== undefined && repository !== undefined;
      return [id, isKnown ? { repositoryId: repository.databaseId, number } : null];
    }),
  );
}

const PROJECT_STATUS = /* GraphQL */ `
  query ($ids: [ID!]!, $field: String!) {
    nodes(ids: $ids) {
      id
      ... on Issue {
        projectItems(first: 10) {
          nodes {
            fieldValueByName(name: $field) {
              ... on ProjectV2ItemFieldSingleSelectValue {
                name
              }
            }
          }
        }
      }
    }
  }
`;

interface InProjects {
  readonly id: string;
  readonly projectItems: {
    readonly nodes: readonly { readonly fieldValueByName: { readonly name?: string } | null }[];
  };
}

/**
 * The option that up to `SUBJECTS_A_REQUEST` issues have in a field of their projects, by node id: the first there is. Issues
 * whose projects the installation may not read are left out.
 */
export async function readProjectStatuses(
  graphql: GraphQl,
  of: { readonly nodeIds: readonly string[]; readonly field: string },
): Promise<ReadonlyMap<string, string | null>> {
  const nodes = await readNodes<InProjects>(
    (query, variables) => graphql(query, { ...variables, field: of.field }),
    PROJECT_STATUS,
    of.nodeIds,
  );
  return new Map(
    nodes.map(({ id, projectItems }) => {
      const names = projectItems.nodes.map(({ fieldValueByName }) => fieldValueByName?.name);
      return [id, names.find((name) => name !== undefined) ?? null];
    }),
  );
}
