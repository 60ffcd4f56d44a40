// Lets go of all that is kept about a repository, or about an installation with all of its repositories, once the grace
// after its removal is over. Each table says how its rows are found; one that says nothing fails the compiler and a test.

import { and, eq, inArray, isNotNull, like, lt, or, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import { inChunks } from "./chunks.ts";
import type { Connection } from "./connection.ts";
import type { Tables } from "./tables/index.ts";

/** How a table's rows belong to somebody. */
type Owner = "repository" | "installation" | "thread" | "special" | "shared";

/** Of every table. "special" is taken care of below; "shared" belongs to no repository. */
export const OWNERS: Readonly<Record<keyof Tables, Owner>> = {
  installations: "special",
  repositories: "special",
  people: "special",
  personChoices: "shared",
  threads: "repository",
  remarks: "repository",
  reactions: "thread",
  releases: "repository",
  labelChanges: "repository",
  activities: "repository",
  deliveries: "special",
  payloads: "special",
  effects: "repository",
  writes: "installation",
  holds: "special",
  sightings: "repository",
  threadComments: "thread",
  commentSections: "thread",
  featureRetries: "special",
  schedules: "installation",
  configFiles: "repository",
  commandUses: "installation",
  backfills: "repository",
  missedDeliveries: "repository",
  deliveryLooks: "shared",
  historyReads: "repository",
  historyBudgets: "installation",
  threadReads: "repository",
  sentimentScores: "repository",
  toneCorrections: "repository",
  themes: "installation",
  themeThreads: "thread",
  themeModels: "installation",
  badgeEvidence: "repository",
  badgeCloses: "thread",
  badgeReverts: "thread",
  badgeAnnouncements: "repository",
  champions: "installation",
  spotlights: "installation",
  credentials: "installation",
  issuerKeys: "shared",
  pairings: "thread",
  pairingTurns: "thread",
  mentoringAsks: "thread",
  mentors: "installation",
  welcomes: "thread",
  requestRanks: "thread",
  requestBoards: "thread",
  digestRuns: "installation",
  reactionTotals: "thread",
  issueExtras: "thread",
  duplicateEvents: "thread",
  discussionPolls: "thread",
  requestThreads: "thread",
  requestVotes: "thread",
  requestDuplicates: "thread",
  requestOwners: "thread",
  requestPolls: "thread",
};

type Columns = Readonly<Record<string, Tables["threads"]["id"]>>;

/** Forgets a repository wholly. People whom nothing else speaks of go with it. */
export async function purgeRepository(connection: Connection, repositoryId: number): Promise<void> {
  const seen = await listPeople(connection, repositoryId);
  const { db, tables } = connection;
  for (const [name, owner] of Object.entries(OWNERS)) {
    const table = tables[name as keyof Tables];
    const columns = table as unknown as Columns;
    const column = owner === "thread" ? columns["threadId"] : columns["repositoryId"];
    if ((owner !== "repository" && owner !== "thread") || !column) continue;
    const isIts =
      owner === "thread" ? like(column, `${repositoryId}#%`) : eq(column, repositoryId as unknown as string);
    await db.delete(table).where(isIts);
  }
  // In order of arrival, the deliveries of a repository stand in a lane named after it.
  const inLane = db
    .select({ seq: tables.deliveries.seq })
    .from(tables.deliveries)
    .where(eq(tables.deliveries.lane, String(repositoryId)));
  await db.delete(tables.payloads).where(inArray(tables.payloads.seq, inLane));
  await db.delete(tables.deliveries).where(eq(tables.deliveries.lane, String(repositoryId)));
  const { holds } = tables;
  const isThread = and(eq(holds.scope, "thread"), like(holds.subject, `${repositoryId}#%`));
  const isRepository = and(eq(holds.scope, "repository"), eq(holds.subject, String(repositoryId)));
  await db.delete(holds).where(or(isThread, isRepository));
  const retries = await db
    .select({ key: tables.featureRetries.activityKey, activity: tables.featureRetries.activity })
    .from(tables.featureRetries);
  for (const { key, activity } of retries) {
    if (activity.repository.id !== repositoryId) continue;
    await db.delete(tables.featureRetries).where(eq(tables.featureRetries.activityKey, key));
  }
  await db.delete(tables.repositories).where(eq(tables.repositories.id, repositoryId));
  await deleteStrangers(connection, seen);
}

/** Forgets an installation wholly, with the repositories that are still its own. */
export async function purgeInstallation(connection: Connection, installationId: number): Promise<void> {
  const { db, tables } = connection;
  const rows = await db
    .select({ id: tables.repositories.id })
    .from(tables.repositories)
    .where(eq(tables.repositories.installationId, installationId));
  for (const { id } of rows) await purgeRepository(connection, id);
  for (const name of Object.keys(OWNERS) as (keyof Tables)[]) {
    const table = tables[name];
    const column = (table as unknown as Columns)["installationId"];
    if (column && name !== "repositories") {
      await db.delete(table).where(eq(column, installationId as unknown as string));
    }
  }
  const { holds } = tables;
  await db
    .delete(holds)
    .where(and(eq(holds.scope, "installation"), eq(holds.subject, String(installationId))));
  await db.delete(tables.installations).where(eq(tables.installations.id, installationId));
}

/** What was removed before `cutoff`. */
export async function listRemoved(
  connection: Connection,
  cutoff: number,
): Promise<{ readonly installations: readonly number[]; readonly repositories: readonly number[] }> {
  const { installations, repositories } = connection.tables;
  const gone = await connection.db
    .select({ id: installations.id })
    .from(installations)
    .where(and(eq(installations.state, "removed"), lt(installations.removedAt, cutoff)))
    .orderBy(installations.id);
  const lost = await connection.db
    .select({ id: repositories.id })
    .from(repositories)
    .where(and(eq(repositories.isActive, false), lt(repositories.removedAt, cutoff)))
    .orderBy(repositories.id);
  return { installations: gone.map(({ id }) => id), repositories: lost.map(({ id }) => id) };
}

/** Everybody whom a repository's facts name. */
async function listPeople(connection: Connection, repositoryId: number): Promise<readonly number[]> {
  const found = new Set<number>();
  for (const { column, table, isIts } of mentions(connection, repositoryId)) {
    const rows = await connection.db
      .selectDistinct({ id: column })
      .from(table)
      .where(and(isIts, isNotNull(column)));
    for (const { id } of rows) found.add(Number(id));
  }
  return [...found];
}

async function deleteStrangers(connection: Connection, ids: readonly number[]): Promise<void> {
  const { people } = connection.tables;
  for (const some of inChunks(ids)) {
    const left = new Set(some);
    for (const { column, table } of mentions(connection, 0)) {
      if (left.size === 0) break;
      const rows = await connection.db
        .selectDistinct({ id: column })
        .from(table)
        .where(inArray(column, [...left]));
      for (const { id } of rows) left.delete(Number(id));
    }
    if (left.size > 0) await connection.db.delete(people).where(inArray(people.id, [...left]));
  }
}

/** Where people are named. */
function mentions({ tables }: Connection, repositoryId: number) {
  const { threads, remarks, releases, activities, reactions, badgeEvidence, pairings, requestOwners } =
    tables;
  const { requestPolls, sentimentScores, mentoringAsks } = tables;
  const inThreads = (column: SQLWrapper): SQL => sql`${column} like ${`${repositoryId}#%`}`;
  return [
    { table: threads, column: threads.authorId, isIts: eq(threads.repositoryId, repositoryId) },
    { table: remarks, column: remarks.authorId, isIts: eq(remarks.repositoryId, repositoryId) },
    { table: releases, column: releases.authorId, isIts: eq(releases.repositoryId, repositoryId) },
    { table: activities, column: activities.personId, isIts: eq(activities.repositoryId, repositoryId) },
    { table: reactions, column: reactions.personId, isIts: inThreads(reactions.threadId) },
    {
      table: badgeEvidence,
      column: badgeEvidence.personId,
      isIts: eq(badgeEvidence.repositoryId, repositoryId),
    },
    { table: requestOwners, column: requestOwners.personId, isIts: inThreads(requestOwners.threadId) },
    {
      table: requestPolls,
      column: requestPolls.personId,
      isIts: eq(requestPolls.repositoryId, repositoryId),
    },
    { table: pairings, column: pairings.newcomerId, isIts: inThreads(pairings.threadId) },
    { table: mentoringAsks, column: mentoringAsks.newcomerId, isIts: inThreads(mentoringAsks.threadId) },
    {
      table: sentimentScores,
      column: sentimentScores.personId,
      isIts: eq(sentimentScores.repositoryId, repositoryId),
    },
  ] as const;
}
