// Upkeep on every engine: each task runs when it is due, in one process of many, and again when it failed.

import pino from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import type { Database } from "../../src/db/connection.ts";
import { upkeepStep } from "../../src/schedule/upkeep.ts";
import { START } from "../support/activities.ts";
import { engines } from "../support/databases.ts";

describe.each(engines)("upkeep on $name", ({ open }) => {
  let database: Database;
  let now: number;
  let runs: number[];
  let isFailing: boolean;
  beforeEach(async () => {
    database = await open();
    now = START;
    runs = [];
    isFailing = false;
  });
  afterEach(() => database.close());

  const step = () =>
    upkeepStep({
      database,
      clock: { now: () => now, sleepUntil: () => Promise.resolve() },
      log: pino({ level: "silent" }),
      tasks: [
        {
          name: "sweep",
          everyMs: HOUR,
          run() {
            if (isFailing) return Promise.reject(new Error("no broom"));
            runs.push(now);
            return Promise.resolve();
          },
        },
      ],
    });

  test("runs a task at the start, and again when its time has passed", async () => {
    expect(await step()).toBe("again");
    expect(await step()).toBe(START + HOUR);
    now = START + HOUR;
    expect(await step()).toBe("again");
    expect(runs).toEqual([START, START + HOUR]);
  });

  test("runs a task once when several processes look at the same time", async () => {
    await Promise.all([step(), step(), step()]);
    expect(runs).toEqual([START]);
  });

  test("tries a task that failed again some minutes later, and keeps why it failed", async () => {
    isFailing = true;
    await step();
    const { schedules } = database.reader.tables;
    const [row] = await database.reader.db.select().from(schedules);
    expect(row?.lastError).toContain("no broom");
    expect(await step()).toBe(START + 5 * MINUTE);
    isFailing = false;
    now = START + 5 * MINUTE;
    await step();
    expect(runs).toEqual([now]);
  });
});
