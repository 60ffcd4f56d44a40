// A database is one of two engines behind one interface: SQLite in this process, or Postgres. Stores get a
// Connection and only await query builders; they never learn which engine they speak to.

import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import type { Dialect } from "./dialects.ts";
import type { Tables } from "./tables/index.ts";

/** Column names are derived from property names in both engines. */
export const CASING = "snake_case";

/** A statement prepared once for a connection; `run` binds its placeholders. */
export interface Prepared<Result> {
  run(values?: Record<string, unknown>): Promise<Result>;
}

/** What can be prepared: any drizzle query builder of either engine. */
interface Preparable<Result> extends PromiseLike<Result> {
  prepare(name?: string): { execute(values?: Record<string, unknown>): Result | Promise<Result> };
}

/** One place to run statements: inside a transaction, or for reading outside one. */
export interface Connection {
  readonly dialect: Dialect;
  readonly db: BetterSQLite3Database;
  readonly tables: Tables;
  /** The statement of this name, built and prepared at first use on this connection. Names are global: "store.verb". */
  prepared<Result>(name: string, build: (connection: Connection) => Preparable<Result>): Prepared<Result>;
  /** Runs one bare SQL statement. */
  runSql: RunSql;
  /** Runs `work` so that its statements are undone alone when it throws; only inside a transaction. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}

export interface Database {
  readonly dialect: Dialect;
  /** For reading outside a transaction; it sees what has been committed. */
  readonly reader: Connection;
  /** Runs `work` in one transaction: all of it happens, or none. One at a time on SQLite. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Looks at what is there: nothing is made, nothing migrated. */
  readonly isLeftAsItIs?: boolean;
}

/** Runs one bare SQL statement, such as BEGIN. */
export type RunSql = (statement: string) => unknown;

/** Makes a Connection of a drizzle instance; the two engines differ only in what they pass. */
export function makeConnection(options: {
  readonly dialect: Dialect;
  readonly db: BetterSQLite3Database;
  readonly tables: Tables;
  readonly runSql: RunSql;
}): Connection {
  const statements = new Map<string, Prepared<unknown>>();
  let depth = 0;
  const connection: Connection = {
    dialect: options.dialect,
    db: options.db,
    tables: options.tables,
    runSql: options.runSql,
    prepared<Result>(name: string, build: (connection: Connection) => Preparable<Result>) {
      let statement = statements.get(name) as Prepared<Result> | undefined;
      if (!statement) {
        const query = build(connection).prepare(name);
        statement = { run: async (values) => await query.execute(values) };
        statements.set(name, statement);
      }
      return statement;
    },
    async savepoint(work) {
      depth += 1;
      const name = `s${depth}`;
      await options.runSql(`SAVEPOINT ${name}`);
      try {
        const result = await work();
        await options.runSql(`RELEASE SAVEPOINT ${name}`);
        return result;
      } catch (error) {
        await options.runSql(`ROLLBACK TO SAVEPOINT ${name}`);
        await options.runSql(`RELEASE SAVEPOINT ${name}`);
        throw error;
      } finally {
        depth -= 1;
      }
    },
  };
  return connection;
}

/** Until the transaction ends nobody else holds this lock. On SQLite there is only one transaction at a time anyway. */
export async function lockTransaction(connection: Connection, lock: number): Promise<void> {
  if (connection.dialect === "postgres") await connection.runSql(`SELECT pg_advisory_xact_lock(${lock})`);
}

/** Runs `work` between BEGIN and COMMIT, or ROLLBACK when it throws. */
export async function inTransaction<T>(begin: string, runSql: RunSql, work: () => Promise<T>): Promise<T> {
  await runSql(begin);
  try {
    const result = await work();
    await runSql("COMMIT");
    return result;
  } catch (error) {
    await runSql("ROLLBACK");
    throw error;
  }
}

/** A queue of one: each job waits for those before it. */
export function mutex(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const result = last.then(job, job);
    last = result.catch(() => undefined);
    return result;
  };
}
