// Deliveries as activities: what the flow tests cannot make the local GitHub send.

import { describe, expect, test } from "vitest";
import { activityKey } from "../../../src/intake/keys.ts";
import { normalise } from "../../../src/intake/normalise.ts";

const user = (login: string, type = "User") => ({ id: login.length, login, type });
const base = {
  repository: { id: 1, node_id: "R", name: "rocket", owner: { login: "acme" }, private: false },
  installation: { id: 2 },
};
const T = "2026-01-05T09:00:00Z";
const thread = {
  number: 7,
  node_id: "N",
  title: "Title",
  body: null,
  html_url: "https://github.com/acme/rocket/issues/7",
  user: user("bob"),
  state: "open",
  created_at: T,
  updated_at: T,
};
const pull = { ...thread, labels: [], closed_at: T, merged_at: T, state: "closed" };
const comment = {
  id: 5_000_000_000,
  node_id: "IC",
  body: "Hi",
  html_url: "u",
  user: null,
  created_at: T,
  updated_at: T,
};

function activityOf(...[event, payload]: Parameters<typeof normalise>) {
  const normalised = normalise(event, payload);
  if ("ignored" in normalised) throw new Error(normalised.ignored);
  return normalised.activity;
}

describe("an activity", () => {
  test("of opening is the author's, also when somebody moved the thread here", () => {
    const payload = { ...base, action: "opened", issue: thread, sender: user("maintainer") };
    expect(activityOf("issues", payload)).toMatchObject({ kind: "thread.opened", actor: { login: "bob" } });
  });

  test("of merging is that of the person who merged, also through a merge queue", () => {
    const queue = user("github-merge-queue[bot]", "Bot");
    const payload = { ...base, action: "closed", sender: queue };
    const merged = { ...pull, merged_by: user("ada") };
    expect(activityOf("pull_request", { ...payload, pull_request: merged })).toMatchObject({
      kind: "thread.merged",
      actor: { login: "ada", isBot: false },
    });
    expect(activityOf("pull_request", { ...payload, pull_request: pull })).toMatchObject({
      actor: { login: queue.login, isBot: true },
    });
  });

  test("of a deleted account has nobody as its author", () => {
    const payload = { ...base, action: "created", issue: thread, comment, sender: user("ghost") };
    expect(activityOf("issue_comment", payload)).toMatchObject({
      actor: null,
      remark: { author: null, databaseId: 5_000_000_000 },
    });
  });

  test("knows bots by their type and by their name", () => {
    for (const author of [user("helper", "Bot"), user("helper[bot]")]) {
      const payload = { ...base, action: "opened", issue: { ...thread, user: author }, sender: author };
      expect(activityOf("issues", payload)).toMatchObject({ actor: { isBot: true } });
    }
  });

  test("of a comment on a pull request knows the pull request by the issue it comes as", () => {
    const pull = { pull_request: { merged_at: T }, assignees: [] };
    const issue = { ...thread, body: "Fixes #3", state: "closed", ...pull };
    const payload = {
      ...base,
      action: "created",
      issue,
      comment: { ...comment, user: user("ada") },
      sender: user("ada"),
    };
    expect(activityOf("issue_comment", payload)).toMatchObject({
      // Nobody says of a pull request who is assigned: its own deliveries do not.
      thread: { kind: "pull", state: "merged", closes: [3], id: "1#7", isAssigned: null },
    });
  });

  test.each([
    ["release", { action: "created", release: release(true) }],
    ["release", { action: "published", release: release(true) }],
    ["issue_comment", { action: "pinned", issue: thread, comment }],
  ] as const)("is none when a %s tells nothing new", (event, payload) => {
    expect(normalise(event, { ...base, sender: user("ada"), ...payload })).toHaveProperty("ignored");
  });

  test("of a payload that GitHub does not document is refused with the path of what is wrong", () => {
    const payload = {
      ...base,
      action: "opened",
      issue: { ...thread, created_at: "yesterday" },
      sender: null,
    };
    expect(() => normalise("issues", payload)).toThrow(/created_at/);
  });
});

function release(draft: boolean) {
  return { node_id: "RE", tag_name: "v1", html_url: "u", draft, prerelease: false, published_at: T };
}

test("the key of what happens once knows no time, and that of what can happen again does", () => {
  expect(activityKey("thread.opened", "1#7", { at: 5, detail: "opened" })).toBe("thread.opened:1#7");
  expect(activityKey("thread.labelled", "1#7", { at: 5, detail: "labeled:bug" })).toBe(
    "thread.labelled:1#7:5:labeled:bug",
  );
  // History tells when a thread was closed, but not how.
  expect(activityKey("thread.closed", "1#7", { at: 5, detail: "closed" })).toBe(
    activityKey("thread.closed", "1#7", { at: 5 }),
  );
});
