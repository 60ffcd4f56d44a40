// Finds out whether a pull request changes stoa.yml, and reads the file as it stands at its head commit. What is known
// already decides: the paths read when it opened, and what pushes to its branch say. Only pushes from a fork that change how
// many files there are make Stoa look (one request); those of a repository's own branches are told by `push`.

import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Activity, Thread } from "../core/activity.ts";
import type { Connection } from "../db/connection.ts";
import type { GitHubClient } from "../github/clients.ts";
import { unlessGone } from "../github/failures.ts";
import { touchesConfig, type ProposedConfig } from "./config-check.ts";
import { fetchConfigText } from "./fetch-config.ts";
import { NeedsGitHub, type Delivered, type Intake } from "./intake.ts";
import { pullHeadPayload, type pushPayload } from "./payloads.ts";

const REVIEWED: ReadonlySet<string> = new Set(["opened", "synchronize", "reopened", "ready_for_review"]);
/** Files are read a hundred at most; GitHub lists them by path, so .github/ comes first. */
const MAX_PATHS = 100;
/** Pull requests of one branch that are looked at. */
const MAX_PULLS = 10;

/** The activity, with its paths where they had to be read, and the file that the pull request proposes. */
export async function withProposal(
  intake: Intake,
  delivered: Delivered,
  activity: Activity,
): Promise<{ readonly activity: Activity; readonly proposed?: ProposedConfig }> {
  if (delivered.name !== "pull_request" || !intake.github || !("thread" in activity)) return { activity };
  const { action, pull_request: pull } = pullHeadPayload.parse(delivered.payload);
  if (!REVIEWED.has(action)) return { activity };
  const { repository } = activity;
  const known = activity.thread.paths ?? (await knownPaths(intake.database.reader, activity.thread.id));
  const isFork = pull.head.repo?.id !== repository.id;
  const isUnsure = action !== "opened" && mayHaveChanged(known, { ...pull, isFork, thread: activity.thread });
  const isTouched = touchesConfig(repository.name, known ?? []);
  if (!isTouched && !isUnsure) return { activity };
  if (intake.batches.isOpen()) throw new NeedsGitHub("What a pull request proposes has to be read.");
  const client = await intake.github.asInstallation(repository.installationId);
  const paths = isTouched ? known : await unlessGone(() => listPaths(client, activity));
  if (!paths) return { activity };
  const current: Activity = { ...activity, thread: { ...activity.thread, paths } };
  if (!touchesConfig(repository.name, paths)) return { activity: current };
  const proposed = await unlessGone(() => readAt(client, repository, pull.head.sha));
  return proposed ? { activity: current, proposed } : { activity: current };
}

/** Whether the known paths may be out of date in a way that matters; a bot's are never read. */
function mayHaveChanged(
  known: readonly string[] | null,
  pull: { readonly changed_files?: number | undefined; readonly isFork: boolean; readonly thread: Thread },
): boolean {
  if (pull.thread.author?.isBot !== false) return false;
  if (known === null) return true;
  return pull.isFork && known.length < MAX_PATHS && pull.changed_files !== known.length;
}

async function knownPaths(reader: Connection, threadId: string): Promise<readonly string[] | null> {
  const { threads } = reader.tables;
  const rows = await reader.db.select({ paths: threads.paths }).from(threads).where(eq(threads.id, threadId));
  return rows[0]?.paths ?? null;
}

/** The first hundred paths that a pull request changes. */
export async function listPaths(
  client: GitHubClient,
  { repository, thread }: Extract<Activity, { thread: Thread }>,
): Promise<readonly string[]> {
  const { data } = await client.rest.pulls.listFiles({
    owner: repository.owner,
    repo: repository.name,
    pull_number: thread.number,
    per_page: MAX_PATHS,
  });
  return data.map(({ filename }) => filename);
}

/** What the open pull requests of a branch propose, when a push to it touched the file. */
export async function proposalsOfBranch(
  client: GitHubClient,
  { repository, ref }: z.infer<typeof pushPayload>,
): Promise<readonly ProposedConfig[]> {
  const owner = repository.owner.login;
  const { data: pulls } = await client.rest.pulls.list({
    owner,
    repo: repository.name,
    head: `${owner}:${ref.slice("refs/heads/".length)}`,
    state: "open",
    per_page: MAX_PULLS,
  });
  const heads = new Set(pulls.map(({ head }) => head.sha));
  const place = { id: repository.id, owner, name: repository.name };
  return Promise.all([...heads].map((sha) => readAt(client, place, sha)));
}

/** GitHub shows a fork's commits through the repository that the pull request is made to; the fork itself is never asked. */
async function readAt(
  client: GitHubClient,
  repository: { readonly id: number; readonly owner: string; readonly name: string },
  headSha: string,
): Promise<ProposedConfig> {
  const file = await fetchConfigText(client, repository, headSha);
  return { repositoryId: repository.id, headSha, file };
}
