// The column makers that every table is written with, once for SQLite and once for Postgres. The code sees the
// SQLite types; the Postgres makers are cast to them, because both store the same JavaScript values: UTC epoch
// milliseconds as numbers, booleans, and JSON as plain values. Column names are derived (camelCase → snake_case).

import * as pg from "drizzle-orm/pg-core";
import * as sqlite from "drizzle-orm/sqlite-core";

export type Dialect = "sqlite" | "postgres";

export const sqliteKit = {
  table: sqlite.sqliteTable,
  index: sqlite.index,
  uniqueIndex: sqlite.uniqueIndex,
  primaryKey: sqlite.primaryKey,
  text: () => sqlite.text(),
  /** Whole numbers up to 2^53; GitHub's ids exceed 32 bits. */
  integer: () => sqlite.integer({ mode: "number" }),
  real: () => sqlite.real(),
  boolean: () => sqlite.integer({ mode: "boolean" }),
  /** UTC epoch milliseconds. */
  instant: () => sqlite.integer({ mode: "number" }),
  /** A JSON value; `T` is trusted, not checked. */
  json: <T>() => sqlite.text({ mode: "json" }).$type<T>(),
  /** A primary key that counts up; its order is the order of insertion in one process. */
  sequence: () => sqlite.integer({ mode: "number" }).primaryKey({ autoIncrement: true }),
};

export type Kit = typeof sqliteKit;

export const postgresKit = {
  table: pg.pgTable,
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,
  text: () => pg.text(),
  integer: () => pg.bigint({ mode: "number" }),
  real: () => pg.doublePrecision(),
  boolean: () => pg.boolean(),
  instant: () => pg.bigint({ mode: "number" }),
  json: <T>() => pg.json().$type<T>(),
  sequence: () => pg.bigserial({ mode: "number" }).primaryKey(),
} as unknown as Kit;
