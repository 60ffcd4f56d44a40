// What a diagnosis reads of the database, and what it puts back, is the same on every engine.

import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MINUTE } from "../../src/core/clock.ts";
import { configLoader } from "../../src/config/load.ts";
import { configSchema } from "../../src/config/repository.ts";
import type { Database } from "../../src/db/connection.ts";
import { deliveryCounter } from "../../src/diagnosis/delivery-counts.ts";
import { gatherDatabase } from "../../src/diagnosis/facts.ts";
import { unpark } from "../../src/diagnosis/unpark.ts";
import { readWork } from "../../src/diagnosis/work.ts";
import { features } from "../../src/features/index.ts";
import { REPOSITORY, seedRepository, START, thread, threadActivity } from "../support/activities.ts";
import { engines } from "../support/databases.ts";

describe.each(engines)("on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
  });
  afterEach(() => database.close());

  const delivery = {
    event: "issues",
    lane: "1001",
    payload: "{}",
    attempts: 0,
    receivedAt: START,
    dueAt: START,
    claimedUntil: 0,
  };
  const label = {
    kind: "label",
    feature: "badges",
    installationId: REPOSITORY.installationId,
    repositoryId: REPOSITORY.id,
    priority: 0,
    effect: {} as never,
    attempts: 3,
    createdAt: START,
    dueAt: START + MINUTE,
    claimedUntil: 0,
  };

  async function seedWork(): Promise<void> {
    await database.transaction(async ({ db, tables }) => {
      await db.insert(tables.deliveries).values([
        { ...delivery, guid: "a", state: "waiting" },
        { ...delivery, guid: "b", state: "waiting", receivedAt: START - MINUTE, attempts: 2 },
        { ...delivery, guid: "c", state: "parked", reason: "Error: no", attempts: 5 },
        { ...delivery, guid: "d", state: "parked", reason: "Error: no", attempts: 5 },
        { ...delivery, guid: "e", state: "done", event: "push" },
      ]);
      await db.insert(tables.effects).values([
        { ...label, key: "x", state: "attempting", reason: "HttpError: 502" },
        { ...label, key: "y", state: "parked", reason: "no label" },
        { ...label, key: "z", state: "done" },
      ]);
      const retry = {
        activity: threadActivity("thread.opened", thread({ number: 1 })),
        reason: "Error: no",
        attempts: 5,
      };
      await db.insert(tables.featureRetries).values([
        { ...retry, activityKey: "k", feature: "badges", state: "parked", dueAt: START },
        { ...retry, activityKey: "k", feature: "themes", state: "waiting", dueAt: START + MINUTE },
      ]);
    });
  }

  test("work is counted by kind and state, with the oldest of each", async () => {
    await seedWork();
    const work = await readWork(database.reader, deliveryCounter());
    expect(work.deliveries).toEqual([
      { of: "issues", state: "parked", count: 2, oldestAt: START },
      { of: "issues", state: "waiting", count: 2, oldestAt: START - MINUTE },
      { of: "push", state: "done", count: 1, oldestAt: START },
    ]);
    expect(work.effects.map(({ state, count, oldestAt }) => [state, count, oldestAt])).toEqual([
      ["attempting", 1, START],
      ["done", 1, START],
      ["parked", 1, START],
    ]);
    expect(work.retries).toEqual([
      { of: "badges", state: "parked", count: 1, oldestAt: START },
      { of: "themes", state: "waiting", count: 1, oldestAt: START + MINUTE },
    ]);
    expect(work.outboxReason).toBe("HttpError: 502");
    expect(work.parked).toEqual([
      { kind: "deliveries", of: "issues", reason: "Error: no", count: 2, example: "c" },
      { kind: "features", of: "badges", reason: "Error: no", count: 1, example: "k" },
      { kind: "effects", of: "label", reason: "no label", count: 1, example: "y" },
    ]);
    expect(work.installations).toEqual([REPOSITORY.installationId]);
  });

  test("deliveries are counted the same by a counter that remembers and by one that does not", async () => {
    const count = deliveryCounter();
    const insert = (from: number, amount: number, state: "done" | "waiting" | "parked") =>
      database.transaction(async ({ db, tables }) => {
        const all = Array.from({ length: amount }, (_, index) => ({
          ...delivery,
          guid: `${from + index}`,
          state,
        }));
        for (let at = 0; at < amount; at += 1_000) {
          await db.insert(tables.deliveries).values(all.slice(at, at + 1_000));
        }
      });
    const same = async () =>
      expect(await count(database.reader)).toEqual(await deliveryCounter()(database.reader));
    await insert(0, 12_000, "done");
    await same();
    await insert(20_000, 2, "parked");
    await insert(30_000, 12_000, "done");
    await same();
    await database.transaction((connection) => unpark(connection, START));
    await same();
    await database.transaction(async ({ db, tables }) => {
      await db
        .update(tables.deliveries)
        .set({ state: "ignored" })
        .where(eq(tables.deliveries.state, "waiting"));
    });
    await same();
    await insert(50_000, 1, "waiting");
    await same();
    expect(await count(database.reader)).toEqual([
      { of: "issues", state: "done", count: 24_000, oldestAt: START },
      { of: "issues", state: "ignored", count: 2, oldestAt: START },
      { of: "issues", state: "waiting", count: 1, oldestAt: START },
    ]);
  });

  test("parked work is put back as if new, and nothing else is touched", async () => {
    await seedWork();
    const now = START + 60 * MINUTE;
    const count = await database.transaction((connection) => unpark(connection, now));
    expect(count).toEqual({ deliveries: 2, features: 1, effects: 1 });
    const { db, tables } = database.reader;
    const deliveries = await db.select().from(tables.deliveries).orderBy(tables.deliveries.seq);
    expect(deliveries.map(({ state, attempts, dueAt }) => [state, attempts, dueAt])).toEqual([
      ["waiting", 0, START],
      ["waiting", 2, START],
      ["waiting", 0, now],
      ["waiting", 0, now],
      ["done", 0, START],
    ]);
    const effects = await db.select().from(tables.effects).orderBy(tables.effects.seq);
    expect(effects.map(({ state, attempts, dueAt }) => [state, attempts, dueAt])).toEqual([
      ["attempting", 3, START + MINUTE],
      ["waiting", 0, now],
      ["done", 3, START + MINUTE],
    ]);
    const retries = await db.select().from(tables.featureRetries).orderBy(tables.featureRetries.feature);
    expect(retries.map(({ state, attempts }) => [state, attempts])).toEqual([
      ["waiting", 1],
      ["waiting", 5],
    ]);
    expect((await readWork(database.reader, deliveryCounter())).parked).toEqual([]);
  });

  test("a repository's refused stoa.yml and its unread history are found, while it is seen", async () => {
    await database.transaction(async ({ db, tables }) => {
      await db
        .insert(tables.configFiles)
        .values({ repositoryId: REPOSITORY.id, problem: "line 3", updatedAt: START });
      const part = { repositoryId: REPOSITORY.id, cursor: null, isDone: true };
      await db.insert(tables.backfills).values([
        { ...part, part: "issues", updatedAt: START + 1 },
        { ...part, part: "pulls", updatedAt: START + 2 },
      ]);
    });
    const work = await readWork(database.reader, deliveryCounter());
    expect(work.configProblems).toEqual([{ repository: "lanterns/collector", problem: "line 3" }]);
    expect(work.history).toEqual([
      { repository: "lanterns/collector", movedAt: START + 2, reason: null, isGap: false },
    ]);
    expect(work.missed).toEqual({ lookedAt: null, missing: 0, oldestAt: null });
    await database.transaction(async ({ db, tables }) => {
      await db.update(tables.repositories).set({ isActive: false });
    });
    expect(await readWork(database.reader, deliveryCounter())).toMatchObject({
      configProblems: [],
      history: [],
    });
  });

  test("a migrated database is in order, and a job that was switched off is not planned", async () => {
    await database.transaction(async ({ db, tables }) => {
      const row = { installationId: REPOSITORY.installationId, nextAt: START, claimedUntil: 0 };
      await db.insert(tables.schedules).values([
        { ...row, job: "digest" },
        { ...row, job: "a job of long ago" },
      ]);
    });
    const config = configLoader(configSchema(features));
    const facts = await gatherDatabase(database, {
      features,
      config,
      now: START,
      countDeliveries: deliveryCounter(),
    });
    expect(facts).toMatchObject({
      kind: "reachable",
      dialect: database.dialect,
      unknownMigrations: 0,
      readOnly: undefined,
      schedules: [{ job: "digest", account: "lanterns", nextAt: START, lastRunAt: null }],
    });
  });
});
