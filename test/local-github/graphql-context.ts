// What every GraphQL resolver shares: who asks, what a field table is, names of types and reactions,
// permissions.

import { holds, type Actor } from "./auth.ts";
import type { ReactionContent } from "./community.ts";
import type { Remark, Thread } from "./entities.ts";
import { typedError, type Args } from "./graphql-connection.ts";
import { botLogin, isoTime } from "./shapes.ts";
import type { World } from "./world.ts";

/** What every resolver gets. */
export interface Context {
  readonly world: World;
  readonly actor: Actor;
  /** Points the running query costs. */
  readonly cost: number;
}

/** The fields of one type, each with the function that reads it. */
export type Fields<T> = Readonly<Record<string, (it: T, args: Args, context: Context) => unknown>>;

const LARGEST_INT = 2 ** 31 - 1;

/** GraphQL's names of reactions. */
export const CONTENT: Readonly<Record<ReactionContent, string>> = {
  "+1": "THUMBS_UP",
  "-1": "THUMBS_DOWN",
  laugh: "LAUGH",
  hooray: "HOORAY",
  confused: "CONFUSED",
  heart: "HEART",
  rocket: "ROCKET",
  eyes: "EYES",
};

/** REST's name of a reaction that GraphQL names otherwise. */
export function contentNamed(name: unknown): ReactionContent {
  const found = (Object.keys(CONTENT) as ReactionContent[]).find((content) => CONTENT[content] === name);
  if (!found) throw new Error(`No reaction is named ${String(name)}`);
  return found;
}

/** The GraphQL type of a thing of the state, for interfaces and unions. */
export function typeName(value: unknown): string | undefined {
  const node = value as { node?: string; kind?: string; type?: string; __typename?: string };
  switch (node.node) {
    case "account":
      return node.type;
    case "thread":
      return { issue: "Issue", pull: "PullRequest", discussion: "Discussion" }[node.kind as Thread["kind"]];
    case "remark":
      return {
        comment: "IssueComment",
        review: "PullRequestReview",
        "review-comment": "PullRequestReviewComment",
        "discussion-comment": "DiscussionComment",
      }[node.kind as Remark["kind"]];
    case "category":
      return "DiscussionCategory";
    case undefined:
      return node.__typename;
    default:
      return `${node.node.charAt(0).toUpperCase()}${node.node.slice(1)}`;
  }
}

/** Refuses what the token's permissions do not cover, in GitHub's words. */
export function demand(context: Context, permissions: readonly string[], level: "read" | "write"): void {
  if (permissions.some((permission) => holds(context.actor, permission, level))) return;
  const whom = context.actor.kind === "user" ? "personal access token" : "integration";
  throw typedError("FORBIDDEN", `Resource not accessible by ${whom}`);
}

/** A time, or null. */
export const time = (at: number | null): string | null => (at === null ? null : isoTime(at));
/** The node id, which names a thing in every list. */
export const byNodeId = ({ nodeId }: { readonly nodeId: string }): string => nodeId;

/** GraphQL's databaseId is a 32-bit integer and cannot hold newer ids. */
export function smallId({ id }: { readonly id: number }): number | null {
  return id <= LARGEST_INT ? id : null;
}

/** A page's path without its host. */
export function path(page: string, { world }: Context): string {
  return page.slice(world.view.url.length);
}

/** The login of whoever asks. */
export function viewerLogin({ world, actor }: Context): string {
  return actor.kind === "user" ? actor.account.login : botLogin(world.view);
}
