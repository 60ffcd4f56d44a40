// Puts what was given up on back to where it waits, to be tried as if for the first time. Each kind of effect looks on
// GitHub before it writes, so one that had happened after all does not happen twice.

import { eq } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import type { WorkKind } from "./work.ts";

/** How many of each were put back. */
export type Unparked = Readonly<Record<WorkKind, number>>;

/** In one transaction; whoever runs Stoa finds the work within half a minute. */
export async function unparkAll(connection: Connection, now: number): Promise<Unparked> {
  const { db, tables } = connection;
  const { deliveries, featureRetries, effects } = tables;
  const again = { state: "waiting", attempts: 0, dueAt: now, claimedUntil: 0 } as const;
  const putBackDeliveries = await db
    .update(deliveries)
    .set({ ...again, reason: null })
    .where(eq(deliveries.state, "parked"))
    .returning({ seq: deliveries.seq });
  const putBackRetries = await db
    .update(featureRetries)
    // The first failure, with the delivery, counts as the first attempt.
    .set({ state: "waiting", attempts: 1, dueAt: now })
    .where(eq(featureRetries.state, "parked"))
    .returning({ key: featureRetries.activityKey });
  const putBackEffects = await db
    .update(effects)
    .set({ ...again, reason: null, doneAt: null })
    .where(eq(effects.state, "parked"))
    .returning({ seq: effects.seq });
  return {
    deliveries: putBackDeliveries.length,
    features: putBackRetries.length,
    effects: putBackEffects.length,
  };
}
