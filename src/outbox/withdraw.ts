// Takes back what waits to be said, because what it is about has changed: it is closed with a reason and never tried.
// What is being attempted at this moment is left to the outbox, which looks at its target before it writes.

import { and, eq, ne } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";

export interface Withdrawal {
  readonly installationId?: number;
  readonly repositoryId?: number;
  readonly exceptRepositoryId?: number;
  readonly threadId?: string;
  /** Only what has these words, in any case. */
  readonly mentioning?: string;
  /** For whoever asks why nothing was said. */
  readonly reason: string;
  readonly now: number;
}

/** Drops the waiting effects that all given conditions meet, and what they were to say in a thread's comment. */
export async function withdrawEffects(connection: Connection, of: Withdrawal): Promise<void> {
  const { effects, commentSections } = connection.tables;
  const rows = await connection.db
    .select({ seq: effects.seq, effect: effects.effect })
    .from(effects)
    .where(
      and(
        eq(effects.state, "waiting"),
        of.installationId === undefined ? undefined : eq(effects.installationId, of.installationId),
        of.repositoryId === undefined ? undefined : eq(effects.repositoryId, of.repositoryId),
        of.exceptRepositoryId === undefined ? undefined : ne(effects.repositoryId, of.exceptRepositoryId),
        of.threadId === undefined ? undefined : eq(effects.threadId, of.threadId),
      ),
    );
  const words = of.mentioning?.toLowerCase();
  for (const { seq, effect } of rows) {
    if (words !== undefined && !JSON.stringify(effect).toLowerCase().includes(words)) continue;
    await connection.db
      .update(effects)
      .set({ state: "dropped", reason: of.reason, doneAt: of.now, claimedUntil: 0 })
      .where(eq(effects.seq, seq));
    // What was said before still stands, unless it is these very words, or the whole thread, that must go.
    if (effect.kind !== "section" || (words === undefined && of.threadId === undefined)) continue;
    await connection.db
      .delete(commentSections)
      .where(and(eq(commentSections.threadId, effect.threadId), eq(commentSections.section, effect.section)));
  }
}
