// Every row of every table, for tests that look for what must not be there.

import { getTableName } from "drizzle-orm";
import type { Connection } from "../../src/db/connection.ts";

/** All rows as JSON, by the table's name. */
export async function allRows(connection: Connection): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const table of Object.values(connection.tables)) {
    const rows: unknown[] = await connection.db.select().from(table);
    found.set(
      getTableName(table),
      rows.map((row) => JSON.stringify(row)),
    );
  }
  return found;
}

/** The row's beginning and what stands around the first hit, so that a failure can be read. */
function around(row: string, texts: readonly string[]): string {
  const text = row.toLowerCase();
  const hits = texts.map((one) => text.indexOf(one.toLowerCase())).filter((index) => index >= 0);
  const hit = Math.min(...hits, Infinity);
  return Number.isFinite(hit) ? `${row.slice(0, 60)} … ${row.slice(Math.max(0, hit - 80), hit + 40)}` : row;
}

/** Rows, as "table: row", in which one of these texts (in any case) or whole numbers occurs. */
export async function rowsWith(
  connection: Connection,
  wanted: { readonly texts: readonly string[]; readonly numbers?: readonly number[] },
): Promise<readonly string[]> {
  const numbers = (wanted.numbers ?? []).map((number) => new RegExp(`(?<![\\w.])${number}(?![\\w.])`));
  const found: string[] = [];
  for (const [table, rows] of await allRows(connection)) {
    for (const row of rows) {
      const text = row.toLowerCase();
      const isHit =
        wanted.texts.some((one) => text.includes(one.toLowerCase())) ||
        numbers.some((number) => number.test(row));
      if (isHit) found.push(`${table}: ${around(row, wanted.texts)}`);
    }
  }
  return found;
}
