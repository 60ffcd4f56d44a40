// The digests that were due, one receipt for each installation, audience, place and period; and the repositories that
// digests speak of.

import { and, asc, desc, eq, inArray, lt, max, or, sql } from "drizzle-orm";
import type { ReaderScope } from "../../core/scope.ts";
import type { Audience } from "../../core/words.ts";
import type { Connection } from "../../db/connection.ts";
import { listRepositories } from "../../db/repositories.ts";
import type { DigestOutcome } from "../../db/tables/features.ts";
import type { Place } from "./links.ts";

/** What a digest is of: the same for all its periods. */
export interface DigestLine {
  readonly installationId: number;
  readonly audience: Audience;
  /** The repository that it tells of alone; 0 for the whole installation. */
  readonly place: number;
}

export interface DigestRun extends DigestLine {
  /** First day of the period, YYYY-MM-DD in the digest's zone. */
  readonly period: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly outcome: DigestOutcome;
  /** Why nothing was made; null when something was. */
  readonly reason: string | null;
  readonly title: string;
  /** Markdown as it was posted. */
  readonly body: string;
  readonly effectKey: string;
  /** When it was tried last. */
  readonly createdAt: number;
}

/** A run, and what the outbox has made of it. */
export interface Receipt extends DigestRun {
  readonly attempts: number;
  /** When it was tried first. */
  readonly firstAt: number;
  /** Of its effect: waiting, done, parked, …; null when nothing was made, or the outbox has let go of it. */
  readonly state: string | null;
  /** Why it is parked, or given up. */
  readonly stateReason: string | null;
  /** Where it can be read. */
  readonly url: string | null;
}

/** A public repository, with what decides whether a digest is posted there. */
export interface PublicPlace extends Place {
  readonly isArchived: boolean;
  readonly threads: number;
}

/** Writes a receipt, over one of an earlier try. @returns false when that one was made: then it stands. */
export async function recordRun(connection: Connection, run: DigestRun): Promise<boolean> {
  const { digestRuns } = connection.tables;
  const { startsAt, endsAt, outcome, reason, title, body, effectKey, createdAt } = run;
  const written = await connection.db
    .insert(digestRuns)
    .values({ ...run, attempts: 1, firstAt: createdAt })
    .onConflictDoUpdate({
      target: [digestRuns.installationId, digestRuns.audience, digestRuns.place, digestRuns.period],
      set: {
        startsAt,
        endsAt,
        outcome,
        reason,
        title,
        body,
        effectKey,
        createdAt,
        attempts: sql`${digestRuns.attempts} + 1`,
      },
      setWhere: sql`${digestRuns.outcome} <> 'made'`,
    })
    .returning({ period: digestRuns.period });
  return written.length > 0;
}

function isLine({ tables: { digestRuns } }: Connection, line: DigestLine) {
  return and(
    eq(digestRuns.installationId, line.installationId),
    eq(digestRuns.audience, line.audience),
    eq(digestRuns.place, line.place),
  );
}

/** Until when everything was told, or nothing was worth telling; undefined before the first digest. */
export async function findToldUntil(connection: Connection, line: DigestLine): Promise<number | undefined> {
  const { digestRuns } = connection.tables;
  const [row] = await connection.db
    .select({ endsAt: max(digestRuns.endsAt) })
    .from(digestRuns)
    .where(and(isLine(connection, line), inArray(digestRuns.outcome, ["made", "skipped"])));
  return row?.endsAt ?? undefined;
}

/** Whether the digest of a period was made, or of one that reaches as far. */
export async function isMade(connection: Connection, line: DigestLine & { readonly period: string }) {
  const { digestRuns } = connection.tables;
  const rows = await connection.db
    .select({ period: digestRuns.period })
    .from(digestRuns)
    .where(and(isLine(connection, line), eq(digestRuns.period, line.period), eq(digestRuns.outcome, "made")))
    .limit(1);
  return rows.length > 0;
}

/** First day of the period of the last digest that was made before `period`; null when there was none. */
export async function previousPeriod(
  connection: Connection,
  line: DigestLine & { readonly period: string },
): Promise<string | null> {
  const { digestRuns } = connection.tables;
  const rows = await connection.db
    .select({ period: digestRuns.period })
    .from(digestRuns)
    .where(and(isLine(connection, line), lt(digestRuns.period, line.period), eq(digestRuns.outcome, "made")))
    .orderBy(desc(digestRuns.period))
    .limit(1);
  return rows[0]?.period ?? null;
}

/** The digests of an installation that were made, the newest first. */
export async function listDigests(
  connection: Connection,
  installationId: number,
  options: { readonly audience?: Audience; readonly limit?: number } = {},
): Promise<readonly DigestRun[]> {
  const { digestRuns } = connection.tables;
  return connection.db
    .select()
    .from(digestRuns)
    .where(
      and(
        eq(digestRuns.installationId, installationId),
        eq(digestRuns.audience, options.audience ?? "community"),
        eq(digestRuns.outcome, "made"),
      ),
    )
    .orderBy(desc(digestRuns.period), asc(digestRuns.place))
    .limit(options.limit ?? 100);
}

/** The receipts of an installation, the newest first. */
export async function listReceipts(
  connection: Connection,
  installationId: number,
  limit = 20,
): Promise<readonly Receipt[]> {
  const { digestRuns, effects } = connection.tables;
  const rows = await connection.db
    .select({ run: digestRuns, state: effects.state, stateReason: effects.reason, url: effects.url })
    .from(digestRuns)
    .leftJoin(effects, eq(effects.key, digestRuns.effectKey))
    .where(eq(digestRuns.installationId, installationId))
    .orderBy(
      desc(digestRuns.createdAt),
      desc(digestRuns.period),
      asc(digestRuns.audience),
      asc(digestRuns.place),
    )
    .limit(limit);
  return rows.map(({ run, ...posted }) => ({ ...run, ...posted }));
}

/** The repositories of a scope, in the order of their ids. */
export async function listPlaces(
  connection: Connection,
  scope: ReaderScope,
): Promise<readonly PublicPlace[]> {
  const { threads } = connection.tables;
  const counts = await connection.db
    // Deleted ones are counted too: that is read from an index alone, and decides nothing but where most are.
    .select({ id: threads.repositoryId, threads: sql<number>`count(*)`.mapWith(Number) })
    .from(threads)
    .where(inArray(threads.repositoryId, [...scope.repositoryIds]))
    .groupBy(threads.repositoryId);
  const threadsOf = new Map(counts.map((row) => [row.id, row.threads]));
  const repositories = await listRepositories(connection, scope.installationId);
  return repositories
    .filter(({ id }) => scope.repositoryIds.includes(id))
    .map(({ id, owner, name, isArchived }) => ({
      id,
      owner,
      name,
      isArchived,
      threads: threadsOf.get(id) ?? 0,
    }));
}

/** Where this GitHub's pages are, such as https://github.com, as the addresses of threads tell. */
export async function findOrigin(connection: Connection, scope: ReaderScope): Promise<string> {
  const { threads } = connection.tables;
  const isOneOf = scope.repositoryIds.slice(0, 100).map((id) => eq(threads.repositoryId, id));
  if (isOneOf.length === 0) return "https://github.com";
  const rows = await connection.db
    .select({ url: threads.url })
    .from(threads)
    .where(or(...isOneOf))
    .limit(1);
  return rows[0] ? new URL(rows[0].url).origin : "https://github.com";
}
