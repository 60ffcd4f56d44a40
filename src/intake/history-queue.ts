// Rows of what history is to be read: whole repositories (scope "all") and what changed in a gap ("changes"). A process
// claims one at a time; one that fails waits, keeps its reason for `stoa doctor`, and holds up none of the others.

import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { MINUTE } from "../core/clock.ts";
import type { Connection } from "../db/connection.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import type { HistoryPlan } from "../db/tables/history.ts";

/** What a process that died was reading is taken up by another after this long. */
const CLAIM_MS = 10 * MINUTE;

export type HistoryScope = "all" | "changes";

export interface HistoryRead {
  readonly repositoryId: number;
  readonly scope: HistoryScope;
  readonly since: number | null;
  readonly place: { readonly part: string; readonly cursor: string | null } | null;
  readonly plan: HistoryPlan | null;
  readonly spent: number;
  readonly attempts: number;
  readonly claimedUntil: number;
}

type Key = Pick<HistoryRead, "repositoryId" | "scope">;
type Held = Key & Pick<HistoryRead, "claimedUntil">;

/** Plans to read all of every repository that was never read to its end. */
export async function queueUnread(connection: Connection, now: number): Promise<void> {
  const { repositories, installations, historyReads } = connection.tables;
  const rows = await connection.db
    .select({ id: repositories.id })
    .from(repositories)
    .innerJoin(installations, eq(installations.id, repositories.installationId))
    .leftJoin(
      historyReads,
      and(eq(historyReads.repositoryId, repositories.id), eq(historyReads.scope, "all")),
    )
    .where(
      and(
        eq(installations.state, "active"),
        eq(repositories.isActive, true),
        isNull(repositories.backfilledAt),
        isNull(historyReads.repositoryId),
      ),
    );
  for (const { id } of rows) await queueAll(connection, id, now);
}

/** Plans to read all of a repository, from the beginning unless it is being read already. */
export async function queueAll(connection: Connection, repositoryId: number, now: number): Promise<void> {
  await connection.db
    .insert(connection.tables.historyReads)
    .values({
      repositoryId,
      scope: "all",
      spent: 0,
      activeAt: 0,
      dueAt: now,
      claimedUntil: 0,
      attempts: 0,
      updatedAt: now,
    })
    .onConflictDoNothing();
}

/** Plans to read all of a repository again, at once. */
export async function queueAgain(connection: Connection, repositoryId: number, now: number): Promise<void> {
  await queueAll(connection, repositoryId, now);
  await connection.db
    .update(connection.tables.historyReads)
    // Due whatever the clock of the machine that runs Stoa says.
    .set({ plan: null, spent: 0, attempts: 0, reason: null, dueAt: 0, claimedUntil: 0, updatedAt: now })
    .where(isRow(connection, { repositoryId, scope: "all" }));
}

/** What is due and has no plan yet, with its repository. */
export async function listUnplanned(
  connection: Connection,
  now: number,
): Promise<readonly (RepositoryRow & { readonly spent: number })[]> {
  const { repositories, historyReads } = connection.tables;
  return connection.db
    .select({ ...getTableColumns(repositories), spent: historyReads.spent })
    .from(historyReads)
    .innerJoin(repositories, eq(repositories.id, historyReads.repositoryId))
    .where(
      and(
        isWorkable(connection),
        isNull(historyReads.plan),
        eq(historyReads.scope, "all"),
        lte(historyReads.dueAt, now),
      ),
    )
    .orderBy(asc(repositories.installationId), asc(repositories.id));
}

export async function savePlan(
  connection: Connection,
  of: { readonly repositoryId: number; readonly plan: HistoryPlan; readonly activeAt: number },
): Promise<void> {
  const { historyReads } = connection.tables;
  const { repositoryId, plan, activeAt } = of;
  await connection.db
    .update(historyReads)
    .set({ plan, activeAt })
    .where(isRow(connection, { repositoryId, scope: "all" }));
}

/** Keeps what one holds, or claims the next: gaps first, then what is most alive. */
export async function claimRead(
  connection: Connection,
  of: { readonly held: HistoryRead | undefined; readonly now: number },
): Promise<HistoryRead | undefined> {
  const { historyReads } = connection.tables;
  const { held, now } = of;
  const claim = async (read: Pick<HistoryRead, "repositoryId" | "scope" | "claimedUntil">) => {
    const rows = await connection.db
      .update(historyReads)
      .set({ claimedUntil: now + CLAIM_MS })
      .where(isHeld(connection, read))
      .returning();
    return rows[0];
  };
  const kept = held && (await claim(held));
  if (kept) return kept;
  // Another process may claim what was found first: then there may be a next.
  for (;;) {
    const next = await findNext(connection, now);
    if (!next) return undefined;
    const claimed = await claim(next);
    if (claimed) return claimed;
  }
}

