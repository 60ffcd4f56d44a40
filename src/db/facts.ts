// Writes what an activity tells into the facts, each once. A snapshot never replaces a newer one, so deliveries that
// arrive late or twice, and a backfill that runs beside them, change nothing that was right.

import { and, eq, gte, inArray, isNull, lt, lte, sql } from "drizzle-orm";
import type { Activity, Person, Release, Remark, RepositoryRef, Thread } from "../core/activity.ts";
import { dayOf } from "../core/clock.ts";
import type { Connection } from "./connection.ts";

/**
 * Records an activity and what it carries.
 * @returns false when an activity of this key was known already.
 */
export async function recordActivity(connection: Connection, activity: Activity): Promise<boolean> {
  const { repository } = activity;
  if (activity.actor) await upsertPerson(connection, activity.actor, activity.at);
  if ("thread" in activity) {
    const { thread } = activity;
    if (thread.author && thread.author.id !== activity.actor?.id) {
      await upsertPerson(connection, thread.author, thread.createdAt);
    }
    await upsertThread(
      connection,
      repository,
      thread,
      activity.kind === "thread.deleted" ? activity.at : null,
    );
  }
  if (activity.kind === "thread.merged") await markMerged(connection, activity.thread);
  if ("remark" in activity) {
    const deletedAt = activity.kind === "remark.deleted" ? activity.at : null;
    await upsertRemark(connection, repository, {
      remark: activity.remark,
      threadId: activity.thread.id,
      deletedAt,
    });
  }
  if ("release" in activity) await upsertRelease(connection, repository, activity.release);
  return insertActivity(connection, activity);
}

async function insertActivity(connection: Connection, activity: Activity): Promise<boolean> {
  const inserted = await connection
    .prepared("facts.insertActivity", ({ db, tables: { activities } }) =>
      db
        .insert(activities)
        .values({
          key: sql.placeholder("key"),
          kind: sql.placeholder("kind"),
          at: sql.placeholder("at"),
          day: sql.placeholder("day"),
          repositoryId: sql.placeholder("repositoryId"),
          threadId: sql.placeholder("threadId"),
          personId: sql.placeholder("personId"),
          isBot: sql.placeholder("isBot"),
          isLive: sql.placeholder("isLive"),
        })
        .onConflictDoNothing()
        .returning({ key: activities.key }),
    )
    .run({
      key: activity.key,
      kind: activity.kind,
      at: activity.at,
      day: dayOf(activity.at),
      repositoryId: activity.repository.id,
      threadId: "thread" in activity ? activity.thread.id : null,
      personId: activity.actor?.id ?? null,
      isBot: activity.actor?.isBot ?? false,
      isLive: activity.isLive,
    });
  return inserted.length > 0;
}

/** Keeps the newest login of an account; `seenAt` is when it was last seen under it. */
export async function upsertPerson(connection: Connection, person: Person, seenAt: number): Promise<void> {
  await connection
    .prepared("facts.upsertPerson", ({ db, tables: { people } }) =>
      db
        .insert(people)
        .values({
          id: sql.placeholder("id"),
          login: sql.placeholder("login"),
          isBot: sql.placeholder("isBot"),
          seenAt: sql.placeholder("seenAt"),
        })
        .onConflictDoUpdate({
          target: people.id,
          set: { login: sql`excluded.login`, isBot: sql`excluded.is_bot`, seenAt: sql`excluded.seen_at` },
          setWhere: lte(people.seenAt, sql`excluded.seen_at`),
        }),
    )
    .run({ ...person, seenAt });
}

async function upsertThread(
  connection: Connection,
  repository: RepositoryRef,
  thread: Thread,
  deletedAt: number | null,
): Promise<void> {
  const { author, ...columns } = thread;
  await connection
    .prepared("facts.upsertThread", ({ db, tables: { threads } }) =>
      db
        .insert(threads)
        .values({
          id: sql.placeholder("id"),
          repositoryId: sql.placeholder("repositoryId"),
          number: sql.placeholder("number"),
          kind: sql.placeholder("kind"),
          nodeId: sql.placeholder("nodeId"),
          title: sql.placeholder("title"),
          body: sql.placeholder("body"),
          url: sql.placeholder("url"),
          authorId: sql.placeholder("authorId"),
          state: sql.placeholder("state"),
          stateReason: sql.placeholder("stateReason"),
          labels: sql.placeholder("labels"),
          category: sql.placeholder("category"),
          isLocked: sql.placeholder("isLocked"),
          answerUrl: sql.placeholder("answerUrl"),
          paths: sql.placeholder("paths"),
          closes: sql.placeholder("closes"),
          createdAt: sql.placeholder("createdAt"),
          updatedAt: sql.placeholder("updatedAt"),
          closedAt: sql.placeholder("closedAt"),
          mergedAt: sql.placeholder("mergedAt"),
          deletedAt: sql.placeholder("deletedAt"),
        })
        .onConflictDoUpdate({
          target: threads.id,
          set: {
            title: sql`excluded.title`,
            body: sql`excluded.body`,
            state: sql`excluded.state`,
            stateReason: sql`excluded.state_reason`,
            labels: sql`excluded.labels`,
            category: sql`excluded.category`,
            isLocked: sql`excluded.is_locked`,
            answerUrl: sql`excluded.answer_url`,
            // Payloads carry no paths (JSON null); what was read once stays.
            paths: sql`case when cast(excluded.paths as text) = 'null' then ${threads.paths} else excluded.paths end`,
            closes: sql`excluded.closes`,
            updatedAt: sql`excluded.updated_at`,
            closedAt: sql`excluded.closed_at`,
            // A comment on a pull request shows it as an issue, which knows no merge.
            mergedAt: sql`coalesce(excluded.merged_at, ${threads.mergedAt})`,
            deletedAt: sql`excluded.deleted_at`,
          },
          setWhere: lte(threads.updatedAt, sql`excluded.updated_at`),
        }),
    )
    .run({ ...columns, repositoryId: repository.id, authorId: author?.id ?? null, deletedAt });
}

