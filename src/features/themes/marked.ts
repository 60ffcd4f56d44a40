// Which threads people call duplicates of which others: in words ("Duplicate of #12", "dupe of owner/repo#12"), by GitHub's own
// mark, or by Stoa's command. The index of related threads learns from all of them.

import { and, asc, gt, inArray, isNotNull, isNull, like, sql } from "drizzle-orm";
import { threadId } from "../../core/activity.ts";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { listRepositories } from "../../db/repositories.ts";
import { duplicateReference } from "../../text/references.ts";
import type { RelatedIndex } from "./related.ts";

/** So many of each kind are learnt at once, the oldest first. */
const MOST_MARKS = 2_000;

/** Teaches the index what people said since a moment, in public repositories about public ones. */
export async function learnDuplicates(
  connection: Connection,
  scope: PublicScope,
  { index, since }: { readonly index: RelatedIndex; readonly since: number },
): Promise<void> {
  for (const { duplicate, original } of [
    ...(await listSaid(connection, scope, since)),
    ...(await listMarked(connection, scope, since)),
  ]) {
    index.mark(duplicate, original);
  }
}

interface Mark {
  readonly duplicate: string;
  readonly original: string;
}

async function listSaid(connection: Connection, scope: PublicScope, since: number): Promise<readonly Mark[]> {
  const { remarks } = connection.tables;
  const rows = await connection.db
    .select({ threadId: remarks.threadId, repositoryId: remarks.repositoryId, body: remarks.body })
    .from(remarks)
    .where(
      and(
        inArray(remarks.repositoryId, [...scope.repositoryIds]),
        gt(remarks.createdAt, since),
        like(sql`lower(${remarks.body})`, "%dup%"),
        isNull(remarks.deletedAt),
      ),
    )
    .orderBy(asc(remarks.createdAt), asc(remarks.id))
    .limit(MOST_MARKS);
  const repositories = await listRepositories(connection, scope.installationId);
  const ids = new Map(
    repositories
      .filter(({ id }) => scope.repositoryIds.includes(id))
      .map(({ id, owner, name }) => [`${owner}/${name}`.toLowerCase(), id]),
  );
  return rows.flatMap(({ threadId: duplicate, repositoryId, body }) => {
    const said = duplicateReference(body);
    if (!said) return [];
    const place = said.repository === null ? repositoryId : ids.get(said.repository.toLowerCase());
    return place === undefined ? [] : [{ duplicate, original: threadId(place, said.number) }];
  });
}

/** GitHub's marks, and those of `/stoa duplicate`. */
async function listMarked(
  connection: Connection,
  scope: PublicScope,
  since: number,
): Promise<readonly Mark[]> {
  const { duplicateEvents, requestDuplicates, threads } = connection.tables;
  const isReadable = and(inArray(threads.repositoryId, [...scope.repositoryIds]), isNull(threads.deletedAt));
  const byGitHub = await connection.db
    .select({ duplicate: duplicateEvents.threadId, original: duplicateEvents.originalId })
    .from(duplicateEvents)
    .innerJoin(threads, sql`${threads.id} = ${duplicateEvents.threadId}`)
    .where(and(isReadable, isNotNull(duplicateEvents.originalId), gt(duplicateEvents.readAt, since)))
    .orderBy(asc(duplicateEvents.readAt), asc(duplicateEvents.threadId))
    .limit(MOST_MARKS);
  const byCommand = await connection.db
    .select({ duplicate: requestDuplicates.threadId, original: requestDuplicates.originalId })
    .from(requestDuplicates)
    .innerJoin(threads, sql`${threads.id} = ${requestDuplicates.threadId}`)
    .where(and(isReadable, gt(requestDuplicates.at, since)))
    .orderBy(asc(requestDuplicates.at), asc(requestDuplicates.threadId))
    .limit(MOST_MARKS);
  return [...byGitHub, ...byCommand].flatMap(({ duplicate, original }) =>
    original === null ? [] : [{ duplicate, original }],
  );
}
