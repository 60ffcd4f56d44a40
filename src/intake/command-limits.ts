// How many commands one person may use: enough for anybody, and too few to flood. Counted in the database, so for all
// processes together; by the moment a command was typed, so a backlog is no burst. Each installation counts for itself.

import { and, eq, gt, lt } from "drizzle-orm";
import { DAY, MINUTE } from "../core/clock.ts";
import type { RemarkActivity, ThreadActivity } from "../core/activity.ts";
import { lockTransaction, type Connection } from "../db/connection.ts";

/** A stretch of time, and how many commands fit into it. */
interface Limit {
  readonly lengthMs: number;
  readonly commands: number;
  readonly inWords: string;
}

export const COMMAND_LIMITS: readonly Limit[] = [
  { lengthMs: 10 * MINUTE, commands: 10, inWords: "10 commands in 10 minutes" },
  { lengthMs: DAY, commands: 50, inWords: "50 commands a day" },
];

/** Any fixed number: Postgres knows advisory locks by it. */
const USES_LOCK = 7_370_199;

export interface Allowance {
  /** How many of the wanted commands may run. */
  readonly count: number;
  /** The limit that was met, in words; undefined when all may run, or when it was told already. */
  readonly toTell: string | undefined;
}

/** Counts the commands of an activity, and says how many may run. Inside a transaction. */
export async function takeCommands(
  connection: Connection,
  use: {
    readonly activity: ThreadActivity | RemarkActivity;
    readonly personId: number;
    readonly wanted: number;
  },
): Promise<Allowance> {
  const { activity, personId, wanted } = use;
  const { at } = activity;
  const { installationId } = activity.repository;
  await lockTransaction(connection, USES_LOCK);
  const { commandUses } = connection.tables;
  const uses = await connection.db
    .select({ count: commandUses.count, at: commandUses.at })
    .from(commandUses)
    .where(
      and(
        eq(commandUses.installationId, installationId),
        eq(commandUses.personId, personId),
        gt(commandUses.at, at - DAY),
      ),
    );
  const states = COMMAND_LIMITS.map((limit) => {
    const recent = uses.filter((one) => one.at > at - limit.lengthMs);
    const used = recent.reduce((sum, one) => sum + one.count, 0);
    return { limit, left: Math.max(0, limit.commands - used), isTold: recent.some((one) => one.count === 0) };
  });
  const count = Math.min(wanted, ...states.map(({ left }) => left));
  const met = states.findLast(({ left }) => left < wanted);
  const isTold = met?.isTold === true;
  if (count > 0 || !isTold) {
    await insertUse(connection, { key: activity.key, installationId, personId, count, at });
    // The telling counts nothing, but it must be known that it was told.
    if (met && count > 0) {
      await insertUse(connection, { key: `${activity.key}:limit`, installationId, personId, count: 0, at });
    }
  }
  await connection.db.delete(commandUses).where(lt(commandUses.at, at - DAY));
  return { count, toTell: met && !isTold ? met.limit.inWords : undefined };
}

async function insertUse(
  connection: Connection,
  use: {
    readonly key: string;
    readonly installationId: number;
    readonly personId: number;
    readonly count: number;
    readonly at: number;
  },
): Promise<void> {
  const { key, ...row } = use;
  await connection.db
    .insert(connection.tables.commandUses)
    .values({ activityKey: key, ...row })
    .onConflictDoNothing();
}
