// Writes what an activity tells into the facts, each once. A snapshot never replaces a newer one, so deliveries that
// arrive late or twice, and a backfill that runs beside them, change nothing that was right.

import { isDeepStrictEqual } from "node:util";
import { and, eq, isNull, lt, lte, or, sql, type SQL, type SQLWrapper } from "drizzle-orm";
import type { Activity, Release, RepositoryRef, Thread } from "../core/activity.ts";
import { dayOf } from "../core/clock.ts";
import { rowsWritten, type Connection } from "./connection.ts";
import { withNewLabels } from "./labels.ts";
import { lateThreadChanges } from "./late.ts";
import { upsertPerson } from "./people.ts";
import { upsertRemark, type StoredRemark } from "./remarks.ts";
import { findThreadRow } from "./threads.ts";

/** What recording an activity showed. */
export interface Recorded {
  /** Its remark as it is stored now, where that follows from what was told; else whoever wants it reads it. */
  readonly remark: StoredRemark | undefined;
}

/**
 * Records an activity and what it carries.
 * @returns undefined when an activity of this key was known already. One that history told first is new when it comes live, and
 * so is a second edit within a second, which has the first one's key.
 */
export async function recordActivity(
  connection: Connection,
  activity: Activity,
): Promise<Recorded | undefined> {
  const { repository } = activity;
  if (activity.actor) await upsertPerson(connection, activity.actor, activity.at);
  if ("thread" in activity) {
    const { author } = activity.thread;
    if (author && author.id !== activity.actor?.id) await upsertPerson(connection, author, activity.at);
    await upsertThread(connection, await withNewLabels(connection, activity));
    if (activity.kind === "thread.deleted") await deleteThread(connection, activity.thread.id, activity.at);
  }
  const remark = "remark" in activity ? await upsertRemark(connection, activity) : undefined;
  if ("release" in activity) {
    await upsertRelease(connection, repository, activity.release, activity.kind === "release.removed");
  }
  const isNews = (await insertActivity(connection, activity)) || remark?.isReworded === true;
  return isNews ? { remark: remark?.stored } : undefined;
}

async function insertActivity(connection: Connection, activity: Activity): Promise<boolean> {
  const written = await connection
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
        }),
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
  return rowsWritten(written) > 0;
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
  const values = rowOf(activity);
  // What is said in a thread nearly always finds it known, and in the state it was.
  if ("remark" in activity && thread.paths === null && (await updateThread(connection, values))) return;
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
        }),
    )
    .run(values);
  if (rowsWritten(written) === 0) await addLateThread(connection, activity);
}

/** A thread's columns, named one by one: V8 defines what a spread brings in a slow way (docs/performance.md). */
function rowOf(activity: Extract<Activity, { thread: Thread }>) {
  const { thread } = activity;
  return {
    id: thread.id,
    repositoryId: activity.repository.id,
    number: thread.number,
    kind: thread.kind,
    nodeId: thread.nodeId,
    title: thread.title,
    body: thread.body,
    url: thread.url,
    authorId: thread.author?.id ?? null,
    state: thread.state,
    stateReason: thread.stateReason,
    labels: thread.labels,
    category: thread.category,
    isLocked: thread.isLocked,
    isAssigned: thread.isAssigned ?? null,
    answerUrl: thread.answerUrl,
    paths: thread.paths,
    closes: thread.closes,
    createdAt: thread.createdAt,
    updatedAt: thread.updatedAt,
    closedAt: thread.closedAt,
    mergedAt: thread.mergedAt,
    deletedAt: activity.kind === "thread.deleted" ? activity.at : null,
  };
}

/**
 * What the upsert does to a thread that is known, of the same author, and as open, closed or merged as it was and since when: no
 * column of an index changes, so neither engine touches its indexes.
 * @returns false when it is no such thread, or nothing newer: then nothing was written
 */
async function updateThread(connection: Connection, values: Record<string, unknown>): Promise<boolean> {
  const written = await connection
    .prepared("facts.updateThread", ({ db, tables: { threads } }) => {
      const given = (name: UpdatedColumn) => sql`${sql.param(sql.placeholder(name), threads[name])}`;
      const isSame = (column: SQLWrapper, value: SQL) => sql`${column} is not distinct from ${value}`;
      const mergedAt = sql`coalesce(${given("mergedAt")}, ${threads.mergedAt})`;
      return db
        .update(threads)
        .set({
          title: given("title"),
          body: given("body"),
          stateReason: given("stateReason"),
          labels: given("labels"),
          category: given("category"),
          isLocked: given("isLocked"),
          isAssigned: sql`coalesce(${given("isAssigned")}, ${threads.isAssigned})`,
          answerUrl: given("answerUrl"),
          closes: given("closes"),
          updatedAt: given("updatedAt"),
        })
        .where(
          and(
            eq(threads.id, sql.placeholder("id")),
            lt(threads.updatedAt, sql.placeholder("updatedAt")),
            sql`${threads.state} = case when ${mergedAt} is null then ${given("state")} else 'merged' end`,
            isSame(threads.closedAt, given("closedAt")),
            isSame(threads.mergedAt, mergedAt),
            isSame(threads.authorId, sql`coalesce(${given("authorId")}, ${threads.authorId})`),
          ),
        );
    })
    .run(values);
  return rowsWritten(written) > 0;
}

/** What an update writes or compares. */
type UpdatedColumn = Exclude<keyof Connection["tables"]["threads"]["$inferInsert"], "paths" | "deletedAt">;

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
