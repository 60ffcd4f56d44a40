// The natural key of an activity: the same whether a delivery or a backfill tells of it.

import type { ActivityKind } from "../core/activity.ts";

/** What can happen to one thing only once. */
const ONCE: ReadonlySet<ActivityKind> = new Set<ActivityKind>([
  "thread.opened",
  "thread.merged",
  "remark.created",
  "release.published",
  // Its id is that of the delivery, the only one that tells of it.
  "labels.changed",
]);

/**
 * @param id the thread's, remark's or release's id
 * @param again what tells repetitions apart: the time, and a detail where two can share one time (a label's name)
 */
export function activityKey(
  kind: ActivityKind,
  id: string,
  again?: { readonly at: number; readonly detail?: string },
): string {
  if (ONCE.has(kind) || !again) return `${kind}:${id}`;
  // A backfill knows when a thread was closed, but not by which action.
  const detail = kind === "thread.closed" || again.detail === undefined ? "" : `:${again.detail}`;
  return `${kind}:${id}:${again.at}${detail}`;
}
