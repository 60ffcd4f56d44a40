// Upkeep: what was removed longer ago than the grace is purged, each installation and repository in a transaction of its
// own.

import { DAY, type Clock } from "../core/clock.ts";
import type { Database } from "../db/connection.ts";
import { listRemoved, purgeInstallation, purgeRepository } from "../db/purge.ts";

/** Purges what was removed more than `graceDays` ago. */
export async function purgeRemoved(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly graceDays: number;
}): Promise<void> {
  const { database, clock, graceDays } = deps;
  const removed = await listRemoved(database.reader, clock.now() - graceDays * DAY);
  for (const id of removed.installations) {
    await database.transaction((connection) => purgeInstallation(connection, id));
  }
  for (const id of removed.repositories) {
    await database.transaction((connection) => purgeRepository(connection, id));
  }
}