async function findNext(connection: Connection, now: number): Promise<HistoryRead | undefined> {
  const { historyReads } = connection.tables;
  const [next] = await connection.db
    .select(getTableColumns(historyReads))
    .from(historyReads)
    .where(
      and(
        isWorkable(connection),
        or(eq(historyReads.scope, "changes"), isNotNull(historyReads.plan)),
        lte(historyReads.dueAt, now),
        lte(historyReads.claimedUntil, now),
        sql`not exists (select 1 from ${historyReads} other where other.repository_id = ${historyReads.repositoryId} and other.claimed_until > ${now})`,
      ),
    )
    .orderBy(desc(historyReads.scope), desc(historyReads.activeAt), asc(historyReads.repositoryId))
    .limit(1);
  return next;
}

/** The moment something can be read; undefined when nothing waits. */
export async function nextReadAt(connection: Connection): Promise<number | undefined> {
  const { historyReads } = connection.tables;
  const rows = await connection.db
    .select({
      repositoryId: historyReads.repositoryId,
      dueAt: historyReads.dueAt,
      claimedUntil: historyReads.claimedUntil,
    })
    .from(historyReads)
    .where(isWorkable(connection));
  // While one of a repository's is being read, its other waits.
  const claims = new Map<number, number>();
  for (const { repositoryId: id, claimedUntil } of rows) {
    claims.set(id, Math.max(claimedUntil, claims.get(id) ?? 0));
  }
  const moments = rows.map(({ repositoryId: id, dueAt }) => Math.max(dueAt, claims.get(id) ?? 0));
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

/** Notes that a page was read; without a plan it is planned anew. A row that was claimed away meanwhile stays as it is. */
export async function advanceRead(
  connection: Connection,
  read: Held & Pick<HistoryRead, "place" | "plan" | "spent"> & { readonly now: number },
): Promise<void> {
  const { place, plan, spent, now } = read;
  await connection.db
    .update(connection.tables.historyReads)
    .set({ place, plan, spent, attempts: 0, reason: null, updatedAt: now })
    .where(isHeld(connection, read));
}

/** Ends it. A gap that was opened again while it was read stays, to be read again. */
export async function finishRead(connection: Connection, read: Held): Promise<void> {
  await connection.db.delete(connection.tables.historyReads).where(isHeld(connection, read));
}

/** Puts what failed back for later. */
export async function postponeRead(
  connection: Connection,
  read: Key & {
    readonly dueAt: number;
    readonly attempts: number;
    readonly reason: string | null;
    readonly spent?: number;
  },
): Promise<void> {
  const { historyReads } = connection.tables;
  const { dueAt, attempts, reason, spent } = read;
  await connection.db
    .update(historyReads)
    .set({ dueAt, attempts, reason, claimedUntil: 0, ...(spent === undefined ? {} : { spent }) })
    .where(isRow(connection, read));
}

/** Nothing of this installation is read before `until`. */
export async function postponeInstallation(
  connection: Connection,
  of: { readonly installationId: number; readonly until: number },
): Promise<void> {
  const { historyReads, repositories } = connection.tables;
  const ids = connection.db
    .select({ id: repositories.id })
    .from(repositories)
    .where(eq(repositories.installationId, of.installationId));
  await connection.db
    .update(historyReads)
    .set({ dueAt: of.until })
    .where(and(inArray(historyReads.repositoryId, ids), lte(historyReads.dueAt, of.until)));
}

/** On SQLite there is one process: whatever was claimed belongs to one that died. */
export async function releaseReadClaims(connection: Connection): Promise<void> {
  await connection.db.update(connection.tables.historyReads).set({ claimedUntil: 0 });
}

function isRow({ tables: { historyReads } }: Connection, { repositoryId, scope }: Key) {
  return and(eq(historyReads.repositoryId, repositoryId), eq(historyReads.scope, scope));
}

function isHeld(connection: Connection, read: Held) {
  return and(isRow(connection, read), eq(connection.tables.historyReads.claimedUntil, read.claimedUntil));
}

/** Its repository is in sight of an installation that is at work. */
function isWorkable({ db, tables }: Connection) {
  const { historyReads, repositories, installations } = tables;
  const inSight = db
    .select({ id: repositories.id })
    .from(repositories)
    .innerJoin(installations, eq(installations.id, repositories.installationId))
    .where(and(eq(installations.state, "active"), eq(repositories.isActive, true)));
  return inArray(historyReads.repositoryId, inSight);
}
