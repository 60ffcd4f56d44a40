// Keeps the stoa.yml of each repository in the database. A bad file is reported once, as a check on the commit that
// brought it, and the last good one stays in force. A change goes on to the files that extend it.

import { and, eq } from "drizzle-orm";
import { lookupName, resolveConfig, type Resolved } from "../config/extend.ts";
import type { ConfigLoader } from "../config/load.ts";
import { CONFIG_PATH, type ConfigProblem } from "../config/repository.ts";
import type { CheckEffect } from "../core/effect.ts";
import type { Connection } from "../db/connection.ts";
import { listRepositories, type RepositoryRow } from "../db/repositories.ts";
import { enqueueEffects } from "../outbox/store.ts";
import { annotationsOf, CHECK_TITLE, mayReport } from "./config-check.ts";
import type { ConfigFile } from "./fetch-config.ts";

export { fetchConfigFile } from "./fetch-config.ts";

/** A file that was seen, and where it belongs. */
interface Seen {
  readonly repository: RepositoryRow;
  readonly file: ConfigFile;
  readonly config: ConfigLoader;
  readonly now: number;
}

/**
 * Takes a file over, or reports what is wrong with it.
 * @returns true when the configuration in force has changed.
 */
export async function recordConfigFile(
  connection: Connection,
  seen: Omit<Seen, "file"> & { readonly file: ConfigFile | undefined },
): Promise<boolean> {
  const { repository, file, config, now } = seen;
  await recordBases(connection, { repository, bases: file?.bases, config, now });
  const isChanged = file
    ? await takeOver(connection, { ...seen, file }, { isReported: true })
    : await forget(connection, repository.id);
  await refreshExtenders(connection, { repository, config, now });
  return isChanged;
}

async function forget(connection: Connection, repositoryId: number): Promise<boolean> {
  const { configFiles } = connection.tables;
  const gone = await connection.db
    .delete(configFiles)
    .where(eq(configFiles.repositoryId, repositoryId))
    .returning({ id: configFiles.repositoryId });
  return gone.length > 0;
}

/** Takes over those of the bases that were not read yet; of what is known, a push tells. */
async function recordBases(
  connection: Connection,
  seen: Omit<Seen, "file"> & { readonly bases: ConfigFile["bases"] },
): Promise<void> {
  const { bases, config, now } = seen;
  if (!bases || bases.length === 0) return;
  const repositories = await listRepositories(connection, seen.repository.installationId);
  // The farthest first: the nearer stand on them.
  for (const { name, file } of [...bases].reverse()) {
    const repository = repositories.find((one) => lookupName(one) === name);
    if (!repository || (await isKnown(connection, repository.id))) continue;
    // A bad one is reported when its own repository is read.
    await takeOver(connection, { repository, file, config, now }, { isReported: false });
  }
}

async function isKnown(connection: Connection, repositoryId: number): Promise<boolean> {
  const { configFiles } = connection.tables;
  const rows = await connection.db
    .select({ id: configFiles.repositoryId })
    .from(configFiles)
    .where(eq(configFiles.repositoryId, repositoryId));
  return rows.length > 0;
}

async function takeOver(
  connection: Connection,
  { repository, file, config, now }: Seen,
  { isReported }: { readonly isReported: boolean },
): Promise<boolean> {
  const resolved = await resolveConfig(connection, { repository, text: file.text, schema: config.schema });
  const { configFiles } = connection.tables;
  const row = { ...columnsOf(resolved, file.text), seenSha: file.sha, updatedAt: now };
  await connection.db
    .insert(configFiles)
    .values({ repositoryId: repository.id, goodText: null, ...row })
    .onConflictDoUpdate({ target: configFiles.repositoryId, set: row });
  if (!resolved.ok && isReported && (await mayReport(connection, repository.installationId))) {
    await enqueueEffects(connection, {
      feature: "config",
      installationId: repository.installationId,
      priority: "reply",
      effects: [report(repository, file, resolved.problems)],
      now,
    });
  }
  return resolved.ok;
}

/** What changes in a file's row; what stands in the row of a text that was refused stays. */
function columnsOf(resolved: Resolved, text: string) {
  if (resolved.ok) {
    const { extended, extendsName } = resolved;
    return {
      goodText: text,
      extended: extended.length > 0 ? extended : null,
      extendsName,
      pendingText: null,
      problem: null,
    };
  }
  const problem = describeProblems(resolved.problems);
  const { extendsName } = resolved;
  return extendsName === undefined
    ? { pendingText: null, problem }
    : { pendingText: text, extendsName, problem };
}

/** Files that extend one that changed are worked out anew, and those that extend these in turn. */
async function refreshExtenders(
  connection: Connection,
  changed: {
    readonly repository: RepositoryRow;
    readonly config: ConfigLoader;
    readonly now: number;
    readonly done?: ReadonlySet<number>;
  },
): Promise<void> {
  const { repository, config, now } = changed;
  const done = new Set([...(changed.done ?? []), repository.id]);
  const { configFiles } = connection.tables;
  const extenders = await listExtenders(connection, repository);
  for (const { repository: extender, text } of extenders) {
    if (done.has(extender.id) || text === null) continue;
    const resolved = await resolveConfig(connection, { repository: extender, text, schema: config.schema });
    const isStillGood = !resolved.ok && resolved.extendsName !== undefined;
    const row = resolved.ok
      ? columnsOf(resolved, text)
      : { problem: describeProblems(resolved.problems), ...(isStillGood ? { pendingText: text } : {}) };
    await connection.db
      .update(configFiles)
      .set({ ...row, updatedAt: now })
      .where(eq(configFiles.repositoryId, extender.id));
    if (resolved.ok) await refreshExtenders(connection, { ...changed, repository: extender, done });
  }
}

/** The repositories of the same installation whose file names this one, and the text that counts or waits. */
async function listExtenders(
  connection: Connection,
  repository: RepositoryRow,
): Promise<readonly { readonly repository: RepositoryRow; readonly text: string | null }[]> {
  const { configFiles, repositories } = connection.tables;
  const rows = await connection.db
    .select({
      repository: repositories,
      goodText: configFiles.goodText,
      pendingText: configFiles.pendingText,
    })
    .from(configFiles)
    .innerJoin(repositories, eq(repositories.id, configFiles.repositoryId))
    .where(
      and(
        eq(configFiles.extendsName, lookupName(repository)),
        eq(repositories.installationId, repository.installationId),
        eq(repositories.isActive, true),
      ),
    );
  return rows.map((row) => ({ repository: row.repository, text: row.pendingText ?? row.goodText }));
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
    title: CHECK_TITLE,
    summary: `${describeProblems(problems, file.path)}\n\nThe last good configuration stays in force until this is mended.`,
    conclusion: "failure",
    annotations: annotationsOf(problems, file.path),
  };
}

/** One line a problem: where, what, and what was probably meant. */
export function describeProblems(problems: readonly ConfigProblem[], path: string = CONFIG_PATH): string {
  return problems.map(({ line, column, message }) => `${path}:${line}:${column} ${message}`).join("\n");
}
