// `stoa preview OWNER/REPO`: reads a repository's history with a personal token into a database that is thrown away, and
// shows what Stoa would make of it. It only reads; nothing is posted.

import { graphql } from "@octokit/graphql";
import { Octokit } from "@octokit/rest";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { configLoader } from "../config/load.ts";
import { configSchema } from "../config/repository.ts";
import { periodEnding } from "../core/calendar.ts";
import { systemClock } from "../core/clock.ts";
import { describeError, UserError } from "../core/errors.ts";
import type { Database } from "../db/connection.ts";
import { findRepository, publicScope, upsertRepository, type RepositoryRow } from "../db/repositories.ts";
import { openSqlite } from "../db/sqlite.ts";
import { buildDigest, scheduleOf, type DigestConfig } from "../features/digest/index.ts";
import { features } from "../features/index.ts";
import type { RequestsConfig } from "../features/requests/config.ts";
import { listRequests } from "../features/requests/index.ts";
import { sentimentByWeek } from "../features/sentiment/index.ts";
import type { ThemesConfig } from "../features/themes/config.ts";
import { listThemes, refitThemes } from "../features/themes/index.ts";
import { fetchWithTimeout, type GraphQl } from "../github/clients.ts";
import { patiently } from "../github/reads.ts";
import { backfillRepository } from "../intake/backfill.ts";
import { recordConfigFile, fetchConfigFile } from "../intake/config-files.ts";
import { sweepReactions } from "../intake/reactions.ts";
import { presentPreview } from "./preview-page.ts";
import { backfillBar } from "./progress.ts";

/** Octokit would print every request that failed, also one whose failure means nothing (no stoa.yml). */
const SILENT = { debug: noop, info: noop, warn: noop, error: noop };
function noop(): void {}

/** No installation exists; the facts need one to hang on. */
const NO_INSTALLATION = 1;

/**
 * Prints the preview, or writes it to `out`.
 * @throws UserError when the name, the token or the repository is wrong.
 */
