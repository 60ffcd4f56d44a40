// Deliveries that never reached us. GitHub tries each once and keeps a log of it for three days; every few minutes we look
// through what is new in that log, and ask again for every delivery that failed and is not in our inbox. What GitHub can
// no longer deliver leaves a gap, which is closed by reading what changed.
// https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries

import type { Logger } from "pino";
import { DAY, HOUR, MINUTE, type Clock } from "../core/clock.ts";
import { describeError } from "../core/errors.ts";
import type { Connection, Database } from "../db/connection.ts";
import type { GitHubClient } from "../github/clients.ts";
import { askAgain, readAttempts, type HookAttempt } from "../github/hook-deliveries.ts";
import { openGap, type Gap } from "./gaps.ts";
import {
  deleteArrived,
  deleteMissed,
  findLook,
  knownGuids,
  listMissed,
  postponeMissed,
  saveLook,
  upsertMissed,
  type Look,
  type MissedDelivery,
} from "./missed-store.ts";

/** How often the log is looked through. */
export const LOOK_EVERY_MS = 5 * MINUTE;
/** GitHub's log is not quite in order, and an attempt appears in it only when it has ended. */
const OVERLAP_MS = 10 * MINUTE;
/** Away for longer, some failures have left the log. An Enterprise Server keeps it for a week; so do we ask. */
const LOG_KEPT_MS = 3 * DAY;
const LONGEST_LOG_MS = 7 * DAY;
/** What a look may cost: so many pages of a hundred attempts, and so many deliveries asked for. */
const MAX_PAGES = 30;
const MAX_ASKED = 250;
/** After so many failures in a row the rest waits for the next look. */
const MAX_FAILURES = 3;
/** A delivery asked for and still missing is asked for again after this long, and after twice as long each time. */
const ASK_BASE_MS = LOOK_EVERY_MS;
const ASK_CAP_MS = 4 * HOUR;

export interface MissedDeliveries {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Signed in as the App itself. */
  asApp(): Promise<GitHubClient>;
  /** Learns where the App is installed now; what a gap may have hidden too. */
  learnInstallations(app: GitHubClient): Promise<void>;
  /** Told when a gap was found. */
  onGap(): void;
}

/** Looks once: finds what is missing, and asks for it. */
export async function lookForMissed(deps: MissedDeliveries): Promise<void> {
  const app = await deps.asApp();
  if (!(await lookThroughLog(deps, app))) return;
  await deps.database.transaction(deleteArrived);
  await askForMissed(deps, app);
}

/** Writes down what failed since the last look; false when GitHub keeps no log. */
async function lookThroughLog(deps: MissedDeliveries, app: GitHubClient): Promise<boolean> {
  const { database, clock } = deps;
  const last = await findLook(database.reader);
  const now = clock.now();
  const isLongAway = last !== undefined && now - last.lookedAt > LOG_KEPT_MS;
  if (isLongAway) await noteGap(deps, app, { since: last.lookedAt, repositoryId: null });
  const stopAt = last ? last.knownUntil - OVERLAP_MS : now - LONGEST_LOG_MS;
  let cursor = last?.cursor ?? null;
  let newestAt = cursor === null ? undefined : last?.newestAt;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await readPage(deps, app, { cursor, last });
    if (!found) return false;
    // No further than our own time: what GitHub's clock, running ahead, says of the next minutes is still to come.
    const topAt = Math.min(found.attempts[0]?.at ?? 0, now);
    newestAt ??= Math.max(topAt, last?.knownUntil ?? now - LONGEST_LOG_MS);
    const fresh = found.attempts.filter(({ at }) => at >= stopAt);
    cursor = fresh.length < found.attempts.length ? null : found.nextCursor;
    const knownUntil = cursor === null ? newestAt : (last?.knownUntil ?? stopAt);
    const look = { lookedAt: clock.now(), knownUntil, cursor, newestAt };
    const missing = await missingOf(database.reader, fresh);
    if (!isLongAway && last && missing.arrived.some(({ at }) => at > last.knownUntil)) {
      await noteGap(deps, app, { since: last.lookedAt, repositoryId: null });
    }
    await database.transaction(async (connection) => {
      for (const attempt of missing.failed) await upsertMissed(connection, attempt, look.lookedAt);
      await saveLook(connection, look);
    });
    if (cursor === null) return true;
  }
  return true;
}

