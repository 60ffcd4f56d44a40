// Reads `.github/stoa.yml` of a repository into the database. A bad file is reported once, as a check on the commit
// that brought it, and the last good one stays in force.

import { eq } from "drizzle-orm";
import type { ConfigLoader } from "../config/load.ts";
import {
  CONFIG_PATH,
  ORGANISATION_REPOSITORY,
  parseConfig,
  type ConfigProblem,
} from "../config/repository.ts";
import type { CheckEffect } from "../core/effect.ts";
import type { Connection } from "../db/connection.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import type { GitHubClient } from "../github/clients.ts";
import { enqueueEffects } from "../outbox/store.ts";

/** A file as GitHub holds it, and the commit it was read at. */
export interface ConfigFile {
  readonly text: string;
  readonly sha: string;
  readonly commit: string;
}

/** Reads the file from the default branch; undefined when there is none. */
export async function fetchConfigFile(
  client: GitHubClient,
  repository: Pick<RepositoryRow, "owner" | "name" | "defaultBranch">,
): Promise<ConfigFile | undefined> {
  const place = { owner: repository.owner, repo: repository.name };
  for (const path of pathsOf(repository.name)) {
    try {
      const { data } = await client.rest.repos.getContent({ ...place, path });
      if (Array.isArray(data) || data.type !== "file") continue;
      const text = Buffer.from(data.content, "base64").toString("utf8");
      const { data: head } = await client.rest.git.getRef({
        ...place,
        ref: `heads/${repository.defaultBranch}`,
      });
      return { text, sha: data.sha, commit: head.object.sha };
    } catch (error) {
      if ((error as { status?: number }).status !== 404) throw error;
    }
  }
  return undefined;
}

/** In the organisation's `.github` repository the file may also lie at the top. */
function pathsOf(repositoryName: string): readonly string[] {
  return repositoryName === ORGANISATION_REPOSITORY ? [CONFIG_PATH, "stoa.yml"] : [CONFIG_PATH];
}

/**
 * Takes a file over, or reports what is wrong with it.
 * @returns true when the configuration in force has changed.
 */
export async function recordConfigFile(
  connection: Connection,
  seen: {
    readonly repository: RepositoryRow;
    readonly file: ConfigFile | undefined;
    readonly config: ConfigLoader;
    readonly now: number;
  },
): Promise<boolean> {
  const { repository, file, now } = seen;
  const { configFiles } = connection.tables;
  if (!file) {
    const gone = await connection.db
      .delete(configFiles)
      .where(eq(configFiles.repositoryId, repository.id))
      .returning({ id: configFiles.repositoryId });
    return gone.length > 0;
  }
  const parsed = parseConfig(file.text, seen.config.schema);
  const row = parsed.ok
    ? { goodText: file.text, seenSha: file.sha, problem: null, updatedAt: now }
    : { seenSha: file.sha, problem: describeProblems(parsed.problems), updatedAt: now };
  await connection.db
    .insert(configFiles)
    .values({ repositoryId: repository.id, goodText: null, ...row })
    .onConflictDoUpdate({ target: configFiles.repositoryId, set: row });
  if (!parsed.ok) {
    await enqueueEffects(connection, {
      feature: "config",
      installationId: repository.installationId,
      priority: "reply",
      effects: [report(repository, file, parsed.problems)],
      now,
    });
  }
  return parsed.ok;
}

function report(
  repository: RepositoryRow,
  file: ConfigFile,
  problems: readonly ConfigProblem[],
): CheckEffect {
  return {
    kind: "check",
    key: `${repository.id}:${file.sha}`,
    repositoryId: repository.id,
    audience: "maintainers",
    sha: file.commit,
    title: "Stoa configuration",
    summary: `${describeProblems(problems)}\n\nThe last good configuration stays in force until this is mended.`,
    conclusion: "failure",
    path: CONFIG_PATH,
    line: problems[0]?.line ?? 1,
  };
}

/** One line a problem: where, what, and what was probably meant. */
export function describeProblems(problems: readonly ConfigProblem[]): string {
  return problems
    .map(({ line, column, message }) => `${CONFIG_PATH}:${line}:${column} ${message}`)
    .join("\n");
}
