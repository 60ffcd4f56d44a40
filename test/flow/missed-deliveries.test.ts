// Deliveries that GitHub could not make: every few minutes its log is asked, and what failed is asked for again, until
// all facts are there as if nothing had been lost.

import { copyFileSync, rmSync } from "node:fs";
import { asc } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.ts";
import type { Happening } from "../local-github/community.ts";
import { at, EVERYTHING } from "../local-github/fixture.ts";
import { LOOK_EVERY_MS } from "../../src/intake/missed-deliveries.ts";
import { hour, startStoa, type StoaOptions, type TestStoa } from "../support/stoa.ts";

const worlds: TestStoa[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

async function start(options: StoaOptions = {}): Promise<TestStoa> {
  const world = await startStoa({ lookEveryMs: LOOK_EVERY_MS, ...options });
  worlds.push(world);
  return world;
}

/** Everything that GitHub told, in words that do not differ by port. */
async function facts({ database, github }: TestStoa) {
  const { db, tables } = database.reader;
  const people = await db.select().from(tables.people);
  const bots = new Set<number | null>(people.filter(({ isBot }) => isBot).map(({ id }) => id));
  const found = {
    activities: (await db.select().from(tables.activities).orderBy(asc(tables.activities.key))).filter(
      ({ isBot }) => !isBot,
    ),
    remarks: (await db.select().from(tables.remarks).orderBy(asc(tables.remarks.id))).filter(
      ({ authorId }) => !bots.has(authorId),
    ),
    threads: (await db.select().from(tables.threads).orderBy(asc(tables.threads.id))).map((thread) => ({
      ...thread,
      // Stoa's own comment comes at another time.
      updatedAt: null,
    })),
    releases: await db.select().from(tables.releases),
  };
  return JSON.parse(JSON.stringify(found).replaceAll(github.url, "github")) as typeof found;
}

async function missing({ database }: TestStoa): Promise<string[]> {
  const { missedDeliveries } = database.reader.tables;
  const rows = await database.reader.db.select({ event: missedDeliveries.event }).from(missedDeliveries);
  return rows.map(({ event }) => event).sort();
}

/** What reading history has cost in the last hour. */
async function pointsSpent({ database }: TestStoa): Promise<number> {
  const rows = await database.reader.db.select().from(database.reader.tables.historyBudgets);
  return rows.flatMap(({ spent }) => Object.values(spent)).reduce((sum, points) => sum + points, 0);
}

/** How often GitHub was asked to deliver something again. */
function redeliveries({ github }: TestStoa): number {
  return github.deliveries.log.filter(({ isRedelivery }) => isRedelivery).length;
}

describe("deliveries that were lost", () => {
  test("come again until all facts are there", async () => {
    const calm = await start();
    await calm.perform(...EVERYTHING);
    const world = await start();
    Object.assign(world.github.troubles.lose, { probability: 0.3 });
    await world.perform(...EVERYTHING);
    world.github.troubles.clear();
    expect(redeliveries(world)).toBeGreaterThan(5);
    await world.pass(10 * MINUTE);
    expect(await facts(world)).toEqual(await facts(calm));
    expect(await missing(world)).toEqual([]);
  });

  test("are asked for within five minutes, once each while they arrive", async () => {
    const world = await start();
    world.github.troubles.lose.next = 1;
    await world.perform(at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "" }));
    await world.pass(5 * MINUTE);
    expect(redeliveries(world)).toBe(1);
    await world.pass(2 * HOUR);
    expect(redeliveries(world)).toBe(1);
    expect((await facts(world)).threads).toHaveLength(1);
  });

  test("are not asked for when they arrived in another attempt", async () => {
    const world = await start();
    world.github.troubles.lose.next = 1;
    const [delivery] = await world.github.perform(
      at(0, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "" }),
      { deliver: true },
    );
    world.github.deliveries.redeliver(delivery?.id ?? 0);
    await world.settle();
    await world.pass(HOUR);
    expect(redeliveries(world)).toBe(1);
  });

  test("are asked for less and less often while nothing arrives", async () => {
    const world = await start();
    await world.github.perform(at(0, "bob", { do: "open-issue", number: 1, title: "One", body: "" }), {
      deliver: false,
    });
    world.github.setWebhookUrl("http://127.0.0.1:1/nobody");
    await world.perform(at(1, "ada", { do: "comment", number: 1, body: "Anybody?" }));
    await world.pass(DAY);
    expect(await missing(world)).toEqual(["issue_comment"]);
    // After 5, 10, 20, 40, 80 and 160 minutes, then every four hours: not 288 times.
    expect(redeliveries(world)).toBeGreaterThan(8);
    expect(redeliveries(world)).toBeLessThan(14);
  });

  test("while Stoa was down come when it starts, and a command in them is answered", async () => {
    const world = await start();
    await world.perform(at(1, "bob", { do: "open-issue", number: 1, title: "One", body: "" }));
    world.github.setWebhookUrl("http://127.0.0.1:1/nobody");
    await world.github.perform(at(2, "bob", { do: "comment", number: 1, body: "/stoa help" }), {
      deliver: true,
    });
    world.clock.set(hour(50));
    await world.restart();
    await world.pass(10 * MINUTE);
    expect(world.comments(1)).toHaveLength(1);
    expect(world.github.unhandled).toEqual([]);
  });
});

