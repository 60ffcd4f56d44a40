// Which configuration is in force for a repository: its own stoa.yml laid over what it extends, else its owner's (in the
// `.github` repository), else the defaults. Read from the database, where intake/config-files.ts keeps the last good text
// of each file. A feature whose permissions the installation has not granted is switched off here, for all of Stoa.

import { and, eq, inArray, sql } from "drizzle-orm";
import type { z } from "zod";
import { lackedBy, type GrantedPermissions, type NeedsPermissions } from "../core/permissions.ts";
import type { Connection } from "../db/connection.ts";
import { findRepository, listRepositories, type RepositoryRow } from "../db/repositories.ts";
import { mergedConfig } from "./extend.ts";
import { ORGANISATION_REPOSITORY, type RepositoryConfig } from "./repository.ts";

interface Place {
  readonly owner: string;
  readonly name: string;
}

/** What is in force for a repository, and why. */
export interface InForce {
  /** What the file says; permissions are not looked at. */
  readonly written: RepositoryConfig;
  /** What Stoa goes by: features without their permissions are off. */
  readonly config: RepositoryConfig;
  readonly origin: "repository" | "organisation" | "defaults";
  /** How many files it is laid over. */
  readonly extendedCount: number;
  /** Some of it was read from a private repository. */
  readonly isFromPrivate: boolean;
  /** Why the repository's own file is not in force, when it is not; from the file that was last seen. */
  readonly problem: string | null;
  /** Features that lack permissions, and which. */
  readonly lacking: ReadonlyMap<string, readonly string[]>;
}

/** Looks up configurations; parsed texts are remembered. */
export interface ConfigLoader {
  readonly schema: z.ZodType<RepositoryConfig>;
  forRepository(connection: Connection, repository: Place): Promise<RepositoryConfig>;
  /** The same of a repository's id; the defaults of one that is not known. */
  forRepositoryId(connection: Connection, repositoryId: number): Promise<RepositoryConfig>;
  /** The same, with how it came to be so. */
  inForce(connection: Connection, repository: Place): Promise<InForce>;
  /** For what concerns a whole installation: its owner's, else that of the repository with the most threads. */
  forInstallation(connection: Connection, installationId: number): Promise<RepositoryConfig>;
}

const REMEMBERED_TEXTS = 1_000;

/** @param needs What each feature needs of GitHub; without any, permissions are not looked at. */
export function configLoader(
  schema: z.ZodType<RepositoryConfig>,
  needs: readonly NeedsPermissions[] = [],
): ConfigLoader {
  const remembered = new Map<string, RepositoryConfig>();
  const remember = (key: string, make: () => RepositoryConfig): RepositoryConfig => {
    let config = remembered.get(key);
    if (!config) {
      config = make();
      if (remembered.size >= REMEMBERED_TEXTS) remembered.clear();
      remembered.set(key, config);
    }
    return config;
  };
  const parse = (texts: readonly string[]) =>
    remember(texts.join("\0"), () => {
      const merged = mergedConfig(schema, texts);
      // A text that an older version accepted may be wrong by now: the defaults, until the file is read again.
      return typeof merged === "string" ? schema.parse({}) : merged;
    });
  const effective = (texts: readonly string[], granted: GrantedPermissions) =>
    remember(`${JSON.stringify(granted)}\0\0${texts.join("\0")}`, () =>
      withoutLacking(parse(texts), needs, granted),
    );
  /** One of `name`'s, the organisation's, or nobody's. */
  const chosen = (rows: readonly FileRow[], name: string) => {
    const own = rows.find((row) => row.name === name);
    const organisation = rows.find((row) => row.name === ORGANISATION_REPOSITORY);
    const host = [own, organisation].find((row) => row && row.text !== null);
    return { own, host, texts: textsOf(host, own), granted: own?.granted ?? organisation?.granted ?? {} };
  };

  return {
    schema,
    forRepository(connection, { owner, name }) {
      return connection.once(`config ${owner}/${name}`, async () => {
        const { texts, granted } = chosen(await listFiles(connection, owner, name), name);
        return effective(texts, granted);
      });
    },
    async forRepositoryId(connection, repositoryId) {
      const repository = await findRepository(connection, repositoryId);
      return repository ? this.forRepository(connection, repository) : parse([]);
    },
    async inForce(connection, { owner, name }) {
      const { own, host, texts, granted } = chosen(await listFiles(connection, owner, name), name);
      const isOwn = host !== undefined && host.name === name;
      return {
        written: parse(texts),
        config: effective(texts, granted),
        origin: originOf(host, isOwn),
        extendedCount: Math.max(0, texts.length - 1),
        isFromPrivate:
          host !== undefined && (host.isPrivate || (host.extended ?? []).some((one) => one.isPrivate)),
        problem: own?.problem ?? null,
        lacking: new Map(
          needs
            .map((needy) => [needy.name, lackedBy(needy, granted)] as const)
            .filter(([, permissions]) => permissions.length > 0),
        ),
      };
    },
    async forInstallation(connection, installationId) {
      const repositories = await listRepositories(connection, installationId);
      const organisation = repositories.find(({ name }) => name === ORGANISATION_REPOSITORY);
      if (organisation) {
        const rows = await listFiles(connection, organisation.owner, organisation.name);
        const { texts, host, granted } = chosen(rows, organisation.name);
        if (host) return effective(texts, granted);
      }
      const other = await busiest(connection, repositories);
      if (other) return this.forRepository(connection, other);
      return organisation ? this.forRepository(connection, organisation) : parse([]);
    },
  };
}

