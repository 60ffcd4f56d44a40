// Where nothing is written for a while, kept in the database for all processes. An installation is held while GitHub asks
// for a pause; a thread or a repository, once requests there have failed several times in a row (a circuit breaker:
// when the wait is over one effect tries, and the others go on only if that one succeeds).

import { and, eq, or, sql } from "drizzle-orm";
import { MINUTE } from "../core/clock.ts";
import type { Connection } from "../db/connection.ts";
import type { HoldScope } from "../db/tables/work.ts";

/** Failures in a row after which a thread or repository waits. */
export const FAILURES_BEFORE_HOLD = { thread: 3, repository: 5 } as const;
const FIRST_HOLD_MS = MINUTE;
const LONGEST_HOLD_MS = 15 * MINUTE;
/** GitHub wants a wait that grows where it names none and still refuses. */
const LONGEST_LIMIT_MS = 60 * MINUTE;

/** How long a thread or repository waits after so many failures in a row; 0 while it goes on. */
export function holdMs(scope: "thread" | "repository", failures: number): number {
  const beyond = failures - FAILURES_BEFORE_HOLD[scope];
  return beyond < 0 ? 0 : Math.min(LONGEST_HOLD_MS, FIRST_HOLD_MS * 2 ** Math.min(beyond, 10));
}

interface Place {
  readonly installationId: number;
  readonly repositoryId: number;
  readonly threadId: string | null;
}

interface Failing {
  readonly reason: string;
  readonly now: number;
}

/** GitHub asked for a pause of `afterMs`; where it named no time, the pause doubles each time in a row. */
export async function holdInstallation(
  connection: Connection,
  { installationId }: Place,
  limit: Failing & { readonly afterMs: number; readonly isNamed: boolean },
): Promise<void> {
  const subject = String(installationId);
  const failures = (await failuresOf(connection, "installation", subject)) + 1;
  const growth = limit.isNamed ? 1 : 2 ** Math.min(failures - 1, 10);
  const waitMs = limit.isNamed ? limit.afterMs : Math.min(LONGEST_LIMIT_MS, limit.afterMs * growth);
  await upsertHold(connection, "installation", subject, { ...limit, failures, until: limit.now + waitMs });
}

/** Counts a failure where it happened. */
export async function recordFailure(connection: Connection, place: Place, failing: Failing): Promise<void> {
  if (place.threadId !== null) {
    const before = await failuresOf(connection, "thread", place.threadId);
    await fail(connection, "thread", place.threadId, failing);
    // One bad thread must not hold up a repository: what it fails with beyond its own measure does not count there.
    if (before >= FAILURES_BEFORE_HOLD.thread) return;
  }
  await fail(connection, "repository", String(place.repositoryId), failing);
}

/** GitHub did what was asked: all goes on there. */
export async function recordSuccess(connection: Connection, place: Place): Promise<void> {
  const { holds } = connection.tables;
  const here = ([scope, subject]: readonly [HoldScope, string]) =>
    and(eq(holds.scope, scope), eq(holds.subject, subject));
  await connection.db
    .delete(holds)
    .where(
      or(
        here(["installation", String(place.installationId)]),
        here(["repository", String(place.repositoryId)]),
        here(["thread", place.threadId ?? ""]),
      ),
    );
}

async function fail(
  connection: Connection,
  scope: "thread" | "repository",
  subject: string,
  { reason, now }: Failing,
): Promise<void> {
  const failures = (await failuresOf(connection, scope, subject)) + 1;
  const waitMs = holdMs(scope, failures);
  await upsertHold(connection, scope, subject, {
    failures,
    until: waitMs === 0 ? 0 : now + waitMs,
    reason,
    now,
  });
}

async function failuresOf(connection: Connection, scope: HoldScope, subject: string): Promise<number> {
  const { holds } = connection.tables;
  const rows = await connection.db
    .select({ failures: holds.failures })
    .from(holds)
    .where(and(eq(holds.scope, scope), eq(holds.subject, subject)));
  return rows[0]?.failures ?? 0;
}

async function upsertHold(
  connection: Connection,
  scope: HoldScope,
  subject: string,
  { failures, until, reason, now }: Failing & { readonly failures: number; readonly until: number },
): Promise<void> {
  const { holds } = connection.tables;
  const set = { failures, until, reason, updatedAt: now };
  await connection.db
    .insert(holds)
    .values({ scope, subject, ...set })
    // GitHub's longest word counts.
    .onConflictDoUpdate({
      target: [holds.scope, holds.subject],
      set: { ...set, until: sql`case when ${holds.until} > ${until} then ${holds.until} else ${until} end` },
    });
}
