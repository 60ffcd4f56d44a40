// GraphQL's mutations that the app uses. Each checks the permission, commits a change and returns GitHub's
// payload.

import type { Change } from "./change.ts";
import { contentNamed, demand, viewerLogin, type Context, type Fields } from "./graphql-context.ts";
import { typedError, type Args } from "./graphql-connection.ts";
import { visibleNode } from "./graphql-root.ts";
import type { Label, Remark, Thread } from "./entities.ts";
import { fullNameOf, nextNumber } from "./state.ts";
import { commit } from "./world.ts";

const LONGEST_BODY = 65_536;

type Input = Args;

function inputOf(args: Args): Input {
  return args["input"] as Input;
}

function base(context: Context): Pick<Change, "at" | "by" | "viaApp"> {
  return { at: context.world.clock.now(), by: viewerLogin(context), viaApp: true };
}

function mutationId(input: Input) {
  return { clientMutationId: input["clientMutationId"] ?? null };
}

function bodyOf(input: Input): string {
  const body = (input["body"] as string | undefined) ?? "";
  if (body.trim() === "") throw typedError("UNPROCESSABLE", "Body can't be blank");
  if (body.length > LONGEST_BODY)
    throw typedError("UNPROCESSABLE", "Body is too long (maximum is 65536 characters)");
  return body;
}

function threadOf(id: unknown, context: Context, kinds: readonly Thread["kind"][]): Thread {
  const node = visibleNode(id, context);
  if (node.node === "thread" && kinds.includes(node.kind)) return node;
  throw typedError("NOT_FOUND", `Could not resolve to a node with the global id of '${String(id)}'`);
}

function discussionComment(id: unknown, context: Context): Remark {
  const node = visibleNode(id, context);
  if (node.node === "remark" && node.kind === "discussion-comment") return node;
  throw typedError("NOT_FOUND", `Could not resolve to a node with the global id of '${String(id)}'`);
}

/** What must be granted to write to a thread or anything in it. */
function demandOn(thread: Thread, context: Context): void {
  const needs = { issue: ["issues"], pull: ["issues", "pull_requests"], discussion: ["discussions"] };
  demand(context, needs[thread.kind], "write");
}

function createDiscussion(input: Input, context: Context) {
  demand(context, ["discussions"], "write");
  const repository = visibleNode(input["repositoryId"], context);
  const category = visibleNode(input["categoryId"], context);
  if (
    repository.node !== "repository" ||
    category.node !== "category" ||
    category.repository !== repository
  ) {
    throw typedError(
      "NOT_FOUND",
      `Could not resolve to a node with the global id of '${String(input["categoryId"])}'`,
    );
  }
  const { thread } = commit(context.world, {
    ...base(context),
    do: "open",
    kind: "discussion",
    repository: fullNameOf(repository),
    number: nextNumber(repository),
    title: String(input["title"]),
    body: bodyOf(input),
    category: category.name,
  });
  return { discussion: thread };
}

function updateDiscussion(input: Input, context: Context) {
  const thread = threadOf(input["discussionId"], context, ["discussion"]);
  demandOn(thread, context);
  const title = typeof input["title"] === "string" ? { title: input["title"] } : {};
  const body = typeof input["body"] === "string" ? { body: bodyOf(input) } : {};
  commit(context.world, { ...base(context), do: "edit", node: thread.nodeId, ...title, ...body });
  return { discussion: thread };
}

const CLOSING = { RESOLVED: "completed", OUTDATED: "not_planned", DUPLICATE: "duplicate" } as const;

function closeDiscussion(input: Input, context: Context) {
  const thread = threadOf(input["discussionId"], context, ["discussion"]);
  demandOn(thread, context);
  const reason = CLOSING[(input["reason"] ?? "RESOLVED") as keyof typeof CLOSING];
  const repository = fullNameOf(thread.repository);
  commit(context.world, { ...base(context), do: "close", repository, number: thread.number, reason });
  return { discussion: thread };
}

