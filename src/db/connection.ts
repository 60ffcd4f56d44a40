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
  prepare(name?: string): {
    execute(values?: Record<string, unknown>): Result | Promise<Result>;
  };
}

/** One place to run statements: inside a transaction, or for reading outside one. */
export interface Connection {
  readonly dialect: Dialect;
  readonly db: BetterSQLite3Database;
  readonly tables: Tables;
  /** The same object for all connections to one database that were opened together: what is kept of it in memory hangs on this. */
  readonly home: object;
  /** The statement of this name, built and prepared at first use on this connection. Names are global: "store.verb". */
  prepared<Result>(name: string, build: (connection: Connection) => Preparable<Result>): Prepared<Result>;
  /**
   * What `load` read under this name earlier in the transaction that is open, or what it reads now: deliveries that share a
   * transaction ask the same again and again. It may read from the tables of READ_ONCE only (and people, by `upsertPerson`, whose
   * writes look again), or from none. A write to any of them, and undoing a savepoint, lets go of all that was read so.
   */
  once<T>(name: string, load: () => Promise<T>): Promise<T>;
  /**
   * What is put off, under this name, to the end of the transaction that is open: its `write` runs once, right before COMMIT. Nothing
   * is left of it when the transaction is undone; undoing a savepoint leaves it as it is.
   * @throws Error where no transaction is open
   */
  atEnd<T>(name: string, make: () => PutOff<T>): T;
  runSql: RunSql;
  /** Runs `work` between `begin` and COMMIT, or ROLLBACK when it throws. For those who make a Database; others ask that. */
  transaction<T>(
    begin: () => unknown,
    work: (connection: Connection) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /** Runs `work` so that its statements are undone alone when it throws; only inside a transaction. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Whether all of the open transaction will be undone and done again, as something behind a savepoint threw where none was set
   * (`TransactionOptions`). Whoever would go on after an error throws it again then: what he does is for nothing.
   */
  isDoomed(): boolean;
}

export interface TransactionOptions {
  /**
   * `work` may run twice. At first its savepoints are not set: SQLite copies every page that is written behind one, which took a
   * quarter of the time of all statements, and hardly ever is one needed. When something behind one throws, everything is undone
   * and `work` runs again, with savepoints.
   */
  readonly isRepeatable?: boolean;
}

/** Something to be written when a transaction ends, gathered until then. */
export interface PutOff<T> {
  readonly gathered: T;
  write(connection: Connection): Promise<void>;
}

export interface Database {
  readonly dialect: Dialect;
  /** For reading outside a transaction; it sees what has been committed. */
  readonly reader: Connection;
  /** Runs `work` in one transaction: all of it happens, or none. One at a time on SQLite. */
  transaction<T>(work: (connection: Connection) => Promise<T>, options?: TransactionOptions): Promise<T>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Looks at what is there: nothing is made, nothing migrated. */
  readonly isLeftAsItIs?: boolean;
  /**
   * For a server: SQLite's log is copied into its file by a thread of its own, and not while somebody waits for a commit. Told
   * when that thread fails.
   */
  readonly onCheckpointError?: (error: unknown) => void;
}

/** Runs bare SQL statements, such as BEGIN, in one exchange with the server. */
export type RunSql = (...statements: readonly string[]) => unknown;

type Values = Readonly<Record<string, unknown>>;

/** Makes a Connection of a drizzle instance; the two engines differ only in what they pass. */
export function makeConnection(options: {
  readonly dialect: Dialect;
  readonly db: BetterSQLite3Database;
  readonly tables: Tables;
  readonly runSql: RunSql;
  /** See `Connection`; its own `db` where there is one connection only. */
  readonly home?: object;
  /** A shorter way to run a statement that drizzle prepared, where there is one. */
  readonly fastStatement?: (statement: unknown) => ((values: Values) => unknown) | undefined;
}): Connection {
  const statements = new Map<string, Prepared<unknown>>();
  const readOnce = new Map<string, unknown>();
  const putOff = new Map<string, PutOff<unknown>>();
  const isWritten = watchWrites(options, () => readOnce.clear());
  let isInTransaction = false;
  let setsSavepoints = true;
  let isDoomed = false;
  let depth = 0;
  /** A savepoint that ended well and is not released yet: that is told with the next, or follows from what holds it. */
  let unreleased: string | undefined;
  const connection: Connection = {
    dialect: options.dialect,
    db: options.db,
    tables: options.tables,
    home: options.home ?? options.db,
    runSql: options.runSql,
    prepared<Result>(name: string, build: (connection: Connection) => Preparable<Result>) {
      let statement = statements.get(name) as Prepared<Result> | undefined;
      if (!statement) {
        const { made: query, writes } = isWritten(() => build(connection).prepare(name));
        if (writes) throw new Error(`${name} writes a table of READ_ONCE: prepared, that would go unseen.`);
        const fast = options.fastStatement?.(query) as ((values: Values) => Result) | undefined;
        statement = {
          run: fast ? async (values = {}) => fast(values) : async (values) => await query.execute(values),
        };
        statements.set(name, statement);
      }
      return statement;
    },
    async once<T>(name: string, load: () => Promise<T>) {
      if (!isInTransaction) return load();
      if (readOnce.has(name)) return readOnce.get(name) as T;
      const value = await load();
      readOnce.set(name, value);
      return value;
    },
    atEnd<T>(name: string, make: () => PutOff<T>) {
      if (!isInTransaction) throw new Error(`No transaction is open to put ${name} off to the end of.`);
      const known = (putOff.get(name) as PutOff<T> | undefined) ?? make();
      putOff.set(name, known);
      return known.gathered;
    },
    async transaction(begin, work, { isRepeatable = false } = {}) {
      const run = async () => {
        await begin();
        isInTransaction = true;
        try {
          const result = await work(connection);
          if (isDoomed) throw new Error("Something behind a savepoint threw.");
          for (const end of putOff.values()) await end.write(connection);
          await options.runSql("COMMIT");
          return result;
        } catch (error) {
          await options.runSql("ROLLBACK");
          throw error;
        } finally {
          isInTransaction = false;
          depth = 0;
          unreleased = undefined;
          readOnce.clear();
          putOff.clear();
        }
      };
      if (!isRepeatable) return run();
      setsSavepoints = false;
      try {
        return await run();
      } catch (error) {
        if (!isDoomed) throw error;
      } finally {
        setsSavepoints = true;
        isDoomed = false;
      }
      return run();
    },
    isDoomed: () => isDoomed,
    async savepoint(work) {
      if (!setsSavepoints) {
        try {
          return await work();
        } catch (error) {
          isDoomed = true;
          throw error;
        }
      }
      depth += 1;
      const name = `s${depth}`;
      const release = unreleased === name ? [`RELEASE SAVEPOINT ${name}`] : [];
      await options.runSql(...release, `SAVEPOINT ${name}`);
      unreleased = undefined;
      try {
        return await work();
      } catch (error) {
        readOnce.clear();
        await options.runSql(`ROLLBACK TO SAVEPOINT ${name}`);
        throw error;
      } finally {
        unreleased = name;
        depth -= 1;
      }
    },
  };
  return connection;
}

/** Tables that change seldom and are asked for every activity. */
const READ_ONCE = ["repositories", "installations", "configFiles", "personChoices", "welcomes"] as const;

/** How many rows a statement without `returning` wrote, by what either engine's driver answers. */
export function rowsWritten(result: unknown): number {
  const { changes, rowCount } = result as { readonly changes?: number; readonly rowCount?: number | null };
  return changes ?? rowCount ?? 0;
}

/** Calls `onWrite` when a statement that writes one of those tables is built. @returns whether building something did so */
function watchWrites(
  { db, tables }: { readonly db: BetterSQLite3Database; readonly tables: Tables },
  onWrite: () => void,
): <T>(make: () => T) => { readonly made: T; readonly writes: boolean } {
  const watched = new Set<unknown>(READ_ONCE.map((name) => tables[name]));
  let writes = false;
  for (const verb of ["insert", "update", "delete"] as const) {
    const build = db[verb].bind(db) as (table: never) => never;
    db[verb] = (table: never) => {
      if (watched.has(table)) {
        writes = true;
        onWrite();
      }
      return build(table);
    };
  }
  return (make) => {
    writes = false;
    const made = make();
    return { made, writes };
  };
}

/** Until the transaction ends nobody else holds this lock. On SQLite there is only one transaction at a time anyway. */
export async function lockTransaction(connection: Connection, lock: number): Promise<void> {
  if (connection.dialect === "postgres") await connection.runSql(`SELECT pg_advisory_xact_lock(${lock})`);
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
