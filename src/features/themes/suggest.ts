// What a new issue or discussion is told in the thread's one comment: guidance for a known hurdle, and threads that it may
// be related to. Both stand in rows or in stoa.yml; the index of threads is made of rows and only kept to save time.

import { and, asc, gt, inArray, isNotNull, isNull, like, ne, sql } from "drizzle-orm";
import { threadId, type ThreadActivity } from "../../core/activity.ts";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { duplicateReference } from "../../text/references.ts";
import { relatedIndex, type RelatedIndex } from "./related.ts";
import { MOST_RELATED, RELATED_THRESHOLD } from "./rules.ts";

/** Only so many threads are candidates, the newest; more of a body than this is not even read. */
const MOST_CANDIDATES = 50_000;
const BODY_CHARACTERS = 2_000;
const PAGE = 1_000;

/** A thread that a new one may be related to. */
export interface RelatedThread {
  readonly repositoryId: number;
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly state: string;
}

interface Known {
  readonly index: RelatedIndex;
  /** What was opened later is not in the index yet. */
  newest: number;
  /** The same for remarks, of which some say what duplicates what. */
  newestRemark: number;
}

/** By the database's handle, then by installation: one process may have several databases open. */
const indexes = new WeakMap<object, Map<number, Known>>();

/**
 * The threads that a new one is most like, the most alike first; of public repositories only, and none that is gone. Where
 * people marked a duplicate, its original is told instead.
 */
export async function findRelated(
  connection: Connection,
  scope: PublicScope,
  { thread }: Pick<ThreadActivity, "thread">,
): Promise<readonly RelatedThread[]> {
  const { index } = await catchUp(connection, scope);
  const text = { title: thread.title, body: thread.body.slice(0, BODY_CHARACTERS) };
  const hits = index
    .find(text, MOST_RELATED + 1)
    .filter(({ id, similarity }) => id !== thread.id && similarity >= RELATED_THRESHOLD)
    .slice(0, MOST_RELATED);
  if (hits.length === 0) return [];
  const { threads } = connection.tables;
  const rows = await connection.db
    .select({
      id: threads.id,
      repositoryId: threads.repositoryId,
      number: threads.number,
      title: threads.title,
      url: threads.url,
      state: threads.state,
    })
    .from(threads)
    .where(
      and(
        inArray(
          threads.id,
          hits.map(({ id }) => id),
        ),
        inArray(threads.repositoryId, [...scope.repositoryIds]),
        isNotNull(threads.authorId),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(threads.id));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return hits.flatMap(({ id }) => byId.get(id) ?? []);
}

/** The index with all that was opened since the last look. The first look of a process reads everything. */
async function catchUp(connection: Connection, scope: PublicScope): Promise<Known> {
  const places = indexes.get(connection.db) ?? new Map<number, Known>();
  indexes.set(connection.db, places);
  const known = places.get(scope.installationId) ?? { index: relatedIndex(), newest: 0, newestRemark: 0 };
  places.set(scope.installationId, known);
  const { threads } = connection.tables;
  for (;;) {
    const rows = await connection.db
      .select({
        id: threads.id,
        title: threads.title,
        body: sql<string>`substr(${threads.body}, 1, ${BODY_CHARACTERS})`,
        createdAt: threads.createdAt,
      })
      .from(threads)
      .where(
        and(
          inArray(threads.repositoryId, [...scope.repositoryIds]),
          ne(threads.kind, "pull"),
          isNull(threads.deletedAt),
          gt(threads.createdAt, known.newest),
        ),
      )
      .orderBy(asc(threads.createdAt), asc(threads.id))
      .limit(PAGE);
    for (const { id, ...text } of rows) if (known.index.size() < MOST_CANDIDATES) known.index.add(id, text);
    known.newest = rows.at(-1)?.createdAt ?? known.newest;
    if (rows.length < PAGE) break;
  }
  await learnDuplicates(connection, scope, known);
  return known;
}

/** "Duplicate of #12", as people write it and as GitHub does when one is marked. */
async function learnDuplicates(connection: Connection, scope: PublicScope, known: Known): Promise<void> {
  const { remarks } = connection.tables;
  const rows = await connection.db
    .select({
      threadId: remarks.threadId,
      repositoryId: remarks.repositoryId,
      body: remarks.body,
      createdAt: remarks.createdAt,
    })
    .from(remarks)
    .where(
      and(
        inArray(remarks.repositoryId, [...scope.repositoryIds]),
        gt(remarks.createdAt, known.newestRemark),
        like(sql`lower(${remarks.body})`, "%duplicate of%"),
        isNull(remarks.deletedAt),
      ),
    )
    .orderBy(asc(remarks.createdAt), asc(remarks.id))
    .limit(PAGE);
  for (const { threadId: duplicate, repositoryId, body, createdAt } of rows) {
    // One in another repository is not told instead: its name alone does not say which row it is.
    const original = duplicateReference(body);
    if (original?.repository === null) known.index.mark(duplicate, threadId(repositoryId, original.number));
    known.newestRemark = createdAt;
  }
}
