// The badges' rows: one for each fact that earns a badge. What a person holds follows from them (holdings.ts), so the order
// of arrival never matters. What a reader may see is decided first (the scope); only that is counted.

import { and, asc, eq, inArray, isNull, lt, lte, ne, or, sql, type SQL } from "drizzle-orm";
import type { ReaderScope } from "../../core/scope.ts";
import { isAmong, listed } from "../../db/among.ts";
import type { Connection } from "../../db/connection.ts";
import { fixedLimit } from "../../db/fixed-limit.ts";
import type { Evidence } from "./evidence.ts";

/** What one subject is evidence for. */
export function findEvidence(connection: Connection, subjectId: string): Promise<Evidence[]> {
  return connection
    .prepared("badges.findEvidence", ({ db, tables: { badgeEvidence } }) =>
      db
        .select()
        .from(badgeEvidence)
        .where(eq(badgeEvidence.subjectId, sql.placeholder("subjectId")))
        .orderBy(asc(badgeEvidence.badge), asc(badgeEvidence.personId), asc(badgeEvidence.threadId)),
    )
    .run({ subjectId });
}

/** Who is credited as a co-author of a merged pull request. */
export async function listCoAuthors(connection: Connection, subjectId: string): Promise<readonly number[]> {
  const rows = (await findEvidence(connection, subjectId)).filter(({ isCoAuthor }) => isCoAuthor);
  return [...new Set(rows.map(({ personId }) => personId))];
}

/**
 * Makes `evidence` all that the subject is evidence for; rows that are right already are not written again.
 * @param known what it is evidence for now, where that was read before
 */
export async function replaceEvidence(
  connection: Connection,
  subjectId: string,
  evidence: readonly Evidence[],
  known?: readonly Evidence[],
): Promise<void> {
  const before = known ?? (await findEvidence(connection, subjectId));
  const wanted = new Map(evidence.map((one) => [keyOf(one), one]));
  const { badgeEvidence: rows } = connection.tables;
  for (const old of before) {
    if (wanted.has(keyOf(old))) continue;
    const { badge, personId, threadId } = old;
    const isIt = and(eq(rows.badge, badge), eq(rows.personId, personId), eq(rows.threadId, threadId));
    await connection.db.delete(rows).where(and(eq(rows.subjectId, subjectId), isIt));
  }
  const stored = new Map(before.map((one) => [keyOf(one), one]));
  for (const [key, row] of wanted) {
    const old = stored.get(key);
    if (!old || !isSame(old, row)) await upsertEvidence(connection, row);
  }
}

function keyOf({ badge, personId, threadId }: Evidence): string {
  return `${badge} ${personId} ${threadId}`;
}

function isSame(a: Evidence, b: Evidence): boolean {
  return (
    a.earnedAt === b.earnedAt &&
    a.url === b.url &&
    a.reason === b.reason &&
    a.counterpartId === b.counterpartId &&
    a.isCoAuthor === b.isCoAuthor &&
    a.revokedReason === b.revokedReason
  );
}

async function upsertEvidence(connection: Connection, row: Evidence): Promise<void> {
  await connection
    .prepared("badges.upsertEvidence", ({ db, tables: { badgeEvidence } }) =>
      db
        .insert(badgeEvidence)
        .values({
          subjectId: sql.placeholder("subjectId"),
          badge: sql.placeholder("badge"),
          installationId: sql.placeholder("installationId"),
          repositoryId: sql.placeholder("repositoryId"),
          threadId: sql.placeholder("threadId"),
          personId: sql.placeholder("personId"),
          counterpartId: sql.placeholder("counterpartId"),
          isCoAuthor: sql.placeholder("isCoAuthor"),
          earnedAt: sql.placeholder("earnedAt"),
          url: sql.placeholder("url"),
          reason: sql.placeholder("reason"),
          revokedReason: sql.placeholder("revokedReason"),
        })
        .onConflictDoUpdate({
          target: [
            badgeEvidence.subjectId,
            badgeEvidence.badge,
            badgeEvidence.personId,
            badgeEvidence.threadId,
          ],
          set: {
            counterpartId: sql`excluded.counterpart_id`,
            isCoAuthor: sql`excluded.is_co_author`,
            earnedAt: sql`excluded.earned_at`,
            url: sql`excluded.url`,
            reason: sql`excluded.reason`,
            revokedReason: sql`excluded.revoked_reason`,
          },
        }),
    )
    .run({ ...row });
}

