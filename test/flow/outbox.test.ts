// What readers see is written exactly once, whatever happens to the request that writes it.

import { asc } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { MINUTE, SECOND } from "../../src/core/clock.ts";
import type { Effect } from "../../src/core/effect.ts";
import { enqueueEffects } from "../../src/outbox/store.ts";
import { marker } from "../../src/text/markers.ts";
import { at, REPOSITORY } from "../local-github/fixture.ts";
import { hour, startStoa, type StoaOptions, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const openIssue = at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?" });
const askHelp = at(2, "bob", { do: "comment", number: 1, body: "/stoa help", remark: "help" });

/** A world with one issue in it. */
async function start(options: StoaOptions = {}): Promise<void> {
  world = await startStoa(options);
  await world.perform(openIssue);
}

function repositoryId(): number {
  return world.github.state.repositories.get("acme/rocket")?.id ?? 0;
}

async function want(...effects: readonly DistributiveOmit<Effect, "repositoryId" | "audience">[]) {
  await world.database.transaction((connection) =>
    enqueueEffects(connection, {
      feature: "test",
      installationId: world.installationId,
      priority: "reply",
      effects: effects.map(
        (effect) => ({ ...effect, repositoryId: repositoryId(), audience: "community" }) as Effect,
      ),
      now: world.clock.now(),
    }),
  );
  // A delivery wakes the outbox.
  await world.perform({
    at: world.clock.now(),
    by: "bob",
    repository: REPOSITORY,
    do: "edit",
    number: 1,
    title: `It falls down at ${world.clock.now()}`,
  });
}
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const section = (key: string, markdown: string, name = "badges") =>
  ({ kind: "section", key, threadId: `${repositoryId()}#1`, section: name, markdown }) as const;
const digest = { kind: "discussion", key: "d", category: "Announcements", title: "Digest", update: false } as const;
const discussion = (key = "d") => ({ ...digest, key, marker: marker("digest", key), body: `${marker("digest", key)}\nNews.` });

async function effects() {
  const { db, tables } = world.database.reader;
  return db.select().from(tables.effects).orderBy(asc(tables.effects.seq));
}

function discussions() {
  const threads = [...(world.github.state.repositories.get("acme/rocket")?.threads.values() ?? [])];
  return threads.filter(({ kind, author }) => kind === "discussion" && author?.login === "stoa[bot]");
}

const commenting = (subject: string) => /POST .*\/comments$/.test(subject);
const discussing = (subject: string) => subject.includes("createDiscussion");

describe("a comment", () => {
  test.each([
    ["took effect, and was answered 502", "failAfter"],
    ["took effect, and the connection broke", "timeOutAfter"],
    ["was answered 502 before it took effect", "failBefore"],
  ] as const)("that %s stands there once", async (_, trouble) => {
    await start();
    Object.assign(world.github.troubles[trouble], { next: 1, only: commenting });
    await world.perform(askHelp);
    await world.pass(MINUTE);
    expect(world.github.troubles[trouble].next).toBe(0);
    expect(world.comments(1)).toHaveLength(1);
    expect((await effects()).map(({ state }) => state)).toEqual(["done", "done"]);
  });

  test("outlasts a long time without GitHub", async () => {
    await start();
    Object.assign(world.github.troubles.failBefore, { probability: 1, only: commenting });
    await world.perform(askHelp);
    await world.pass(90 * MINUTE);
    expect(world.comments(1)).toHaveLength(0);
    world.github.troubles.clear();
    await world.pass(30 * MINUTE);
    expect(world.comments(1)).toHaveLength(1);
  });

  test("waits as long as a secondary limit asks", async () => {
    await start();
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
    await start();
    await want(section("first", "One badge."));
    await world.pass(MINUTE);
    const node = world.comments(1)[0]?.nodeId ?? "";
    await world.github.change({ do: "delete", at: world.clock.now(), by: "ada", node });
    await want(section("second", "Two badges."));
    await world.pass(MINUTE);
    await want(section("third", "Three badges."));
    await world.pass(MINUTE);
    expect(world.comments(1)).toHaveLength(0);
    expect((await effects()).at(-1)).toMatchObject({
      state: "dropped",
      reason: "A person deleted Stoa's comment in this thread.",
    });
  });

  test("holds the sections of all features, in their order, and is edited in place", async () => {
    await start();
    await want(section("b", "One badge.", "badges"));
    await world.pass(MINUTE);
    const [first] = world.comments(1);
    await want(section("m", "A mentor.", "mentoring"), section("a", "An answer.", "answer"));
    await world.pass(MINUTE);
    await want(section("b2", "Two badges.", "badges"));
    await world.pass(MINUTE);
    const comments = world.comments(1);
    expect(comments.map(({ nodeId }) => nodeId)).toEqual([first?.nodeId]);
    expect(comments[0]?.body).toMatch(/An answer\.[\s\S]*A mentor\.[\s\S]*Two badges\.[\s\S]*I'm Stoa/);
    expect(comments[0]?.body).not.toContain("One badge");
  });

  test("is not somebody else's who copied its marker", async () => {
    await start();
    const body = `${marker("comment", `${repositoryId()}#1`)}\nI am Stoa too.`;
    await world.perform(at(1.5, "mallory", { do: "comment", number: 1, body }));
    await want(section("b", "One badge."));
    await world.pass(MINUTE);
    expect(world.comments(1)).toHaveLength(1);
    expect(world.thread(1).remarks[0]?.body).toBe(body);
  });

  test("of a process that died after writing it is found, not written again", async () => {
    await start();
    await want(section("b", "One badge."));
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
    expect((await effects())[0]).toMatchObject({ state: "done", url: expect.stringContaining("/issues/1#") as string });
  });

  test("in a locked thread is dropped with the reason", async () => {
    await start();
    const { threads } = world.database.reader.tables;
    await world.database.transaction(async ({ db }) => void (await db.update(threads).set({ isLocked: true })));
    await world.database.transaction((connection) =>
      enqueueEffects(connection, {
        feature: "test",
        installationId: world.installationId,
        priority: "reply",
        effects: [{ ...section("b", "One badge."), repositoryId: repositoryId(), audience: "community" }],
        now: world.clock.now(),
      }),
    );
    await world.restart();
    expect(await effects()).toMatchObject([{ state: "dropped", reason: "The thread is locked." }]);
    expect(world.comments(1)).toEqual([]);
  });
});

describe("a discussion", () => {
  test.each(["failAfter", "timeOutAfter", "failBefore"] as const)(
    "stands there once although its request ran into %s",
    async (trouble) => {
      await start();
      Object.assign(world.github.troubles[trouble], { next: 1, only: discussing });
      await want(discussion());
      await world.pass(MINUTE);
      expect(world.github.troubles[trouble].next).toBe(0);
      expect(discussions().map(({ title }) => title)).toEqual(["Digest"]);
      expect(await effects()).toMatchObject([{ state: "done", url: discussions()[0] && expect.any(String) }]);
    },
  );

  test("of a process that died after posting it is found, not posted again", async () => {
    await start();
    await want(discussion());
    await world.pass(MINUTE);
    const { effects: table } = world.database.reader.tables;
    await world.database.transaction(
      async ({ db }) => void (await db.update(table).set({ state: "attempting", claimedUntil: hour(1000) })),
    );
    await world.restart();
    expect(discussions()).toHaveLength(1);
    expect(await effects()).toMatchObject([{ state: "done" }]);
  });

  test("in a category that is not there is parked, and says what to do", async () => {
    await start();
    await want({ ...discussion(), category: "News" });
    expect(await effects()).toMatchObject([
      {
        state: "parked",
        reason:
          'acme/rocket has no discussion category "News". It has: Announcements, Q&A. Make it, or set digest.category.',
      },
    ]);
    expect(discussions()).toEqual([]);
  });
});

describe("the other effects", () => {
  test("parks a label that does not exist instead of making it", async () => {
    await start();
    const labels = [...(world.github.state.repositories.get("acme/rocket")?.labels.keys() ?? [])];
    await want({ kind: "label", key: "l", threadId: `${repositoryId()}#1`, label: "nonsense" });
    expect(await effects()).toMatchObject([
      { state: "parked", reason: expect.stringContaining('has no label "nonsense"') as string },
    ]);
    expect([...(world.github.state.repositories.get("acme/rocket")?.labels.keys() ?? [])]).toEqual(labels);
  });

  test("writes a board in place and keeps what people wrote around it", async () => {
    await start();
    const board = (key: string, markdown: string) =>
      ({ kind: "board", key, threadId: `${repositoryId()}#1`, board: "requests", markdown }) as const;
    await want(board("1", "First."));
    await world.pass(MINUTE);
    const { nodeId, body } = world.thread(1);
    await world.github.change({
      do: "edit",
      at: world.clock.now(),
      by: "bob",
      node: nodeId,
      body: `Before.\n\n${body}\n\nAfter.`.replaceAll("\n", "\r\n"),
    });
    await want(board("2", "Second."));
    await world.pass(MINUTE);
    const now = world.thread(1).body;
    expect(now).toMatch(/^Before\.[\s\S]*Why\?[\s\S]*Second\.[\s\S]*After\.$/);
    expect(now).not.toContain("First.");
    const writes = world.github.contentWrites;
    await want(board("3", "Second."));
    await world.pass(MINUTE);
    expect(world.github.contentWrites).toBe(writes);
  });

  test("writes nothing new when a delivery comes again", async () => {
    await start();
    await world.perform(askHelp);
    await world.pass(MINUTE);
    const writes = world.github.contentWrites;
    for (const { id } of world.github.deliveries.log.slice()) world.github.deliveries.redeliver(id);
    await world.settle();
    await world.pass(MINUTE);
    expect(world.github.contentWrites).toBe(writes);
    expect(writes).toBe(2);
  });
});

test("writes at most once a second, and sixty times a minute", async () => {
  await start();
  await want(...Array.from({ length: 90 }, (_, index) => discussion(`d${index}`)));
  await world.pass(3 * MINUTE);
  const times = discussions().map(({ createdAt }) => createdAt);
  expect(times).toHaveLength(90);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(SECOND);
  for (const [index, time] of times.entries())
    expect(time - (times[index - 60] ?? -Infinity)).toBeGreaterThanOrEqual(MINUTE);
});

test("a dry run delivers nothing, and prints exactly what it would write", async () => {
  await start({ environment: { isDryRun: true } });
  await world.perform(askHelp);
  await want(discussion());
  expect(world.github.contentWrites).toBe(0);
  expect((await effects()).map(({ state }) => state)).toEqual(["dry", "dry", "dry"]);
  expect(world.printed).toHaveLength(3);
  expect(world.printed.join("\n")).toContain(`${marker("digest", "d")}\nNews.`);
  expect(world.printed.join("\n")).toContain("/mentor me [area]");
  await world.restart();
  expect(world.github.contentWrites).toBe(0);
});
