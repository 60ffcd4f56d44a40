// Which merged pull request takes back which. A revert can be reverted itself: what it took back then stands again.

import { asc, eq, sql } from "drizzle-orm";
import type { Connection } from "../../db/connection.ts";
import { fixedLimit } from "../../db/fixed-limit.ts";

/**
 * Remembers what a merged pull request takes back; null when it takes back nothing.
 * @returns what it took back as it was known before
 */
export async function replaceRevert(
  connection: Connection,
  { threadId, revertedId }: { readonly threadId: string; readonly revertedId: string | null },
): Promise<string | null> {
  const rows = await connection
    .prepared("badges.findRevert", ({ db, tables: { badgeReverts } }) =>
      db
        .select({ revertedId: badgeReverts.revertedId })
        .from(badgeReverts)
        .where(eq(badgeReverts.threadId, sql.placeholder("threadId")))
        .limit(fixedLimit(1)),
    )
    .run({ threadId });
  const before = rows[0]?.revertedId ?? null;
  if (before === revertedId) return null;
  const { badgeReverts } = connection.tables;
  await connection.db.delete(badgeReverts).where(eq(badgeReverts.threadId, threadId));
  if (revertedId !== null) await connection.db.insert(badgeReverts).values({ threadId, revertedId });
  return before;
}

/**
 * The thread of the merged pull request that takes back this one and stands itself; undefined when none does. A revert
 * comes after what it reverts, so this ends.
 */
export async function findRevertOf(connection: Connection, threadId: string): Promise<string | undefined> {
  const rows = await connection
    .prepared("badges.listReverts", ({ db, tables: { badgeReverts } }) =>
      db
        .select({ threadId: badgeReverts.threadId })
        .from(badgeReverts)
        .where(eq(badgeReverts.revertedId, sql.placeholder("threadId")))
        .orderBy(asc(badgeReverts.threadId)),
    )
    .run({ threadId });
  for (const revert of rows) {
    if ((await findRevertOf(connection, revert.threadId)) === undefined) return revert.threadId;
  }
  return undefined;
}
