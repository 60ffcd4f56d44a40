// Brings a database to the newest migration: at start, forward only, once, also when several processes start
// together: the whole of it runs in one transaction behind a lock of the engine.

import type BetterSqlite3 from "better-sqlite3";
import { readMigrationFiles, type MigrationMeta } from "drizzle-orm/migrator";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where a database keeps what it was brought to. */
export const MIGRATIONS_TABLE = "stoa_migrations";

const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS ${MIGRATIONS_TABLE} (hash TEXT PRIMARY KEY, created_at BIGINT NOT NULL)`;
/** Any fixed number: Postgres knows advisory locks by it. */
const ADVISORY_LOCK = 7_370_197;

/** Migrates a SQLite file. */
export function migrateSqlite(file: BetterSqlite3.Database): void {
  const migrations = migrationsOf("sqlite");
  file
    .transaction(() => {
      file.exec(CREATE_TABLE);
      const rows = file.prepare(`SELECT hash FROM ${MIGRATIONS_TABLE}`).all() as { hash: string }[];
      for (const statement of pending(migrations, new Set(rows.map((row) => row.hash)))) file.exec(statement);
    })
    .immediate();
}

/** Migrates a Postgres database through one client. */
export async function migratePostgres(
  query: (sql: string) => Promise<{ rows: readonly unknown[] }>,
): Promise<void> {
  const migrations = migrationsOf("postgres");
  await query("BEGIN");
  try {
    await query(`SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})`);
    await query(CREATE_TABLE);
    const { rows } = await query(`SELECT hash FROM ${MIGRATIONS_TABLE}`);
    const known = new Set((rows as { hash: string }[]).map((row) => row.hash));
    for (const statement of pending(migrations, known)) await query(statement);
    await query("COMMIT");
  } catch (error) {
    await query("ROLLBACK");
    throw error;
  }
}

/** How the migrations that a database knows, by their hashes, differ from those of this program. */
export function compareMigrations(
  dialect: "sqlite" | "postgres",
  known: ReadonlySet<string>,
): { readonly missing: number; readonly unknown: number } {
  const ours = new Set(migrationsOf(dialect).map(({ hash }) => hash));
  return {
    missing: [...ours].filter((hash) => !known.has(hash)).length,
    unknown: [...known].filter((hash) => !ours.has(hash)).length,
  };
}

function pending(migrations: readonly MigrationMeta[], known: ReadonlySet<string>): string[] {
  return migrations.flatMap((migration) =>
    known.has(migration.hash)
      ? []
      : [
          ...migration.sql.filter((statement) => statement.trim() !== ""),
          `INSERT INTO ${MIGRATIONS_TABLE} (hash, created_at) VALUES ('${migration.hash}', ${migration.folderMillis})`,
        ],
  );
}

/** The migrations stand beside src/ in a checkout and beside dist/ in a container. */
function migrationsOf(dialect: "sqlite" | "postgres"): MigrationMeta[] {
  const migrationsFolder = fileURLToPath(new URL(`../../migrations/${dialect}`, import.meta.url));
  if (!existsSync(migrationsFolder)) throw new Error(`No migrations at ${migrationsFolder}`);
  return readMigrationFiles({ migrationsFolder });
}
