// Asks GitHub where the App is installed, and on which repositories, as after a gap in which the deliveries that tell of it
// were lost.

import type { Clock } from "../core/clock.ts";
import type { Database } from "../db/connection.ts";
import { listRepositories } from "../db/repositories.ts";
import type { GitHubClient, GitHubClients } from "../github/clients.ts";
import { recordListedInstallation, removeInstallationsBut } from "./installations.ts";
import { repositorySchema } from "./payloads.ts";
import { recordListedRepository } from "./repositories.ts";
import { deactivate } from "./repository-changes.ts";

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly github: GitHubClients;
}

/** Brings installations and their repositories up to date. */
export async function learnInstallations(deps: Deps, app: GitHubClient): Promise<void> {
  const { database, clock } = deps;
  const listed = await app.paginate(app.rest.apps.listInstallations, { per_page: 100 });
  const active: number[] = [];
  for (const { id, account, suspended_at, permissions } of listed) {
    if (!account || !("login" in account)) continue;
    const isSuspended = suspended_at !== null;
    const granted = permissions as Record<string, string>;
    const installation = { id, account, permissions: granted, suspended_at };
    await database.transaction((connection) =>
      recordListedInstallation(connection, installation, clock.now()),
    );
    if (!isSuspended) active.push(id);
  }
  await database.transaction((connection) =>
    removeInstallationsBut(
      connection,
      listed.map(({ id }) => id),
      clock.now(),
    ),
  );
  for (const id of active) await learnRepositories(deps, id);
}

async function learnRepositories(deps: Deps, installationId: number): Promise<void> {
  const { database, clock, github } = deps;
  const client = await github.asInstallation(installationId);
  const answers = await client.paginate(client.rest.apps.listReposAccessibleToInstallation, {
    per_page: 100,
  });
  const now = clock.now();
  await database.transaction(async (connection) => {
    const seen = new Set<number>();
    for (const answer of answers) {
      const repository = repositorySchema.parse(answer);
      seen.add(repository.id);
      await recordListedRepository(connection, { repository, installationId, now });
    }
    for (const { id } of await listRepositories(connection, installationId)) {
      if (!seen.has(id)) await deactivate(connection, { repositoryId: id, installationId, now });
    }
  });
}
