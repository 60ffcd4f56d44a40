// Applies changes to the state and says what webhooks GitHub would send about each. Threads are here; what
// has a node id of its own is in apply-node.ts, repositories and installations in apply-repository.ts.

import { applyNodeChange } from "./apply-node.ts";
import { applyInstallationChange, applyRepositoryChange } from "./apply-repository.ts";
import type { AddRemark, Change, Notice, OpenThread, Outcome, ThreadChange } from "./change.ts";
import type { ChangedFile } from "./community.ts";
import { nodeId, sha } from "./ids.ts";
import { categoryNamed, moveThread } from "./apply-move.ts";
import { about, aboutRemark } from "./notices.ts";
import type { Account, DiscussionPart, PullPart, Remark, Repository, State, Thread } from "./entities.ts";
import { accountOf, addLabel, authorOf, headOf } from "./state.ts";

type Of<T, D> = Extract<T, { readonly do: D }> & Pick<Change, "at" | "by" | "viaApp">;

/** Changes the state. Throws a plain error when the change points at something that is not there. */
export function applyChange(state: State, change: Change): Outcome {
  switch (change.do) {
    case "edit":
    case "delete":
    case "react":
    case "unreact":
    case "answer":
    case "unanswer":
    case "dismiss":
    case "upvote":
      return applyNodeChange(state, change);
    case "open":
      return open(state, change);
    case "remark":
      return addRemark(state, change);
    case "transfer":
    case "convert":
    case "recategorize":
    case "delete-thread":
    case "lock":
    case "unlock":
      return moveThread(state, change);
    case "close":
    case "reopen":
    case "label":
    case "unlabel":
    case "pin":
    case "unpin":
      return changeThread(state, change);
    case "push-pull":
      return pushToPull(state, change);
    case "install":
    case "accept-permissions":
    case "uninstall":
    case "suspend":
    case "unsuspend":
    case "rename-account":
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
    isLocked: false,
    labels: (change.labels ?? []).map((name) => addLabel(state, repository, { name })),
    reactions: [],
    upvotes: firstVote(state, change),
    remarks: [],
    deletions: [],
    duplicateOf: null,
    project: change.project ?? null,
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

function firstVote(state: State, change: Change): Set<Account> {
  const author = authorOf(state, change.by);
  return new Set(author ? [author] : []);
}

function pullPart(repository: Repository, change: OpenThread & ThreadChange): PullPart {
  const headSha = sha(`${repository.id} head ${change.number}`);
  repository.trees.set(headSha, treeWith(repository, change.files ?? []));
  return {
    branch: change.branch ?? `branch-${change.number}`,
    fork: change.fork ?? null,
    headSha,
    baseSha: headOf(repository).sha,
    files: change.files ?? [],
    closes: change.closes ?? [],
    mergedAt: null,
    mergedBy: null,
    mergeSha: null,
  };
}

/** The default branch's files with those of a pull request laid over them. */
function treeWith(repository: Repository, files: readonly ChangedFile[]): ReadonlyMap<string, string> {
  const tree = new Map(repository.files);
  for (const { path, text } of files) {
    if (text === null) tree.delete(path);
    else tree.set(path, text ?? tree.get(path) ?? "");
  }
  return tree;
}

/** New commits on a pull request's branch. A fork's push is told to the fork's own apps only. */
function pushToPull(state: State, change: Of<ThreadChange, "push-pull">): Outcome {
  const repository = repositoryNamed(state, change.repository);
  const thread = threadNumbered(repository, change.number);
  const { pull } = thread;
  if (!pull) throw new Error(`#${change.number} is no pull request`);
  const before = pull.headSha;
  const after = sha(`${before} ${JSON.stringify(change.files)}`);
  const old = repository.trees.get(before);
  const tree = treeWith(repository, change.files);
  const added = [...tree.keys()].filter((path) => !old?.has(path));
  const removed = [...(old?.keys() ?? [])].filter((path) => !tree.has(path));
  const modified = [...tree.keys()].filter((path) => old?.has(path) && old.get(path) !== tree.get(path));
  pull.headSha = after;
  pull.files = change.files;
  repository.trees.set(after, tree);
  thread.updatedAt = change.at;
  const by = accountOf(state, change.by);
  const message = "more";
  const push = { before, after, message, added, modified, removed, branch: pull.branch };
  const pushed: Notice = { event: "push", action: null, by, at: change.at, repository, push };
  const synchronized = about(thread, by, change.at, "synchronize", { heads: { before, after } });
  return { notices: [...(pull.fork === null ? [pushed] : []), synchronized], thread };
}

function discussionPart(repository: Repository, change: OpenThread): DiscussionPart {
  const category = categoryNamed(repository, change.category);
  return { category, poll: change.poll ?? null, answer: null, answeredAt: null, answeredBy: null };
}

const REMARK_PREFIX = {
  comment: "IC",
  review: "PRR",
  "review-comment": "PRRC",
  "discussion-comment": "DC",
} as const;
function addRemark(state: State, change: ThreadChange & AddRemark & Change): Outcome {
  const { at, kind } = change;
  const thread = threadNumbered(repositoryNamed(state, change.repository), change.number);
  const key = `${thread.repository.id} ${thread.number}`;
  const order = sameMoment(thread, at);
  const id =
    kind === "discussion-comment" ? state.ids.narrow(kind, at, key) : state.ids.wide(kind, at, key, order);
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
    upvotes: firstVote(state, change),
    viaApp: change.viaApp ?? false,
    reviewState: change.reviewState ?? null,
    parent,
    path: change.path ?? null,
  };
  thread.remarks.push(remark);
  thread.updatedAt = Math.max(thread.updatedAt, at);
  state.nodes.set(remark.nodeId, remark);
  state.remarks.set(id, remark);
  const action = kind === "review" ? "submitted" : "created";
  return { notices: [aboutRemark(remark, accountOf(state, change.by), at, action)], remark };
}

/** How many remarks stand here already from the very same moment: later ones get greater ids. */
function sameMoment(thread: Thread, at: number): number {
  let found = 0;
  for (let i = thread.remarks.length - 1; i >= 0 && thread.remarks[i]?.createdAt === at; i -= 1) found += 1;
  return found;
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
  if (change.duplicateOf) {
    const { repository, number } = change.duplicateOf;
    thread.duplicateOf = threadNumbered(repositoryNamed(state, repository), number);
  }
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
