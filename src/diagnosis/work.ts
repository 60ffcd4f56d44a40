// The work in hand as the database has it: counts by state, the age of the oldest, what is parked and why. Grouped
// queries only, so that a scrape of /metrics may ask for it.

import { and, asc, count, eq, inArray, isNotNull, isNull, max, min, or } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import type { DeliveryState, EffectState } from "../db/tables/work.ts";
import { readHolds, type Hold } from "./outbox.ts";
import { since, type Count, type CountDeliveries } from "./delivery-counts.ts";

export type WorkKind = "deliveries" | "features" | "effects";

/** Parked work of one kind with one reason. */
export interface Parked {
  readonly kind: WorkKind;
  readonly of: string;
  readonly reason: string;
  readonly count: number;
  /** One of them: a delivery's GUID, an activity's or an effect's key. */
  readonly example: string;
}

export interface PendingHistory {
  /** "owner/name". */
  readonly repository: string;
  /** When it last came on, as far as is known. */
  readonly movedAt: number;
  /** Why the last attempt failed; null while none did. */
  readonly reason: string | null;
  /** Read to close a gap in what deliveries told, and not for the first time. */
  readonly isGap: boolean;
}

/** What GitHub could not deliver, as far as its log has been looked through. */
export interface MissedWork {
  /** null before the first look. */
  readonly lookedAt: number | null;
  readonly missing: number;
  /** When GitHub tried the oldest of them. */
  readonly oldestAt: number | null;
}

export interface Work {
  readonly deliveries: readonly Count<DeliveryState>[];
  readonly effects: readonly Count<EffectState>[];
  readonly retries: readonly Count<"waiting" | "parked">[];
  /** Why the effect that has waited longest waits, if it has been tried. */
  readonly outboxReason: string | undefined;
  readonly parked: readonly Parked[];
  /** Where the outbox waits. */
  readonly holds: readonly Hold[];
  readonly configProblems: readonly { readonly repository: string; readonly problem: string }[];
  readonly history: readonly PendingHistory[];
  readonly missed: MissedWork;
  /** Ids of the installations that are at work. */
  readonly installations: readonly number[];
}

/** More reasons than this for parked work are not told apart. */
const MAX_REASONS = 50;
const MAX_REPOSITORIES = 200;

/** Reads it all. */
export async function readWork(connection: Connection, countDeliveries: CountDeliveries): Promise<Work> {
  return {
    deliveries: await countDeliveries(connection),
    ...(await readCounts(connection)),
    outboxReason: await readOutboxReason(connection),
    parked: await readParked(connection),
    holds: await readHolds(connection),
    configProblems: await readConfigProblems(connection),
    history: await readPendingHistory(connection),
    missed: await readMissed(connection),
    installations: await readInstallations(connection),
  };
}

async function readCounts({ db, tables }: Connection): Promise<Pick<Work, "effects" | "retries">> {
  const { effects, featureRetries: retries } = tables;
  const effectCounts = await db
    .select({
      of: effects.kind,
      state: effects.state,
      count: count(),
      oldestAt: since(effects, effects.createdAt),
    })
    .from(effects)
    .groupBy(effects.kind, effects.state)
    .orderBy(asc(effects.kind), asc(effects.state));
  const retryCounts = await db
    .select({ of: retries.feature, state: retries.state, count: count(), oldestAt: min(retries.dueAt) })
    .from(retries)
    .groupBy(retries.feature, retries.state)
    .orderBy(asc(retries.feature), asc(retries.state));
  return {
    effects: effectCounts,
    retries: retryCounts.map((row) => ({
      ...row,
      state: row.state === "parked" ? "parked" : "waiting",
      oldestAt: row.oldestAt ?? 0,
    })),
  };
}

async function readOutboxReason({ db, tables: { effects } }: Connection): Promise<string | undefined> {
  const rows = await db
    .select({ reason: effects.reason })
    .from(effects)
    .where(inArray(effects.state, ["waiting", "attempting"]))
    .orderBy(asc(effects.seq))
    .limit(1);
  return rows[0]?.reason ?? undefined;
}

