// What a query costs by GitHub's formula: the requests needed for each connection, were every page full,
// divided by 100, at least one point. Also the limit on the nodes a query could return.
// https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api

import {
  Kind,
  TypeInfo,
  getNamedType,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";

/** GitHub's limit on what one query may return. */
export const MOST_NODES = 500_000;

/** What a query costs and could return. */
export interface Cost {
  readonly points: number;
  /** Nodes the query could return at most. */
  readonly nodes: number;
}

type Variables = Readonly<Record<string, unknown>>;

/**
 * Names of the fields that are connections, by what they were selected under; GitHub's schema tells by
 * type.
 */
export function connectionFields(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<FieldNode> {
  const found = new Set<FieldNode>();
  const types = new TypeInfo(schema);
  const enter = (node: FieldNode) => {
    const type = types.getType();
    if (type && getNamedType(type).name.endsWith("Connection")) found.add(node);
  };
  visit(document, visitWithTypeInfo(types, { Field: { enter } }));
  return found;
}

/** Adds up what a document costs with these variables. */
export function costOf(
  document: DocumentNode,
  connections: ReadonlySet<FieldNode>,
  variables: Variables,
): Cost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  let requests = 0;
  let nodes = 0;
  const walk = (set: SelectionSetNode | undefined, times: number): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        walk(fragments.get(selection.name.value)?.selectionSet, times);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, times);
      } else {
        const isConnection = connections.has(selection);
        const size = isConnection ? pageSize(selection, variables) : 1;
        if (isConnection) {
          requests += times;
          nodes += times * size;
        }
        walk(selection.selectionSet, times * size * listed(selection, variables));
      }
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) walk(definition.selectionSet, 1);
  }
  return { points: Math.max(1, Math.round(requests / 100)), nodes };
}

function argument(field: FieldNode, name: string, variables: Variables): unknown {
  const found = field.arguments?.find((candidate) => candidate.name.value === name);
  return found && valueFromASTUntyped(found.value, { ...variables });
}

function pageSize(field: FieldNode, variables: Variables): number {
  const size = argument(field, "first", variables) ?? argument(field, "last", variables);
  return typeof size === "number" ? size : 1;
}

/** `nodes(ids:)` repeats what is under it for each id. */
function listed(field: FieldNode, variables: Variables): number {
  const ids = field.name.value === "nodes" ? argument(field, "ids", variables) : undefined;
  return Array.isArray(ids) ? Math.max(ids.length, 1) : 1;
}
