// What must be asked of GitHub before a transaction opens, so that a maintainers' command can run in it: what its author
// may really do in the repository (never the author association, which says something else), and the file to read again.

import { MINUTE } from "../core/clock.ts";
import type { Activity, RepositoryRef } from "../core/activity.ts";
import { findRepository } from "../db/repositories.ts";
import type { GitHubClient } from "../github/clients.ts";
import { classifyFailure, unlessGone } from "../github/failures.ts";
import { COMMANDS } from "../commands/grammar.ts";
import { fetchConfigFile, type ConfigFile } from "./fetch-config.ts";
import { NeedsGitHub, type Intake } from "./intake.ts";
import { commandsIn } from "./typed-commands.ts";

/** Whether a person may use the commands of maintainers; "unknown" when GitHub does not say. */
type Clearance = "maintainer" | "other" | "unknown";

/** What a remark's commands need of GitHub; empty when they need nothing. */
export interface Asked {
  readonly clearance?: Clearance;
  /** stoa.yml as it is now on the default branch, for a command that reads it again. */
  readonly reread?: { readonly file: ConfigFile | undefined };
}

/** An answer of GitHub's counts this long. */
const CLEARANCE_MS = MINUTE;
const MAX_REMEMBERED = 1_000;

/** Asks GitHub what the commands of an activity need; nothing, when there are none for maintainers. */
export async function askForCommands(intake: Intake, activity: Activity): Promise<Asked> {
  const typed = commandsIn(activity);
  const names = typed?.commands.flatMap((command) =>
    command.ok ? [`${command.family} ${command.name}`] : [],
  );
  const wanted = names?.filter((name) => MAINTAINERS_COMMANDS.has(name)) ?? [];
  if (!typed || wanted.length === 0 || !intake.github) return {};
  if (intake.batches.isOpen()) throw new NeedsGitHub("A maintainers' command has to be asked about.");
  const { repository } = activity;
  const client = await intake.github.asInstallation(repository.installationId);
  const remembered = rememberedBy(intake);
  const key = `${repository.id}:${typed.author.id}`;
  const now = intake.processing.clock.now();
  const known = remembered.get(key);
  const clearance =
    known && known.until > now
      ? known.clearance
      : await readClearance(client, repository, typed.author.login);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  if (clearance !== "unknown") remembered.set(key, { clearance, until: now + CLEARANCE_MS });
  if (clearance !== "maintainer" || !wanted.includes("stoa recheck")) return { clearance };
  const row = await findRepository(intake.database.reader, repository.id);
  const reread = row && (await unlessGone(async () => ({ file: await fetchConfigFile(client, row) })));
  return reread ? { clearance, reread } : { clearance };
}

type Remembered = Map<string, { readonly clearance: Clearance; readonly until: number }>;
const answers = new WeakMap<Intake, Remembered>();

/** What GitHub answered this Stoa of late. */
function rememberedBy(intake: Intake): Remembered {
  const known = answers.get(intake) ?? (new Map() as Remembered);
  answers.set(intake, known);
  return known;
}

const MAINTAINERS_COMMANDS: ReadonlySet<string> = new Set(
  COMMANDS.filter(({ who }) => who === "maintainer").map(({ family, name }) => `${family} ${name}`),
);

/** Write access makes a maintainer; GitHub tells "maintain" as "write" and "triage" as "read". */
async function readClearance(
  client: GitHubClient,
  repository: RepositoryRef,
  login: string,
): Promise<Clearance> {
  try {
    const { data } = await client.rest.repos.getCollaboratorPermissionLevel({
      owner: repository.owner,
      repo: repository.name,
      username: login,
    });
    return data.permission === "admin" || data.permission === "write" ? "maintainer" : "other";
  } catch (error) {
    const { status } = error as { status?: number };
    if (status === 404) return "other";
    const isPassing = classifyFailure(error, 1, 0).kind === "retry";
    if (status === 403 && !isPassing) return "unknown";
    throw error;
  }
}
