// REST routes of reactions on issues, comments and review comments.

import type { ReactionContent } from "./community.ts";
import { invalid, notFound, paged, route, textIn, type Answer, type Call, type Route } from "./routing.ts";
import { asBot, onComment, onThread } from "./routes-thread.ts";
import { reactionShape } from "./shapes-thread.ts";
import type { Remark, Thread } from "./entities.ts";
import { commit } from "./world.ts";

const CONTENTS: ReadonlySet<string> = new Set("+1 -1 laugh hooray confused heart rocket eyes".split(" "));
const READ = { permission: "thread", level: "read" } as const;
const WRITE = { permission: "thread", level: "write" } as const;
const ISSUES = "/repos/:owner/:repo/issues";
const REVIEW_COMMENT = "/repos/:owner/:repo/pulls/comments/:id/reactions";

/** The routes that end in /reactions. */
export const reactionRoutes: readonly Route[] = [
  route(`GET ${ISSUES}/:number/reactions`, READ, (call) => onThread(call, (thread) => list(call, thread))),
  route(`POST ${ISSUES}/:number/reactions`, WRITE, (call) =>
    onThread(call, (thread) => create(call, thread)),
  ),
  route(`DELETE ${ISSUES}/:number/reactions/:reaction`, WRITE, (call) =>
    onThread(call, (thread) => remove(call, thread)),
  ),
  route(`GET ${ISSUES}/comments/:id/reactions`, READ, (call) =>
    onComment(call, (remark) => list(call, remark)),
  ),
  route(`POST ${ISSUES}/comments/:id/reactions`, WRITE, (call) =>
    onComment(call, (remark) => create(call, remark)),
  ),
  route(`DELETE ${ISSUES}/comments/:id/reactions/:reaction`, WRITE, (call) =>
    onComment(call, (remark) => remove(call, remark)),
  ),
  route(`GET ${REVIEW_COMMENT}`, { ...READ, permission: "pull_requests" }, (call) =>
    onComment(call, (remark) => list(call, remark), "review-comment"),
  ),
  route(`POST ${REVIEW_COMMENT}`, { ...WRITE, permission: "pull_requests" }, (call) =>
    onComment(call, (remark) => create(call, remark), "review-comment"),
  ),
];

function list(call: Call, node: Thread | Remark): Answer {
  const content = call.query.get("content");
  const found = node.reactions.filter((reaction) => content === null || reaction.content === content);
  return paged(call, found, (reaction) => reactionShape(call.world.view, reaction));
}

/** 201 for a new reaction, 200 for one the bot had given before. */
function create(call: Call, node: Thread | Remark): Answer {
  const content = textIn(call, "content");
  if (content === undefined || !CONTENTS.has(content)) return invalid("content", "Reaction");
  const { reaction, isNew } = commit(call.world, {
    ...asBot(call),
    do: "react",
    node: node.nodeId,
    content: content as ReactionContent,
  });
  if (!reaction) throw new Error("No reaction was made");
  return { status: isNew ? 201 : 200, body: reactionShape(call.world.view, reaction) };
}

function remove(call: Call, node: Thread | Remark): Answer {
  const reaction = node.reactions.find(({ id }) => id === Number(call.params["reaction"]));
  if (!reaction || reaction.by.login !== asBot(call).by) return notFound();
  commit(call.world, { ...asBot(call), do: "unreact", node: node.nodeId, content: reaction.content });
  return { status: 204 };
}
