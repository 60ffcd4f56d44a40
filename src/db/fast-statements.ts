// Runs a prepared statement of SQLite without drizzle's work on every call: which parameter is a placeholder, and how a
// column is decoded, is found out once. Measured, that was a tenth of the CPU time of processing activities.

import type BetterSqlite3 from "better-sqlite3";
import { Column, is, Param, Placeholder, SQL, type DriverValueDecoder } from "drizzle-orm";

/** What is looked at of a statement that drizzle prepared. */
interface PreparedByDrizzle {
  readonly stmt: BetterSqlite3.Statement;
  readonly query: { readonly params: readonly unknown[] };
  readonly fields?: readonly { readonly path: readonly string[]; readonly field: unknown }[];
  readonly executeMethod: string;
  readonly customResultMapper?: unknown;
}

type Values = Readonly<Record<string, unknown>>;
type Run = (values: Values) => unknown;

/** How to run a statement fast; undefined for one whose rows are nested, or are none of a query builder's. */
export function fastStatement(statement: unknown): Run | undefined {
  const { stmt, query, fields, executeMethod, customResultMapper } = statement as PreparedByDrizzle;
  const bind = binderOf(query.params);
  if (executeMethod === "run") return (values) => stmt.run(...bind(values));
  const read = fields && readerOf(fields);
  if (!read || customResultMapper !== undefined) return undefined;
  // Every time: whoever else got this statement may have turned it off.
  return (values) => (stmt.raw(true).all(...bind(values)) as unknown[][]).map(read);
}

function binderOf(params: readonly unknown[]): (values: Values) => unknown[] {
  const parts = params.map((param): Run => {
    if (is(param, Placeholder)) return (values) => given(values, param.name);
    if (is(param, Param) && is(param.value, Placeholder)) {
      const { value, encoder } = param;
      if (encoder.mapToDriverValue === Column.prototype.mapToDriverValue)
        return (values) => given(values, value.name);
      return (values) => encoder.mapToDriverValue(given(values, value.name));
    }
    return () => param;
  });
  // Counted, as what follows here: it runs some thirty times for every activity.
  return (values) => {
    const bound: unknown[] = [];
    for (let index = 0; index < parts.length; index += 1) bound.push(parts[index]?.(values));
    return bound;
  };
}

function given(values: Values, name: string): unknown {
  const value = values[name];
  if (value === undefined && !(name in values))
    throw new Error(`No value for placeholder "${name}" was given.`);
  return value;
}

function readerOf(
  fields: NonNullable<PreparedByDrizzle["fields"]>,
): ((row: readonly unknown[]) => object) | undefined {
  const columns = fields.flatMap(({ path: [name, ...deeper], field }) => {
    const decoder = decoderOf(field);
    if (name === undefined || deeper.length > 0 || !decoder) return [];
    // Most columns hold what the driver gives.
    const isPlain = decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue;
    return [{ name, decoder: isPlain ? undefined : decoder }];
  });
  if (columns.length < fields.length) return undefined;
  return (row) => {
    const result: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index];
      const raw = row[index];
      if (!column) continue;
      const { name, decoder } = column;
      result[name] = raw === null || decoder === undefined ? raw : decoder.mapFromDriverValue(raw);
    }
    return result;
  };
}

function decoderOf(field: unknown): DriverValueDecoder<unknown, unknown> | undefined {
  if (is(field, Column)) return field;
  if (is(field, SQL.Aliased)) return decoderOf(field.sql);
  return is(field, SQL)
    ? (field as unknown as { decoder: DriverValueDecoder<unknown, unknown> }).decoder
    : undefined;
}
