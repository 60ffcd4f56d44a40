// SQLite compiles the same few hundred statements again and again, as a query builder asks for each anew. Kept, they made
// the demo's year a tenth shorter.

import type BetterSqlite3 from "better-sqlite3";

/** More than all features together have; lists of differing lengths make more. */
const KEPT = 400;
/** A longer one holds a list that will hardly come again. */
const MAX_LENGTH = 4_000;

/** From now on `prepare` gives the same statement for the same text, as long as it is among those used last. */
export function keepStatements(file: BetterSqlite3.Database): void {
  const kept = new Map<string, BetterSqlite3.Statement>();
  const prepare = file.prepare.bind(file) as (text: string) => BetterSqlite3.Statement;
  const prepareKept = (text: string): BetterSqlite3.Statement => {
    if (text.length > MAX_LENGTH) return prepare(text);
    const known = kept.get(text);
    // One that is being read row by row cannot be run a second time meanwhile.
    if (known?.busy) return prepare(text);
    const statement = known ?? prepare(text);
    // A reader may have asked for bare rows; a new one has to ask again.
    if (known?.reader) known.raw(false);
    kept.delete(text);
    kept.set(text, statement);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return statement;
  };
  file.prepare = prepareKept as typeof file.prepare;
}
