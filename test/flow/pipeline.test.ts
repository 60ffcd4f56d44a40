// From a delivery to facts and features: every kind of event, in any order and however often, and with a feature that fails.

import { asc, eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import { at, EVERYTHING } from "../local-github/fixture.ts";
import { hour, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

/** All rows that must not depend on how often and in which order deliveries came. */
async function facts(of: TestStoa) {
  const { db, tables } = of.database.reader;
  const { activities, threads, remarks, people, releases } = tables;
  return {
    activities: await db.select().from(activities).orderBy(asc(activities.key)),
    threads: await db.select().from(threads).orderBy(asc(threads.id)),
    remarks: await db.select().from(remarks).orderBy(asc(remarks.id)),
    people: (await db.select().from(people).orderBy(asc(people.id))).map(({ id, login, isBot }) => ({
      id,
      login,
      isBot,
    })),
    releases: await db.select().from(releases).orderBy(asc(releases.id)),
  };
}

/** The facts of EVERYTHING, delivered with this trouble. */
async function factsWith(trouble: "none" | "duplicate" | "delay" | "reorder") {
  const of = await startStoa();
  if (trouble !== "none") of.github.troubles[trouble].probability = trouble === "duplicate" ? 1 : 0.4;
  // Longer than any pause in EVERYTHING, and shorter than a redelivery is possible.
  of.github.troubles.delayMs = 3 * HOUR;
  await of.perform(...EVERYTHING);
  of.github.troubles.clear();
  await of.runUntil(hour(24));
  const found = { ...(await facts(of)), address: of.github.url };
  await of.stop();
  return JSON.stringify(found, null, 1).replaceAll(found.address, "github");
}

describe("deliveries", () => {
  test("of every kind become their activities, and none fails", async () => {
    world = await startStoa();
    await world.perform(...EVERYTHING);
    const { activities } = await facts(world);
    const counts: Record<string, number> = {};
    for (const { kind } of activities.filter(({ isBot }) => !isBot)) counts[kind] = (counts[kind] ?? 0) + 1;
    expect(counts).toEqual({
      "thread.opened": 3,
      "thread.edited": 3,
      // Six labels put on or taken off; two that were there from the start.
      "thread.labelled": 8,
      "thread.closed": 4,
      "thread.reopened": 3,
      "thread.merged": 1,
      "thread.answered": 1,
      "remark.created": 8,
      "remark.edited": 2,
      "remark.deleted": 2,
      "release.published": 1,
    });
    expect(activities.every(({ isLive }) => isLive)).toBe(true);
    const { db, tables } = world.database.reader;
    const failed = await db.select().from(tables.deliveries).where(eq(tables.deliveries.state, "parked"));
    expect(failed).toEqual([]);
    expect(world.github.unhandled).toEqual([]);
  });

  test.each(["duplicate", "delay", "reorder"] as const)(
    "leave the same facts when there is %s trouble on their way",
    async (trouble) => {
      world = await startStoa({ isInstalled: false });
      expect(await factsWith(trouble)).toBe(await factsWith("none"));
    },
  );
});

describe("a feature that throws", () => {
  const breakTable = (of: TestStoa) =>
    of.database.transaction(async ({ db }) => void db.run(sql`ALTER TABLE sentiment_scores RENAME TO gone`));
  const mendTable = (of: TestStoa) =>
    of.database.transaction(async ({ db }) => void db.run(sql`ALTER TABLE gone RENAME TO sentiment_scores`));
  const opened = at(1, "bob", { do: "open-issue", number: 1, title: "It is broken", body: "I love it not." });

  async function rows() {
    const { db, tables } = world.database.reader;
    return {
      retries: await db.select().from(tables.featureRetries),
      threads: await db.select().from(tables.threads),
      themed: await db.select().from(tables.themeThreads),
      states: (await db.select().from(tables.deliveries)).map(({ state }) => state),
    };
  }

  test("is undone alone and retried alone, and its neighbours and the facts stand", async () => {
    world = await startStoa();
    await breakTable(world);
    await world.perform(opened);
    const broken = await rows();
    expect(broken.retries).toMatchObject([{ feature: "sentiment", state: "waiting", attempts: 1 }]);
    expect(broken.threads).toHaveLength(1);
    expect(broken.states.every((state) => state === "done" || state === "ignored")).toBe(true);

    await mendTable(world);
    await world.pass(MINUTE);
    expect((await rows()).retries).toEqual([]);
    const { db, tables } = world.database.reader;
    expect(await db.select().from(tables.sentimentScores)).toHaveLength(1);
  });

  test("is not retried when it has been switched off meanwhile", async () => {
    world = await startStoa();
    await breakTable(world);
    await world.perform(opened);
    const files = { ".github/stoa.yml": "sentiment:\n  enabled: false\n" };
    await world.perform(at(1.001, "ada", { do: "push", files, message: "chore: stoa" }));
    expect((await rows()).retries).toMatchObject([{ feature: "sentiment", state: "waiting", attempts: 1 }]);
    await mendTable(world);
    await world.pass(MINUTE);
    expect((await rows()).retries).toEqual([]);
    const { db, tables } = world.database.reader;
    expect(await db.select().from(tables.sentimentScores)).toEqual([]);
  });

  test("is parked with its reason when it keeps failing, and the next activity is not held up", async () => {
    world = await startStoa();
    await breakTable(world);
    await world.perform(opened);
    await world.pass(3 * HOUR);
    expect((await rows()).retries).toMatchObject([
      { state: "parked", reason: expect.stringContaining("sentiment_scores") as string },
    ]);
    await mendTable(world);
    await world.perform(at(5, "ada", { do: "comment", number: 1, body: "This is great, thank you!" }));
    const { db, tables } = world.database.reader;
    expect(await db.select().from(tables.sentimentScores)).toHaveLength(1);
  });
});

test("a throw while facts are recorded leaves nothing of the activity, and it is tried again", async () => {
  world = await startStoa();
  const { db, tables } = world.database.reader;
  await world.database.transaction(
    async ({ db: writer }) => void writer.run(sql`ALTER TABLE activities RENAME TO gone`),
  );
  await world.perform(at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?" }));
  expect(await db.select().from(tables.threads)).toEqual([]);
  expect(await db.select().from(tables.people)).toEqual([]);
  await world.database.transaction(
    async ({ db: writer }) => void writer.run(sql`ALTER TABLE gone RENAME TO activities`),
  );
  await world.pass(MINUTE);
  expect(await db.select().from(tables.threads)).toHaveLength(1);
  expect(await db.select().from(tables.activities)).not.toHaveLength(0);
});