function addDiscussionComment(input: Input, context: Context) {
  const thread = threadOf(input["discussionId"], context, ["discussion"]);
  demandOn(thread, context);
  const target =
    typeof input["replyToId"] === "string" ? discussionComment(input["replyToId"], context) : undefined;
  if (target?.parent)
    throw typedError("UNPROCESSABLE", "Parent comment is already in a thread, cannot reply to it");
  const { remark } = commit(context.world, {
    ...base(context),
    do: "remark",
    kind: "discussion-comment",
    repository: fullNameOf(thread.repository),
    number: thread.number,
    body: bodyOf(input),
    ...(target ? { parent: target.nodeId } : {}),
  });
  return { comment: remark };
}

function updateDiscussionComment(input: Input, context: Context) {
  const comment = discussionComment(input["commentId"], context);
  demandOn(comment.thread, context);
  commit(context.world, { ...base(context), do: "edit", node: comment.nodeId, body: bodyOf(input) });
  return { comment };
}

function deleteDiscussionComment(input: Input, context: Context) {
  const comment = discussionComment(input["id"], context);
  demandOn(comment.thread, context);
  commit(context.world, { ...base(context), do: "delete", node: comment.nodeId });
  return { comment };
}

function react(input: Input, context: Context, verb: "react" | "unreact") {
  const subject = visibleNode(input["subjectId"], context);
  if (subject.node === "thread") demandOn(subject, context);
  else if (subject.node === "remark") demandOn(subject.thread, context);
  else if (subject.node === "release") demand(context, ["contents"], "write");
  else
    throw typedError(
      "NOT_FOUND",
      `Could not resolve to a node with the global id of '${String(input["subjectId"])}'`,
    );
  const content = contentNamed(input["content"]);
  const { reaction } = commit(context.world, { ...base(context), do: verb, node: subject.nodeId, content });
  return { reaction: reaction ?? null, subject };
}

function addLabels(input: Input, context: Context) {
  const thread = threadOf(input["labelableId"], context, ["issue", "pull", "discussion"]);
  demandOn(thread, context);
  const labels = (input["labelIds"] as readonly string[]).map((id) => visibleNode(id, context) as Label);
  const repository = fullNameOf(thread.repository);
  for (const { name } of labels) {
    commit(context.world, { ...base(context), do: "label", repository, number: thread.number, label: name });
  }
  return { labelable: thread };
}

const MOST_PINNED = 3;

function pin(input: Input, context: Context, verb: "pin" | "unpin") {
  const thread = threadOf(input["issueId"], context, ["issue"]);
  demandOn(thread, context);
  const { repository } = thread;
  if (verb === "pin" && !repository.pinned.includes(thread) && repository.pinned.length >= MOST_PINNED) {
    throw typedError("UNPROCESSABLE", "Maximum 3 pinned issues per repository");
  }
  commit(context.world, {
    ...base(context),
    do: verb,
    repository: fullNameOf(repository),
    number: thread.number,
  });
  return { issue: thread };
}

type Mutate = (input: Input, context: Context) => Record<string, unknown>;

const table: Readonly<Record<string, Mutate>> = {
  createDiscussion,
  updateDiscussion,
  closeDiscussion,
  addDiscussionComment,
  updateDiscussionComment,
  deleteDiscussionComment,
  addReaction: (input, context) => react(input, context, "react"),
  removeReaction: (input, context) => react(input, context, "unreact"),
  addLabelsToLabelable: addLabels,
  pinIssue: (input, context) => pin(input, context, "pin"),
  unpinIssue: (input, context) => pin(input, context, "unpin"),
};

/** The fields of Mutation. */
export const mutations: Fields<undefined> = Object.fromEntries(
  Object.entries(table).map(([name, mutate]) => [
    name,
    (_root: undefined, args: Args, context: Context) => {
      const input = inputOf(args);
      return { ...mutate(input, context), ...mutationId(input) };
    },
  ]),
);
