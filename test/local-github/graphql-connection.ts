// Connections: lists cut by first/after or last/before, with opaque cursors that stay right when things are
// added or removed elsewhere in the list, and GitHub's refusals of pages too large or without bounds.

import { GraphQLError } from "graphql";

/** A field's arguments; graphql-js has checked them against the schema. */
export type Args = Readonly<Record<string, unknown>>;

/** GitHub's limit for `first` and `last`. */
const LARGEST_PAGE = 100;

/** An error with GitHub's `type` beside its message, such as NOT_FOUND. */
export function typedError(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

/** One page of a list. */
export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

/**
 * Cuts a page out of `items`; `keyOf` must be unique in the list. `name` is the field's, for error
 * messages.
 */
export function connect<T>(
  items: readonly T[],
  args: Args,
  name: string,
  keyOf: (item: T) => string,
): Connection<T> {
  const first = bound(args["first"], "first", name);
  const last = bound(args["last"], "last", name);
  if (first === undefined && last === undefined) {
    throw typedError(
      "MISSING_PAGINATION_BOUNDARIES",
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  }
  let start = placeAfter(items, args["after"], keyOf) ?? 0;
  let end = placeBefore(items, args["before"], keyOf) ?? items.length;
  if (first !== undefined) end = Math.min(end, start + first);
  if (last !== undefined) start = Math.max(start, end - last);
  const nodes = items.slice(start, end);
  const edges = nodes.map((node, index) => ({ node, cursor: cursorOf(keyOf(node), start + index) }));
  const pageInfo = {
    hasNextPage: end < items.length,
    hasPreviousPage: start > 0,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { nodes, edges, pageInfo, totalCount: items.length };
}

function bound(value: unknown, which: "first" | "last", name: string): number | undefined {
  if (typeof value !== "number") return undefined;
  if (value < 0)
    throw typedError(
      "INVALID_PAGINATION",
      `\`${which}\` on the \`${name}\` connection cannot be less than zero.`,
    );
  if (value <= LARGEST_PAGE) return value;
  throw typedError(
    "EXCESSIVE_PAGINATION",
    `Requesting ${value} records on the \`${name}\` connection exceeds the \`${which}\` limit of ${LARGEST_PAGE} records.`,
  );
}

function cursorOf(key: string, index: number): string {
  return Buffer.from(`cursor:v2:${index}:${key}`).toString("base64");
}

/** Where the cursor's item stands now; where it stood before, if it is gone. */
function place<T>(
  items: readonly T[],
  cursor: unknown,
  keyOf: (item: T) => string,
): { readonly at: number; readonly isGone: boolean } | undefined {
  if (typeof cursor !== "string") return undefined;
  const [, index, key] = /^cursor:v2:(\d+):(.*)$/.exec(Buffer.from(cursor, "base64").toString()) ?? [];
  if (key === undefined)
    throw typedError("INVALID_CURSOR_ARGUMENTS", `\`${cursor}\` does not appear to be a valid cursor.`);
  const at = items.findIndex((item) => keyOf(item) === key);
  return at >= 0 ? { at, isGone: false } : { at: Math.min(Number(index), items.length), isGone: true };
}

function placeAfter<T>(items: readonly T[], cursor: unknown, keyOf: (item: T) => string): number | undefined {
  const found = place(items, cursor, keyOf);
  return found && (found.isGone ? found.at : found.at + 1);
}

function placeBefore<T>(
  items: readonly T[],
  cursor: unknown,
  keyOf: (item: T) => string,
): number | undefined {
  return place(items, cursor, keyOf)?.at;
}
