// Changes to whatever has a node id: editing, deleting, reacting, voting, choosing an answer.

import type { Change, NodeChange, Outcome } from "./change.ts";
import type { Node, Reaction, Release, Remark, State, Thread } from "./entities.ts";
import { nodeId } from "./ids.ts";
import { about, aboutRemark } from "./notices.ts";
import { accountOf } from "./state.ts";

type Of<D> = Extract<NodeChange, { readonly do: D }> & Pick<Change, "at" | "by" | "viaApp">;

/** Applies a change to a node. */
export function applyNodeChange(
  state: State,
  change: NodeChange & Pick<Change, "at" | "by" | "viaApp">,
): Outcome {
  switch (change.do) {
    case "edit":
      return edit(state, change);
    case "delete":
      return remove(state, change);
    case "react":
    case "unreact":
      return react(state, change);
    case "answer":
      return answer(state, change);
    case "unanswer":
      return unanswer(state, change);
    case "dismiss":
      return dismiss(state, change);
    case "upvote":
      return upvote(state, change);
  }
}

function edit(state: State, change: Of<"edit">): Outcome {
  const node = writtenNode(state, change.node);
  const by = accountOf(state, change.by);
  const changes: Record<string, unknown> = {};
  if (change.body !== undefined && change.body !== node.body) {
    changes["body"] = { from: node.body };
    node.body = change.body;
  }
  if (node.node === "thread" && change.title !== undefined && change.title !== node.title) {
    changes["title"] = { from: node.title };
    node.title = change.title;
  }
  if (Object.keys(changes).length === 0) return { ...outcomeOf(node), notices: [], isNew: false };
  node.updatedAt = change.at;
  node.lastEditedAt = change.at;
  const notice =
    node.node === "thread"
      ? about(node, by, change.at, "edited", { changes })
      : aboutRemark(node, by, change.at, "edited", { changes });
  return { ...outcomeOf(node), notices: [notice] };
}

function remove(state: State, change: Of<"delete">): Outcome {
  const remark = writtenNode(state, change.node);
  if (remark.node !== "remark") throw new Error("Only remarks can be deleted here");
  const { thread } = remark;
  thread.remarks.splice(thread.remarks.indexOf(remark), 1);
  if (remark.kind === "comment") {
    thread.deletions.push({ by: accountOf(state, change.by), author: remark.author, at: change.at });
  }
  for (const reply of thread.remarks.filter(({ parent }) => parent === remark)) {
    thread.remarks.splice(thread.remarks.indexOf(reply), 1);
    state.nodes.delete(reply.nodeId);
  }
  if (thread.discussion?.answer === remark) thread.discussion.answer = null;
  state.nodes.delete(remark.nodeId);
  state.remarks.delete(remark.id);
  return {
    notices: [aboutRemark(remark, accountOf(state, change.by), change.at, "deleted")],
    remark,
    thread,
  };
}

function react(state: State, change: Of<"react" | "unreact">): Outcome {
  const node = reactableNode(state, change.node);
  const by = accountOf(state, change.by);
  const found = node.reactions.find((reaction) => reaction.by === by && reaction.content === change.content);
  if (change.do === "unreact") {
    if (found) node.reactions.splice(node.reactions.indexOf(found), 1);
    return {
      ...outcomeOf(node),
      notices: [],
      ...(found ? { reaction: found } : {}),
      isNew: found !== undefined,
    };
  }
  if (found) return { ...outcomeOf(node), notices: [], reaction: found, isNew: false };
  const id = state.ids.narrow("reaction", change.at, `${node.nodeId} ${by.login} ${change.content}`);
  const repository = node.node === "remark" ? node.thread.repository : node.repository;
  const reaction: Reaction = {
    node: "reaction",
    id,
    nodeId: nodeId("REA", repository.id, id),
    by,
    content: change.content,
    createdAt: change.at,
  };
  node.reactions.push(reaction);
  state.nodes.set(reaction.nodeId, reaction);
  return { ...outcomeOf(node), notices: [], reaction, isNew: true };
}

function answer(state: State, change: Of<"answer" | "unanswer">): Outcome {
  const remark = writtenNode(state, change.node);
  if (remark.node !== "remark" || !remark.thread.discussion)
    throw new Error("Only a discussion has an answer");
  const { thread } = remark;
  const part = remark.thread.discussion;
  part.answer = remark;
  part.answeredAt = change.at;
  part.answeredBy = accountOf(state, change.by);
  thread.updatedAt = change.at;
  return { notices: [about(thread, part.answeredBy, change.at, "answered", { remark })], thread, remark };
}

function unanswer(state: State, change: Of<"answer" | "unanswer">): Outcome {
  const remark = writtenNode(state, change.node);
  if (remark.node !== "remark" || remark.thread.discussion?.answer !== remark)
    throw new Error("It is no answer");
  const { thread } = remark;
  Object.assign(remark.thread.discussion, { answer: null, answeredAt: null, answeredBy: null });
  thread.updatedAt = change.at;
  const by = accountOf(state, change.by);
  return { notices: [about(thread, by, change.at, "unanswered", { remark })], thread, remark };
}

function dismiss(state: State, change: Of<"dismiss">): Outcome {
  const remark = writtenNode(state, change.node);
  if (remark.node !== "remark" || remark.kind !== "review") throw new Error("Only reviews are dismissed");
  remark.reviewState = "DISMISSED";
  remark.updatedAt = change.at;
  remark.thread.updatedAt = change.at;
  const by = accountOf(state, change.by);
  return { notices: [aboutRemark(remark, by, change.at, "dismissed")], thread: remark.thread, remark };
}

function upvote(state: State, change: Of<"upvote">): Outcome {
  const node = writtenNode(state, change.node);
  const by = accountOf(state, change.by);
  const isNew = !node.upvotes.has(by);
  node.upvotes.add(by);
  return { ...outcomeOf(node), notices: [], isNew };
}

function outcomeOf(node: Thread | Remark | Release): Partial<Outcome> {
  if (node.node === "release") return {};
  return node.node === "thread" ? { thread: node } : { remark: node, thread: node.thread };
}

function writtenNode(state: State, id: string): Thread | Remark {
  const node = state.nodes.get(id);
  if (node?.node !== "thread" && node?.node !== "remark") throw new Error(`Nothing is written under ${id}`);
  return node;
}

function reactableNode(state: State, id: string): Thread | Remark | Release {
  const node: Node | undefined = state.nodes.get(id);
  return node?.node === "release" ? node : writtenNode(state, id);
}
