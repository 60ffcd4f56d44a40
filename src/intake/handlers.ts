// What happens with a delivery once Probot has handed it to us: reads what must be read from GitHub first, then does the
// rest, its end in the inbox included, in one transaction.

import type { Activity } from "../core/activity.ts";
import { describeError } from "../core/errors.ts";
import type { Connection } from "../db/connection.ts";
import { findRepository } from "../db/repositories.ts";
import type { GitHubClient } from "../github/clients.ts";
import { isOutage, unlessGone } from "../github/failures.ts";
import { askForCommands } from "./clearance.ts";
import { reviewConfig, touchesConfig } from "./config-check.ts";
import { recordConfigFile } from "./config-files.ts";
import { listPaths, proposalsOfBranch, withProposal } from "./config-proposals.ts";
import { fetchConfigFile, type ConfigFile } from "./fetch-config.ts";
import { NeedsGitHub, type Delivered, type Intake } from "./intake.ts";
import { recordAccountRename, recordInstallation } from "./installations.ts";
import { changeLabel } from "./labels.ts";
import { insertThreadRead } from "./unread.ts";
import { normalise, type ActivityEvent } from "./normalise.ts";
import { personOf } from "./payload-facts.ts";
import { labelPayload, pushPayload, repositoryChangesPayload, type RepositoryPayload } from "./payloads.ts";
import { atPlace } from "./place.ts";
import { processActivity } from "./process.ts";
import { recordRepository, recordRepositoryEvent } from "./repositories.ts";

/** Handles the deliveries that become activities. */
export async function handleActivity(intake: Intake, delivered: Delivered): Promise<void> {
  const normalised = normalise(delivered.name as ActivityEvent, delivered.payload);
  if ("ignored" in normalised) return ignore(intake, delivered, normalised.ignored);
  const opened = await withPaths(intake, normalised.activity);
  const { activity, proposed } = await withProposal(intake, delivered, opened);
  const asked = await askForCommands(intake, activity);
  const { repository, unread } = normalised;
  const { installationId } = activity.repository;
  const failures = await transact(intake, delivered, async (connection, now) => {
    const seen = await recordRepository(connection, { repository, installationId, now });
    if (unread) await insertThreadRead(connection, unread, now);
    if (proposed) await reviewConfig(intake.processing, connection, proposed);
    return processActivity(intake.processing, connection, {
      activity: atPlace(activity, seen),
      isHistoryKnown: seen.isHistoryKnown,
      asked,
    });
  });
  intake.wake("thread-reads");
  if (failures > 0) intake.wake("retries");
  intake.wake("outbox");
}

/** Handles `installation` and `installation_repositories`. */
export async function handleInstallation(intake: Intake, delivered: Delivered): Promise<void> {
  await transact(intake, delivered, (connection, now) =>
    recordInstallation(connection, delivered.payload, now),
  );
  intake.wake("backfill");
  intake.wake("schedule");
}

/** Handles `repository`: renamed, archived, made private, given another default branch and the like. */
export async function handleRepository(intake: Intake, delivered: Delivered): Promise<void> {
  const { action, changes, repository, installation } = repositoryChangesPayload.parse(delivered.payload);
  const isMoved = action === "edited" && changes?.default_branch != null;
  const client = isMoved ? await intake.github?.asInstallation(installation.id) : undefined;
  const read = client && (await unlessGone(() => readConfig(client, repository)));
  await transact(intake, delivered, async (connection, now) => {
    await recordRepositoryEvent(connection, delivered.payload, now);
    if (read) await takeFile(intake, connection, { repositoryId: repository.id, file: read.file });
  });
  // One that was made private may have left posts that must be made anew.
  intake.wake("schedule");
  intake.wake("outbox");
  intake.wake("backfill");
}

/** Handles `installation_target` and `organization`: an account with another name. */
export async function handleAccount(intake: Intake, delivered: Delivered): Promise<void> {
  const { action } = delivered.payload as { readonly action?: unknown };
  if (action !== "renamed") {
    return ignore(intake, delivered, `${delivered.name} ${String(action)}: only a new name matters`);
  }
  await transact(intake, delivered, (connection, now) =>
    recordAccountRename(connection, delivered.payload, now),
  );
}

