// The check on a pull request that changes stoa.yml: what is wrong with it, or what it would change. The file is read at the
// head commit as data only; nothing in it takes effect before it is merged. One check for a head commit.

import { eq } from "drizzle-orm";
import type { InForce } from "../config/load.ts";
import { resolveConfig } from "../config/extend.ts";
import { settingChanges, type SettingChange } from "../config/preview.ts";
import { configPaths, type ConfigProblem, ORGANISATION_REPOSITORY } from "../config/repository.ts";
import type { CheckAnnotation, CheckEffect } from "../core/effect.ts";
import { lackedBy } from "../core/permissions.ts";
import type { Connection } from "../db/connection.ts";
import { findRepository, type RepositoryRow } from "../db/repositories.ts";
import { enqueueEffects } from "../outbox/store.ts";
import { inlineText } from "../text/escape.ts";
import { fitBody } from "../text/truncate.ts";
import type { Processing } from "./run-feature.ts";

/** The name of every check of ours. */
export const CHECK_TITLE = "Stoa configuration";
/** GitHub takes no more annotations in one request. */
const MAX_ANNOTATIONS = 50;
/** A cell of the preview, in characters. */
const MAX_CELL = 160;
/** Rows of the preview. */
const MAX_ROWS = 60;

/** A pull request's file at its head commit. */
export interface ProposedConfig {
  readonly repositoryId: number;
  readonly headSha: string;
  /** undefined when the pull request takes the file away. */
  readonly file: { readonly text: string; readonly path: string } | undefined;
}

/** Whether one of the paths is the repository's stoa.yml. */
export function touchesConfig(repositoryName: string, paths: readonly string[]): boolean {
  const ours = configPaths(repositoryName);
  return paths.some((path) => ours.includes(path));
}

/** Reports on a proposed file, unless the installation lets Stoa write no checks. */
export async function reviewConfig(
  processing: Processing,
  connection: Connection,
  proposed: ProposedConfig,
): Promise<void> {
  const repository = await findRepository(connection, proposed.repositoryId);
  if (!repository || !(await mayReport(connection, repository.installationId))) return;
  await enqueueEffects(connection, {
    feature: "config",
    installationId: repository.installationId,
    priority: "reply",
    effects: [await checkOf(processing, connection, { repository, proposed })],
    now: processing.clock.now(),
  });
}

/** Whether the installation has granted what a check needs. */
export async function mayReport(connection: Connection, installationId: number): Promise<boolean> {
  const { installations } = connection.tables;
  const rows = await connection.db
    .select({ permissions: installations.permissions })
    .from(installations)
    .where(eq(installations.id, installationId));
  const needs = { name: "checks", permissions: { checks: "write" } } as const;
  return lackedBy(needs, rows[0]?.permissions ?? {}).length === 0;
}

/** The problems as remarks on lines of the file. */
export function annotationsOf(problems: readonly ConfigProblem[], path: string): readonly CheckAnnotation[] {
  return problems
    .slice(0, MAX_ANNOTATIONS)
    .map(({ message, line, column }) => ({ path, line, column, message }));
}

async function checkOf(
  { features, config }: Processing,
  connection: Connection,
  { repository, proposed }: { readonly repository: RepositoryRow; readonly proposed: ProposedConfig },
): Promise<CheckEffect> {
  const base = {
    kind: "check",
    key: `head:${repository.id}:${proposed.headSha}`,
    repositoryId: repository.id,
    audience: "maintainers",
    sha: proposed.headSha,
    title: CHECK_TITLE,
  } as const;
  const now = await config.inForce(connection, repository);
  const { file } = proposed;
  if (!file) {
    const summary = isOrganisation(repository)
      ? "This pull request takes the organisation's `stoa.yml` away. Repositories without a file of their own then go by the defaults."
      : "This pull request takes `stoa.yml` away. The organisation's file is then in force here; without one, the defaults.";
    return { ...base, headline: "The file goes", summary, conclusion: "neutral", annotations: [] };
  }
  const resolved = await resolveConfig(connection, { repository, text: file.text, schema: config.schema });
  if (!resolved.ok) {
    const { problems } = resolved;
    const lines = problems.map(
      ({ line, column, message }) => `- \`${file.path}:${line}:${column}\` ${safe(message)}`,
    );
    return {
      ...base,
      headline: problems.length === 1 ? "1 problem" : `${problems.length} problems`,
      summary: fitBody(
        `${lines.join("\n")}\n\nUntil this is mended, merging it changes nothing: the configuration in force stays.`,
      ),
      conclusion: "failure",
      annotations: annotationsOf(problems, file.path),
    };
  }
  const changes = settingChanges(features, now.written, resolved.config);
  const isHidden = !repository.isPrivate && now.isFromPrivate;
  return {
    ...base,
    headline: headlineOf(changes),
    summary: fitBody(summaryOf({ changes, repository, now, isHidden })),
    conclusion: "success",
    annotations: [],
  };
}

function headlineOf(changes: readonly SettingChange[]): string {
  if (changes.length === 0) return "The file is right, and changes nothing";
  return `The file is right: ${changes.length === 1 ? "1 setting changes" : `${changes.length} settings change`}`;
}

function summaryOf(of: {
  readonly changes: readonly SettingChange[];
  readonly repository: RepositoryRow;
  readonly now: InForce;
  /** What is in force comes from a private repository, and this check can be read by everybody. */
  readonly isHidden: boolean;
}): string {
  const { changes, repository, now, isHidden } = of;
  const notes = [
    ...(isOrganisation(repository)
      ? ["Repositories of the organisation without a file of their own go by this one too."]
      : []),
    ...(now.lacking.size > 0
      ? [`Off whatever stands here, for want of a permission: ${[...now.lacking.keys()].join(", ")}.`]
      : []),
  ];
  if (changes.length === 0) return ["What Stoa does here stays as it is.", ...notes].join("\n\n");
  const rows = changes
    .slice(0, MAX_ROWS)
    .map(
      ({ setting, now: before, afterwards }) =>
        `| \`${setting}\` | ${isHidden ? "(in a private repository)" : cell(before)} | ${cell(afterwards)} |`,
    );
  const more = changes.length > MAX_ROWS ? [`And ${changes.length - MAX_ROWS} more.`] : [];
  const table = ["| setting | now | then |", "| --- | --- | --- |", ...rows].join("\n");
  return ["Once merged, this changes here, defaults included:", table, ...more, ...notes].join("\n\n");
}

function isOrganisation({ name }: RepositoryRow): boolean {
  return name === ORGANISATION_REPOSITORY;
}

function cell(text: string): string {
  return inlineText(text, MAX_CELL);
}

/** Our own words with what stood in the file: its backticks are meant, the rest is shown as it is. */
function safe(message: string): string {
  return message
    .split("`")
    .map((part, index) => (index % 2 === 1 ? `\`${part.replaceAll(/\s+/g, " ")}\`` : inlineText(part, 1_000)))
    .join(" ")
    .replaceAll(/ +/g, " ");
}