export async function preview(repository: string, options: { readonly out?: string }): Promise<void> {
  const [owner, name, ...rest] = repository.split("/");
  if (!owner || !name || rest.length > 0)
    throw new UserError(`"${repository}" is no repository. Write it as OWNER/REPO.`);
  const token = process.env["GITHUB_TOKEN"];
  if (!token)
    throw new UserError(
      "Set GITHUB_TOKEN to a token that may read the repository (no write permission is needed).",
    );
  const baseUrl = (process.env["GITHUB_API_URL"] ?? "https://api.github.com").replace(/\/+$/, "");

  const folder = mkdtempSync(join(tmpdir(), "stoa-preview-"));
  const database = openSqlite(join(folder, "preview.db"));
  try {
    const markdown = await makePreview({ database, token, baseUrl, owner, name }).catch((error: unknown) => {
      throw isFromGitHub(error) ? cannotRead({ owner, name }, error) : error;
    });
    if (options.out) writeTo(options.out, markdown);
    else process.stdout.write(markdown);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeTo(path: string, markdown: string): void {
  try {
    writeFileSync(path, markdown);
  } catch (error) {
    throw new UserError(`Cannot write ${path}: ${(error as Error).message}.`, { cause: error });
  }
}

/** Whether a request failed: its status, or the errors in GraphQL's answer. */
function isFromGitHub(error: unknown): boolean {
  return error instanceof Error && ["HttpError", "GraphqlResponseError"].includes(error.name);
}

function cannotRead(place: { readonly owner: string; readonly name: string }, error: unknown): UserError {
  return new UserError(`Cannot read ${place.owner}/${place.name}: ${describeError(error)}.`, {
    cause: error,
  });
}

interface PreviewRequest {
  readonly database: Database;
  readonly token: string;
  readonly baseUrl: string;
  readonly owner: string;
  readonly name: string;
}

async function makePreview(request: PreviewRequest): Promise<string> {
  const { database, token, baseUrl } = request;
  const clock = systemClock;
  const rest = new Octokit({
    auth: token,
    baseUrl,
    userAgent: "stoa-preview",
    log: SILENT,
    request: { fetch: fetchWithTimeout },
  });
  const ask = patiently(
    graphql.defaults({
      baseUrl,
      headers: { authorization: `token ${token}` },
      request: { fetch: fetchWithTimeout },
    }),
    clock,
  );
  const config = configLoader(configSchema(features));
  const processing = { features, config, clock, log: pino({ level: "silent" }) };
  const repository = await learn(request, rest);
  const file = await fetchConfigFile(rest as never, repository);
  await database.transaction((connection) =>
    recordConfigFile(connection, { repository, file, config, now: clock.now() }),
  );
  await read({ database, ask, processing, repository });
  await sweepReactions(
    { database, graphql: ask, client: rest, clock, features, config },
    NO_INSTALLATION,
    "all-reactions",
  );

  return database.transaction(async (connection) => {
    const now = clock.now();
    const scope = await publicScope(connection, NO_INSTALLATION);
    const values = await config.forRepository(connection, repository);
    const digestConfig = values["digest"] as DigestConfig;
    await refitThemes(connection, scope, { now, ignore: (values["themes"] as ThemesConfig).ignore });
    const digest = await buildDigest({
      connection,
      scope,
      config: digestConfig,
      now,
      isHistoryKnown: true,
      period: periodEnding(now, scheduleOf(digestConfig)),
      contributors: features,
      configOf: (feature) => values[feature.name],
      isPreview: true,
    });
    return presentPreview({
      repository,
      digest,
      requests: await listRequests(connection, scope, values["requests"] as RequestsConfig, {
        now,
        limit: 20,
      }),
      themes: await listThemes(connection, scope, { now, curation: values["themes"] as ThemesConfig }),
      sentiment: await sentimentByWeek(connection, scope, { startsAt: 0, endsAt: now }),
    });
  });
}

async function learn({ database, owner, name }: PreviewRequest, rest: Octokit): Promise<RepositoryRow> {
  const { data } = await rest.rest.repos.get({ owner, repo: name }).catch((error: unknown) => {
    const { status } = error as { status?: number };
    if (status === 401)
      throw new UserError("GitHub does not accept GITHUB_TOKEN. Make a new one.", { cause: error });
    if (status === 404)
      throw new UserError(`There is no repository ${owner}/${name}, or GITHUB_TOKEN may not see it.`, {
        cause: error,
      });
    throw cannotRead({ owner, name }, error);
  });
  return database.transaction(async (connection) => {
    await connection.db.insert(connection.tables.installations).values({
      id: NO_INSTALLATION,
      accountId: data.owner.id,
      accountLogin: data.owner.login,
      state: "active",
      permissions: {},
      createdAt: 0,
      updatedAt: 0,
    });
    await upsertRepository(connection, {
      id: data.id,
      installationId: NO_INSTALLATION,
      nodeId: data.node_id,
      owner: data.owner.login,
      name: data.name,
      // The owner of the token asked to see it, private or not, and nobody else sees this database.
      isPrivate: false,
      isArchived: data.archived,
      isActive: true,
      defaultBranch: data.default_branch,
      updatedAt: systemClock.now(),
    });
    const row = await findRepository(connection, data.id);
    if (!row) throw new Error("The repository was not stored.");
    return row;
  });
}

async function read(of: {
  readonly database: Database;
  readonly ask: GraphQl;
  readonly processing: Parameters<typeof backfillRepository>[0]["processing"];
  readonly repository: RepositoryRow;
}): Promise<void> {
  const bar = backfillBar();
  const { database, ask, processing, repository } = of;
  try {
    await backfillRepository(
      { database, processing, graphql: ask, onProgress: (progress) => bar.show(progress) },
      repository,
    );
  } finally {
    bar.stop();
  }
}
