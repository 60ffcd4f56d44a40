// Jobs by the clock on every engine: of many processes one runs a job, and what it does is all or nothing.

import pino from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { configLoader } from "../../src/config/load.ts";
import { configSchema } from "../../src/config/repository.ts";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import type { Database } from "../../src/db/connection.ts";
import { defineFeature, type Effect, type Job } from "../../src/features/feature.ts";
import { scheduleStep } from "../../src/schedule/run.ts";
import { REPOSITORY, seedRepository, START } from "../support/activities.ts";
import { engines } from "../support/databases.ts";

describe.each(engines)("a schedule on $name", ({ open }) => {
  let database: Database;
  let now: number;
  let runs: number[];
  let job: Job<unknown>;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
    now = START;
    runs = [];
    job = {
      name: "hourly",
      nextAfter: (after) => (Math.floor(after / HOUR) + 1) * HOUR,
      run: (context) => {
        runs.push(context.now);
        return Promise.resolve([label]);
      },
    };
  });
  afterEach(() => database.close());

  const label: Effect = {
    kind: "label",
    key: "l",
    repositoryId: REPOSITORY.id,
    audience: "community",
    threadId: `${REPOSITORY.id}#1`,
    label: "x",
  };
  const step = () => {
    const feature = defineFeature({
      name: "clockwork",
      config: z.strictObject({}),
      events: [],
      permissions: {},
      jobs: [job],
    });
    return scheduleStep({
      database,
      clock: { now: () => now, sleepUntil: () => Promise.resolve() },
      log: pino({ level: "silent" }),
      features: [feature],
      config: configLoader(configSchema([feature])),
      refresh: () => Promise.resolve(),
      wake: () => undefined,
    });
  };
  const effects = async () => database.reader.db.select().from(database.reader.tables.effects);
  const rows = async () => database.reader.db.select().from(database.reader.tables.schedules);

  test("runs a job when it is due, once, although several processes see it", async () => {
    const due = START + HOUR;
    expect(await step()).toBe(due);
    now = due;
    await Promise.all([step(), step(), step()]);
    await step();
    expect(runs).toEqual([due]);
    expect(await rows()).toMatchObject([{ nextAt: due + HOUR, claimedUntil: 0, lastRunAt: due }]);
    expect(await effects()).toHaveLength(1);
  });

  test("runs once for all the moments that passed meanwhile", async () => {
    await step();
    now = START + 10 * HOUR + MINUTE;
    while ((await step()) === "again");
    expect(runs).toEqual([now]);
    expect(await rows()).toMatchObject([{ nextAt: START + 11 * HOUR }]);
  });

  test("keeps nothing of a job that threw, and tries it again five minutes later", async () => {
    await step();
    const good = job;
    job = {
      ...good,
      run: async (context) => {
        await good.run(context);
        const { db, tables } = context.connection;
        await db
          .insert(tables.schedules)
          .values({ job: "trace", installationId: 1, nextAt: 1, claimedUntil: 0 });
        throw new Error("out of luck");
      },
    };
    now = START + HOUR;
    await step();
    expect(await rows()).toMatchObject([{ job: "hourly", lastError: "Error: out of luck" }]);
    expect(await step()).toBe(now + 5 * MINUTE);
    job = good;
    now += 5 * MINUTE;
    await step();
    expect(runs).toHaveLength(2);
    expect(await rows()).toMatchObject([{ nextAt: START + 2 * HOUR, lastError: null }]);
  });

  test("takes up a job whose process died, after its claim ran out", async () => {
    await step();
    const { schedules } = database.reader.tables;
    now = START + HOUR;
    await database.transaction(
      async ({ db }) => void (await db.update(schedules).set({ claimedUntil: now + 10 * MINUTE })),
    );
    expect(await step()).toBe(now + 10 * MINUTE);
    now += 10 * MINUTE;
    await step();
    expect(runs).toEqual([now]);
  });

  test("forgets a job that is switched off", async () => {
    await step();
    job = { ...job, nextAfter: () => undefined };
    expect(await step()).toBeUndefined();
    expect(await rows()).toEqual([]);
  });
});
