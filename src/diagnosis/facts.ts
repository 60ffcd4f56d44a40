// What the checks look at, gathered from the database and from GitHub. A source that cannot be reached is a fact too:
// nothing here throws.

import { eq, sql, type SQL } from "drizzle-orm";
import type { ConfigLoader } from "../config/load.ts";
import { SECOND } from "../core/clock.ts";
import { describeError } from "../core/errors.ts";
import type { Connection, Database } from "../db/connection.ts";
import type { Dialect } from "../db/dialects.ts";
import { compareMigrations, MIGRATIONS_TABLE } from "../db/migrate.ts";
import type { Feature } from "../features/feature.ts";
import { readAppState, type AppState } from "../github/app.ts";
import type { GitHubClient } from "../github/clients.ts";
import type { CountDeliveries } from "./delivery-counts.ts";
import { readSchedules, type ScheduledJob } from "./schedules.ts";
import { readWork, type Work } from "./work.ts";

/** An answer later than this counts as none. */
const PATIENCE_MS = 5 * SECOND;

export type DatabaseFacts =
  | { readonly kind: "unreachable"; readonly reason: string }
  /** It lacks so many of this program's migrations, so nothing can be read. */
  | { readonly kind: "behind"; readonly missing: number }
  | {
      readonly kind: "reachable";
      readonly dialect: Dialect;
      /** Migrations that a newer Stoa has made, as happens while processes are replaced one by one. */
      readonly unknownMigrations: number;
      /** Why nothing can be written; undefined when it can. */
      readonly readOnly: string | undefined;
      readonly work: Work;
      readonly schedules: readonly ScheduledJob[];
    };

export type GitHubFacts =
  | { readonly kind: "unasked" }
  | { readonly kind: "unreachable"; readonly reason: string }
  /** It answers, and does not accept the App's id or key. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "known"; readonly app: AppState };

export interface GatherOptions {
  readonly features: readonly Feature[];
  readonly config: ConfigLoader;
  /** UTC epoch milliseconds. */
  readonly now: number;
  readonly countDeliveries: CountDeliveries;
}

/** What the database says. */
export async function gatherDatabase(database: Database, options: GatherOptions): Promise<DatabaseFacts> {
  try {
    return await inTime(async () => {
      const { reader, dialect } = database;
      const { missing, unknown } = compareMigrations(dialect, await knownMigrations(reader));
      if (missing > 0) return { kind: "behind", missing };
      return {
        kind: "reachable",
        dialect,
        unknownMigrations: unknown,
        readOnly: await writingFails(database),
        work: await readWork(reader, options.countDeliveries),
        schedules: await readSchedules(reader, options),
      };
    });
  } catch (error) {
    return { kind: "unreachable", reason: describeCause(error) };
  }
}

/** What GitHub says of the App that `signIn` signs in as. */
export async function gatherGitHub(signIn: () => Promise<GitHubClient>): Promise<GitHubFacts> {
  try {
    return { kind: "known", app: await inTime(async () => readAppState(await signIn())) };
  } catch (error) {
    const { status } = error as { readonly status?: number };
    const isRefused = status === 401 || status === 403 || status === 404;
    return { kind: isRefused ? "refused" : "unreachable", reason: describeError(error) };
  }
}

/** Hashes of the migrations that were applied; none in a database that Stoa has never opened. */
async function knownMigrations({ db, dialect }: Connection): Promise<ReadonlySet<string>> {
  const [catalogue, column]: readonly [SQL, SQL] =
    dialect === "sqlite" ? [sql`sqlite_master`, sql`name`] : [sql`pg_tables`, sql`tablename`];
  const found = await db
    .select({ name: sql<string>`${column}` })
    .from(catalogue)
    .where(eq(column, MIGRATIONS_TABLE));
  if (found.length === 0) return new Set();
  const rows = await db.select({ hash: sql<string>`hash` }).from(sql.raw(MIGRATIONS_TABLE));
  return new Set(rows.map(({ hash }) => hash));
}

/** Tries a change that changes nothing; what it fails with, if it does. */
async function writingFails(database: Database): Promise<string | undefined> {
  try {
    await database.transaction(async ({ db, tables: { schedules } }) => {
      await db.update(schedules).set({ claimedUntil: 0 }).where(eq(schedules.job, ""));
    });
    return undefined;
  } catch (error) {
    return describeCause(error);
  }
}

/** The engine's own words, without the query around them. */
function describeCause(error: unknown): string {
  return describeError(error instanceof Error && error.cause instanceof Error ? error.cause : error);
}

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
