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