async function readPage(
  deps: MissedDeliveries,
  app: GitHubClient,
  at: { readonly cursor: string | null; readonly last: Look | undefined },
) {
  try {
    return await readAttempts(app, at.cursor);
  } catch (error) {
    const { status } = error as { status?: number };
    // A cursor of an earlier look may have grown too old: the next look begins at the top.
    const { last } = at;
    if (last && last.cursor !== null && (status === 400 || status === 422)) {
      await deps.database.transaction((connection) => saveLook(connection, { ...last, cursor: null }));
    }
    throw error;
  }
}

/**
 * What is not in our inbox: it failed, or it arrived all the same. What arrived and is not here was lost afterwards: then
 * this database is an old copy. (What came before the first look was for whoever stood at that address then.)
 */
async function missingOf(
  connection: Connection,
  attempts: readonly HookAttempt[],
): Promise<{ readonly failed: readonly HookAttempt[]; readonly arrived: readonly HookAttempt[] }> {
  const known = await knownGuids(connection, [...new Set(attempts.map(({ guid }) => guid))]);
  const missing = attempts.filter(({ guid }) => !known.has(guid));
  const arrived = missing.filter(({ isSuccess }) => isSuccess);
  const arrivedGuids = new Set(arrived.map(({ guid }) => guid));
  return { failed: missing.filter(({ guid }) => !arrivedGuids.has(guid)), arrived };
}

async function noteGap(deps: MissedDeliveries, app: GitHubClient, gap: Gap): Promise<void> {
  const { database, clock, log } = deps;
  log.warn({ since: new Date(gap.since).toISOString() }, "deliveries are lost; what changed will be read");
  await deps.learnInstallations(app);
  await database.transaction((connection) => openGap(connection, gap, clock.now()));
  deps.onGap();
}

/** Asks for what is missing, oldest first. */
async function askForMissed(deps: MissedDeliveries, app: GitHubClient): Promise<void> {
  const { database, clock, log } = deps;
  const due = await listMissed(database.reader, { dueBy: clock.now(), limit: MAX_ASKED });
  const gone: MissedDelivery[] = [];
  let asked = 0;
  let failures = 0;
  for (const missed of due) {
    if (clock.now() - missed.failedAt > LONGEST_LOG_MS) {
      gone.push(missed);
      continue;
    }
    try {
      if ((await askAgain(app, missed.attemptId)) === "gone") gone.push(missed);
      else asked += 1;
      failures = 0;
    } catch (error) {
      failures += 1;
      log.warn({ delivery: missed.guid, reason: describeError(error) }, "cannot ask for a delivery now");
      if (failures >= MAX_FAILURES) break;
      continue;
    }
    await database.transaction((connection) => postponeMissed(connection, nextAsk(missed, clock.now())));
  }
  if (asked > 0) log.info({ asked }, "asked GitHub again for missed deliveries");
  await giveUp(deps, app, gone);
}

function nextAsk(missed: MissedDelivery, now: number) {
  const waitMs = Math.min(ASK_CAP_MS, ASK_BASE_MS * 2 ** missed.asked);
  return { guid: missed.guid, asked: missed.asked + 1, dueAt: now + waitMs };
}

/** Each leaves a gap in its repository; what belonged to none told of installations. */
async function giveUp(
  deps: MissedDeliveries,
  app: GitHubClient,
  gone: readonly MissedDelivery[],
): Promise<void> {
  if (gone.length === 0) return;
  const { database, clock, log } = deps;
  if (gone.some(({ repositoryId }) => repositoryId === null)) await deps.learnInstallations(app);
  await database.transaction(async (connection) => {
    for (const { repositoryId, failedAt } of gone) {
      if (repositoryId !== null) await openGap(connection, { since: failedAt, repositoryId }, clock.now());
    }
    await deleteMissed(
      connection,
      gone.map(({ guid }) => guid),
    );
  });
  log.warn({ count: gone.length }, "GitHub can no longer deliver these; what changed will be read");
  deps.onGap();
}
