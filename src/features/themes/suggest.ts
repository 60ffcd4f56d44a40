// What a new issue or discussion is told in the thread's one comment: guidance for a known hurdle, and threads that it may
// be related to. Both stand in rows or in stoa.yml; the index of threads is made of rows and only kept to save time.

import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, ne, or, sql } from "drizzle-orm";
import { type ThreadActivity } from "../../core/activity.ts";
import { HOUR } from "../../core/clock.ts";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { learnDuplicates } from "./marked.ts";
import { erasureToken, makeMemory } from "./memory.ts";
import { relatedIndex, type RelatedIndex } from "./related.ts";
import { MOST_RELATED, RELATED_THRESHOLD } from "./rules.ts";

/** Only so many threads are candidates, the newest; more of a body than this is not even read. */
const MOST_CANDIDATES = 50_000;
const BODY_CHARACTERS = 2_000;
/** A look reads so many threads that it has not read before, the newest first: it runs in an activity's transaction. */
const PER_LOOK = 3_000;
/** Some of the nearest are gone by now, or no longer public. */
const ASKED = 4 * MOST_RELATED;
/** A delivery may come so late after its thread was opened. */
const LATE_MS = HOUR;

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
  /** The newest thread's time in the index. */
  newest: number;
  /** All threads after this one are in the index; null when all are. */
  oldest: { readonly createdAt: number; readonly id: string } | null;
  /** Remarks up to this time were looked through for what duplicates what. */
  remarksReadTo: number;
}

const indexes = makeMemory<Known>();

/**
 * The threads that a new one is most like, the most alike first; of public repositories only, and none that is gone. Where
 * people marked a duplicate, its original is told instead.
 */
export async function findRelated(
  connection: Connection,
  scope: PublicScope,
  { thread, now }: Pick<ThreadActivity, "thread"> & { readonly now: number },
): Promise<readonly RelatedThread[]> {
  const index = await catchUp(connection, scope, now);
  const text = { title: thread.title, body: thread.body.slice(0, BODY_CHARACTERS) };
  const hits = index
    .find(text, ASKED)
    .filter(({ id, similarity }) => id !== thread.id && similarity >= RELATED_THRESHOLD);
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
  return hits.flatMap(({ id }) => byId.get(id) ?? []).slice(0, MOST_RELATED);
}

/** The index with all that was opened since the last look, and some more of what was opened before the first. */
async function catchUp(connection: Connection, scope: PublicScope, now: number): Promise<RelatedIndex> {
  const { installationId } = scope;
  const token = await erasureToken(connection, scope);
  let known = indexes.find(connection, installationId, token);
  if (!known) {
    const oldest = { createdAt: Number.MAX_SAFE_INTEGER, id: "" };
    known = { index: relatedIndex(), newest: now, oldest, remarksReadTo: 0 };
    indexes.keep(connection, { installationId, token }, known);
  }
  await readNewer(connection, scope, known);
  await readOlder(connection, scope, known);
  // As many again as there may be: what is oldest by now goes, and the index is made anew.
  if (known.index.size() > 2 * MOST_CANDIDATES) indexes.forget(connection, installationId);
  const { index, remarksReadTo } = known;
  await learnDuplicates(connection, scope, { index, since: remarksReadTo });
  known.remarksReadTo = now - LATE_MS;
  return index;
}

async function readNewer(connection: Connection, scope: PublicScope, known: Known): Promise<void> {
  const { threads } = connection.tables;
  const rows = await connection.db
    .select(columnsOf(connection))
    .from(threads)
    .where(and(isCandidate(connection, scope), gte(threads.createdAt, known.newest - LATE_MS)))
    .orderBy(asc(threads.createdAt), asc(threads.id))
    .limit(PER_LOOK);
  for (const { id, title, body, createdAt } of rows) {
    known.index.add(id, { title, body });
    known.newest = Math.max(known.newest, createdAt);
  }
}

async function readOlder(connection: Connection, scope: PublicScope, known: Known): Promise<void> {
  if (known.oldest === null) return;
  const { threads } = connection.tables;
  const { createdAt: before, id: beforeId } = known.oldest;
  const rows = await connection.db
    .select(columnsOf(connection))
    .from(threads)
    .where(
      and(
        isCandidate(connection, scope),
        or(lt(threads.createdAt, before), and(eq(threads.createdAt, before), gt(threads.id, beforeId))),
      ),
    )
    .orderBy(desc(threads.createdAt), asc(threads.id))
    .limit(PER_LOOK);
  for (const { id, title, body } of rows) known.index.add(id, { title, body });
  const last = rows.at(-1);
  const isMore = rows.length === PER_LOOK && known.index.size() < MOST_CANDIDATES;
  known.oldest = isMore && last ? { createdAt: last.createdAt, id: last.id } : null;
}

function columnsOf({ tables: { threads } }: Connection) {
  return {
    id: threads.id,
    title: threads.title,
    body: sql<string>`substr(${threads.body}, 1, ${BODY_CHARACTERS})`,
    createdAt: threads.createdAt,
  };
}

function isCandidate({ tables: { threads } }: Connection, { repositoryIds }: PublicScope) {
  return and(
    inArray(threads.repositoryId, [...repositoryIds]),
    ne(threads.kind, "pull"),
    isNotNull(threads.authorId),
    isNull(threads.deletedAt),
  );
}
