// Changes that end a thread, move it, or close its conversation.

import type { Change, ConvertThread, Outcome, ThreadChange, TransferThread } from "./change.ts";
import type { Category, Remark, Repository, State, Thread } from "./entities.ts";
import { nodeId } from "./ids.ts";
import { about } from "./notices.ts";
import { accountOf, addLabel, nextNumber } from "./state.ts";

type Base = Pick<Change, "at" | "by"> & Pick<ThreadChange, "repository" | "number">;
type Moving = Base &
  (
    | TransferThread
    | ConvertThread
    | { readonly do: "recategorize"; readonly category: string }
    | { readonly do: "lock" | "unlock" | "delete-thread" }
  );

/** Locks, unlocks, deletes, moves or converts a thread, or puts a discussion into another category. */
export function moveThread(state: State, change: Moving): Outcome {
  const repository = state.repositories.get(change.repository.toLowerCase());
  const thread = repository?.threads.get(change.number);
  if (!repository || !thread) throw new Error(`There is no ${change.repository}#${change.number}`);
  const { at } = change;
  const by = accountOf(state, change.by);
  switch (change.do) {
    case "delete-thread":
      forget(state, thread);
      return { notices: [about(thread, by, at, "deleted")], thread };
    case "transfer":
      return transfer(state, thread, change);
    case "convert":
      return convert(state, thread, change);
    case "recategorize": {
      if (!thread.discussion) throw new Error("Only a discussion has a category");
      const from = thread.discussion.category;
      thread.discussion.category = categoryNamed(repository, change.category);
      thread.updatedAt = at;
      return { notices: [about(thread, by, at, "category_changed", { formerCategory: from })], thread };
    }
    default:
      thread.isLocked = change.do === "lock";
      thread.updatedAt = at;
      return { notices: [about(thread, by, at, `${change.do}ed`)], thread };
  }
}

/** The category of this name or slug; throws when there is none. */
export function categoryNamed(repository: Repository, name: string | undefined): Category {
  const wanted = name?.toLowerCase();
  const category = repository.categories.find(
    (one) => one.name.toLowerCase() === wanted || one.slug === wanted,
  );
  if (!category) throw new Error(`${repository.name} has no discussion category ${String(name)}`);
  return category;
}

function forget(state: State, thread: Thread): void {
  thread.repository.threads.delete(thread.number);
  state.nodes.delete(thread.nodeId);
  for (const remark of thread.remarks) {
    state.nodes.delete(remark.nodeId);
    state.remarks.delete(remark.id);
  }
}

/** The old issue goes; a new one with new ids, and all that was said, stands in the other repository. */
function transfer(state: State, thread: Thread, change: Base & TransferThread): Outcome {
  const target = state.repositories.get(change.to.toLowerCase());
  if (!target || thread.kind === "pull") throw new Error(`It cannot be moved to ${change.to}`);
  forget(state, thread);
  const moved = copyTo(state, thread, target, change.at);
  if (moved.discussion) {
    const category = categoryNamed(target, moved.discussion.category.name);
    moved.discussion = { ...moved.discussion, category };
  }
  const by = accountOf(state, change.by);
  return {
    notices: [
      about(thread, by, change.at, "transferred", { counterpart: moved }),
      about(moved, by, change.at, moved.discussion ? "created" : "opened", { counterpart: thread }),
    ],
    thread: moved,
  };
}

/** A discussion with the words and remarks; the issue is closed and locked. */
function convert(state: State, thread: Thread, change: Base & ConvertThread): Outcome {
  const { repository } = thread;
  if (thread.kind !== "issue") throw new Error("Only an issue can be converted");
  const category = categoryNamed(repository, change.category);
  const part = { category, poll: null, answer: null, answeredAt: null, answeredBy: null };
  const { at } = change;
  const made = copyTo(
    state,
    { ...thread, kind: "discussion", discussion: part, createdAt: at },
    repository,
    at,
  );
  const by = accountOf(state, change.by);
  Object.assign(thread, {
    state: "closed",
    closedAt: at,
    closedBy: by,
    updatedAt: at,
    stateReason: "completed",
  });
  const closed = about(thread, by, at, "closed");
  thread.isLocked = true;
  return { notices: [about(made, by, at, "created"), closed, about(thread, by, at, "locked")], thread: made };
}

function copyTo(state: State, thread: Thread, repository: Repository, at: number): Thread {
  const number = nextNumber(repository);
  const isDiscussion = thread.kind === "discussion";
  const { ids } = state;
  const key = `${repository.id} ${number}`;
  const id = isDiscussion ? ids.narrow("discussion", at, key) : ids.wide("issue", at, key);
  const moved: Thread = {
    ...thread,
    id,
    nodeId: nodeId(isDiscussion ? "D" : "I", repository.id, id),
    number,
    repository,
    updatedAt: at,
    labels: thread.labels.map(({ name }) => addLabel(state, repository, { name })),
    remarks: [],
  };
  for (const [order, remark] of thread.remarks.entries()) {
    const own = isDiscussion
      ? ids.narrow("discussion-comment", at, `${key} ${order}`)
      : ids.wide("comment", at, key, order);
    const copy: Remark = {
      ...remark,
      kind: isDiscussion ? "discussion-comment" : remark.kind,
      id: own,
      nodeId: nodeId(isDiscussion ? "DC" : "IC", repository.id, own),
      thread: moved,
    };
    moved.remarks.push(copy);
    state.nodes.set(copy.nodeId, copy);
    state.remarks.set(own, copy);
  }
  repository.threads.set(number, moved);
  repository.lastNumber = Math.max(repository.lastNumber, number);
  state.nodes.set(moved.nodeId, moved);
  return moved;
}
