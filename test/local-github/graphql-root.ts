// GraphQL's way in: the query's own fields and the fields of a repository.

import { canSee } from "./auth.ts";
import { connect, typedError, type Args } from "./graphql-connection.ts";
import { demand, viewerLogin, type Context, type Fields } from "./graphql-context.ts";
import { refView } from "./graphql-fields.ts";
import { typeFields } from "./graphql-types.ts";
import { isoTime, pageOf } from "./shapes.ts";
import type { Account, Category, Label, Node, Release, Repository, Thread } from "./entities.ts";
import { accountOf, fullNameOf } from "./state.ts";

const byNodeId = ({ nodeId }: { readonly nodeId: string }): string => nodeId;
const KIND_NEEDS = { issue: "issues", pull: "pull_requests", discussion: "discussions" } as const;

type Order = { readonly field?: string; readonly direction?: string } | undefined;

/** Oldest first unless ordered otherwise, as GitHub lists threads; equal times by number. */
function ordered(threads: readonly Thread[], order: Order, fallback: "ASC" | "DESC" = "ASC"): Thread[] {
  const sign = (order?.direction ?? fallback) === "DESC" ? -1 : 1;
  const keyOf = (thread: Thread): number => {
    if (order?.field === "UPDATED_AT") return thread.updatedAt;
    if (order?.field === "COMMENTS") return thread.remarks.filter(({ kind }) => kind === "comment").length;
    return thread.createdAt;
  };
  return threads.toSorted((a, b) => sign * (keyOf(a) - keyOf(b) || a.number - b.number));
}

function threadsOf(repository: Repository, kind: Thread["kind"]): Thread[] {
  return [...repository.threads.values()].filter((thread) => thread.kind === kind);
}

function stateOf(thread: Thread): string {
  return thread.pull?.mergedAt ? "MERGED" : thread.state.toUpperCase();
}

/** Labels by GraphQL are alternatives: one of them is enough. */
function hasLabel(thread: Thread, names: unknown): boolean {
  if (!Array.isArray(names)) return true;
  const wanted = new Set(names.map((name) => String(name).toLowerCase()));
  return thread.labels.some(({ name }) => wanted.has(name.toLowerCase()));
}

function hasState(thread: Thread, states: unknown): boolean {
  return !Array.isArray(states) || states.includes(stateOf(thread));
}

function issues(repository: Repository, args: Args, context: Context) {
  demand(context, ["issues"], "read");
  const filter = (args["filterBy"] ?? {}) as Args;
  const since = typeof filter["since"] === "string" ? Date.parse(filter["since"]) : -Infinity;
  const createdBy = filter["createdBy"];
  const found = threadsOf(repository, "issue").filter(
    (thread) =>
      hasState(thread, args["states"]) &&
      hasState(thread, filter["states"]) &&
      hasLabel(thread, args["labels"]) &&
      hasLabel(thread, filter["labels"]) &&
      thread.updatedAt >= since &&
      (createdBy === undefined || thread.author?.login === createdBy),
  );
  return connect(ordered(found, args["orderBy"] as Order), args, "issues", byNodeId);
}

function pullRequests(repository: Repository, args: Args, context: Context) {
  demand(context, ["pull_requests"], "read");
  const found = threadsOf(repository, "pull").filter(
    (thread) =>
      hasState(thread, args["states"]) &&
      hasLabel(thread, args["labels"]) &&
      (args["headRefName"] === undefined || thread.pull?.branch === args["headRefName"]),
  );
  return connect(ordered(found, args["orderBy"] as Order), args, "pullRequests", byNodeId);
}

function discussions(repository: Repository, args: Args, context: Context) {
  demand(context, ["discussions"], "read");
  const { categoryId, answered, states } = args;
  const found = threadsOf(repository, "discussion").filter(
    ({ discussion, state }) =>
      (typeof categoryId !== "string" || discussion?.category.nodeId === categoryId) &&
      (typeof answered !== "boolean" || (discussion?.answer !== null) === answered) &&
      (!Array.isArray(states) || states.length === 0 || states.includes(state.toUpperCase())),
  );
  // GitHub's default here is UPDATED_AT, newest first.
  const order = (args["orderBy"] ?? { field: "UPDATED_AT", direction: "DESC" }) as Order;
  return connect(ordered(found, order), args, "discussions", byNodeId);
}

function oneThread(
  repository: Repository,
  args: Args,
  context: Context,
  kinds: readonly Thread["kind"][],
  what: string,
) {
  demand(
    context,
    kinds.map((kind) => KIND_NEEDS[kind]),
    "read",
  );
  const thread = repository.threads.get(Number(args["number"]));
  if (thread && kinds.includes(thread.kind)) return thread;
  throw typedError("NOT_FOUND", `Could not resolve to ${what} with the number of ${String(args["number"])}.`);
}

function object(repository: Repository, args: Args, context: Context) {
  demand(context, ["contents"], "read");
  const [, path] = /^(?:HEAD|main):(.+)$/.exec((args["expression"] as string | undefined) ?? "") ?? [];
  const text = path === undefined ? undefined : repository.files.get(path);
  if (text === undefined) return null;
  const byteSize = Buffer.byteLength(text);
  return { __typename: "Blob", id: `B_${path}`, text, byteSize, isBinary: false, isTruncated: false };
}

function labels(repository: Repository, args: Args) {
  const query = ((args["query"] as string | undefined) ?? "").toLowerCase();
  const found = [...repository.labels.values()].filter(({ name }) => name.toLowerCase().includes(query));
  return connect<Label>(found, args, "labels", byNodeId);
}

