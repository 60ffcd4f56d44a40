// What one request can settle together: all sections of a thread's comment, all labels of a thread, all texts of a board.

import { and, asc, eq, inArray, isNotNull, min, ne } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import type { Effect } from "../core/effect.ts";
import type { StoredEffect } from "./store.ts";

const TOGETHER: ReadonlySet<Effect["kind"]> = new Set(["section", "label", "board"]);
/** So many at once; more wait for the next request. */
const MOST_TOGETHER = 500;

export interface Companion {
  readonly seq: number;
  readonly effect: Effect;
}

/** The other effects that wait for the same request, in the order in which they were wanted. */
export async function listCompanions(
  connection: Connection,
  stored: StoredEffect,
): Promise<readonly Companion[]> {
  const { effects } = connection.tables;
  if (!TOGETHER.has(stored.effect.kind) || stored.threadId === null) return [];
  return connection.db
    .select({ seq: effects.seq, effect: effects.effect })
    .from(effects)
    .where(
      and(
        eq(effects.threadId, stored.threadId),
        eq(effects.kind, stored.effect.kind),
        inArray(effects.state, ["waiting", "attempting"]),
        ne(effects.seq, stored.seq),
      ),
    )
    .orderBy(asc(effects.seq))
    .limit(MOST_TOGETHER);
}

/** Since when a request may have written the thread's comment, for whichever section; undefined when none may have. */
export async function mayHaveCommentedSince(
  connection: Connection,
  threadId: string,
): Promise<number | undefined> {
  const { effects } = connection.tables;
  const rows = await connection.db
    .select({ at: min(effects.sentAt) })
    .from(effects)
    .where(and(eq(effects.threadId, threadId), eq(effects.kind, "section"), isNotNull(effects.sentAt)));
  return rows[0]?.at ?? undefined;
}
