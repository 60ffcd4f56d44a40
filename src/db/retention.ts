// Lets go of what has been kept long enough: texts, where a maintainer set how long; and work that is done, always. Facts,
// scores and counts stay.

import { and, eq, inArray, lt, ne, notInArray, or } from "drizzle-orm";
import { DAY } from "../core/clock.ts";
import type { Connection } from "./connection.ts";

/** Finished deliveries hold no payload, only that they came; GitHub redelivers for three days. */
export const DELIVERY_DAYS = 30;
/** Parked ones hold theirs until somebody looked, or this long. */
export const PARKED_DAYS = 30;
/** By then nothing asks for an effect again. Posts and boards stay: they may have to be rewritten. */
export const EFFECT_DAYS = 90;

/** Rows changed in one statement, so that no other writer waits long. */
const BATCH = 500;

/**
 * Empties up to a batch of texts that were last changed before `before`: of remarks, of threads that are closed, and of
 * releases. What an open thread asks for is still needed, and stays.
 * @returns how many; call again while there are any
 */
export async function emptyTexts(
  connection: Connection,
  of: { readonly repositoryId: number; readonly before: number },
): Promise<number> {
  const { db, tables } = connection;
  const { remarks, threads, releases } = tables;
  const oldRemarks = db
    .select({ id: remarks.id })
    .from(remarks)
    .where(
      and(eq(remarks.repositoryId, of.repositoryId), lt(remarks.updatedAt, of.before), ne(remarks.body, "")),
    )
    .limit(BATCH);
  const emptied = await db
    .update(remarks)
    .set({ body: "" })
    .where(inArray(remarks.id, oldRemarks))
    .returning({ id: remarks.id });
  const oldThreads = db
    .select({ id: threads.id })
    .from(threads)
    .where(
      and(
        eq(threads.repositoryId, of.repositoryId),
        lt(threads.updatedAt, of.before),
        ne(threads.state, "open"),
        ne(threads.body, ""),
      ),
    )
    .limit(BATCH);
  const closed = await db
    .update(threads)
    .set({ body: "" })
    .where(inArray(threads.id, oldThreads))
    .returning({ id: threads.id });
  const oldReleases = db
    .select({ id: releases.id })
    .from(releases)
    .where(
      and(
        eq(releases.repositoryId, of.repositoryId),
        lt(releases.publishedAt, of.before),
        ne(releases.body, ""),
      ),
    )
    .limit(BATCH);
  const published = await db
    .update(releases)
    .set({ body: "" })
    .where(inArray(releases.id, oldReleases))
    .returning({ id: releases.id });
  return emptied.length + closed.length + published.length;
}

/** Drops up to a batch of finished deliveries and effects. @returns how many; call again while there are any */
export async function dropFinished(connection: Connection, now: number): Promise<number> {
  const { db, tables } = connection;
  const { deliveries, payloads, effects } = tables;
  const isOver = or(
    and(inArray(deliveries.state, ["done", "ignored"]), lt(deliveries.receivedAt, now - DELIVERY_DAYS * DAY)),
    and(eq(deliveries.state, "parked"), lt(deliveries.receivedAt, now - PARKED_DAYS * DAY)),
  );
  const oldDeliveries = db.select({ seq: deliveries.seq }).from(deliveries).where(isOver).limit(BATCH);
  const dropped = await db
    .delete(deliveries)
    .where(inArray(deliveries.seq, oldDeliveries))
    .returning({ seq: deliveries.seq });
  const seqs = dropped.map(({ seq }) => seq);
  await db.delete(payloads).where(inArray(payloads.seq, seqs));
  const oldEffects = db
    .select({ seq: effects.seq })
    .from(effects)
    .where(
      and(
        inArray(effects.state, ["done", "dropped", "dry", "parked"]),
        notInArray(effects.kind, ["discussion", "board"]),
        lt(effects.createdAt, now - EFFECT_DAYS * DAY),
      ),
    )
    .limit(BATCH);
  const ended = await db
    .delete(effects)
    .where(inArray(effects.seq, oldEffects))
    .returning({ seq: effects.seq });
  return dropped.length + ended.length;
}