function pinnedIssues(repository: Repository, args: Args) {
  const pinned = repository.pinned.map((issue) => ({
    __typename: "PinnedIssue",
    id: `PI_${issue.nodeId}`,
    issue,
    repository,
    pinnedBy: repository.owner,
  }));
  return connect(pinned, args, "pinnedIssues", ({ id }) => id);
}

const repositoryFields: Fields<Repository> = {
  id: byNodeId,
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  nameWithOwner: (it) => fullNameOf(it),
  owner: ({ owner }) => owner,
  description: ({ description }) => description,
  url: (it, _args, { world }) => pageOf(world.view, it),
  resourcePath: (it) => `/${fullNameOf(it)}`,
  isPrivate: ({ isPrivate }) => isPrivate,
  visibility: ({ isPrivate }) => (isPrivate ? "PRIVATE" : "PUBLIC"),
  isArchived: ({ isArchived }) => isArchived,
  isFork: () => false,
  isDisabled: () => false,
  createdAt: ({ createdAt }) => isoTime(createdAt),
  updatedAt: ({ updatedAt }) => isoTime(updatedAt),
  pushedAt: ({ pushedAt }) => isoTime(pushedAt),
  hasIssuesEnabled: () => true,
  hasDiscussionsEnabled: ({ categories }) => categories.length > 0,
  stargazerCount: () => 0,
  forkCount: () => 0,
  defaultBranchRef: (it, _args, context) => refView(context, it),
  issues,
  pullRequests,
  discussions,
  issue: (it, args, context) => oneThread(it, args, context, ["issue"], "an Issue"),
  pullRequest: (it, args, context) => oneThread(it, args, context, ["pull"], "a PullRequest"),
  discussion: (it, args, context) => oneThread(it, args, context, ["discussion"], "a Discussion"),
  issueOrPullRequest: (it, args, context) =>
    oneThread(it, args, context, ["issue", "pull"], "an issue or pull request"),
  releases: (it, args, context) => {
    demand(context, ["contents"], "read");
    const order = args["orderBy"] as Order;
    const sign = order?.direction === "ASC" ? 1 : -1;
    const found = it.releases.toSorted((a, b) => sign * (a.createdAt - b.createdAt || a.id - b.id));
    return connect<Release>(found, args, "releases", byNodeId);
  },
  discussionCategories: (it, args) =>
    connect<Category>(it.categories, args, "discussionCategories", byNodeId),
  labels,
  label: (it, { name }) => it.labels.get(String(name).toLowerCase()) ?? null,
  object,
  pinnedIssues,
};
typeFields["Repository"] = repositoryFields;

function repositoryNamed(args: Args, context: Context): Repository {
  const name = `${String(args["owner"])}/${String(args["name"])}`;
  const found = context.world.state.repositories.get(name.toLowerCase());
  if (found && canSee(context.world.state, context.actor, found)) return found;
  throw typedError("NOT_FOUND", `Could not resolve to a Repository with the name '${name}'.`);
}

/** The repository a node belongs to, if it belongs to one. */
function homeOf(node: Node): Repository | undefined {
  if (node.node === "repository") return node;
  if (node.node === "remark") return node.thread.repository;
  return "repository" in node ? node.repository : undefined;
}

/** The thing of this node id, if the caller may see it. */
export function visibleNode(id: unknown, context: Context): Node {
  const node = context.world.state.nodes.get(String(id));
  const home = node && homeOf(node);
  if (node && (!home || canSee(context.world.state, context.actor, home))) {
    const thread = node.node === "remark" ? node.thread : node;
    if (thread.node === "thread") demand(context, [KIND_NEEDS[thread.kind]], "read");
    return node;
  }
  throw typedError("NOT_FOUND", `Could not resolve to a node with the global id of '${String(id)}'`);
}

/** One missing node leaves a null and an error; the others are answered. */
function nodeOrError(id: unknown, context: Context): Node | Error {
  try {
    return visibleNode(id, context);
  } catch (error) {
    return error as Error;
  }
}

function login(args: Args, { world }: Context, type: Account["type"]): Account {
  const account = world.state.accounts.get(String(args["login"]).toLowerCase());
  if (account?.type === type) return account;
  throw typedError(
    "NOT_FOUND",
    `Could not resolve to a ${type} with the login of '${String(args["login"])}'.`,
  );
}

/** The fields of Query. */
export const rootFields: Fields<undefined> = {
  repository: (_root, args, context) => repositoryNamed(args, context),
  node: (_root, { id }, context) => visibleNode(id, context),
  nodes: (_root, { ids }, context) => (ids as readonly string[]).map((id) => nodeOrError(id, context)),
  viewer: (_root, _args, context) => {
    const account = accountOf(context.world.state, viewerLogin(context));
    // The viewer is always a User in the schema, also when it is an app, and keeps its "[bot]".
    return { ...account, __typename: "User", login: account.login, type: "User" };
  },
  user: (_root, args, context) => login(args, context, "User"),
  organization: (_root, args, context) => login(args, context, "Organization"),
  rateLimit: (_root, _args, context) => {
    const quota = context.world.limits.quota(
      context.actor.kind === "installation"
        ? `installation ${context.actor.installation.id}`
        : `user ${viewerLogin(context)}`,
      "graphql",
    );
    return { ...quota, cost: context.cost, nodeCount: 0, resetAt: isoTime(quota.reset * 1000) };
  },
};