/** Handles `label`: one that was renamed or deleted changes the threads that carry it. */
export async function handleLabel(intake: Intake, delivered: Delivered): Promise<void> {
  const payload = labelPayload.parse(delivered.payload);
  const name = payload.action === "deleted" ? payload.label.name : payload.changes?.name?.from;
  if (name === undefined || !["edited", "deleted"].includes(payload.action)) {
    return ignore(intake, delivered, `label ${payload.action}: no thread's labels change by it`);
  }
  const becameName = payload.action === "deleted" ? null : payload.label.name;
  const failures = await transact(intake, delivered, async (connection, now) => {
    const { repository, installation } = payload;
    const seen = await recordRepository(connection, { repository, installationId: installation.id, now });
    const activity = await changeLabel(connection, {
      guid: delivered.id,
      repository: seen.repository,
      change: { name, becameName },
      actor: personOf(payload.sender),
      now,
    });
    return processActivity(intake.processing, connection, { activity, isHistoryKnown: seen.isHistoryKnown });
  });
  if (failures > 0) intake.wake("retries");
}

/** A push may tell no more of its commits than this, and a push that rewrites history may not tell all that changed. */
const MAX_TOLD_COMMITS = 20;

/** Handles `push`: only a change of stoa.yml means anything. */
export async function handlePush(intake: Intake, delivered: Delivered): Promise<void> {
  const payload = pushPayload.parse(delivered.payload);
  const { repository, installation, commits } = payload;
  const paths = commits.flatMap(({ added, modified, removed }) => [...added, ...modified, ...removed]);
  const isOurs = touchesConfig(repository.name, paths);
  const isDefault = payload.ref === `refs/heads/${repository.default_branch}`;
  const isCut = payload.forced || commits.length === 0 || commits.length >= MAX_TOLD_COMMITS;
  const isBranch = payload.ref.startsWith("refs/heads/") && !payload.deleted;
  if (!intake.github || !isBranch || !(isOurs || (isDefault && isCut))) {
    return ignore(intake, delivered, "the push does not touch stoa.yml");
  }
  const client = await intake.github.asInstallation(installation.id);
  const read = isDefault ? await unlessGone(() => readConfig(client, repository)) : undefined;
  const proposals = isDefault ? [] : ((await unlessGone(() => proposalsOfBranch(client, payload))) ?? []);
  await transact(intake, delivered, async (connection, now) => {
    await recordRepository(connection, { repository, installationId: installation.id, now });
    if (read) await takeFile(intake, connection, { repositoryId: repository.id, file: read.file });
    for (const proposed of proposals) await reviewConfig(intake.processing, connection, proposed);
  });
  intake.wake("outbox");
  intake.wake("schedule");
}

/** The file on the default branch; undefined in it when there is none. */
async function readConfig(client: GitHubClient, repository: RepositoryPayload) {
  const place = {
    owner: repository.owner.login,
    name: repository.name,
    defaultBranch: repository.default_branch,
  };
  return { file: await fetchConfigFile(client, place) };
}

async function takeFile(
  { processing }: Intake,
  connection: Connection,
  seen: { readonly repositoryId: number; readonly file: ConfigFile | undefined },
): Promise<void> {
  const repository = await findRepository(connection, seen.repositoryId);
  if (!repository) return;
  const { config, clock } = processing;
  await recordConfigFile(connection, { repository, file: seen.file, config, now: clock.now() });
}

/** Runs `work` and the delivery's end in one transaction. */
function transact<T>(
  intake: Intake,
  delivered: Delivered,
  work: (connection: Connection, now: number) => Promise<T>,
): Promise<T> {
  return intake.batches.transact((connection) => work(connection, intake.processing.clock.now()), {
    guid: delivered.id,
    state: "done",
    reason: null,
  });
}

async function ignore(intake: Intake, delivered: Delivered, reason: string): Promise<void> {
  await intake.batches.transact(() => Promise.resolve(), { guid: delivered.id, state: "ignored", reason });
}

/** Payloads say how many files a pull request changes, not which: read them when it opens and when it is merged. */
async function withPaths(intake: Intake, activity: Activity): Promise<Activity> {
  const isWanted =
    (activity.kind === "thread.opened" || activity.kind === "thread.merged") &&
    activity.thread.kind === "pull" &&
    activity.thread.author?.isBot === false;
  if (!isWanted || !intake.github) return activity;
  if (intake.batches.isOpen()) throw new NeedsGitHub("The files of a pull request have to be read.");
  try {
    const client = await intake.github.asInstallation(activity.repository.installationId);
    const paths = await listPaths(client, activity);
    return { ...activity, thread: { ...activity.thread, paths } };
  } catch (error) {
    // The delivery is tried again: without its files a pull request may miss its badge, or its mentor.
    if (isOutage(error)) throw error;
    intake.log.warn(
      { reason: describeError(error), activity: activity.key },
      "cannot read a pull request's files",
    );
    return activity;
  }
}
