// Remarks as the facts have them: written by what activities tell, and read back.

import { eq, lt, sql, type Column } from "drizzle-orm";
import type { Remark, RemarkActivity } from "../core/activity.ts";
import { rowsWritten, type Connection } from "./connection.ts";
import { fixedLimit } from "./fixed-limit.ts";
import { lateRemarkChanges } from "./late.ts";
import { upsertPerson } from "./people.ts";

/** A remark as the facts have it, with what its thread and its author add. */
export interface StoredRemark {
  readonly id: string;
  readonly threadId: string;
  readonly repositoryId: number;
  readonly kind: Remark["kind"];
  readonly body: string;
  readonly url: string;
  readonly reviewState: Remark["reviewState"];
  readonly createdAt: number;
  /** When it was deleted, or its thread was. */
  readonly deletedAt: number | null;
  readonly author: { readonly id: number; readonly isBot: boolean } | null;
  /** null for a deleted account, or one that was forgotten. */
  readonly threadAuthorId: number | null;
}

/** The remark of this node id, as it is stored. */
export async function findRemark(connection: Connection, id: string): Promise<StoredRemark | undefined> {
  const rows = await connection
    .prepared("remarks.find", ({ db, tables: { people, remarks, threads } }) =>
      db
        .select({
          id: remarks.id,
          threadId: remarks.threadId,
          repositoryId: remarks.repositoryId,
          kind: remarks.kind,
          body: remarks.body,
          url: remarks.url,
          reviewState: remarks.reviewState,
          createdAt: remarks.createdAt,
          // A remark may come after the news that its thread is gone.
          deletedAt: sql<number | null>`coalesce(${remarks.deletedAt}, ${threads.deletedAt})`.mapWith(
            remarks.deletedAt,
          ),
          authorId: people.id,
          isBot: people.isBot,
          threadAuthorId: threads.authorId,
        })
        .from(remarks)
        .innerJoin(threads, eq(threads.id, remarks.threadId))
        .leftJoin(people, eq(people.id, remarks.authorId))
        .where(eq(remarks.id, sql.placeholder("id")))
        .limit(fixedLimit(1)),
    )
    .run({ id });
  const [row] = rows;
  if (!row) return undefined;
  const { authorId, isBot, ...remark } = row;
  return { ...remark, author: authorId === null || isBot === null ? null : { id: authorId, isBot } };
}

/** What became of a remark that an activity told. */
export interface WrittenRemark {
  /** Whether it is an edit that follows another one of the same second. */
  readonly isReworded: boolean;
  /** As it is stored now, where that follows from what was told. */
  readonly stored: StoredRemark | undefined;
}

/** Writes what an activity tells of its remark, unless something newer is known. */
export async function upsertRemark(connection: Connection, activity: RemarkActivity): Promise<WrittenRemark> {
  const { repository, thread, remark } = activity;
  const { author } = remark;
  if (author && author.id !== activity.actor?.id && author.id !== thread.author?.id)
    await upsertPerson(connection, author, activity.at);
  const row = {
    id: remark.id,
    threadId: thread.id,
    repositoryId: repository.id,
    kind: remark.kind,
    databaseId: remark.databaseId,
    authorId: author?.id ?? null,
    body: remark.body,
    url: remark.url,
    reviewState: remark.reviewState,
    createdAt: remark.createdAt,
    updatedAt: remark.updatedAt,
    deletedAt: activity.kind === "remark.deleted" ? activity.at : null,
  };
  const isSqlite = connection.dialect === "sqlite";
  const written = (isSqlite ? await insertNew(connection, row) : undefined) ?? (await write(connection, row));
  if (!written) {
    const isReworded = activity.kind !== "remark.created" && (await addLateRemark(connection, activity));
    return { isReworded, stored: undefined };
  }
  // Of a deleted account nobody is told; the facts may know whose it was.
  if (!author || written.threadId !== thread.id) return { isReworded: false, stored: undefined };
  const stored = {
    id: remark.id,
    threadId: thread.id,
    repositoryId: repository.id,
    kind: remark.kind,
    body: remark.body,
    url: written.url,
    reviewState: written.reviewState,
    createdAt: remark.createdAt,
    deletedAt: written.deletedAt,
    author,
    threadAuthorId: written.threadAuthorId,
  };
  return { isReworded: false, stored };
}

type RemarkRow = Connection["tables"]["remarks"]["$inferSelect"];

/** What is stored of a remark that was written, where it may differ from what was told. */
interface Written extends Pick<RemarkRow, "threadId" | "url" | "reviewState" | "deletedAt"> {
  readonly threadAuthorId: number | null;
}

/** A remark's columns, each its placeholder. */
function placeholders() {
  return {
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
  };
}

/**
 * Writes a remark that nobody knew, as nearly all are; undefined when it is known. On SQLite these two statements take half as long
 * as `write`, which has to gather what it returns in a table of its own.
 */
async function insertNew(connection: Connection, row: RemarkRow): Promise<Written | undefined> {
  const [thread] = await connection
    .prepared("remarks.findThread", ({ db, tables: { threads } }) =>
      db
        .select({ authorId: threads.authorId, deletedAt: threads.deletedAt })
        .from(threads)
        .where(eq(threads.id, sql.placeholder("threadId"))),
    )
    .run({ threadId: row.threadId });
  // What comes late into a thread that is gone is gone with it.
  const deletedAt = row.deletedAt ?? thread?.deletedAt ?? null;
  const inserted = await connection
    .prepared("remarks.insertNew", ({ db, tables: { remarks } }) =>
      db.insert(remarks).values(placeholders()).onConflictDoNothing(),
    )
    .run(deletedAt === row.deletedAt ? row : { ...row, deletedAt });
  if (rowsWritten(inserted) === 0) return undefined;
  const { threadId, url, reviewState } = row;
  return { threadId, url, reviewState, deletedAt, threadAuthorId: thread?.authorId ?? null };
}

/** Writes a remark over an older state of it; undefined when none is older. */
async function write(connection: Connection, row: RemarkRow): Promise<Written | undefined> {
  const [written] = await connection
    .prepared("remarks.upsert", ({ db, tables: { remarks, threads } }) => {
      const ofThread = (column: Column) =>
        sql`(select ${column} from ${threads} where ${threads.id} = ${sql.placeholder("threadId")})`;
      return db
        .insert(remarks)
        .values({
          ...placeholders(),
          // See insertNew.
          deletedAt: sql`coalesce(${sql.placeholder("deletedAt")}, ${ofThread(threads.deletedAt)})`,
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
        .returning({
          threadId: remarks.threadId,
          // Of a repository that was renamed it is another by now; the first stays.
          url: remarks.url,
          reviewState: remarks.reviewState,
          deletedAt: remarks.deletedAt,
          threadAuthorId: sql<number | null>`${ofThread(threads.authorId)}`.mapWith(threads.authorId),
        });
    })
    .run(row);
  return written;
}

/** @returns whether its text changed. */
async function addLateRemark(connection: Connection, activity: RemarkActivity): Promise<boolean> {
  const { remarks } = connection.tables;
  const isThis = eq(remarks.id, activity.remark.id);
  const [known] = await connection.db.select().from(remarks).where(isThis).limit(1);
  const changes = known ? lateRemarkChanges(known, activity) : {};
  if (Object.keys(changes).length > 0) await connection.db.update(remarks).set(changes).where(isThis);
  return changes.body !== undefined && changes.body !== known?.body;
}
