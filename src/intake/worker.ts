// Takes deliveries out of the inbox, in order per repository, and hands each to the Probot app.

import type { Probot } from "probot";
import { ZodError } from "zod";
import { describeError } from "../core/errors.ts";
import type { StepResult } from "../core/worker.ts";
import type { Connection } from "../db/connection.ts";
import { retryDelivery } from "./delivery-ends.ts";
import { claimDeliveries, keepClaim, nextDeliveryAt, type StoredDelivery } from "./inbox.ts";
import { isOutage } from "../github/failures.ts";
import { NeedsGitHub, type Intake } from "./intake.ts";
import { checkFits, isUnreadable, readPayload } from "./payload-text.ts";

/** Events that the Probot app has a handler for; the others are kept as ignored. */
export type IsHandled = (event: string) => boolean;

/** Deliveries that share a commit, at most: about what a worker's turn (turns.ts) has time for. */
const MAX_TOGETHER = 32;
/** How many are read at once: they are held in memory, and those that a turn's end leaves over are read again. */
const MAX_CLAIMED = 16;
/**
 * Processed alone, with no transaction open around them: their handlers may read from GitHub, or wake workers that must find
 * what they have committed. A pull request's handler comes back alone (NeedsGitHub) only when there is something to read.
 */
const ALONE: ReadonlySet<string> = new Set([
  "push",
  "installation",
  "installation_repositories",
  "repository",
]);

/** Processes the next deliveries whose turn it is: as many as share a commit, or fewer when the worker's own turn is over. */
export async function inboxStep(
  intake: Intake,
  probot: Probot,
  isHandled: IsHandled,
  isTurnOver: () => boolean = () => false,
): Promise<StepResult> {
  let count = 0;
  let alone: StoredDelivery | undefined;
  const processDelivery = (delivery: StoredDelivery) =>
    isHandled(delivery.event)
      ? hand(probot, delivery)
      : end(intake, delivery, { state: "ignored", reason: `Stoa does not listen to ${delivery.event}` });
  /** @returns false when those behind it in its lane may have to wait for it. */
  const attempt = async (delivery: StoredDelivery, connection?: Connection): Promise<boolean> => {
    try {
      await processDelivery(delivery);
      return true;
    } catch (error) {
      if (connection?.isDoomed()) throw error;
      if (needsGitHub(error)) alone = delivery;
      else await handleFailure(intake, delivery, error);
      return false;
    }
  };
  const attemptLane = async (lane: readonly StoredDelivery[], connection: Connection) => {
    for (const delivery of lane) {
      count += 1;
      if (ALONE.has(delivery.event)) alone = delivery;
      if (alone || !(await attempt(delivery, connection)) || isTurnOver()) return;
    }
  };

  await intake.batches.together(async (connection) => {
    // Where this is a second run, the first one has done nothing.
    count = 0;
    alone = undefined;
    while (count < MAX_TOGETHER && !alone && (count === 0 || !isTurnOver())) {
      const now = intake.processing.clock.now();
      const limit = Math.min(MAX_CLAIMED, MAX_TOGETHER - count);
      const lane = await claimDeliveries(connection, { now, limit });
      if (lane.length === 0) return;
      await attemptLane(lane, connection);
      await intake.batches.settle();
      if (alone) await keepClaim(connection, { delivery: alone, now });
    }
  });
  const last = alone;
  if (last) await attempt(last);
  if (count === 0) return nextDeliveryAt(intake.database.reader);
  // What a batch wants done can be seen only now that it is committed.
  intake.wake("outbox");
  intake.wake("retries");
  return "again";
}

/** Probot gathers what its handlers throw. */
function needsGitHub(error: unknown): boolean {
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  return causes.some((cause) => cause instanceof NeedsGitHub);
}

async function hand(probot: Probot, delivery: StoredDelivery): Promise<void> {
  const payload = readPayload(delivery.payload);
  checkFits(delivery.event, payload);
  await probot.receive({ id: delivery.guid, name: delivery.event, payload } as never);
}

async function handleFailure(intake: Intake, delivery: StoredDelivery, error: unknown): Promise<void> {
  const { log, batches, processing } = intake;
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const reason = causes.map(describeCause).join("; ").slice(0, 500);
  const fields = { delivery: delivery.guid, event: delivery.event, reason };
  // Another try cannot mend what is written in the payload.
  if (causes.every(isUnreadable)) {
    log.error(fields, "delivery parked: unreadable");
    return end(intake, delivery, { state: "parked", reason });
  }
  const state = await batches.transact((connection) =>
    retryDelivery(connection, {
      delivery,
      reason,
      isOutage: causes.every(isOutage),
      now: processing.clock.now(),
    }),
  );
  log[state === "parked" ? "error" : "warn"](
    fields,
    state === "parked" ? "delivery parked" : "delivery will be tried again",
  );
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof ZodError)) return describeError(cause);
  return cause.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}

async function end(
  intake: Intake,
  delivery: StoredDelivery,
  how: { readonly state: "ignored" | "parked"; readonly reason: string },
): Promise<void> {
  await intake.batches.transact(() => Promise.resolve(), { guid: delivery.guid, ...how });
}