/** Takes away what a thread and all that was said in it are evidence for, with a reason. */
export async function revokeEvidence(
  connection: Connection,
  of: { readonly threadId: string; readonly reason: string },
): Promise<void> {
  const { badgeEvidence } = connection.tables;
  await connection.db
    .update(badgeEvidence)
    .set({ revokedReason: of.reason })
    .where(eq(badgeEvidence.threadId, of.threadId));
}

/** How many threads had earned a person this badge before this evidence, in the given repositories; `most` when as many or more. */
export async function countEarlier(
  connection: Connection,
  scope: ReaderScope,
  { personId, badge, earnedAt, url, threadId }: Evidence,
  most: number,
): Promise<number> {
  const rows = await connection
    .prepared(`badges.countEarlier.${most}`, ({ db, dialect, tables: { badgeEvidence: other } }) =>
      db
        .selectDistinct({ threadId: other.threadId })
        .from(other)
        .where(
          and(
            eq(other.installationId, sql.placeholder("installationId")),
            eq(other.personId, sql.placeholder("personId")),
            eq(other.badge, sql.placeholder("badge")),
            isAmong({ dialect }, other.repositoryId, "repositoryIds"),
            isNull(other.revokedReason),
            ne(other.threadId, sql.placeholder("threadId")),
            // Says nothing new, but ends the reading of the index.
            lte(other.earnedAt, sql.placeholder("earnedAt")),
            or(
              lt(other.earnedAt, sql.placeholder("earnedAt")),
              and(eq(other.earnedAt, sql.placeholder("earnedAt")), lt(other.url, sql.placeholder("url"))),
            ),
          ),
        )
        .limit(fixedLimit(most)),
    )
    .run({
      installationId: scope.installationId,
      repositoryIds: listed(connection, scope.repositoryIds),
      personId,
      badge,
      earnedAt,
      url,
      threadId,
    });
  return rows.length;
}

/** Beyond so many people all rows are read. */
const MAX_NAMED = 500;

/** Whose evidence is wanted; everybody's when nothing is said. */
export interface WhoseEvidence {
  readonly personIds?: readonly number[] | undefined;
  /** Also others' in the threads in which these people did something: what their work was worth depends on it. */
  readonly withSurroundings?: boolean;
}

/** The evidence in the given repositories, of people and of whoever hides theirs, revoked or not; in no order. */
export async function listEvidence(
  connection: Connection,
  scope: Pick<ReaderScope, "installationId" | "repositoryIds">,
  { personIds, withSurroundings = false }: WhoseEvidence = {},
): Promise<readonly Evidence[]> {
  if (scope.repositoryIds.length === 0 || personIds?.length === 0) return [];
  const { badgeEvidence: rows } = connection.tables;
  const isVisible = and(
    eq(rows.installationId, scope.installationId),
    inArray(rows.repositoryId, [...scope.repositoryIds]),
  );
  const isTheirs =
    personIds === undefined || personIds.length > MAX_NAMED
      ? undefined
      : inArray(rows.personId, [...personIds]);
  const theirs = await select(connection, and(isVisible, isTheirs));
  if (!withSurroundings || isTheirs === undefined) return theirs;
  const threads = connection.db
    .selectDistinct({ threadId: rows.threadId })
    .from(rows)
    .where(and(isVisible, isTheirs));
  const around = await select(
    connection,
    and(
      isVisible,
      inArray(rows.threadId, threads),
      inArray(rows.badge, ["reviewer", "first-contribution"]),
      sql`not (${isTheirs})`,
    ),
  );
  return [...theirs, ...around];
}

function select({ db, tables: { badgeEvidence } }: Connection, where: SQL | undefined): Promise<Evidence[]> {
  return db
    .select()
    .from(badgeEvidence)
    .where(where)
    .orderBy(
      asc(badgeEvidence.subjectId),
      asc(badgeEvidence.badge),
      asc(badgeEvidence.personId),
      asc(badgeEvidence.threadId),
    );
}
