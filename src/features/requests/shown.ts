// What digests and boards have shown, so that the next can tell what has moved, and a board is edited only when it changes.

import { and, eq, like, lt, ne } from "drizzle-orm";
import type { Connection } from "../../db/connection.ts";
import { inChunks } from "../../db/chunks.ts";
import type { RankedRequest, ShownRank } from "./rules.ts";

/** What the digest of `period` showed, by thread. */
export async function findShownRanks(
  connection: Connection,
  { installationId, period }: { readonly installationId: number; readonly period: string },
): Promise<ReadonlyMap<string, ShownRank>> {
  const { requestRanks } = connection.tables;
  const rows = await connection.db
    .select({
      threadId: requestRanks.threadId,
      rank: requestRanks.rank,
      votes: requestRanks.votes,
      status: requestRanks.status,
    })
    .from(requestRanks)
    .where(and(eq(requestRanks.installationId, installationId), eq(requestRanks.period, period)));
  return new Map(rows.map(({ threadId, ...shown }) => [threadId, shown]));
}

/** Remembers what the digest of `period` shows, in place of what was remembered for it. */
export async function storeShownRanks(
  connection: Connection,
  key: { readonly installationId: number; readonly period: string },
  requests: readonly RankedRequest[],
): Promise<void> {
  const { requestRanks } = connection.tables;
  await connection.db
    .delete(requestRanks)
    .where(and(eq(requestRanks.installationId, key.installationId), eq(requestRanks.period, key.period)));
  for (const part of inChunks(requests)) {
    const rows = part.map(({ threadId, rank, votes, status }) => ({
      ...key,
      threadId,
      rank,
      votes,
      status,
    }));
    await connection.db.insert(requestRanks).values(rows);
  }
}

/** Forgets the ranks of older periods that begin with these letters. */
export async function dropShownRanksBefore(
  connection: Connection,
  { installationId, period }: { readonly installationId: number; readonly period: string },
  prefix: string,
): Promise<void> {
  const { requestRanks } = connection.tables;
  await connection.db
    .delete(requestRanks)
    .where(
      and(
        eq(requestRanks.installationId, installationId),
        like(requestRanks.period, `${prefix}%`),
        lt(requestRanks.period, period),
      ),
    );
}

/** Remembers what a board says. @returns false when it said so already. */
export async function storeBoard(
  connection: Connection,
  board: {
    readonly threadId: string;
    readonly installationId: number;
    readonly markdown: string;
    readonly updatedAt: number;
  },
): Promise<boolean> {
  const { requestBoards } = connection.tables;
  const { markdown, updatedAt } = board;
  const changed = await connection.db
    .insert(requestBoards)
    .values(board)
    .onConflictDoUpdate({
      target: requestBoards.threadId,
      set: { markdown, updatedAt },
      setWhere: ne(requestBoards.markdown, markdown),
    })
    .returning({ threadId: requestBoards.threadId });
  return changed.length > 0;
}
