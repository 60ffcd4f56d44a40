// Postgres through node-postgres: a pool of clients, each with statements prepared of its own.

import { drizzle } from "drizzle-orm/node-postgres";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";
import pg from "pg";
import { UserError } from "../core/errors.ts";
import {
  CASING,
  makeConnection,
  type Connection,
  type Database,
  type OpenOptions,
  type RunSql,
} from "./connection.ts";
import { migratePostgres } from "./migrate.ts";
import { tables } from "./tables/postgres.ts";

/** Enough for the workers of one process; every process of a deployment holds its own. */
const POOL_SIZE = 8;

/**
 * Connects to (and migrates) the Postgres database at `url`.
 * @throws UserError when it cannot be reached or refuses.
 */
export async function openPostgres(
  url: string,
  { isLeftAsItIs = false }: OpenOptions = {},
): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE, connectionTimeoutMillis: 10_000 });
  // An idle client that loses its server must not end the process: the next query says so instead.
  pool.on("error", () => undefined);
  try {
    await withClient(pool, async (client) => {
      if (!isLeftAsItIs) await migratePostgres((sql) => client.query(sql));
    });
  } catch (error) {
    await pool.end();
    throw new UserError(
      `Cannot use the database of DATABASE_URL (${redact(url)}): ${(error as Error).message || "no answer"}. Check that Postgres runs there and that the user may create tables.`,
      { cause: error },
    );
  }

  const connections = new WeakMap<pg.PoolClient, Connection>();
  const connectionOf = (client: pg.PoolClient): Connection => {
    let connection = connections.get(client);
    if (!connection) {
      connection = connect(client, {
        runSql: (...statements: readonly string[]) => client.query(statements.join("; ")),
        home: pool,
      });
      connections.set(client, connection);
    }
    return connection;
  };
  return {
    dialect: "postgres",
    reader: connect(pool, {
      runSql: (...statements: readonly string[]) => pool.query(statements.join("; ")),
      home: pool,
    }),
    transaction: (work, options) =>
      withClient(pool, (client) =>
        connectionOf(client).transaction(() => client.query("BEGIN"), work, options),
      ),
    close: () => pool.end(),
  };
}

async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

function connect(
  client: pg.Pool | pg.PoolClient,
  options: { readonly runSql: RunSql; readonly home: object },
): Connection {
  const db = drizzle(client, { casing: CASING }) as unknown as BetterSQLite3Database;
  return makeConnection({ dialect: "postgres", db, tables, ...options });
}

/** The address without its password. */
function redact(url: string): string {
  return url.replace(/\/\/([^:/@]*):[^@]*@/, "//$1:***@");
}