/** Happenings while nobody is there: GitHub tries to deliver each, in vain. */
async function unseen(world: TestStoa, ...happenings: readonly Happening[]): Promise<void> {
  for (const happening of happenings) {
    world.clock.set(happening.at);
    await world.github.perform(happening, { deliver: true });
  }
}

const BEFORE: readonly Happening[] = [
  at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?", labels: ["bug"] }),
  at(1.5, "ada", { do: "comment", number: 1, body: "Fuel?", remark: "fuel" }),
  at(2, "bob", { do: "open-issue", number: 2, title: "Dashboard", body: "" }),
  at(2.5, "bob", { do: "open-discussion", number: 3, title: "How high?", body: "Well?", category: "Q&A" }),
];
/** More than GitHub's three days before Stoa comes back at hour 100: 28 hours after the last of these. */
const AWAY: readonly Happening[] = [
  at(5, "cy", {
    do: "open-pull",
    number: 4,
    title: "fix: add fuel",
    body: "fixes #1",
    files: [{ path: "engine.ts", additions: 3, deletions: 1 }],
    closes: [1],
  }),
  at(6, "ada", { do: "review", number: 4, state: "APPROVED", body: "Good", comments: [{ body: "Here" }] }),
  at(7, "ada", { do: "merge", number: 4 }),
  at(8, "bob", { do: "edit", number: 2, title: "A dashboard", body: "Please" }),
  at(8.5, "ada", { do: "label", number: 2, label: "idea" }),
  at(9, "ada", { do: "edit", number: 1, remark: "fuel", body: "More fuel?" }),
  at(10, "bob", { do: "comment", number: 2, body: "/stoa help" }),
  at(11, "ada", { do: "discuss", number: 3, body: "High.", remark: "high" }),
  at(12, "bob", { do: "answer", number: 3, remark: "high" }),
  at(20, "ada", { do: "release", tag: "v1.0.0", name: "One", body: "Up" }),
];

describe("a Stoa that was away for four days", () => {
  test("closes the gap by reading what changed, at a bounded cost, and says nothing about it", async () => {
    const calm = await start();
    await calm.perform(...BEFORE, ...AWAY);
    const world = await start();
    await world.perform(...BEFORE);
    world.github.setWebhookUrl("http://127.0.0.1:1/nobody");
    await world.stoa.stop();
    await unseen(world, ...AWAY);
    const writes = world.github.contentWrites;
    world.clock.set(hour(100));
    await world.restart();
    await world.pass(30 * MINUTE);

    const [found, wanted] = [await facts(world), await facts(calm)];
    expect(found.threads).toEqual(wanted.threads);
    expect(found.remarks).toEqual(wanted.remarks);
    expect(found.releases).toEqual(wanted.releases);
    // When exactly a thread was edited or labelled, its last update does not tell.
    const keys = (rows: typeof found.activities) =>
      rows.map(({ key }) => key.replace(/^(thread\.(?:edited|labelled):[^:]+):\d+/, "$1"));
    expect(keys(found.activities)).toEqual(keys(wanted.activities));
    expect(world.github.contentWrites).toBe(writes);
    // Two repositories, four parts each, one page of at most 4 points.
    expect(await pointsSpent(world)).toBe(2 * (1 + 3 + 4 + 1));
    expect(world.github.unhandled).toEqual([]);
  });

  test("reads no further back than the gap", async () => {
    const many = Array.from({ length: 130 }, (_, index) =>
      at(index / 100, "bob", { do: "open-issue", number: 10 + index, title: `Thing ${index}`, body: "" }),
    );
    const world = await start({ history: many });
    await world.pass(3 * HOUR);
    await world.stoa.stop();
    world.github.setWebhookUrl("http://127.0.0.1:1/nobody");
    await unseen(world, at(20, "ada", { do: "comment", number: 10, body: "Still so?" }));
    world.clock.set(hour(200));
    await world.restart();
    await world.pass(30 * MINUTE);
    // One page of the three that hold the issues.
    expect(await pointsSpent(world)).toBe(2 * (1 + 3 + 4 + 1));
    expect((await facts(world)).remarks.map(({ body }) => body)).toEqual(["Still so?"]);
  });

  test("learns what became of repositories meanwhile", async () => {
    const world = await start();
    await world.stoa.stop();
    world.github.setWebhookUrl("http://127.0.0.1:1/nobody");
    world.clock.set(hour(1));
    await world.github.change({
      do: "rename",
      at: hour(1),
      by: "ada",
      repository: "acme/rocket",
      name: "starship",
    });
    world.clock.set(hour(100));
    await world.restart();
    const { db, tables } = world.database.reader;
    const names = (await db.select().from(tables.repositories)).map(({ name }) => name);
    expect(names.sort()).toEqual(["secret", "starship"]);
  });
});

describe("an old copy of the database", () => {
  test("shows by what GitHub delivered and is not in it; what changed is read, and nothing is asked for again", async () => {
    const world = await start();
    await world.perform(...BEFORE.slice(0, 2));
    await world.pass(10 * MINUTE);
    const file = world.environment.databaseUrl;
    await world.stoa.stop();
    copyFileSync(file, `${file}.backup`);
    await world.restart();
    await world.perform(...BEFORE.slice(2));
    await world.stoa.stop();
    for (const end of ["-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
    copyFileSync(`${file}.backup`, file);
    await world.restart();
    expect((await facts(world)).threads).toHaveLength(1);
    await world.pass(30 * MINUTE);
    expect((await facts(world)).threads).toHaveLength(3);
    expect(redeliveries(world)).toBe(0);
  });
});
