// SQLite's log, copied into the file by a thread of its own.

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { upsertPerson } from "../../src/db/people.ts";
import { startCheckpoints } from "../../src/db/checkpoints.ts";
import { openSqlite } from "../../src/db/sqlite.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "stoa-checkpoints-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("what was committed comes into the file while the database is open", async () => {
  const path = join(folder, "stoa.db");
  const errors: unknown[] = [];
  const database = openSqlite(path, { onCheckpointError: (error) => errors.push(error) });
  const before = statSync(path).size;
  await database.transaction(async (connection) => {
    for (let id = 1; id <= 5_000; id += 1) {
      await upsertPerson(connection, { id, login: `person-${id}`, isBot: false }, 0);
    }
  });
  await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(before), { timeout: 50_000 });
  await database.close();
  expect(errors).toEqual([]);
});

test("a thread that fails is told of, and can be ended", async () => {
  const errors: unknown[] = [];
  const end = startCheckpoints(join(folder, "no folder", "stoa.db"), (error) => errors.push(error));
  await vi.waitFor(() => expect(errors).toHaveLength(1), { timeout: 50_000 });
  await end();
});

test("a transaction waits for another process that writes, and lets others go on meanwhile", async () => {
  const path = join(folder, "stoa.db");
  const [mine, others] = [openSqlite(path), openSqlite(path)];
  const order: string[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const first = others.transaction(async () => {
    await held;
    order.push("theirs");
  });
  const second = mine.transaction(async () => void order.push("mine"));
  // It is this thread that lets the other go on: one that slept would wait for ever.
  setTimeout(release, 5);
  await Promise.all([first, second]);
  expect(order).toEqual(["theirs", "mine"]);
  await mine.close();
  await others.close();
});
