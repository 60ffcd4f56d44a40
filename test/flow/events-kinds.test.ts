// Events that change what a thread, a review or a release is: converted, dismissed, unanswered, moved between categories,
// reverted, edited. What hung on them follows.

import { afterEach, describe, expect, test } from "vitest";
import { MINUTE } from "../../src/core/clock.ts";
import { at } from "../local-github/fixture.ts";
import type { Thread } from "../local-github/entities.ts";
import { change, PAD, ROCKET, rowsOf, startWithPad } from "../support/changes.ts";
import { effectsOf } from "../support/outbox.ts";
import type { TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const slow = { do: "open-issue", number: 1, title: "It is slow", body: "I hate it." } as const;

async function liveThreads(): Promise<Record<string, unknown>[]> {
  return (await rowsOf(world, "threads")).filter(({ deletedAt }) => deletedAt === null);
}

async function badges(): Promise<string[]> {
  return (await rowsOf(world, "badgeEvidence"))
    .filter(({ revokedReason }) => revokedReason === null)
    .map(({ badge, threadId }) => `${String(badge)} #${String(threadId).split("#")[1]}`)
    .sort();
}

function threadOf(number: number): Thread {
  return world.thread(number);
}

describe("an issue that becomes a discussion", () => {
  test("counts once, as the discussion, with what was said in it, and nobody is told", async () => {
    world = await startWithPad();
    await world.perform(
      at(1, "bob", slow),
      at(2, "cy", { do: "comment", number: 1, body: "I love it, thank you!" }),
    );
    await change(world, 3, { do: "convert", repository: ROCKET, number: 1, category: "Q&A" });
    await world.pass(MINUTE);
    expect(await liveThreads()).toMatchObject([{ kind: "discussion", number: 2, title: "It is slow" }]);
    const [discussion] = await liveThreads();
    const scores = await rowsOf(world, "sentimentScores");
    expect(scores.map(({ threadId }) => threadId)).toEqual([discussion?.["id"], discussion?.["id"]]);
    expect(await rowsOf(world, "threadReads")).toEqual([]);
    expect(world.github.contentWrites).toBe(0);
    expect(world.github.unhandled).toEqual([]);
  });
});

describe("a discussion", () => {
  const talk = [
    at(1, "bob", { do: "open-discussion", number: 1, title: "How high?", body: "Well?", category: "Q&A" }),
    at(2, "ada", { do: "discuss", number: 1, body: "High.", remark: "high" }),
    at(3, "bob", { do: "answer", number: 1, remark: "high" }),
  ];

  test("whose answer is taken back has none", async () => {
    world = await startWithPad();
    await world.perform(...talk);
    expect((await liveThreads())[0]?.["answerUrl"]).toContain("#discussioncomment-");
    const node = threadOf(1).discussion?.answer?.nodeId ?? "";
    await change(world, 4, { do: "unanswer", node, by: "bob" });
    expect((await liveThreads())[0]?.["answerUrl"]).toBeNull();
  });

  test("is in its new category", async () => {
    world = await startWithPad();
    await world.perform(...talk);
    await change(world, 4, { do: "recategorize", repository: ROCKET, number: 1, category: "Announcements" });
    expect(await liveThreads()).toMatchObject([{ category: "announcements" }]);
  });

  test("that is moved counts once, where it is now, with what was said in it", async () => {
    world = await startWithPad();
    await world.perform(...talk);
    await change(world, 4, { do: "transfer", repository: ROCKET, number: 1, to: PAD });
    await world.pass(MINUTE);
    const threads = await liveThreads();
    expect(threads).toMatchObject([{ title: "How high?", number: 1 }]);
    expect(threads[0]?.["url"]).toContain("/acme/pad/discussions/1");
    const remarks = (await rowsOf(world, "remarks")).filter(({ deletedAt }) => deletedAt === null);
    expect(remarks.map(({ threadId, body }) => [threadId, body])).toEqual([[threads[0]?.["id"], "High."]]);
    expect(world.github.contentWrites).toBe(0);
  });

  test("that is deleted is gone with what was said in it", async () => {
    world = await startWithPad();
    await world.perform(...talk);
    await change(world, 4, { do: "delete-thread", repository: ROCKET, number: 1 });
    expect(await liveThreads()).toEqual([]);
    expect(await rowsOf(world, "sentimentScores")).toEqual([]);
  });
});

test("a locked thread gets nothing of what waited for it, with the reason, and nothing is tried again", async () => {
  world = await startWithPad();
  await world.perform(at(1, "bob", slow));
  world.github.troubles.failBefore.probability = 1;
  world.github.troubles.failBefore.only = (subject) => subject.startsWith("POST /repos");
  await world.perform(at(2, "bob", { do: "comment", number: 1, body: "/stoa help" }));
  await change(world, 2.001, { do: "lock", repository: ROCKET, number: 1 });
  world.github.troubles.clear();
  await world.pass(30 * MINUTE);
  expect(world.comments(1)).toEqual([]);
  const sections = (await effectsOf(world)).filter(({ kind }) => kind === "section");
  expect(sections).toMatchObject([{ state: "dropped", reason: expect.stringMatching(/locked/) as string }]);
});

describe("badges", () => {
  const pull = (number: number, title: string, body = "") =>
    ({
      do: "open-pull",
      number,
      title,
      body,
      branch: `b${number}`,
      files: [{ path: "a.ts", additions: 1, deletions: 0 }],
    }) as const;
  const merge = (hours: number, number: number) => at(hours, "ada", { do: "merge", number });

  test("of a pull request go when it is reverted, and come back when the revert is", async () => {
    world = await startWithPad();
    await world.perform(at(1, "bob", pull(1, "fix: speed")), merge(2, 1));
    expect(await badges()).toEqual(["bug-fixer #1", "first-contribution #1"]);
    const revert = pull(2, 'Revert "fix: speed"', "Reverts acme/rocket#1");
    await world.perform(at(3, "cy", revert), merge(4, 2));
    expect((await badges()).filter((badge) => badge.endsWith("#1"))).toEqual([]);
    const again = pull(3, 'Revert "Revert "fix: speed""', "Reverts acme/rocket#2");
    await world.perform(at(5, "cy", again), merge(6, 3));
    expect((await badges()).filter((badge) => badge.endsWith("#1"))).toEqual([
      "bug-fixer #1",
      "first-contribution #1",
    ]);
  });

  test("are judged again when the label they stood on gets another name, or goes", async () => {
    world = await startWithPad();
    await world.perform(at(1, "bob", { ...pull(1, "Speed"), labels: ["bug"] }), merge(2, 1));
    expect(await badges()).toEqual(["bug-fixer #1", "first-contribution #1"]);
    await change(world, 3, { do: "rename-label", repository: ROCKET, label: "bug", name: "enhancement" });
    expect(await badges()).toEqual(["feature-builder #1", "first-contribution #1"]);
    await change(world, 4, { do: "delete-label", repository: ROCKET, label: "enhancement" });
    expect(await badges()).toEqual(["first-contribution #1"]);
  });

  test("of a review stay when it is dismissed, and its state is known", async () => {
    world = await startWithPad();
    await world.perform(
      at(1, "bob", pull(1, "fix: speed")),
      at(2, "cy", {
        do: "review",
        number: 1,
        state: "CHANGES_REQUESTED",
        body: "Nearly there, but the loop runs once too often.",
        remark: "r",
      }),
    );
    expect(await badges()).toEqual(["reviewer #1"]);
    const review = threadOf(1).remarks.find(({ kind }) => kind === "review");
    await change(world, 3, { do: "dismiss", node: review?.nodeId ?? "" });
    expect(await badges()).toEqual(["reviewer #1"]);
    expect(await rowsOf(world, "remarks")).toMatchObject([{ kind: "review", reviewState: "dismissed" }]);
  });
});

test("a release that is edited is told with its new words", async () => {
  world = await startWithPad();
  await world.perform(at(1, "ada", { do: "release", tag: "v1", name: "One", body: "Up" }));
  await change(world, 2, {
    do: "edit-release",
    repository: ROCKET,
    tag: "v1",
    name: "The first",
    body: "Up!",
  });
  expect(await rowsOf(world, "releases")).toMatchObject([
    { name: "The first", body: "Up!", removedAt: null },
  ]);
});
