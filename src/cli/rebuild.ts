// `stoa rebuild [OWNER/REPO | OWNER]`: judges badges again from the facts, by the configuration that is in force now. It may
// run beside a Stoa at work.

import { readSettings } from "../config/environment.ts";
import { configLoader } from "../config/load.ts";
import { configSchema } from "../config/repository.ts";
import { UserError } from "../core/errors.ts";
import { openDatabase } from "../db/open.ts";
import { listInstallations, listRepositories } from "../db/repositories.ts";
import { rebuildBadges, type BadgesConfig } from "../features/badges/index.ts";
import { features } from "../features/index.ts";

/** @throws UserError when nothing matches. */
export async function rebuild(target: string | undefined): Promise<void> {
  const { databaseUrl } = readSettings(process.env);
  const database = await openDatabase(databaseUrl, { isLeftAsItIs: true });
  try {
    const loader = configLoader(configSchema(features), features);
    let found = 0;
    for (const { id: installationId } of await listInstallations(database.reader)) {
      for (const repository of await listRepositories(database.reader, installationId)) {
        const name = `${repository.owner}/${repository.name}`;
        if (target !== undefined && target !== name && target !== repository.owner) continue;
        found += 1;
        const { badges } = await loader.forRepository(database.reader, repository);
        const config = badges as BadgesConfig;
        if (!config.enabled) continue;
        const judged = await rebuildBadges(database, { repositoryId: repository.id, installationId, config });
        process.stdout.write(`${name}: ${judged} threads and reviews judged.\n`);
      }
    }
    if (found === 0)
      throw new UserError(`Stoa sees no repository${target === undefined ? "" : ` of "${target}"`}.`);
  } finally {
    await database.close();
  }
}
