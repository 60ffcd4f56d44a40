// Applies changes to the state and says what webhooks GitHub would send about each. Threads and what is
// written in them are here; repositories and installations in apply-repository.ts.

import { applyInstallationChange, applyRepositoryChange } from "./apply-repository.ts";
import type { AddRemark, Change, NodeChange, Notice, OpenThread, Outcome, ThreadChange } from "./change.ts";
import { nodeId, sha } from "./ids.ts";
import {
  accountOf,
  addLabel,
  authorOf,
  headOf,
  type Account,
  type DiscussionPart,
  type Node,
  type PullPart,
  type Reaction,
  type Release,
  type Remark,
  type Repository,
  type State,
  type Thread,
} from "./state.ts";

type Of<T, D> = Extract<T, { readonly do: D }> & Pick<Change, "at" | "by" | "viaApp">;

/** Changes the state. Throws a plain error when the change points at something that is not there. */
export function applyChange(state: State, change: Change): Outcome {
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
    case "open":
      return open(state, change);
    case "remark":
      return addRemark(state, change);
    case "close":
    case "reopen":
    case "label":
    case "unlabel":
    case "pin":
    case "unpin":
      return changeThread(state, change);
    case "install":
    case "uninstall":
    case "suspend":
    case "unsuspend":
    case "add-repositories":
    case "remove-repositories":
      return applyInstallationChange(state, change);
    default:
      return applyRepositoryChange(state, change);
  }
}

/** The repository of this full name; throws when there is none. */
export function repositoryNamed(state: State, fullName: string): Repository {
  const repository = state.repositories.get(fullName.toLowerCase());
  if (!repository) throw new Error(`The local GitHub has no repository ${fullName}`);
  return repository;
}

/** The thread of this number; throws when there is none. */
export function threadNumbered(repository: Repository, number: number): Thread {
  const thread = repository.threads.get(number);
  if (!thread) throw new Error(`The local GitHub has no thread ${repository.name}#${number}`);
  return thread;
}

/** The event that tells about a thread of this kind. */
function eventOf(thread: Thread): string {
  return { issue: "issues", pull: "pull_request", discussion: "discussion" }[thread.kind];
}

function about(thread: Thread, by: Account, at: number, action: string, more: Partial<Notice> = {}): Notice {
  return { event: eventOf(thread), action, by, at, repository: thread.repository, thread, ...more };
}

function open(state: State, change: ThreadChange & OpenThread & Change): Outcome {
  const { at, kind, number } = change;
  const repository = repositoryNamed(state, change.repository);
  if (repository.threads.has(number)) throw new Error(`${change.repository}#${number} is taken`);
  const prefix = { issue: "I", pull: "PR", discussion: "D" }[kind];
  const key = `${repository.id} ${number}`;
  const id = kind === "discussion" ? state.ids.narrow(kind, at, key) : state.ids.wide(kind, at, key);
  const thread: Thread = {
    node: "thread",
    kind,
    id,
    nodeId: nodeId(prefix, repository.id, id),
    number,
    repository,
    author: authorOf(state, change.by),
    createdAt: at,
    updatedAt: at,
    lastEditedAt: null,
    title: change.title,
    body: change.body,
    state: "open",
    stateReason: null,
    closedAt: null,
    closedBy: null,
    labels: (change.labels ?? []).map((name) => addLabel(state, repository, { name })),
    reactions: [],
    remarks: [],
    remarksEver: 0,
    viaApp: change.viaApp ?? false,
    pull: kind === "pull" ? pullPart(repository, change) : null,
    discussion: kind === "discussion" ? discussionPart(repository, change) : null,
  };
  repository.threads.set(number, thread);
  repository.lastNumber = Math.max(repository.lastNumber, number);
  repository.updatedAt = at;
  state.nodes.set(thread.nodeId, thread);
  const by = accountOf(state, change.by);
  const action = kind === "discussion" ? "created" : "opened";
  const labelled = thread.labels.map((label) => about(thread, by, at, "labeled", { label }));
  return { notices: [about(thread, by, at, action), ...labelled], thread };
}

function pullPart(repository: Repository, change: OpenThread & ThreadChange): PullPart {
  return {
    branch: change.branch ?? `branch-${change.number}`,
    headSha: sha(`${repository.id} head ${change.number}`),
    baseSha: headOf(repository).sha,
    files: change.files ?? [],
    closes: change.closes ?? [],
    mergedAt: null,
    mergedBy: null,
    mergeSha: null,
  };
}

function discussionPart(repository: Repository, change: OpenThread): DiscussionPart {
  const wanted = change.category?.toLowerCase();
  const category = repository.categories.find(
    ({ name, slug }) => name.toLowerCase() === wanted || slug === wanted,
  );
  if (!category) throw new Error(`${repository.name} has no discussion category ${String(change.category)}`);
  return { category, answer: null, answeredAt: null, answeredBy: null };
}

const REMARK_PREFIX = {
  comment: "IC",
  review: "PRR",
  "review-comment": "PRRC",
  "discussion-comment": "DC",
} as const;
const REMARK_EVENT = {
  comment: "issue_comment",
  review: "pull_request_review",
  "review-comment": "pull_request_review_comment",
  "discussion-comment": "discussion_comment",
} as const;

