// Where the outbox writes nothing for a while, and what waits there: pauses that GitHub asked for, and repositories and
// threads in which requests keep failing.

import { and, asc, count, eq, gt, inArray, or, sql } from "drizzle-orm";
import type { Connection } from "../db/connection.ts";
import type { HoldScope } from "../db/tables/work.ts";

export interface Hold {
  readonly scope: HoldScope;
  /** "owner/name", "owner/name#1", or an installation's id. */
  readonly where: string;
  readonly failures: number;
  /** When the next request may be sent there. */
  readonly until: number;
  readonly reason: string;
  /** So many effects wait for it. */
  readonly waiting: number;
}

const MAX_HOLDS = 50;

/** What is held now, or was until a moment ago with nothing having succeeded since. */
export async function readHolds(connection: Connection): Promise<readonly Hold[]> {
  const { db, tables } = connection;
  const { holds } = tables;
  const rows = await db
    .select()
    .from(holds)
    .where(gt(holds.until, 0))
    .orderBy(asc(holds.scope), asc(holds.subject))
    .limit(MAX_HOLDS);
  const found: Hold[] = [];
  for (const { scope, subject, failures, until, reason } of rows) {
    const waiting = await countWaiting(connection, scope, subject);
    if (waiting === 0) continue;
    const where = await nameOf(connection, scope, subject);
    found.push({ scope, where, failures, until, reason, waiting });
  }
  return found;
}

async function countWaiting(
  { db, tables: { effects } }: Connection,
  scope: HoldScope,
  subject: string,
): Promise<number> {
  const column = {
    installation: effects.installationId,
    repository: effects.repositoryId,
    thread: effects.threadId,
  }[scope];
  const rows = await db
    .select({ count: count() })
    .from(effects)
    .where(and(inArray(effects.state, ["waiting", "attempting"]), eq(sql`cast(${column} as text)`, subject)));
  return rows[0]?.count ?? 0;
}

async function nameOf(
  { db, tables: { repositories } }: Connection,
  scope: HoldScope,
  subject: string,
): Promise<string> {
  if (scope === "installation") return subject;
  const [id = "", number] = subject.split("#");
  const rows = await db
    .select({ owner: repositories.owner, name: repositories.name })
    .from(repositories)
    .where(eq(repositories.id, Number(id)));
  const name = rows[0] ? `${rows[0].owner}/${rows[0].name}` : id;
  return number === undefined ? name : `${name}#${number}`;
}

/** Lets the next effect try at once where requests kept failing; pauses that GitHub asked for stay. */
export async function endHolds(
  { db, tables: { holds } }: Connection,
  only?: { readonly repositoryId: number; readonly threadId: string | null },
): Promise<void> {
  const { scope, subject } = holds;
  const where = only
    ? or(
        and(eq(scope, "repository"), eq(subject, String(only.repositoryId))),
        and(eq(scope, "thread"), eq(subject, only.threadId ?? "")),
      )
    : inArray(scope, ["repository", "thread"]);
  await db.delete(holds).where(where);
}
