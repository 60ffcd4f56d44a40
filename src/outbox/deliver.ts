// Delivers effects one at a time per installation, no faster than GitHub allows. After an attempt whose end is not
// known the effect keeps when it was sent, and performing it again looks on GitHub first.

import type { Logger } from "pino";
import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { SECOND, type Clock } from "../core/clock.ts";
import type { StepResult } from "../core/worker.ts";
import type { Connection, Database } from "../db/connection.ts";
import type { GitHubClients } from "../github/clients.ts";
import { classifyFailure, EffectProblem, type Failure } from "../github/failures.ts";
import { claimEffect } from "./claim.ts";
import { listCompanions, mayHaveCommentedSince } from "./companions.ts";
import { holdInstallation, recordFailure, recordSuccess } from "./holds.ts";
import { describeEffect, performEffect } from "./perform.ts";
import { isInboxBehind } from "./sightings.ts";
import {
  finishCompanions,
  finishEffect,
  giveBackEffect,
  postponeEffect,
  type StoredEffect,
} from "./store.ts";
import type { Performed } from "./target.ts";
import { LostClaim, recordWrite, TooEarly } from "./writes.ts";
import { fixedLimit } from "../db/fixed-limit.ts";

/** An effect that failed this often is parked, where `stoa doctor` shows it: with the waits between, after five hours. */
const MAX_ATTEMPTS = 30;
/** Deliveries that may tell what became of an effect are waited for by looking this often. */
const INBOX_WAIT_MS = SECOND;

export interface Delivering {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly github: GitHubClients;
  /** Stoa's part of GitHub's limits on writing, 0…1. */
  readonly share: number;
  /** See foot.ts. */
  readonly aboutUrl: string | undefined;
  /** Given, nothing is delivered: each effect is printed instead. */
  readonly printDry?: ((text: string) => void) | undefined;
}

/** One claim, and what was sent under it. */
interface Attempt {
  /** With the end that the claim has now. */
  stored: StoredEffect;
  hasSent: boolean;
}

/** Delivers the next effect that is due. */
export async function deliverStep(delivering: Delivering): Promise<StepResult> {
  const { database, clock, share } = delivering;
  if (!(await hasWork(database.reader))) return undefined;
  const claim = await database.transaction((connection) =>
    claimEffect(connection, { now: clock.now(), share }),
  );
  if (!("effect" in claim)) return claim.nextAt;
  if (delivering.printDry) await printEffect(delivering, claim.effect);
  else await attemptEffect(delivering, claim.effect);
  return "again";
}

async function hasWork(connection: Connection): Promise<boolean> {
  // Prepared, because the outbox looks after every activity.
  const rows = await connection
    .prepared("outbox.hasWork", ({ db, tables: { effects, installations } }) =>
      db
        .select({ seq: effects.seq })
        .from(effects)
        .leftJoin(installations, eq(installations.id, effects.installationId))
        .where(
          and(
            inArray(effects.state, ["waiting", "attempting"]),
            // What waits for a suspended installation waits on.
            or(isNull(installations.state), eq(installations.state, "active")),
          ),
        )
        .limit(fixedLimit(1)),
    )
    .run();
  return rows.length > 0;
}

async function printEffect(delivering: Delivering, stored: StoredEffect): Promise<void> {
  const { database, clock } = delivering;
  const text = await describeEffect(database.reader, stored.effect, delivering.aboutUrl);
  delivering.printDry?.(`dry run: ${text}`);
  await database.transaction((connection) =>
    finishEffect(connection, { seq: stored.seq, state: "dry", now: clock.now() }),
  );
}

async function attemptEffect(delivering: Delivering, stored: StoredEffect): Promise<void> {
  const { database, clock, github, log, aboutUrl } = delivering;
  const attempt: Attempt = { stored, hasSent: false };
  if ((await mayHaveHappened(database.reader, stored)) && (await isInboxBehind(database.reader, stored))) {
    return giveBack(delivering, attempt, clock.now() + INBOX_WAIT_MS);
  }
  try {
    const companions = await listCompanions(database.reader, stored);
    const client = await github.asInstallation(stored.installationId);
    const ownLogin = await github.ownLogin();
    const write = <T>(send: () => Promise<T>) => countAndSend(delivering, attempt, send);
    const now = clock.now();
    const performance = { database, client, ownLogin, now, aboutUrl, companions, write };
    const performed = await performEffect(performance, stored);
    await database.transaction((connection) =>
      finishPerformed(connection, { attempt, performed, now: clock.now() }),
    );
    log.info({ effect: stored.key, kind: stored.effect.kind, url: performed.url }, "effect delivered");
  } catch (error) {
    await handleFailure(delivering, attempt, error);
  }
}

