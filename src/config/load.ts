// Which configuration is in force for a repository: its own stoa.yml, else its owner's (in the `.github` repository),
// else the defaults. Read from the database, where intake/config-files.ts keeps the last good text of each file.

import { and, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Connection } from "../db/connection.ts";
import { listRepositories, type RepositoryRow } from "../db/repositories.ts";
import { ORGANISATION_REPOSITORY, parseConfig, type RepositoryConfig } from "./repository.ts";

/** Looks up configurations; parsed texts are remembered. */
export interface ConfigLoader {
  readonly schema: z.ZodType<RepositoryConfig>;
  forRepository(
    connection: Connection,
    repository: { readonly owner: string; readonly name: string },
  ): Promise<RepositoryConfig>;
  /** For what concerns a whole installation: its owner's, else that of the repository with the most threads. */
  forInstallation(connection: Connection, installationId: number): Promise<RepositoryConfig>;
}

const REMEMBERED_TEXTS = 1_000;

export function configLoader(schema: z.ZodType<RepositoryConfig>): ConfigLoader {
  const remembered = new Map<string, RepositoryConfig>();
  const parse = (text: string): RepositoryConfig => {
    let config = remembered.get(text);
    if (!config) {
      const parsed = parseConfig(text, schema);
      // A text that an older version accepted may be wrong by now: the defaults, until the file is read again.
      config = parsed.ok ? parsed.config : schema.parse({});
      if (remembered.size >= REMEMBERED_TEXTS) remembered.clear();
      remembered.set(text, config);
    }
    return config;
  };

  return {
    schema,
    async forRepository(connection, { owner, name }) {
      const texts = await goodTexts(connection, owner, name);
      return parse(texts.get(name) ?? texts.get(ORGANISATION_REPOSITORY) ?? "");
    },
    async forInstallation(connection, installationId) {
      const repositories = await listRepositories(connection, installationId);
      const host =
        repositories.find(({ name }) => name === ORGANISATION_REPOSITORY) ??
        (await busiest(connection, repositories));
      if (!host) return parse("");
      const texts = await goodTexts(connection, host.owner, host.name);
      const own = texts.get(host.name);
      if (own !== undefined || host.name !== ORGANISATION_REPOSITORY) return parse(own ?? "");
      const other = await busiest(connection, repositories);
      return other ? this.forRepository(connection, other) : parse("");
    },
  };
}

async function goodTexts(connection: Connection, owner: string, name: string): Promise<Map<string, string>> {
  const rows = await connection
    .prepared("config.goodTexts", ({ db, tables: { configFiles, repositories } }) =>
      db
        .select({ name: repositories.name, text: configFiles.goodText })
        .from(configFiles)
        .innerJoin(repositories, eq(repositories.id, configFiles.repositoryId))
        .where(
          and(
            eq(repositories.owner, sql.placeholder("owner")),
            inArray(repositories.name, [sql.placeholder("name"), ORGANISATION_REPOSITORY]),
            isNotNull(configFiles.goodText),
          ),
        ),
    )
    .run({ owner, name });
  return new Map(rows.map((row) => [row.name, row.text ?? ""]));
}

/** The public repository with the most threads; the lowest id among equals. */
async function busiest(
  connection: Connection,
  repositories: readonly RepositoryRow[],
): Promise<RepositoryRow | undefined> {
  const candidates = repositories.filter(
    ({ isPrivate, name }) => !isPrivate && name !== ORGANISATION_REPOSITORY,
  );
  if (candidates.length <= 1) return candidates[0];
  const { threads } = connection.tables;
  const counts = await connection.db
    .select({ id: threads.repositoryId, count: sql<number>`count(*)`.mapWith(Number) })
    .from(threads)
    .where(
      inArray(
        threads.repositoryId,
        candidates.map(({ id }) => id),
      ),
    )
    .groupBy(threads.repositoryId);
  const byId = new Map(counts.map(({ id, count }) => [id, count]));
  return [...candidates].sort((a, b) => (byId.get(b.id) ?? 0) - (byId.get(a.id) ?? 0) || a.id - b.id)[0];
}
