// What an activity still tells of a thread or a remark when a snapshot at least as new as its own is known already. Pure.
// GitHub's times are whole seconds, so several deeds share one: of those, each activity is believed about its own deed
// only (a label's about that label, a closing about the state), which ends alike in whatever order they arrive. See
// docs/decisions/018-any-order.md.

import type { Activity, Remark, RemarkActivity, Thread } from "../core/activity.ts";

/** The columns of a thread that change. */
export type KnownThread = Pick<
  Thread,
  | "title"
  | "body"
  | "state"
  | "stateReason"
  | "labels"
  | "category"
  | "isLocked"
  | "isAssigned"
  | "answerUrl"
  | "paths"
  | "closes"
  | "updatedAt"
  | "closedAt"
  | "mergedAt"
> & { readonly deletedAt: number | null };

export type KnownRemark = Pick<Remark, "body" | "reviewState" | "updatedAt"> & {
  readonly deletedAt: number | null;
};

/** What changes in a thread that is known as of the activity's snapshot, or a later one. */
export function lateThreadChanges(known: KnownThread, activity: Activity): Partial<KnownThread> {
  if (!("thread" in activity)) return {};
  const { thread, kind } = activity;
  const changes: { -readonly [Key in keyof KnownThread]?: KnownThread[Key] } = {};
  // A merge and a deletion are for ever, whatever was seen since.
  if (thread.mergedAt !== null && known.mergedAt === null) {
    Object.assign(changes, { state: "merged", mergedAt: thread.mergedAt, closedAt: thread.closedAt });
  }
  if (kind === "thread.deleted" && known.deletedAt === null) changes.deletedAt = activity.at;
  // Paths are read when a pull request opens and again when it is merged.
  if (thread.paths !== null && (kind === "thread.merged" || known.paths === null))
    changes.paths = thread.paths;
  if (thread.updatedAt === known.updatedAt) Object.assign(changes, changesOfOneSecond(known, activity));
  return changes;
}

type InThread = Extract<Activity, { readonly thread: Thread }>;

/** Snapshots of one second: which came later GitHub does not say. */
function changesOfOneSecond(known: KnownThread, activity: InThread): Partial<KnownThread> {
  const { thread, kind } = activity;
  const { title, body, closes, state, stateReason, closedAt } = thread;
  const { category, isLocked, isAssigned = null, answerUrl } = thread;
  switch (kind) {
    case "thread.edited":
      return { title, body, closes };
    case "thread.labelled":
      return { labels: labelsAfter(known.labels, activity.detail) };
    case "thread.closed":
      return known.mergedAt === null ? { state, stateReason, closedAt } : {};
    case "thread.reopened":
      // Closed and reopened in one second: closed.
      return known.closedAt === known.updatedAt || known.mergedAt !== null
        ? {}
        : { state, stateReason, closedAt };
    case "thread.answered":
      return { answerUrl };
    case "thread.changed":
      return changesByAction({ category, isLocked, isAssigned, answerUrl }, activity.detail);
    default:
      return {};
  }
}

/** `detail` is GitHub's action and the label's name: "labeled:bug". */
function labelsAfter(labels: readonly string[], detail: string | undefined): readonly string[] {
  const [action, ...rest] = (detail ?? "").split(":");
  const name = rest.join(":");
  const others = labels.filter((label) => label !== name);
  return action === "labeled" ? [...others, name].toSorted() : others;
}

function changesByAction(
  {
    category,
    isLocked,
    isAssigned = null,
    answerUrl,
  }: Pick<Thread, "category" | "isLocked" | "isAssigned" | "answerUrl">,
  action: string | undefined,
): Partial<KnownThread> {
  switch (action) {
    case "locked":
    case "unlocked":
      return { isLocked };
    case "assigned":
    case "unassigned":
      return { isAssigned };
    case "category_changed":
      return { category };
    case "unanswered":
      return { answerUrl };
    default:
      return {};
  }
}

/** What changes in a remark that is known as of the activity's snapshot, or a later one. */
export function lateRemarkChanges(known: KnownRemark, activity: RemarkActivity): Partial<KnownRemark> {
  const { remark, kind, previousBody } = activity;
  // A deletion is for ever.
  if (kind === "remark.deleted") return known.deletedAt === null ? { deletedAt: activity.at } : {};
  if (kind !== "remark.edited" || remark.updatedAt !== known.updatedAt) return {};
  // Of two edits in one second the later one names the earlier one's text.
  const isNext = previousBody === undefined || previousBody === known.body;
  return { reviewState: remark.reviewState, ...(isNext ? { body: remark.body } : {}) };
}
