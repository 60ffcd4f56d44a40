// What must have happened to a thread or a remark between what we know of it and what GitHub shows now: the activities
// that lost deliveries would have brought, as far as two snapshots can tell. Pure.

import type { Activity, Remark, RepositoryRef, Thread, ThreadActivityKind } from "../core/activity.ts";
import { activityKey } from "./keys.ts";

export type KnownThread = Pick<
  Thread,
  "title" | "body" | "state" | "labels" | "category" | "isLocked" | "answerUrl"
>;
export type KnownRemark = Pick<Remark, "body">;

/** A change's kind, and the detail that a delivery of it has in its key. */
type Change = readonly [kind: ThreadActivityKind, detail: string];

/** The changes of a known thread, in the order in which they are told. */
export function changesOfThread(
  repository: RepositoryRef,
  known: KnownThread,
  thread: Thread,
): readonly Activity[] {
  const changes: Change[] = [];
  // Words that were let go of here ("") have not been edited there.
  const isBodyEdited = known.body !== "" && known.body !== thread.body;
  if (known.title !== thread.title || isBodyEdited) changes.push(["thread.edited", "edited"]);
  for (const name of thread.labels) {
    if (!known.labels.includes(name)) changes.push(["thread.labelled", `labeled:${name}`]);
  }
  for (const name of known.labels) {
    if (!thread.labels.includes(name)) changes.push(["thread.labelled", `unlabeled:${name}`]);
  }
  if (known.state === "closed" && thread.state === "open") changes.push(["thread.reopened", "reopened"]);
  if (thread.answerUrl !== null && known.answerUrl !== thread.answerUrl) {
    changes.push(["thread.answered", "answered"]);
  }
  if (known.isLocked !== thread.isLocked)
    changes.push(["thread.changed", thread.isLocked ? "locked" : "unlocked"]);
  if (known.category !== thread.category) changes.push(["thread.changed", "category_changed"]);
  const at = thread.updatedAt;
  return changes.map(([kind, detail]) => ({
    kind,
    key: activityKey(kind, thread.id, { at, detail }),
    at,
    repository,
    // GitHub does not say who it was.
    actor: null,
    isLive: false,
    thread,
    detail,
  }));
}

/** An edit of a known remark, if there was one. */
export function changesOfRemark(
  repository: RepositoryRef,
  known: KnownRemark,
  of: { readonly thread: Thread; readonly remark: Remark },
): readonly Activity[] {
  const { thread, remark } = of;
  if (known.body === remark.body) return [];
  const at = remark.updatedAt;
  const key = activityKey("remark.edited", remark.id, { at });
  return [
    {
      kind: "remark.edited",
      key,
      at,
      repository,
      actor: remark.author,
      isLive: false,
      thread,
      remark,
      previousBody: known.body,
    },
  ];
}
