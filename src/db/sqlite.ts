// SQLite through better-sqlite3: a queue of one writer, and a second connection for reading.

import BetterSqlite3 from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../core/errors.ts";
import {
  CASING,
  makeConnection,
  mutex,
  type Connection,
  type Database,
  type OpenOptions,
  type RunSql,
} from "./connection.ts";
import { startCheckpoints } from "./checkpoints.ts";
import { fastStatement } from "./fast-statements.ts";
import { keepStatements } from "./kept-statements.ts";
import { migrateSqlite } from "./migrate.ts";
import { tables } from "./tables/sqlite.ts";

/** How long a transaction waits for another process, or for the thread that copies the log. */
const BUSY_MS = 10_000;

/**
 * Opens (and makes, and migrates) the database in the file at `path`; ":memory:" lives as long as the process.
 * @throws UserError when the file cannot be made or opened.
 */
export function openSqlite(
  path: string,
  { isLeftAsItIs = false, onCheckpointError }: OpenOptions = {},
): Database {
  if (isLeftAsItIs && path !== ":memory:" && !existsSync(path)) {
    throw new UserError(`There is no database at ${path} yet. Stoa makes it when it starts.`);
  }
  const writer = openFile(path, isLeftAsItIs ? undefined : migrateSqlite);
  const reader = path === ":memory:" ? writer : openFile(path);
  const writing = connect(writer, writer);
  const queue = mutex();
  const endCheckpoints =
    onCheckpointError && path !== ":memory:" ? startCheckpoints(path, onCheckpointError) : undefined;
  // Three times what the thread lets it grow to: only when that does not keep up.
  if (endCheckpoints) writer.pragma("wal_autocheckpoint = 48000");
  const runSql = prepared(writer);
  // Whoever has to wait for the file waits by himself (see `begin`): SQLite would sleep, and all that this thread does with it.
  writer.pragma("busy_timeout = 0");
  return {
    dialect: "sqlite",
    reader: reader === writer ? writing : connect(reader, writer),
    transaction: (work, options) => queue(() => writing.transaction(() => begin(runSql), work, options)),
    close: () =>
      queue(async () => {
        await endCheckpoints?.();
        if (reader !== writer) reader.close();
        writer.close();
      }),
  };
}

function openFile(path: string, prepare?: (file: BetterSqlite3.Database) => void): BetterSqlite3.Database {
  try {
    if (path !== ":memory:") makeFolder(dirname(path));
    const file = new BetterSqlite3(path);
    // First, as several processes may start together.
    file.pragma(`busy_timeout = ${BUSY_MS}`);
    file.pragma("journal_mode = WAL");
    // NORMAL in WAL mode: a power cut may lose the last transactions, a crash of the process loses none.
    file.pragma("synchronous = NORMAL");
    prepare?.(file);
    keepStatements(file);
    // The log is copied into the file every 16 MB instead of 4, and 32 MB are kept in memory instead of 2: measured, a
    // fifth of the CPU time of processing activities.
    file.pragma("wal_autocheckpoint = 4000");
    file.pragma("cache_size = -32768");
    return file;
  } catch (error) {
    throw new UserError(
      `Cannot open the database at ${path}: ${(error as Error).message}. Set DATABASE_URL to a file in a folder that Stoa may write to.`,
      { cause: error },
    );
  }
}

async function begin(runSql: RunSql): Promise<void> {
  const givesUpAt = performance.now() + BUSY_MS;
  for (;;) {
    try {
      runSql("BEGIN IMMEDIATE");
      return;
    } catch (error) {
      const isBusy = error instanceof BetterSqlite3.SqliteError && error.code === "SQLITE_BUSY";
      if (!isBusy || performance.now() > givesUpAt) throw error;
    }
    await pause(1);
  }
}

/** Folder by folder: Node's recursive mkdir never returns where the system answers ENOENT, as it does below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

function connect(file: BetterSqlite3.Database, home: object): Connection {
  return makeConnection({
    dialect: "sqlite",
    home,
    db: drizzle(file, { casing: CASING }),
    tables,
    runSql: prepared(file),
    fastStatement,
  });
}

/** BEGIN, COMMIT and savepoints run for every activity, so they are prepared once. */
function prepared(file: BetterSqlite3.Database): RunSql {
  const known = new Map<string, BetterSqlite3.Statement>();
  return (...statements) => {
    for (const sql of statements) {
      const statement = known.get(sql) ?? file.prepare(sql);
      known.set(sql, statement);
      statement.run();
    }
  };
}
