// The two engines are alike: migrated from empty they have the same tables, columns and indexes, and these are the ones
// that the code declares.

import { PGlite } from "@electric-sql/pglite";
import BetterSqlite3 from "better-sqlite3";
import { getTableColumns, is } from "drizzle-orm";
import { toSnakeCase } from "drizzle-orm/casing";
import { getTableConfig as postgresConfig, PgTable } from "drizzle-orm/pg-core";
import { getTableConfig as sqliteConfig } from "drizzle-orm/sqlite-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migratePostgres, migrateSqlite } from "../../src/db/migrate.ts";
import { tables as postgresTables } from "../../src/db/tables/postgres.ts";
import { tables as sqliteTables } from "../../src/db/tables/sqlite.ts";

/** Lines, so that a difference can be read: "threads.title not null", "people primary key id", "people index …". */
type Description = readonly string[];

const OURS = "stoa_migrations";
const sqlite = new BetterSqlite3(":memory:");
const postgres = new PGlite();

beforeAll(async () => {
  migrateSqlite(sqlite);
  await migratePostgres(async (sql) => (await postgres.exec(sql)).at(-1) ?? { rows: [] });
});
afterAll(async () => {
  sqlite.close();
  await postgres.close();
});

const column = (table: string, name: string, isNotNull: boolean) =>
  `${table}.${name}${isNotNull ? " not null" : ""}`;
const primary = (table: string, columns: readonly string[]) => `${table} primary key ${columns.join(", ")}`;
const index = (table: string, name: string, isUnique: boolean, columns: readonly string[]) =>
  `${table} ${isUnique ? "unique index" : "index"} ${name} (${columns.join(", ")})`;

function describeSqlite(): Description {
  const all = <T>(sql: string) => sqlite.prepare(sql).all() as T[];
  const names = all<{ name: string }>(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '${OURS}'`,
  );
  return names
    .flatMap(({ name: table }) => {
      const columns = all<{ name: string; notnull: number; pk: number }>(`PRAGMA table_info(${table})`);
      const keys = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
      const indexes = all<{ name: string; unique: number; origin: string }>(`PRAGMA index_list(${table})`);
      return [
        ...columns.map(({ name, notnull, pk }) => column(table, name, notnull === 1 || pk > 0)),
        primary(
          table,
          keys.map(({ name }) => name),
        ),
        ...indexes
          .filter(({ origin }) => origin === "c")
          .map((one) => {
            const parts = all<{ name: string }>(`PRAGMA index_info(${one.name})`);
            return index(
              table,
              one.name,
              one.unique === 1,
              parts.map(({ name }) => name),
            );
          }),
      ];
    })
    .sort();
}

async function describePostgres(): Promise<Description> {
  const columns = await postgres.query<{ table: string; name: string; nullable: string }>(
    `SELECT table_name AS "table", column_name AS name, is_nullable AS nullable
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '${OURS}'`,
  );
  const indexes = await postgres.query<{
    table: string;
    name: string;
    unique: boolean;
    primary: boolean;
    columns: string[];
  }>(
    `SELECT t.relname AS "table", i.relname AS name, x.indisunique AS "unique", x.indisprimary AS "primary",
       array(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY AS k(number, position)
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number ORDER BY k.position) AS columns
     FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
     JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND t.relname <> '${OURS}'`,
  );
  return [
    ...columns.rows.map(({ table, name, nullable }) => column(table, name, nullable === "NO")),
    ...indexes.rows.map((one) =>
      one.primary ? primary(one.table, one.columns) : index(one.table, one.name, one.unique, one.columns),
    ),
  ].sort();
}

/** What drizzle-kit would migrate to. */
function describeDeclared(of: "sqlite" | "postgres"): Description {
  const tables = Object.values(of === "sqlite" ? sqliteTables : postgresTables);
  return tables
    .flatMap((table) => {
      const config =
        of === "sqlite"
          ? sqliteConfig(table)
          : (postgresConfig(table as never) as unknown as ReturnType<typeof sqliteConfig>);
      expect(is(table, PgTable)).toBe(of === "postgres");
      const columns = Object.values(getTableColumns(table));
      const nameOf = (one: unknown) => toSnakeCase((one as { readonly name: string }).name);
      const own = columns.filter((one) => one.primary).map(nameOf);
      const together = config.primaryKeys.map((key) => key.columns.map(nameOf));
      const keys = [...(own.length > 0 ? [own] : []), ...together];
      const isKey = (name: string) => keys.some((key) => key.includes(name));
      return [
        ...columns.map((one) => column(config.name, nameOf(one), one.notNull || isKey(nameOf(one)))),
        ...keys.map((key) => primary(config.name, key)),
        ...config.indexes.map(({ config: { name, unique, columns: parts } }) =>
          index(config.name, name ?? "", unique, parts.map(nameOf)),
        ),
      ];
    })
    .sort();
}

describe("a database migrated from empty", () => {
  test("has the same tables, columns, keys and indexes on both engines", async () => {
    expect(describeSqlite().length).toBeGreaterThan(150);
    expect(await describePostgres()).toEqual(describeSqlite());
  });

  test("has what the code declares, and nothing else: no migration is missing", async () => {
    expect(describeSqlite()).toEqual(describeDeclared("sqlite"));
    expect(await describePostgres()).toEqual(describeDeclared("postgres"));
  });

  test("can hold GitHub's ids and our instants: no Postgres column is of 32 bits", async () => {
    const { rows } = await postgres.query<{ name: string; type: string }>(
      `SELECT table_name || '.' || column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type IN ('integer', 'smallint', 'real')`,
    );
    expect(rows).toEqual([]);
  });
});
