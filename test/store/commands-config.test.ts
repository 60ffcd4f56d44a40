// How many commands a person may use, counted for all processes together; and stoa.yml files that extend one another.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY, MINUTE } from "../../src/core/clock.ts";
import { configLoader } from "../../src/config/load.ts";
import { configSchema } from "../../src/config/repository.ts";
import type { Database } from "../../src/db/connection.ts";
import { findRepository } from "../../src/db/repositories.ts";
import { features } from "../../src/features/index.ts";
import { takeCommands, type Allowance } from "../../src/intake/command-limits.ts";
import { recordConfigFile } from "../../src/intake/config-files.ts";
import { REPOSITORY, seedRepository, START, thread, threadActivity } from "../support/activities.ts";
import { engines } from "../support/databases.ts";

describe.each(engines)("on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
  });
  afterEach(() => database.close());

  let typed = 0;
  const take = (at: number, wanted = 1, personId = 5, installationId = REPOSITORY.installationId) => {
    typed += 1;
    const base = threadActivity("thread.opened", thread({ number: typed }));
    const activity = { ...base, at, key: `typed ${typed}`, repository: { ...REPOSITORY, installationId } };
    return database.transaction((connection) => takeCommands(connection, { activity, personId, wanted }));
  };
  const runs = (count: number): Allowance => ({ count, toTell: undefined });

  test("ten commands in ten minutes run, the eleventh is told once, and later ones run again", async () => {
    expect(await take(START, 5)).toEqual(runs(5));
    expect(await take(START + MINUTE, 4)).toEqual(runs(4));
    expect(await take(START + MINUTE, 3)).toEqual({ count: 1, toTell: "10 commands in 10 minutes" });
    expect(await take(START + 2 * MINUTE)).toEqual(runs(0));
    expect(await take(START + 2 * MINUTE, 1, 6)).toEqual(runs(1));
    expect(await take(START + 2 * MINUTE, 1, 5, 77)).toEqual(runs(1));
    expect(await take(START + 10 * MINUTE, 1)).toEqual(runs(1));
  });

  test("fifty run in a day, and the rows of an older day go", async () => {
    for (let round = 0; round < 10; round += 1) {
      expect(await take(START + round * 20 * MINUTE, 5)).toEqual(runs(5));
    }
    const after = START + 11 * 20 * MINUTE;
    expect(await take(after)).toEqual({ count: 0, toTell: "50 commands a day" });
    expect(await take(after + 60 * MINUTE)).toEqual(runs(0));
    expect(await take(START + 3 * DAY)).toEqual(runs(1));
    const { commandUses } = database.reader.tables;
    expect(await database.reader.db.select().from(commandUses)).toHaveLength(1);
  });

  test("commands typed at once in several repositories are counted together", async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => take(START, 4)));
    expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(10);
    expect(all.filter(({ toTell }) => toTell !== undefined)).toHaveLength(1);
  });

  test("a file that extends another follows it, and never one of another installation", async () => {
    const config = configLoader(configSchema(features), features);
    await seedRepository(database, { ...REPOSITORY, id: 1002, name: "Base" });
    await seedRepository(database, { ...REPOSITORY, id: 1003, name: "theirs", installationId: 77 });
    const record = async (id: number, text: string) => {
      const repository = await findRepository(database.reader, id);
      if (!repository) throw new Error(`no repository ${id}`);
      const file = { text, sha: text, commit: "c", path: ".github/stoa.yml" };
      return database.transaction((connection) =>
        recordConfigFile(connection, { repository, file, config, now: START }),
      );
    };
    await record(1002, "requests:\n  top: 3\n");
    await record(1003, "requests:\n  top: 1\n");
    expect(await record(REPOSITORY.id, "_extends: base\n")).toBe(true);
    const top = async () => {
      const { requests } = await config.forRepository(database.reader, REPOSITORY);
      return (requests as { readonly top: number }).top;
    };
    expect(await top()).toBe(3);
    await record(1002, "requests:\n  top: 4\n");
    expect(await top()).toBe(4);
    expect(await record(REPOSITORY.id, "_extends: theirs\n")).toBe(false);
    expect(await top()).toBe(4);
  });
});