function originOf(host: FileRow | undefined, isOwn: boolean): InForce["origin"] {
  if (!host) return "defaults";
  return isOwn ? "repository" : "organisation";
}

interface FileRow {
  readonly name: string;
  readonly isPrivate: boolean;
  readonly text: string | null;
  readonly extended: readonly { readonly isPrivate: boolean; readonly text: string }[] | null;
  readonly problem: string | null;
  readonly granted: GrantedPermissions | null;
}

/**
 * The texts that lie one over the other, the last on top. What a repository took from a private one while it was private
 * itself is left out once it is public.
 */
function textsOf(host: FileRow | undefined, reader: FileRow | undefined): readonly string[] {
  if (!host || host.text === null) return [];
  const isPublic = !host.isPrivate && reader?.isPrivate === false;
  const extended = (host.extended ?? []).filter((one) => !isPublic || !one.isPrivate);
  return [...extended.map(({ text }) => text).reverse(), host.text];
}

/** With every feature off that lacks a permission. */
function withoutLacking(
  config: RepositoryConfig,
  needs: readonly NeedsPermissions[],
  granted: GrantedPermissions,
): RepositoryConfig {
  const off = needs.filter((needy) => lackedBy(needy, granted).length > 0);
  if (off.length === 0) return config;
  const switchedOff = off.map(({ name }) => [name, { ...(config[name] as object), enabled: false }]);
  return { ...config, ...(Object.fromEntries(switchedOff) as RepositoryConfig) };
}

/** What is kept of a repository's file and of its organisation's, and what their installation may do. */
function listFiles(connection: Connection, owner: string, name: string): Promise<FileRow[]> {
  return connection
    .prepared("config.files", ({ db, tables: { configFiles, installations, repositories } }) =>
      db
        .select({
          name: repositories.name,
          isPrivate: repositories.isPrivate,
          text: configFiles.goodText,
          extended: configFiles.extended,
          problem: configFiles.problem,
          granted: installations.permissions,
        })
        .from(repositories)
        .leftJoin(configFiles, eq(configFiles.repositoryId, repositories.id))
        .leftJoin(installations, eq(installations.id, repositories.installationId))
        .where(
          and(
            eq(repositories.owner, sql.placeholder("owner")),
            inArray(repositories.name, [sql.placeholder("name"), ORGANISATION_REPOSITORY]),
            eq(repositories.isActive, true),
          ),
        ),
    )
    .run({ owner, name });
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
