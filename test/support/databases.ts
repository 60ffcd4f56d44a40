// The engines that store tests run on: SQLite and PGlite always, a real Postgres when TEST_DATABASE_URL names one.

import { PGlite } from "@electric-sql/pglite";
import { getTableName } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pglite";
import { randomBytes } from "node:crypto";
import pg from "pg";
import { CASING, makeConnection, mutex, type Database } from "../../src/db/connection.ts";
import { migratePostgres } from "../../src/db/migrate.ts";
import { openPostgres } from "../../src/db/postgres.ts";
import { openSqlite } from "../../src/db/sqlite.ts";
import { tables } from "../../src/db/tables/postgres.ts";

export interface Engine {
  readonly name: string;
  /** A new, empty, migrated database. */
  readonly open: () => Promise<Database>;
}

const TABLE_NAMES = Object.values(tables)
  .map((table) => `"${getTableName(table)}"`)
  .join(", ");

const postgresUrl = process.env["TEST_DATABASE_URL"];

/** Every engine there is here; pass it to `describe.each`. */
export const engines: readonly Engine[] = [
  { name: "sqlite", open: async () => openSqlite(":memory:") },
  { name: "pglite", open: openPglite },
  ...(postgresUrl ? [{ name: "postgres", open: () => openFreshPostgres(postgresUrl) }] : []),
];

/** PGlite instances of this file's tests that are free: starting one takes seconds, emptying it milliseconds. */
const idlePglites: PGlite[] = [];

async function openPglite(): Promise<Database> {
  const idle = idlePglites.pop();
  const client = idle ?? new PGlite();
  if (idle) await client.exec(`TRUNCATE ${TABLE_NAMES} RESTART IDENTITY`);
  else await migratePostgres(async (sql) => (await client.exec(sql)).at(-1) ?? { rows: [] });
  const runSql = (...statements: readonly string[]) => client.exec(statements.join("; "));
  const connection = makeConnection({
    dialect: "postgres",
    db: drizzle(client, { casing: CASING }) as never,
    tables,
    runSql,
  });
  const queue = mutex();
  return {
    dialect: "postgres",
    reader: connection,
    transaction: (work, options) => queue(() => connection.transaction(() => runSql("BEGIN"), work, options)),
    close: () => queue(() => Promise.resolve(void idlePglites.push(client))),
  };
}

/** A database of its own on the server at `url`, dropped at the end. */
export async function openFreshPostgres(url: string): Promise<Database> {
  const fresh = await makeFreshPostgres(url);
  const database = await openPostgres(fresh.url);
  return {
    ...database,
    close: async () => {
      await database.close();
      await fresh.drop();
    },
  };
}

/** An empty database on the server at `url`, for a process to open. */
export async function makeFreshPostgres(
  url: string,
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `stoa_test_${randomBytes(6).toString("hex")}`;
  await onServer(url, `CREATE DATABASE ${name}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  return { url: address.href, drop: () => onServer(url, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
