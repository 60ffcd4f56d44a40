import { Placeholder, sql, type Column, type SQL } from "drizzle-orm";
import type { Connection } from "./connection.ts";

/**
 * "column in (…)" for a prepared statement, whose text has to be the same for any number of ids: the placeholder takes what
 * `listed` makes of them.
 */
export function isAmong({ dialect }: Pick<Connection, "dialect">, column: Column, name: string): SQL {
  const ids = new Placeholder(name);
  return dialect === "postgres"
    ? sql`${column} = any(${ids})`
    : sql`${column} in (select value from json_each(${ids}))`;
}

/** Ids as a value of such a placeholder. */
export function listed(
  { dialect }: Pick<Connection, "dialect">,
  ids: readonly number[] | readonly string[],
): unknown {
  return dialect === "postgres" ? ids : JSON.stringify(ids);
}

/**
 * "column in (…)" where another condition finds fewer rows: SQLite keeps no statistics, and would rather go by this column's
 * index. The sign before the column takes that away, on both engines.
 */
export function isOneOf(column: Column, ids: readonly number[]): SQL {
  return ids.length === 0 ? sql`false` : sql`+${column} in ${[...ids]}`;
}
