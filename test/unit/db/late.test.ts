// What a snapshot that is no newer than what is known still tells.

import { describe, expect, test } from "vitest";
import type { Thread, ThreadActivityKind } from "../../../src/core/activity.ts";
import { lateRemarkChanges, lateThreadChanges } from "../../../src/db/late.ts";
import { person, remarkActivity, START, thread, threadActivity } from "../../support/activities.ts";

const known = { ...thread({ number: 1, labels: ["a"], updatedAt: START }), deletedAt: null };

function late(kind: ThreadActivityKind, options: Partial<Thread>, detail?: string) {
  const activity = threadActivity(kind, thread({ number: 1, updatedAt: START, ...options }));
  return lateThreadChanges(known, detail === undefined ? activity : { ...activity, detail });
}

describe("of snapshots of one second", () => {
  test.each<[string, ReturnType<typeof late>, ReturnType<typeof late>]>([
    ["an opening adds nothing", late("thread.opened", { title: "x", labels: [] }), {}],
    ["a label is added", late("thread.labelled", { labels: ["b"] }, "labeled:b"), { labels: ["a", "b"] }],
    ["a label with a colon", late("thread.labelled", {}, "labeled:kind: b"), { labels: ["a", "kind: b"] }],
    ["a label is taken off", late("thread.labelled", { labels: ["z"] }, "unlabeled:a"), { labels: [] }],
    ["an edit counts for words", late("thread.edited", { title: "x" }), { title: "x", body: "", closes: [] }],
    [
      "a closing counts for the state",
      late("thread.closed", { title: "x", state: "closed", closedAt: START }),
      { state: "closed", stateReason: null, closedAt: START },
    ],
    ["a lock counts for itself", late("thread.changed", { isLocked: true }, "locked"), { isLocked: true }],
    ["a pin changes nothing", late("thread.changed", { isLocked: true }, "pinned"), {}],
  ])("%s", (_name, changes, expected) => expect(changes).toEqual(expected));

  test("of two edits of a remark the one stands that followed the other", () => {
    const remark = remarkActivity(known, { id: "r", author: person("bo"), body: "third" });
    const edit = { ...remark, kind: "remark.edited" as const, previousBody: "second" };
    const of = (body: string) => ({ body, reviewState: null, updatedAt: START, deletedAt: null });
    expect(lateRemarkChanges(of("second"), edit)).toMatchObject({ body: "third" });
    expect(lateRemarkChanges(of("fourth"), edit)).not.toHaveProperty("body");
  });
});

describe("of an older snapshot", () => {
  const older = { updatedAt: START - 5 };

  test("its words, labels and state count no more", () => {
    expect(late("thread.edited", { ...older, title: "x" })).toEqual({});
    expect(late("thread.labelled", older, "labeled:b")).toEqual({});
    expect(late("thread.closed", { ...older, state: "closed" })).toEqual({});
  });

  test("a merge, a deletion and paths count for ever", () => {
    const merged = { ...older, mergedAt: START - 5, closedAt: START - 5, paths: ["a"] };
    expect(late("thread.merged", merged)).toEqual({
      state: "merged",
      mergedAt: START - 5,
      closedAt: START - 5,
      paths: ["a"],
    });
    expect(late("thread.deleted", older)).toMatchObject({ deletedAt: START });
    expect(late("thread.opened", { ...older, paths: ["b"] })).toEqual({ paths: ["b"] });
  });

  test("the paths of an opening never replace those of the merge", () => {
    const opened = threadActivity("thread.opened", thread({ number: 1, ...older, paths: ["b"] }));
    expect(lateThreadChanges({ ...known, paths: ["a"] }, opened)).toEqual({});
  });
});
