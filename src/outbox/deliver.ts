// Delivers effects one at a time per installation, no faster than GitHub allows. After an attempt whose end is not
// known the effect stays "attempting", and performing it again looks on GitHub first.

import type { Logger } from "pino";
import { and, eq, inArray, max } from "drizzle-orm";
import type { Clock } from "../core/clock.ts";
import type { StepResult } from "../core/worker.ts";
import type { Connection, Database } from "../db/connection.ts";
import type { GitHubClients } from "../github/clients.ts";
import { classifyFailure } from "../github/failures.ts";
import type { Pacing } from "./pacing.ts";
import { describeEffect, performEffect } from "./perform.ts";
import {
  claimEffect,
  finishEffect,
  finishSections,
  nextEffectAt,
  postponeEffect,
  type StoredEffect,
} from "./store.ts";
import type { Performed } from "./target.ts";

/** An effect that failed this often is parked, where `stoa doctor` shows it: with the waits between, after five hours. */
const MAX_ATTEMPTS = 30;
/** Another process is writing for the same installation: look again after this long. */
const BUSY_MS = 250;

export interface Delivering {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly github: GitHubClients;
  readonly pacing: Pacing;
  /** See foot.ts. */
  readonly aboutUrl: string | undefined;
  /** Given, nothing is delivered: each effect is printed instead. */
  readonly printDry?: ((text: string) => void) | undefined;
}

/** Delivers the next effect that is due. */
export async function deliverStep(delivering: Delivering): Promise<StepResult> {
  const now = delivering.clock.now();
  const { pacing } = delivering;
  const waiting = await installationsWithWork(delivering.database.reader);
  const slow = waiting.filter((id) => pacing.nextAllowedAt(id, now) > now);
  if (waiting.length === 0) return undefined;
  const claimed =
    slow.length === waiting.length
      ? undefined
      : await delivering.database.transaction((connection) => claimEffect(connection, { now, except: slow }));
  if (!claimed) {
    const dueAt = (await nextEffectAt(delivering.database.reader)) ?? Infinity;
    const allowedAt = Math.min(...waiting.map((id) => pacing.nextAllowedAt(id, now)));
    const next = Math.max(dueAt, slow.length === waiting.length ? allowedAt : now);
    return Number.isFinite(next) ? Math.max(next, now + BUSY_MS) : undefined;
  }
  if (delivering.printDry) await printEffect(delivering, claimed);
  else await attemptEffect(delivering, claimed);
  return "again";
}

async function installationsWithWork(connection: Connection): Promise<number[]> {
  // Prepared, because the outbox looks after every activity.
  const rows = await connection
    .prepared("outbox.installationsWithWork", ({ db, tables: { effects } }) =>
      db
        .selectDistinct({ id: effects.installationId })
        .from(effects)
        .where(inArray(effects.state, ["waiting", "attempting"])),
    )
    .run();
  return rows.map(({ id }) => id);
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
  const { database, clock, github, pacing, log, aboutUrl } = delivering;
  const upTo = await lastSectionOf(database.reader, stored);
  try {
    const client = await github.asInstallation(stored.installationId);
    const ownLogin = await github.ownLogin();
    const performed = await performEffect({ database, client, ownLogin, now: clock.now(), aboutUrl }, stored);
    if (performed.didWrite) pacing.record(stored.installationId, clock.now());
    await database.transaction((connection) =>
      finishPerformed(connection, { stored, performed, upTo, now: clock.now() }),
    );
    log.info({ effect: stored.key, kind: stored.effect.kind, url: performed.url }, "effect delivered");
  } catch (error) {
    await handleFailure(delivering, stored, error);
  }
}

/** The last section effect that the comment about to be written will have said; undefined for other kinds. */
async function lastSectionOf(connection: Connection, stored: StoredEffect): Promise<number | undefined> {
  if (stored.effect.kind !== "section") return undefined;
  const { effects } = connection.tables;
  const rows = await connection.db
    .select({ seq: max(effects.seq) })
    .from(effects)
    .where(and(eq(effects.kind, "section"), eq(effects.threadId, stored.effect.threadId)));
  return rows[0]?.seq ?? stored.seq;
}

async function finishPerformed(
  connection: Connection,
  end: {
    readonly stored: StoredEffect;
    readonly performed: Performed;
    readonly upTo: number | undefined;
    readonly now: number;
  },
): Promise<void> {
  const { stored, performed, upTo, now } = end;
  await performed.remember?.(connection);
  await finishEffect(connection, {
    seq: stored.seq,
    state: "done",
    now,
    url: performed.url,
    externalId: performed.externalId ?? null,
  });
  if (upTo !== undefined && stored.threadId !== null) {
    await finishSections(connection, { threadId: stored.threadId, upTo, now, url: performed.url });
  }
}

async function handleFailure(delivering: Delivering, stored: StoredEffect, error: unknown): Promise<void> {
  const { database, clock, pacing, log } = delivering;
  const now = clock.now();
  const failure = classifyFailure(error, stored.attempts + 1, now);
  const fields = {
    effect: stored.key,
    kind: stored.effect.kind,
    attempts: stored.attempts + 1,
    reason: failure.reason,
  };
  if (failure.kind === "retry" && stored.attempts + 1 < MAX_ATTEMPTS) {
    const dueAt = now + failure.afterMs;
    if (!failure.isUncertain) pacing.block(stored.installationId, dueAt);
    // What was sent may have taken effect, and then it counts against the limits.
    else pacing.record(stored.installationId, now);
    log.warn(fields, "effect will be tried again");
    await database.transaction((connection) =>
      postponeEffect(connection, {
        seq: stored.seq,
        dueAt,
        reason: failure.reason,
        isUncertain: failure.isUncertain,
      }),
    );
    return;
  }
  const state = failure.kind === "gone" ? "dropped" : "parked";
  log[state === "parked" ? "error" : "info"](fields, `effect ${state}`);
  await database.transaction((connection) =>
    finishEffect(connection, { seq: stored.seq, state, now, reason: failure.reason }),
  );
}