function addRemark(state: State, change: ThreadChange & AddRemark & Change): Outcome {
  const { at, kind } = change;
  const thread = threadNumbered(repositoryNamed(state, change.repository), change.number);
  const key = `${thread.repository.id} ${thread.number} ${change.viaApp ? "app " : ""}${countBy(thread, change)}`;
  const id = kind === "discussion-comment" ? state.ids.narrow(kind, at, key) : state.ids.wide(kind, at, key);
  const parent = change.parent === undefined ? null : (state.nodes.get(change.parent) as Remark);
  const remark: Remark = {
    node: "remark",
    kind,
    id,
    nodeId: nodeId(REMARK_PREFIX[kind], thread.repository.id, id),
    thread,
    name: change.name ?? null,
    author: authorOf(state, change.by),
    createdAt: at,
    updatedAt: at,
    lastEditedAt: null,
    body: change.body,
    reactions: [],
    viaApp: change.viaApp ?? false,
    reviewState: change.reviewState ?? null,
    parent,
    path: change.path ?? null,
  };
  thread.remarks.push(remark);
  thread.remarksEver += 1;
  thread.updatedAt = Math.max(thread.updatedAt, at);
  state.nodes.set(remark.nodeId, remark);
  state.remarks.set(id, remark);
  const action = kind === "review" ? "submitted" : "created";
  return { notices: [aboutRemark(remark, accountOf(state, change.by), at, action)], remark };
}

/** How many remarks this account wrote here before: a number that other accounts' doings do not move. */
function countBy(thread: Thread, change: Change): string {
  const mine = thread.remarks.filter((remark) => remark.author?.login === change.by).length;
  return `${change.by} ${mine}`;
}

function aboutRemark(
  remark: Remark,
  by: Account,
  at: number,
  action: string,
  more: Partial<Notice> = {},
): Notice {
  const { thread } = remark;
  const event = REMARK_EVENT[remark.kind];
  return { event, action, by, at, repository: thread.repository, thread, remark, ...more };
}

function changeThread(
  state: State,
  change: Of<ThreadChange, "close" | "reopen" | "label" | "unlabel" | "pin" | "unpin">,
): Outcome {
  const repository = repositoryNamed(state, change.repository);
  const thread = threadNumbered(repository, change.number);
  const by = accountOf(state, change.by);
  const { at } = change;
  if (change.do === "pin" || change.do === "unpin") {
    const place = repository.pinned.indexOf(thread);
    if (change.do === "pin" && place < 0) repository.pinned.push(thread);
    if (change.do === "unpin" && place >= 0) repository.pinned.splice(place, 1);
    return { notices: thread.kind === "issue" ? [about(thread, by, at, `${change.do}ned`)] : [], thread };
  }
  if (change.do === "label" || change.do === "unlabel") {
    const label = addLabel(state, repository, { name: change.label });
    const place = thread.labels.indexOf(label);
    if (place >= 0 === (change.do === "label")) return { notices: [], thread, isNew: false };
    if (place >= 0) thread.labels.splice(place, 1);
    else thread.labels.push(label);
    thread.updatedAt = at;
    return { notices: [about(thread, by, at, `${change.do}ed`, { label })], thread };
  }
  return change.do === "close" ? close(state, thread, by, change) : reopen(thread, by, at);
}

function close(state: State, thread: Thread, by: Account, change: Of<ThreadChange, "close">): Outcome {
  const { at } = change;
  if (thread.state === "closed") return { notices: [], thread, isNew: false };
  thread.state = "closed";
  thread.closedAt = at;
  thread.closedBy = by;
  thread.updatedAt = at;
  if (thread.kind !== "pull") thread.stateReason = change.reason ?? "completed";
  const notices = [about(thread, by, at, "closed")];
  if (change.merge && thread.pull) {
    thread.pull.mergedAt = at;
    thread.pull.mergedBy = by;
    thread.pull.mergeSha = sha(`${thread.repository.id} merge ${thread.number}`);
    if (thread.author) thread.repository.contributors.add(thread.author);
    thread.repository.commits.push({
      sha: thread.pull.mergeSha,
      message: `${thread.title} (#${thread.number})`,
      by,
      at,
    });
    thread.repository.pushedAt = at;
    for (const number of thread.pull.closes) {
      const issue = thread.repository.threads.get(number);
      if (issue?.kind === "issue")
        notices.push(...close(state, issue, by, { ...change, merge: false }).notices);
    }
  }
  return { notices, thread };
}

function reopen(thread: Thread, by: Account, at: number): Outcome {
  if (thread.state === "open" || thread.pull?.mergedAt) return { notices: [], thread, isNew: false };
  thread.state = "open";
  thread.stateReason = thread.kind === "pull" ? null : "reopened";
  thread.closedAt = null;
  thread.closedBy = null;
  thread.updatedAt = at;
  return { notices: [about(thread, by, at, "reopened")], thread };
}

function edit(state: State, change: Of<NodeChange, "edit">): Outcome {
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

function remove(state: State, change: Of<NodeChange, "delete">): Outcome {
  const remark = writtenNode(state, change.node);
  if (remark.node !== "remark") throw new Error("Only remarks can be deleted here");
  const { thread } = remark;
  thread.remarks.splice(thread.remarks.indexOf(remark), 1);
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

function react(state: State, change: Of<NodeChange, "react" | "unreact">): Outcome {
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

function answer(state: State, change: Of<NodeChange, "answer">): Outcome {
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
