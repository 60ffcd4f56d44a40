// Processes that start together on one database migrate it once.

import BetterSqlite3 from "better-sqlite3";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { migrateSqlite } from "../../src/db/migrate.ts";
import { run } from "../support/processes.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-migrate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const postgresUrl = process.env["TEST_DATABASE_URL"];

async function startFour(url: string): Promise<void> {
  const starts = [1, 2, 3, 4].map(() => run("test/support/open-database.ts", [], { DATABASE_URL: url }));
  const ended = await Promise.all(starts);
  expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    Array.from({ length: 4 }, () => ({ code: 0, stderr: "" })),
  );
}

describe("migration", () => {
  test("happens once when four processes start on one SQLite file", async () => {
    const path = join(folder, "together", "stoa.db");
    await startFour(path);
    const file = new BetterSqlite3(path);
    const migrations = file.prepare("SELECT hash FROM stoa_migrations").all();
    expect(migrations.length).toBeGreaterThan(0);
    expect(new Set(migrations.map((row) => JSON.stringify(row))).size).toBe(migrations.length);
    file.close();
  });

  test("leaves nothing half done when a statement fails, and goes through once the cause is gone", () => {
    const file = new BetterSqlite3(":memory:");
    file.exec("CREATE TABLE digests (in_the_way TEXT)");
    expect(() => migrateSqlite(file)).toThrow("digests");
    const tables = () =>
      file.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
    expect(tables()).toEqual([{ name: "digests" }]);
    file.exec("DROP TABLE digests");
    migrateSqlite(file);
    const after = tables();
    migrateSqlite(file);
    expect(after.length).toBeGreaterThan(20);
    expect(tables()).toEqual(after);
    file.close();
  });

  test.skipIf(!postgresUrl)(
    "happens once when four processes start on one Postgres (skipped without TEST_DATABASE_URL)",
    async () => {
      const server = new pg.Client({ connectionString: postgresUrl });
      await server.connect();
      const name = `stoa_test_${randomBytes(6).toString("hex")}`;
      await server.query(`CREATE DATABASE ${name}`);
      const address = new URL(postgresUrl ?? "");
      address.pathname = `/${name}`;
      try {
        await startFour(address.href);
        const client = new pg.Client({ connectionString: address.href });
        await client.connect();
        const { rows } = await client.query("SELECT hash FROM stoa_migrations");
        expect(rows.length).toBeGreaterThan(0);
        await client.end();
      } finally {
        await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
        await server.end();
      }
    },
  );
});