/** Whether a request was sent whose end nobody knows: deliveries may tell it. */
async function mayHaveHappened(connection: Connection, stored: StoredEffect): Promise<boolean> {
  if (stored.sentAt !== null) return true;
  const { effect } = stored;
  return (
    effect.kind === "section" && (await mayHaveCommentedSince(connection, effect.threadId)) !== undefined
  );
}

/** Every request that writes is counted before it is sent. */
async function countAndSend<T>(
  { database, clock, share }: Delivering,
  attempt: Attempt,
  send: () => Promise<T>,
): Promise<T> {
  const { stored } = attempt;
  const claimedUntil = await database.transaction((connection) =>
    recordWrite(connection, { stored, now: clock.now(), share }),
  );
  attempt.stored = { ...stored, claimedUntil };
  attempt.hasSent = true;
  return send();
}

async function finishPerformed(
  connection: Connection,
  end: { readonly attempt: Attempt; readonly performed: Performed; readonly now: number },
): Promise<void> {
  const { attempt, performed, now } = end;
  const { stored, hasSent } = attempt;
  const { url } = performed;
  await performed.remember?.(connection);
  await finishEffect(connection, {
    seq: stored.seq,
    state: "done",
    now,
    url,
    externalId: performed.externalId ?? null,
  });
  await finishCompanions(connection, { seqs: performed.settles ?? [], now, url });
  if (hasSent) await recordSuccess(connection, stored);
}

async function giveBack({ database }: Delivering, { stored }: Attempt, at: number): Promise<void> {
  await database.transaction((connection) => giveBackEffect(connection, { stored, at }));
}

async function handleFailure(delivering: Delivering, attempt: Attempt, error: unknown): Promise<void> {
  const { log, clock } = delivering;
  const { stored } = attempt;
  if (error instanceof TooEarly) return giveBack(delivering, attempt, error.until);
  if (error instanceof LostClaim) {
    log.warn({ effect: stored.key }, "effect left to another process");
    return;
  }
  const now = clock.now();
  const failure = classifyFailure(error, stored.attempts + 1, now);
  log[failure.kind === "hopeless" ? "error" : "warn"](
    {
      effect: stored.key,
      kind: stored.effect.kind,
      attempts: stored.attempts + 1,
      outcome: failure.kind,
      reason: failure.reason,
    },
    "effect failed",
  );
  // What we found out ourselves says nothing about whether GitHub answers there.
  const isRefusal = !(error instanceof EffectProblem);
  await delivering.database.transaction(async (connection) => {
    await recordOutcome(connection, { attempt, failure, now });
    if (failure.kind === "retry" && failure.pause) {
      const { reason, afterMs, pause } = failure;
      await holdInstallation(connection, stored, { reason, now, afterMs, isNamed: pause === "named" });
    } else if (isRefusal) {
      await recordFailure(connection, stored, { reason: failure.reason, now });
    }
  });
}

async function recordOutcome(
  connection: Connection,
  of: { readonly attempt: Attempt; readonly failure: Failure; readonly now: number },
): Promise<void> {
  const { attempt, failure, now } = of;
  const { stored, hasSent } = attempt;
  const { seq } = stored;
  const { reason } = failure;
  // What was not sent, or was refused, did not happen; what was sent earlier still may have.
  const isOpen = failure.kind === "retry" && failure.isUncertain && hasSent;
  const sentAt = stored.sentAt ?? (isOpen ? now : null);
  // GitHub's limits are no fault of the effect's.
  const isPause = failure.kind === "retry" && failure.pause !== undefined;
  if (failure.kind === "retry" && (isPause || stored.attempts + 1 < MAX_ATTEMPTS)) {
    await postponeEffect(connection, { seq, dueAt: now + failure.afterMs, reason, sentAt });
    return;
  }
  const state = failure.kind === "gone" ? "dropped" : "parked";
  await finishEffect(connection, { seq, state, now, reason, sentAt });
}
