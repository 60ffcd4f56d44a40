// What is purged leaves nothing behind, in any table, and takes nothing of its neighbours along.

import { getTableColumns } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY } from "../../src/core/clock.ts";
import type { Database } from "../../src/db/connection.ts";
import { OWNERS, purgeInstallation, purgeRepository } from "../../src/db/purge.ts";
import { purgeRemoved } from "../../src/intake/purge-removed.ts";
import { virtualClock } from "../local-github/virtual-clock.ts";
import { REPOSITORY, seedRepository, START, thread, threadActivity } from "../support/activities.ts";
import { engines } from "../support/databases.ts";

const OTHER = { ...REPOSITORY, id: 10_010, installationId: 12, name: "other" };
type Row = Record<string, unknown>;

/** A row for every table that belongs to a repository: columns are filled by their names and types. */
async function fill(database: Database, repository: typeof REPOSITORY): Promise<void> {
  await database.transaction(async (connection) => {
    for (const [name, table] of Object.entries(connection.tables)) {
      if (name === "installations" || name === "repositories") continue;
      const row: Row = {};
      for (const [key, column] of Object.entries(getTableColumns(table as typeof connection.tables.people))) {
        row[key] = valueOf(key, column.dataType, repository);
      }
      await connection.db.insert(table as never).values(row as never);
    }
  });
}

function valueOf(key: string, type: string, repository: typeof REPOSITORY): unknown {
  const its = `${repository.id}#1`;
  const known: Row = {
    repositoryId: repository.id,
    installationId: repository.installationId,
    threadId: its,
    subjectId: its,
    issueId: its,
    revertedId: its,
    scope: "thread",
    subject: its,
    lane: String(repository.id),
    authorId: repository.id,
    personId: repository.id,
    newcomerId: repository.id,
    activity: threadActivity("thread.opened", thread({ number: 1 }, repository), { repository }),
  };
  if (key in known) return known[key];
  if (type === "boolean") return false;
  if (type === "number" || type === "bigint") return repository.id;
  if (type === "json") return {};
  return `${key} of ${its}`;
}

/** Every row of every table that still names the repository or its installation. */
async function traces(database: Database, repository: typeof REPOSITORY): Promise<string[]> {
  const found: string[] = [];
  for (const [name, table] of Object.entries(database.reader.tables)) {
    if (OWNERS[name as keyof typeof OWNERS] === "shared") continue;
    const rows = (await database.reader.db.select().from(table as never)) as Row[];
    for (const row of rows) {
      const text = JSON.stringify(row);
      if (
        new RegExp(`\\b${repository.id}\\b`).test(text) ||
        row["installationId"] === repository.installationId
      )
        found.push(name);
    }
  }
  return found;
}

test("every table says whose its rows are", async () => {
  const [engine] = engines;
  const database = await engine!.open();
  expect(Object.keys(OWNERS).toSorted()).toEqual(Object.keys(database.reader.tables).toSorted());
  await database.close();
});

describe.each(engines)("a purge on $name", { timeout: 60_000 }, ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    for (const repository of [REPOSITORY, OTHER]) {
      await seedRepository(database, repository);
      await fill(database, repository);
    }
  });
  afterEach(() => database.close());

  test("of an installation leaves no row of it in any table, and all of another's", async () => {
    const before = await traces(database, OTHER);
    await database.transaction((connection) => purgeInstallation(connection, REPOSITORY.installationId));
    expect(await traces(database, REPOSITORY)).toEqual([]);
    expect(await traces(database, OTHER)).toEqual(before);
  });

  test("of a repository keeps what belongs to its installation", async () => {
    await database.transaction((connection) => purgeRepository(connection, REPOSITORY.id));
    const left = new Set(await traces(database, REPOSITORY));
    const ofInstallation = Object.entries(OWNERS).filter(([, owner]) => owner === "installation");
    expect([...left].toSorted()).toEqual(ofInstallation.map(([name]) => name).toSorted());
  });

  test("comes when the grace is over, and not before", async () => {
    const clock = virtualClock(START);
    await database.transaction(async ({ db, tables }) => {
      await db.update(tables.repositories).set({ isActive: false, removedAt: START });
    });
    await purgeRemoved({ database, clock, graceDays: 30 });
    clock.set(START + 30 * DAY);
    await purgeRemoved({ database, clock, graceDays: 30 });
    expect(await database.reader.db.select().from(database.reader.tables.threads)).toHaveLength(2);
    clock.set(START + 30 * DAY + 1);
    await purgeRemoved({ database, clock, graceDays: 30 });
    expect(await database.reader.db.select().from(database.reader.tables.threads)).toEqual([]);
  });
});
