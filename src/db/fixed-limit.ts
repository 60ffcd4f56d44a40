import { sql } from "drizzle-orm";

/**
 * A LIMIT written into the statement. Bound as a parameter, as drizzle does it, SQLite compiles the prepared statement anew on
 * every run: the planner looks at the value. That took longer than the reading.
 * @returns what `.limit()` takes.
 * @throws RangeError for anything but a whole number: what it returns becomes SQL.
 */
export function fixedLimit(count: number): number {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`A limit is a whole number, not ${count}`);
  return sql.raw(String(count)) as unknown as number;
}
