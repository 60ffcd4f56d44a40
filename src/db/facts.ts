// Writes what an activity tells into the facts, each once. A snapshot never replaces a newer one, so deliveries that
// arrive late or twice, and a backfill that runs beside them, change nothing that was right.

import { isDeepStrictEqual } from "node:util";
import { and, eq, isNull, lt, lte, or, sql } from "drizzle-orm";
import type { Activity, Release, RemarkActivity, RepositoryRef, Thread } from "../core/activity.ts";
import { dayOf } from "../core/clock.ts";
import type { Connection } from "./connection.ts";
import { withNewLabels } from "./labels.ts";
import { lateRemarkChanges, lateThreadChanges } from "./late.ts";
import { upsertPerson } from "./people.ts";
import { findThreadRow } from "./threads.ts";

/**
 * Records an activity and what it carries.
 * @returns false when an activity of this key was known already. One that history told first is new when it comes live, and
 * so is a second edit within a second, which has the first one's key.
 */
export async function recordActivity(connection: Connection, activity: Activity): Promise<boolean> {
  const { repository } = activity;
  if (activity.actor) await upsertPerson(connection, activity.actor, activity.at);
  if ("thread" in activity) {
    const { author } = activity.thread;
    if (author && author.id !== activity.actor?.id) await upsertPerson(connection, author, activity.at);
    await upsertThread(connection, await withNewLabels(connection, activity));
    if (activity.kind === "thread.deleted") await deleteThread(connection, activity.thread.id, activity.at);
  }
  const isReworded = "remark" in activity && (await upsertRemark(connection, activity));
  if ("release" in activity) {
    await upsertRelease(connection, repository, activity.release, activity.kind === "release.removed");
  }
  return (await insertActivity(connection, activity)) || isReworded;
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
        // What history told is told again when its delivery comes: only now may Stoa act on it.
        .onConflictDoUpdate({
          target: activities.key,
          set: {
            isLive: sql`excluded.is_live`,
            personId: sql`coalesce(excluded.person_id, ${activities.personId})`,
            isBot: sql`excluded.is_bot`,
          },
          setWhere: sql`${activities.isLive} = false and excluded.is_live = true`,
        })
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

/** A snapshot that is newer than what is known replaces it; of another, only what no newer one could have told. */
async function upsertThread(
  connection: Connection,
  activity: Extract<Activity, { thread: Thread }>,
): Promise<void> {
  const { thread } = activity;
  let isFirst = false;
  const told = await connection.once(`snapshot ${thread.id} ${thread.updatedAt}`, () => {
    isFirst = true;
    return Promise.resolve(thread);
  });
  // All that is said in one review comes with the same snapshot, and a remark tells nothing else of its thread.
  if (!isFirst && "remark" in activity && isDeepStrictEqual(told, thread)) return;
  const { author, ...columns } = thread;
  const deletedAt = activity.kind === "thread.deleted" ? activity.at : null;
  const written = await connection
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
          isAssigned: sql.placeholder("isAssigned"),
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
            // Whoever was forgotten and came back is known again; a deleted account leaves who it was.
            authorId: sql`coalesce(excluded.author_id, ${threads.authorId})`,
            title: sql`excluded.title`,
            body: sql`excluded.body`,
            // A comment on a pull request shows it as an issue, which may know no merge.
            state: sql`case when coalesce(excluded.merged_at, ${threads.mergedAt}) is null then excluded.state else 'merged' end`,
            stateReason: sql`excluded.state_reason`,
            labels: sql`excluded.labels`,
            category: sql`excluded.category`,
            isLocked: sql`excluded.is_locked`,
            // History and pull requests do not say.
            isAssigned: sql`coalesce(excluded.is_assigned, ${threads.isAssigned})`,
            answerUrl: sql`excluded.answer_url`,
            // Payloads carry no paths (JSON null); what was read once stays.
            paths: sql`case when cast(excluded.paths as text) = 'null' then ${threads.paths} else excluded.paths end`,
            closes: sql`excluded.closes`,
            updatedAt: sql`excluded.updated_at`,
            closedAt: sql`excluded.closed_at`,
            mergedAt: sql`coalesce(excluded.merged_at, ${threads.mergedAt})`,
            deletedAt: sql`coalesce(${threads.deletedAt}, excluded.deleted_at)`,
          },
          setWhere: lt(threads.updatedAt, sql`excluded.updated_at`),
        })
        .returning({ id: threads.id }),
    )
    .run({
      ...columns,
      isAssigned: columns.isAssigned ?? null,
      repositoryId: activity.repository.id,
      authorId: author?.id ?? null,
      deletedAt,
    });
  if (written.length === 0) await addLateThread(connection, activity);
}

