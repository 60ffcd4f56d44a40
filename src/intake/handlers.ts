// What happens with a delivery once Probot has handed it to us: reads what must be read from GitHub first, then does the
// rest, its end in the inbox included, in one transaction.

import type { Logger } from "pino";
import { CONFIG_PATH } from "../config/repository.ts";
import type { Activity } from "../core/activity.ts";
import { describeError } from "../core/errors.ts";
import type { Connection, Database } from "../db/connection.ts";
import { findRepository } from "../db/repositories.ts";
import type { GitHubClient, GitHubClients } from "../github/clients.ts";
import type { Batches } from "./batches.ts";
import { fetchConfigFile, recordConfigFile } from "./config-files.ts";
import { finishDelivery } from "./inbox.ts";
import { recordInstallation, recordRepository, recordRepositoryEvent } from "./installations.ts";
import { normalise, type ActivityEvent } from "./normalise.ts";
import { pushPayload } from "./payloads.ts";
import { processActivity } from "./process.ts";
import type { Processing } from "./run-feature.ts";

/** A delivery as Probot's handlers get it. */
export interface Delivered {
  /** The delivery's GUID. */
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
}

export interface Intake {
  readonly processing: Processing;
  readonly database: Database;
  readonly batches: Batches;
  readonly log: Logger;
  /** Absent where no network may be used (benchmarks): then paths stay unknown. */
  readonly github: GitHubClients | undefined;
  /** Called when something may have to be fetched, sent or planned anew. */
  readonly wake: (what: "inbox" | "retries" | "backfill" | "outbox" | "schedule") => void;
}

/** Handles the deliveries that become activities. */
export async function handleActivity(intake: Intake, delivered: Delivered): Promise<void> {
  const normalised = normalise(delivered.name as ActivityEvent, delivered.payload);
  if ("ignored" in normalised) return ignore(intake, delivered, normalised.ignored);
  const activity = await withPaths(intake, normalised.activity);
  const failures = await transact(intake, delivered, async (connection, now) => {
    const {
      repository,
      activity: {
        repository: { installationId },
      },
    } = normalised;
    const { isHistoryKnown } = await recordRepository(connection, { repository, installationId, now });
    return processActivity(intake.processing, connection, { activity, isHistoryKnown });
  });
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

/** Handles `repository`: renamed, archived, made private and the like. */
export async function handleRepository(intake: Intake, delivered: Delivered): Promise<void> {
  await transact(intake, delivered, (connection, now) =>
    recordRepositoryEvent(connection, delivered.payload, now),
  );
}

/** Handles `push`: only a change of stoa.yml on the default branch means anything. */
export async function handlePush(intake: Intake, delivered: Delivered): Promise<void> {
  const payload = pushPayload.parse(delivered.payload);
  const touched = payload.commits.flatMap(({ added, modified, removed }) => [
    ...added,
    ...modified,
    ...removed,
  ]);
  const isOurs = touched.some((path) => path === CONFIG_PATH || path === "stoa.yml");
  if (payload.ref !== `refs/heads/${payload.repository.default_branch}` || !isOurs || !intake.github) {
    return ignore(intake, delivered, "the push does not touch stoa.yml on the default branch");
  }
  const client = await intake.github.asInstallation(payload.installation.id);
  const place = {
    owner: payload.repository.owner.login,
    name: payload.repository.name,
    defaultBranch: payload.repository.default_branch,
  };
  const file = await fetchConfigFile(client, place);
  await transact(intake, delivered, async (connection, now) => {
    await recordRepository(connection, {
      repository: payload.repository,
      installationId: payload.installation.id,
      now,
    });
    const repository = await findRepository(connection, payload.repository.id);
    if (!repository) return;
    await recordConfigFile(connection, { repository, file, config: intake.processing.config, now });
  });
  intake.wake("outbox");
  intake.wake("schedule");
}

/** Runs `work` and the delivery's end in one transaction. */
function transact<T>(
  intake: Intake,
  delivered: Delivered,
  work: (connection: Connection, now: number) => Promise<T>,
): Promise<T> {
  return intake.batches.transact(async (connection) => {
    const result = await work(connection, intake.processing.clock.now());
    await finishDelivery(connection, { guid: delivered.id, state: "done", reason: null });
    return result;
  });
}

async function ignore(intake: Intake, delivered: Delivered, reason: string): Promise<void> {
  await intake.batches.transact((connection) =>
    finishDelivery(connection, { guid: delivered.id, state: "ignored", reason }),
  );
}

/** Payloads say how many files a pull request changes, not which: read them when it opens and when it is merged. */
async function withPaths(intake: Intake, activity: Activity): Promise<Activity> {
  const isWanted =
    (activity.kind === "thread.opened" || activity.kind === "thread.merged") &&
    activity.thread.kind === "pull" &&
    activity.thread.author?.isBot === false;
  if (!isWanted || !intake.github) return activity;
  try {
    const client = await intake.github.asInstallation(activity.repository.installationId);
    const paths = await fetchPaths(client, activity);
    return { ...activity, thread: { ...activity.thread, paths } };
  } catch (error) {
    intake.log.warn(
      { reason: describeError(error), activity: activity.key },
      "cannot read a pull request's files",
    );
    return activity;
  }
}

async function fetchPaths(
  client: GitHubClient,
  { repository, thread }: Extract<Activity, { kind: `thread.${string}` }>,
): Promise<string[]> {
  const { data } = await client.rest.pulls.listFiles({
    owner: repository.owner,
    repo: repository.name,
    pull_number: thread.number,
    per_page: 100,
  });
  return data.map(({ filename }) => filename);
}