/** A comment that overtook the merge left a newer snapshot behind, which as an issue knew no merge. */
async function markMerged(connection: Connection, thread: Thread): Promise<void> {
  const { threads } = connection.tables;
  await connection.db
    .update(threads)
    .set({ state: "merged", mergedAt: thread.mergedAt, closedAt: thread.closedAt })
    .where(and(eq(threads.id, thread.id), isNull(threads.mergedAt)));
}

async function upsertRemark(
  connection: Connection,
  repository: RepositoryRef,
  row: { readonly remark: Remark; readonly threadId: string; readonly deletedAt: number | null },
): Promise<void> {
  const { author, ...columns } = row.remark;
  if (author) await upsertPerson(connection, author, row.remark.createdAt);
  await connection
    .prepared("facts.upsertRemark", ({ db, tables: { remarks } }) =>
      db
        .insert(remarks)
        .values({
          id: sql.placeholder("id"),
          threadId: sql.placeholder("threadId"),
          repositoryId: sql.placeholder("repositoryId"),
          kind: sql.placeholder("kind"),
          databaseId: sql.placeholder("databaseId"),
          authorId: sql.placeholder("authorId"),
          body: sql.placeholder("body"),
          url: sql.placeholder("url"),
          reviewState: sql.placeholder("reviewState"),
          createdAt: sql.placeholder("createdAt"),
          updatedAt: sql.placeholder("updatedAt"),
          deletedAt: sql.placeholder("deletedAt"),
        })
        .onConflictDoUpdate({
          target: remarks.id,
          set: {
            body: sql`excluded.body`,
            reviewState: sql`excluded.review_state`,
            updatedAt: sql`excluded.updated_at`,
            deletedAt: sql`coalesce(${remarks.deletedAt}, excluded.deleted_at)`,
          },
          setWhere: lte(remarks.updatedAt, sql`excluded.updated_at`),
        }),
    )
    .run({
      ...columns,
      threadId: row.threadId,
      repositoryId: repository.id,
      authorId: author?.id ?? null,
      deletedAt: row.deletedAt,
    });
}

async function upsertRelease(
  connection: Connection,
  repository: RepositoryRef,
  release: Release,
): Promise<void> {
  const { db, tables } = connection;
  const { author, ...columns } = release;
  if (author) await upsertPerson(connection, author, release.publishedAt);
  await db
    .insert(tables.releases)
    .values({ ...columns, repositoryId: repository.id, authorId: author?.id ?? null })
    .onConflictDoUpdate({
      target: tables.releases.id,
      set: { tag: release.tag, name: release.name, body: release.body, isPrerelease: release.isPrerelease },
    });
}

/** Reads the people of these ids; unknown ids are left out. */
export async function findPeople(
  connection: Connection,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Person>> {
  const found = new Map<number, Person>();
  const { people } = connection.tables;
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += 500) {
    const rows = await connection.db
      .select({ id: people.id, login: people.login, isBot: people.isBot })
      .from(people)
      .where(inArray(people.id, unique.slice(start, start + 500)));
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

/** What a person contributed before `before`: pull requests opened, and whether any was merged. */
export async function hasEarlierPull(
  connection: Connection,
  query: { readonly personId: number; readonly before: number; readonly exceptThreadId: string },
): Promise<boolean> {
  const rows = await connection
    .prepared("facts.earlierPull", ({ db, tables: { threads } }) =>
      db
        .select({ id: threads.id })
        .from(threads)
        .where(
          and(
            eq(threads.authorId, sql.placeholder("personId")),
            eq(threads.kind, "pull"),
            lte(threads.createdAt, sql.placeholder("before")),
            sql`${threads.id} <> ${sql.placeholder("exceptThreadId")}`,
          ),
        )
        .limit(1),
    )
    .run(query);
  return rows.length > 0;
}

/** Activities of people (bots never count) in a period, in the given repositories. */
export async function countActivities(
  connection: Connection,
  query: { readonly repositoryIds: readonly number[]; readonly startsAt: number; readonly endsAt: number },
): Promise<{ readonly total: number; readonly live: number; readonly people: number }> {
  const { activities } = connection.tables;
  if (query.repositoryIds.length === 0) return { total: 0, live: 0, people: 0 };
  const rows = await connection.db
    .select({
      total: sql<number>`count(*)`.mapWith(Number),
      live: sql<number>`sum(case when ${activities.isLive} then 1 else 0 end)`.mapWith(Number),
      people: sql<number>`count(distinct ${activities.personId})`.mapWith(Number),
    })
    .from(activities)
    .where(
      and(
        inArray(activities.repositoryId, [...query.repositoryIds]),
        gte(activities.day, dayOf(query.startsAt)),
        gte(activities.at, query.startsAt),
        lt(activities.at, query.endsAt),
        eq(activities.isBot, false),
      ),
    );
  const row = rows[0];
  return { total: row?.total ?? 0, live: row?.live ?? 0, people: row?.people ?? 0 };
}
