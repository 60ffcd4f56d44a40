// How many GraphQL points reading history may spend on an installation: so many in any hour, counted in the database, so
// that neither a restart nor another process spends them again. The rest of GitHub's 5,000 an hour is left to live work.

import { and, eq } from "drizzle-orm";
import { MINUTE } from "../core/clock.ts";
import type { Database } from "../db/connection.ts";

/** Points are counted by the minute, and a minute counts until it is wholly an hour old. */
const MINUTES_COUNTED = 61;

/** Thrown where the budget has nothing left before `until`. */
export class BudgetSpent extends Error {
  override readonly name = "BudgetSpent";
  readonly until: number;
  constructor(until: number) {
    super("The points for history are spent for now.");
    this.until = until;
  }
}

type Spent = Readonly<Record<string, number>>;

/**
 * When so many points may be spent: `now`, or a later moment. More than an hour's budget at once is allowed once nothing
 * has been spent for an hour, as it would never be otherwise.
 */
export function spendableAt(
  spent: Spent,
  want: { readonly points: number; readonly pointsPerHour: number; readonly now: number },
): number {
  const minute = Math.floor(want.now / MINUTE);
  const entries = Object.entries(spent)
    .map(([at, points]) => ({ at: Number(at), points }))
    .filter(({ at }) => at > minute - MINUTES_COUNTED)
    .sort((a, b) => a.at - b.at);
  let total = entries.reduce((sum, { points }) => sum + points, 0);
  for (const { at, points } of [{ at: minute - MINUTES_COUNTED, points: 0 }, ...entries]) {
    total -= points;
    if (total === 0 || total + want.points <= want.pointsPerHour) {
      return Math.max(want.now, (at + MINUTES_COUNTED) * MINUTE);
    }
  }
  return want.now;
}

/**
 * Takes points out of the budget, before they are spent.
 * @throws BudgetSpent when there are not enough, unless `isForced`: they have been spent already.
 */
export async function takePoints(
  database: Database,
  want: {
    readonly installationId: number;
    readonly points: number;
    readonly pointsPerHour: number;
    readonly now: number;
    readonly isForced?: boolean;
  },
): Promise<void> {
  const { installationId, points, now } = want;
  const minute = Math.floor(now / MINUTE);
  for (;;) {
    const isTaken = await database.transaction(async ({ db, tables: { historyBudgets } }) => {
      await db
        .insert(historyBudgets)
        .values({ installationId, earnedAt: 0, spent: {}, revision: 0 })
        .onConflictDoNothing();
      const [row] = await db
        .select()
        .from(historyBudgets)
        .where(eq(historyBudgets.installationId, installationId));
      if (!row) return false;
      const at = spendableAt(row.spent, want);
      if (at > now && want.isForced !== true) throw new BudgetSpent(at);
      const recent = Object.entries(row.spent).filter(([key]) => Number(key) > minute - MINUTES_COUNTED);
      const spent: Record<string, number> = Object.fromEntries(recent);
      spent[minute] = (spent[minute] ?? 0) + points;
      const changed = await db
        .update(historyBudgets)
        .set({ spent, revision: row.revision + 1, earnedAt: (minute + MINUTES_COUNTED) * MINUTE })
        .where(
          and(eq(historyBudgets.installationId, installationId), eq(historyBudgets.revision, row.revision)),
        )
        .returning({ id: historyBudgets.installationId });
      return changed.length > 0;
    });
    if (isTaken) return;
  }
}