async function addLateThread(
  connection: Connection,
  activity: Extract<Activity, { thread: Thread }>,
): Promise<void> {
  const known = await findThreadRow(connection, activity.thread.id);
  const changes = known ? lateThreadChanges(known, activity) : {};
  const columns = Object.keys(changes);
  if (columns.length === 0) return;
  await connection
    .prepared(`facts.late ${columns.join()}`, ({ db, tables: { threads } }) =>
      db
        .update(threads)
        .set(Object.fromEntries(columns.map((column) => [column, sql.placeholder(column)])))
        .where(eq(threads.id, sql.placeholder("id"))),
    )
    .run({ ...changes, id: activity.thread.id });
}

/** @returns whether it is an edit that follows another one of the same second. */
async function upsertRemark(connection: Connection, activity: RemarkActivity): Promise<boolean> {
  const { author, ...columns } = activity.remark;
  if (author && author.id !== activity.actor?.id && author.id !== activity.thread.author?.id)
    await upsertPerson(connection, author, activity.at);
  const written = await connection
    .prepared("facts.upsertRemark", ({ db, tables: { remarks, threads } }) =>
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
          // What comes late into a thread that is gone is gone with it.
          deletedAt: sql`coalesce(${sql.placeholder("deletedAt")}, (select ${threads.deletedAt} from ${threads} where ${threads.id} = ${sql.placeholder("threadId")}))`,
        })
        .onConflictDoUpdate({
          target: remarks.id,
          set: {
            authorId: sql`coalesce(excluded.author_id, ${remarks.authorId})`,
            body: sql`excluded.body`,
            // A dismissal is never taken back.
            reviewState: sql`case when ${remarks.reviewState} = 'dismissed' then 'dismissed' else excluded.review_state end`,
            updatedAt: sql`excluded.updated_at`,
            deletedAt: sql`coalesce(${remarks.deletedAt}, excluded.deleted_at)`,
          },
          setWhere: lt(remarks.updatedAt, sql`excluded.updated_at`),
        })
        .returning({ id: remarks.id }),
    )
    .run({
      ...columns,
      threadId: activity.thread.id,
      repositoryId: activity.repository.id,
      authorId: author?.id ?? null,
      deletedAt: activity.kind === "remark.deleted" ? activity.at : null,
    });
  if (written.length > 0 || activity.kind === "remark.created") return false;
  return addLateRemark(connection, activity);
}

async function addLateRemark(connection: Connection, activity: RemarkActivity): Promise<boolean> {
  const { remarks } = connection.tables;
  const isThis = eq(remarks.id, activity.remark.id);
  const [known] = await connection.db.select().from(remarks).where(isThis).limit(1);
  const changes = known ? lateRemarkChanges(known, activity) : {};
  if (Object.keys(changes).length > 0) await connection.db.update(remarks).set(changes).where(isThis);
  return changes.body !== undefined && changes.body !== known?.body;
}

/** Of two tellings of one time, that it is gone wins: one that is published again has a later time. */
async function upsertRelease(
  connection: Connection,
  repository: RepositoryRef,
  release: Release,
  isRemoved: boolean,
): Promise<void> {
  const { db, tables } = connection;
  const { releases } = tables;
  const { author, ...columns } = release;
  const updatedAt = release.updatedAt ?? release.publishedAt;
  const removedAt = isRemoved ? updatedAt : null;
  if (author) await upsertPerson(connection, author, release.publishedAt);
  const { tag, name, body, isPrerelease } = release;
  const known = sql`coalesce(${releases.updatedAt}, 0)`;
  const isNewer = isRemoved
    ? lte(known, updatedAt)
    : or(lt(known, updatedAt), and(eq(known, updatedAt), isNull(releases.removedAt)));
  await db
    .insert(releases)
    .values({ ...columns, updatedAt, removedAt, repositoryId: repository.id, authorId: author?.id ?? null })
    .onConflictDoUpdate({
      target: releases.id,
      set: {
        tag,
        name,
        body,
        isPrerelease,
        updatedAt,
        removedAt,
        // An unpublished one tells no date of publication.
        ...(isRemoved ? {} : { publishedAt: release.publishedAt }),
      },
      ...(isNewer ? { setWhere: isNewer } : {}),
    });
}

/** A thread that GitHub deleted or moved away never comes back, and all that was said in it and voted for is gone. */
async function deleteThread(connection: Connection, id: string, at: number): Promise<void> {
  const { remarks, reactions } = connection.tables;
  await connection.db
    .update(remarks)
    .set({ deletedAt: at })
    .where(and(eq(remarks.threadId, id), isNull(remarks.deletedAt)));
  await connection.db.delete(reactions).where(eq(reactions.threadId, id));
}