async function readParked({ db, tables }: Connection): Promise<Parked[]> {
  const { deliveries, effects, featureRetries: retries } = tables;
  const parkedDeliveries = await db
    .select({
      of: deliveries.event,
      reason: deliveries.reason,
      count: count(),
      example: min(deliveries.guid),
    })
    .from(deliveries)
    .where(eq(deliveries.state, "parked"))
    .groupBy(deliveries.event, deliveries.reason)
    .orderBy(asc(deliveries.event), asc(deliveries.reason))
    .limit(MAX_REASONS);
  const parkedRetries = await db
    .select({
      of: retries.feature,
      reason: retries.reason,
      count: count(),
      example: min(retries.activityKey),
    })
    .from(retries)
    .where(eq(retries.state, "parked"))
    .groupBy(retries.feature, retries.reason)
    .orderBy(asc(retries.feature), asc(retries.reason))
    .limit(MAX_REASONS);
  const parkedEffects = await db
    .select({ of: effects.kind, reason: effects.reason, count: count(), example: min(effects.key) })
    .from(effects)
    .where(eq(effects.state, "parked"))
    .groupBy(effects.kind, effects.reason)
    .orderBy(asc(effects.kind), asc(effects.reason))
    .limit(MAX_REASONS);
  const told = (
    kind: WorkKind,
    row: { of: string; reason: string | null; count: number; example: string | null },
  ): Parked => ({
    kind,
    of: row.of,
    reason: row.reason ?? "no reason is known",
    count: row.count,
    example: row.example ?? "",
  });
  return [
    ...parkedDeliveries.map((row) => told("deliveries", row)),
    ...parkedRetries.map((row) => told("features", row)),
    ...parkedEffects.map((row) => told("effects", row)),
  ];
}

async function readConfigProblems({ db, tables }: Connection): Promise<Work["configProblems"]> {
  const { configFiles, repositories } = tables;
  const rows = await db
    .select({ owner: repositories.owner, name: repositories.name, problem: configFiles.problem })
    .from(configFiles)
    .innerJoin(repositories, eq(repositories.id, configFiles.repositoryId))
    .where(and(isNotNull(configFiles.problem), eq(repositories.isActive, true)))
    .orderBy(asc(repositories.owner), asc(repositories.name))
    .limit(MAX_REPOSITORIES);
  return rows.map(({ owner, name, problem }) => ({ repository: `${owner}/${name}`, problem: problem ?? "" }));
}

async function readPendingHistory({ db, tables }: Connection): Promise<PendingHistory[]> {
  const { repositories, installations, backfills, historyReads: reads } = tables;
  const rows = await db
    .select({
      owner: repositories.owner,
      name: repositories.name,
      scope: reads.scope,
      reason: reads.reason,
      updatedAt: repositories.updatedAt,
      readAt: reads.updatedAt,
      pageAt: max(backfills.updatedAt),
    })
    .from(repositories)
    .innerJoin(installations, eq(installations.id, repositories.installationId))
    .leftJoin(reads, eq(reads.repositoryId, repositories.id))
    .leftJoin(backfills, eq(backfills.repositoryId, repositories.id))
    .where(
      and(
        eq(installations.state, "active"),
        eq(repositories.isActive, true),
        or(isNull(repositories.backfilledAt), isNotNull(reads.scope)),
      ),
    )
    .groupBy(
      repositories.id,
      repositories.owner,
      repositories.name,
      repositories.updatedAt,
      reads.scope,
      reads.reason,
      reads.updatedAt,
    )
    .orderBy(asc(repositories.owner), asc(repositories.name), asc(reads.scope))
    .limit(MAX_REPOSITORIES);
  return rows.map(({ owner, name, scope, reason, updatedAt, readAt, pageAt }) => ({
    repository: `${owner}/${name}`,
    movedAt: Math.max(readAt ?? updatedAt, scope === "changes" ? 0 : (pageAt ?? 0)),
    reason,
    isGap: scope === "changes",
  }));
}

async function readMissed({ db, tables }: Connection): Promise<MissedWork> {
  const { missedDeliveries, deliveryLooks } = tables;
  const [look] = await db.select({ lookedAt: deliveryLooks.lookedAt }).from(deliveryLooks);
  const [missed] = await db
    .select({ missing: count(), oldestAt: min(missedDeliveries.failedAt) })
    .from(missedDeliveries);
  return {
    lookedAt: look?.lookedAt ?? null,
    missing: missed?.missing ?? 0,
    oldestAt: missed?.oldestAt ?? null,
  };
}

async function readInstallations({ db, tables: { installations } }: Connection): Promise<number[]> {
  const rows = await db
    .select({ id: installations.id })
    .from(installations)
    .where(eq(installations.state, "active"))
    .orderBy(asc(installations.id));
  return rows.map(({ id }) => id);
}
