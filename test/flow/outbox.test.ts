// What readers see is written exactly once, whatever happens to the request that writes it.

import { afterEach, describe, expect, test } from "vitest";
import { MINUTE, SECOND } from "../../src/core/clock.ts";
import { marker } from "../../src/text/markers.ts";
import { at } from "../local-github/fixture.ts";
import {
  discussion,
  discussionsOf,
  effectsOf,
  enqueue,
  rocketId,
  section,
  startWithIssue,
  want,
} from "../support/outbox.ts";
import { hour, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const askHelp = at(2, "bob", { do: "comment", number: 1, body: "/stoa help", remark: "help" });
const commenting = (subject: string) => /POST .*\/comments$/.test(subject);
const discussing = (subject: string) => subject.includes("createDiscussion");

describe("a comment", () => {
  test.each([
    ["took effect, and was answered 502", "failAfter"],
    ["took effect, and the connection broke", "timeOutAfter"],
    ["was answered 502 before it took effect", "failBefore"],
  ] as const)("that %s stands there once", async (_, trouble) => {
    world = await startWithIssue();
    Object.assign(world.github.troubles[trouble], { next: 1, only: commenting });
    await world.perform(askHelp);
    await world.pass(MINUTE);
    expect(world.github.troubles[trouble].next).toBe(0);
    expect(world.comments(1)).toHaveLength(1);
    expect((await effectsOf(world)).map(({ state }) => state)).toEqual(["done", "done"]);
  });

  test("outlasts a long time without GitHub", async () => {
    world = await startWithIssue();
    Object.assign(world.github.troubles.failBefore, { probability: 1, only: commenting });
    await world.perform(askHelp);
    await world.pass(90 * MINUTE);
    expect(world.comments(1)).toHaveLength(0);
    world.github.troubles.clear();
    await world.pass(30 * MINUTE);
    expect(world.comments(1)).toHaveLength(1);
  });

  test("waits as long as a secondary limit asks", async () => {
    world = await startWithIssue();
    Object.assign(world.github.troubles, { retryAfterS: 90 });
    Object.assign(world.github.troubles.secondaryLimit, { next: 1, only: commenting });
    await world.perform(askHelp);
    const refusedBefore = world.clock.now() + 2 * SECOND;
    await world.pass(89 * SECOND);
    expect(world.comments(1)).toHaveLength(0);
    await world.pass(5 * SECOND);
    const [comment] = world.comments(1);
    expect(comment?.createdAt).toBeGreaterThanOrEqual(refusedBefore + 88 * SECOND);
  });

  test("that a person deleted never comes back", async () => {
    world = await startWithIssue();
    await want(world, section(world, "first", "One badge."));
    await world.pass(MINUTE);
    const node = world.comments(1)[0]?.nodeId ?? "";
    await world.github.change({ do: "delete", at: world.clock.now(), by: "ada", node });
    await want(world, section(world, "second", "Two badges."));
    await world.pass(MINUTE);
    await want(world, section(world, "third", "Three badges."));
    await world.pass(MINUTE);
    expect(world.comments(1)).toHaveLength(0);
    expect((await effectsOf(world)).at(-1)).toMatchObject({
      state: "dropped",
      reason: "A person deleted Stoa's comment in this thread.",
    });
  });

  test("holds the sections of all features, in their order, and is edited in place", async () => {
    world = await startWithIssue();
    await want(world, section(world, "b", "One badge.", "badges"));
    await world.pass(MINUTE);
    const [first] = world.comments(1);
    await want(
      world,
      section(world, "m", "A mentor.", "mentoring"),
      section(world, "a", "An answer.", "answer"),
    );
    await world.pass(MINUTE);
    await want(world, section(world, "b2", "Two badges.", "badges"));
    await world.pass(MINUTE);
    const comments = world.comments(1);
    expect(comments.map(({ nodeId }) => nodeId)).toEqual([first?.nodeId]);
    expect(comments[0]?.body).toMatch(/An answer\.[\s\S]*A mentor\.[\s\S]*Two badges\.[\s\S]*I'm Stoa/);
    expect(comments[0]?.body).not.toContain("One badge");
  });

  test("is not somebody else's who copied its marker", async () => {
    world = await startWithIssue();
    const body = `${marker("comment", `${rocketId(world)}#1`)}\nI am Stoa too.`;
    await world.perform(at(1.5, "mallory", { do: "comment", number: 1, body }));
    await want(world, section(world, "b", "One badge."));
    await world.pass(MINUTE);
    expect(world.comments(1)).toHaveLength(1);
    expect(world.thread(1).remarks[0]?.body).toBe(body);
  });

  test("of a process that died after writing it is found, not written again", async () => {
    world = await startWithIssue();
    await want(world, section(world, "b", "One badge."));
    await world.pass(MINUTE);
    // As a crash between GitHub's answer and our transaction leaves it.
    const { threadComments, effects: table } = world.database.reader.tables;
    await world.database.transaction(async ({ db }) => {
      await db.delete(threadComments);
      await db.update(table).set({ state: "attempting", claimedUntil: hour(1000), doneAt: null, url: null });
    });
    const writes = world.github.contentWrites;
    await world.restart();
    expect(world.github.contentWrites).toBe(writes);
    expect((await effectsOf(world))[0]).toMatchObject({
      state: "done",
      url: expect.stringContaining("/issues/1#") as string,
    });
  });

  test("in a locked thread is dropped with the reason", async () => {
    world = await startWithIssue();
    const { threads } = world.database.reader.tables;
    await world.database.transaction(
      async ({ db }) => void (await db.update(threads).set({ isLocked: true })),
    );
    await enqueue(world, section(world, "b", "One badge."));
    await world.restart();
    await world.pass(MINUTE);
    expect(await effectsOf(world)).toMatchObject([{ state: "dropped", reason: "The thread is locked." }]);
    expect(world.comments(1)).toEqual([]);
  });
});

describe("a discussion", () => {
  test.each(["failAfter", "timeOutAfter", "failBefore"] as const)(
    "stands there once although its request ran into %s",
    async (trouble) => {
      world = await startWithIssue();
      Object.assign(world.github.troubles[trouble], { next: 1, only: discussing });
      await want(world, discussion());
      await world.pass(MINUTE);
      expect(world.github.troubles[trouble].next).toBe(0);
      expect(discussionsOf(world).map(({ title }) => title)).toEqual(["Digest"]);
      expect(await effectsOf(world)).toMatchObject([
        { state: "done", url: expect.stringContaining("/discussions/") as string },
      ]);
    },
  );

  test("of a process that died after posting it is found, not posted again", async () => {
    world = await startWithIssue();
    await want(world, discussion());
    await world.pass(MINUTE);
    const { effects: table } = world.database.reader.tables;
    await world.database.transaction(
      async ({ db }) => void (await db.update(table).set({ state: "attempting", claimedUntil: hour(1000) })),
    );
    await world.restart();
    expect(discussionsOf(world)).toHaveLength(1);
    expect(await effectsOf(world)).toMatchObject([{ state: "done" }]);
  });

  test("in a category that is not there is parked, and says what to do", async () => {
    world = await startWithIssue();
    await want(world, { ...discussion(), category: "News" });
    expect(await effectsOf(world)).toMatchObject([
      {
        state: "parked",
        reason:
          'acme/rocket has no discussion category "News". It has: Announcements, Q&A. Make it, or set digest.category.',
      },
    ]);
    expect(discussionsOf(world)).toEqual([]);
  });
});
