// Opens the database that DATABASE_URL names.

import { UserError } from "../core/errors.ts";
import type { Database, OpenOptions } from "./connection.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

/**
 * `postgres://…` is a Postgres database; `sqlite:PATH`, `file:PATH` or a bare path is a SQLite file. It is made and
 * migrated, unless it `isLeftAsItIs`.
 * @throws UserError for anything else, and when the database cannot be opened.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url, options);
  const path = url.replace(/^(sqlite|file):(\/\/)?/, "");
  if (path === "" || /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) {
    throw new UserError(
      `DATABASE_URL is "${url.replace(/\/\/([^:/@]*):[^@]*@/, "//$1:***@")}", which is neither a Postgres address nor a file. Use postgres://user:password@host/name, or a path such as ./data/stoa.db.`,
    );
  }
  return openSqlite(path, options);
}
