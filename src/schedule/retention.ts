// Upkeep that keeps the database from growing for ever, and forgotten people out of it.

import type { ConfigLoader } from "../config/load.ts";
import { DAY, HOUR, type Clock } from "../core/clock.ts";
import { listChoosers } from "../db/choices.ts";
import type { Database } from "../db/connection.ts";
import { eraseFromParked, erasePerson, listLeftOver } from "../db/forget.ts";
import { listInstallations, listRepositories } from "../db/repositories.ts";
import { dropFinished, emptyTexts } from "../db/retention.ts";
import type { UpkeepTask } from "./upkeep.ts";

interface Keeping {
  readonly database: Database;
  readonly clock: Clock;
  readonly config: ConfigLoader;
}

/** The tasks, for `upkeepStep`. */
export function retentionTasks(keeping: Keeping): readonly UpkeepTask[] {
  return [
    { name: "texts", everyMs: DAY, run: () => emptyOldTexts(keeping) },
    { name: "finished-work", everyMs: DAY, run: () => dropOldWork(keeping) },
    { name: "forgotten-people", everyMs: 6 * HOUR, run: () => eraseLeftOver(keeping) },
  ];
}

async function emptyOldTexts({ database, clock, config }: Keeping): Promise<void> {
  for (const { id: installationId } of await listInstallations(database.reader)) {
    for (const repository of await listRepositories(database.reader, installationId)) {
      const values = await config.forRepository(database.reader, repository);
      const days = (values["privacy"] as { keepTextDays?: number | null } | undefined)?.keepTextDays ?? null;
      if (days === null) continue;
      const batch = { repositoryId: repository.id, before: clock.now() - days * DAY };
      await untilNone(() => database.transaction((connection) => emptyTexts(connection, batch)));
    }
  }
}

async function dropOldWork({ database, clock }: Keeping): Promise<void> {
  await untilNone(() => database.transaction((connection) => dropFinished(connection, clock.now())));
}

/** On Postgres another process may have stored something of a person in the very moment in which they were erased. */
async function eraseLeftOver({ database }: Keeping): Promise<void> {
  await database.transaction(async (connection) => {
    for (const person of await listLeftOver(connection)) await erasePerson(connection, person);
    await eraseFromParked(connection, await listChoosers(connection, "forgotten"));
  });
}

async function untilNone(work: () => Promise<number>): Promise<void> {
  while ((await work()) > 0);
}
