// Puts what was given up on back to where it waits, to be tried as if for the first time. An effect that may have
// happened after all is looked for on GitHub first, so it does not happen twice.

import { and, eq, type SQLWrapper } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import { endHolds } from "./outbox.ts";
import type { WorkKind } from "./work.ts";

/** How many of each were put back. */
export type Unparked = Readonly<Record<WorkKind, number>>;

/**
 * In one transaction; whoever runs Stoa finds the work within half a minute. What waits where requests kept failing may
 * try at once, too.
 * @param only the GUID of a delivery, or the key of an activity or effect, to put back that one alone.
 */
export async function unpark(connection: Connection, now: number, only?: string): Promise<Unparked> {
  const { db, tables } = connection;
  const { deliveries, featureRetries, effects } = tables;
  const isWanted = (column: SQLWrapper) => (only === undefined ? undefined : eq(column, only));
  const again = { state: "waiting", attempts: 0, dueAt: now, claimedUntil: 0 } as const;
  const putBackDeliveries = await db
    .update(deliveries)
    .set({ ...again, reason: null })
    .where(and(eq(deliveries.state, "parked"), isWanted(deliveries.guid)))
    .returning({ seq: deliveries.seq });
  const putBackRetries = await db
    .update(featureRetries)
    // The first failure, with the delivery, counts as the first attempt.
    .set({ state: "waiting", attempts: 1, dueAt: now })
    .where(and(eq(featureRetries.state, "parked"), isWanted(featureRetries.activityKey)))
    .returning({ key: featureRetries.activityKey });
  const putBackEffects = await db
    .update(effects)
    .set({ ...again, reason: null, doneAt: null })
    .where(and(eq(effects.state, "parked"), isWanted(effects.key)))
    .returning({ repositoryId: effects.repositoryId, threadId: effects.threadId });
  if (only === undefined) await endHolds(connection);
  for (const effect of only === undefined ? [] : putBackEffects) await endHolds(connection, effect);
  return {
    deliveries: putBackDeliveries.length,
    features: putBackRetries.length,
    effects: putBackEffects.length,
  };
}
