// The requests that were sent, kept in the database: any number of processes, and those started after them, share one
// account of what GitHub's limits leave. A request is written down before it is sent, so one whose end nobody saw counts.

import { and, desc, eq, lte, sql } from "drizzle-orm";
import { HOUR } from "../core/clock.ts";
import type { Connection } from "../db/connection.ts";
import { MOST_WRITES, nextWriteAt, REPLY, type SentWrite } from "./budget.ts";
import { EFFECT_CLAIM_MS, type StoredEffect } from "./store.ts";

/** Thrown instead of sending: there is no room for another write before `until`. */
export class TooEarly extends Error {
  override readonly name = "TooEarly";
  readonly until: number;
  constructor(until: number) {
    super("The installation may not write yet.");
    this.until = until;
  }
}

/** Thrown instead of sending: this process took so long that another may have taken the effect over. */
export class LostClaim extends Error {
  override readonly name = "LostClaim";
}

/** An installation's writes of the last hour, newest first. */
export async function listWrites(
  connection: Connection,
  query: { readonly installationId: number; readonly now: number },
): Promise<readonly SentWrite[]> {
  const { writes } = connection.tables;
  const rows = await connection.db
    .select({ at: writes.at, priority: writes.priority })
    .from(writes)
    .where(eq(writes.installationId, query.installationId))
    .orderBy(desc(writes.at), desc(writes.seq))
    .limit(MOST_WRITES);
  return rows.filter(({ at }) => at > query.now - HOUR);
}

/**
 * Writes down that a request is about to be sent for an effect.
 * @returns until when the claim now lasts.
 * @throws TooEarly when the limits leave no room; LostClaim when the effect is no longer this process's.
 */
export async function recordWrite(
  connection: Connection,
  write: {
    readonly stored: StoredEffect;
    readonly now: number;
    readonly share: number;
  },
): Promise<number> {
  const { stored, now, share } = write;
  const { installationId, priority } = stored;
  const { writes, effects } = connection.tables;
  const claimedUntil = now + EFFECT_CLAIM_MS;
  const claimed = await connection.db
    .update(effects)
    .set({ sentAt: sql`coalesce(${effects.sentAt}, ${now})`, claimedUntil })
    .where(
      and(
        eq(effects.seq, stored.seq),
        eq(effects.claimedUntil, stored.claimedUntil),
        eq(effects.state, "attempting"),
      ),
    )
    .returning({ seq: effects.seq });
  if (claimed.length === 0 || now >= stored.claimedUntil) throw new LostClaim("Another process has it.");
  const recent = await listWrites(connection, { installationId, now });
  // Whether it is its turn was settled when it was claimed; here only the limits of all count.
  const allowedAt = nextWriteAt(recent, { now, share, priority: REPLY });
  if (allowedAt > now) throw new TooEarly(allowedAt);
  await connection.db.insert(writes).values({ installationId, at: now, priority });
  await connection.db
    .delete(writes)
    .where(and(eq(writes.installationId, installationId), lte(writes.at, now - HOUR)));
  return claimedUntil;
}
