// Takes deliveries out of the inbox, in order per repository, and hands each to the Probot app.

import type { Probot } from "probot";
import { ZodError } from "zod";
import { describeError } from "../core/errors.ts";
import type { StepResult } from "../core/worker.ts";
import {
  claimDelivery,
  finishDelivery,
  nextDeliveryAt,
  retryDelivery,
  type StoredDelivery,
} from "./inbox.ts";
import type { Intake } from "./handlers.ts";

/** Events that the Probot app has a handler for; the others are kept as ignored. */
export type IsHandled = (event: string) => boolean;

/** Deliveries that share a commit, at most: together they take some milliseconds. */
const MAX_TOGETHER = 16;
/**
 * Processed alone, with no transaction open around them: the handlers of the first two may read from GitHub, and those of
 * the others wake workers that must find what they have committed.
 */
const ALONE: ReadonlySet<string> = new Set([
  "pull_request",
  "push",
  "installation",
  "installation_repositories",
]);

/** Processes the next deliveries whose turn it is. */
export async function inboxStep(intake: Intake, probot: Probot, isHandled: IsHandled): Promise<StepResult> {
  let count = 0;
  let alone: StoredDelivery | undefined;
  const processDelivery = (delivery: StoredDelivery) =>
    isHandled(delivery.event)
      ? hand(probot, delivery)
      : end(intake, delivery, { state: "ignored", reason: `Stoa does not listen to ${delivery.event}` });
  const attempt = (delivery: StoredDelivery) =>
    processDelivery(delivery).catch((error: unknown) => handleFailure(intake, delivery, error));

  await intake.batches.together(async (connection) => {
    while (count < MAX_TOGETHER && !alone) {
      const delivery = await claimDelivery(connection, intake.processing.clock.now());
      if (!delivery) return;
      count += 1;
      if (ALONE.has(delivery.event)) alone = delivery;
      else await attempt(delivery);
    }
  });
  if (alone) await attempt(alone);
  if (count === 0) return nextDeliveryAt(intake.database.reader);
  // What a batch wants done can be seen only now that it is committed.
  intake.wake("outbox");
  intake.wake("retries");
  return "again";
}

async function hand(probot: Probot, delivery: StoredDelivery): Promise<void> {
  const payload: unknown = JSON.parse(delivery.payload);
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    throw new SyntaxError("The payload is no JSON object.");
  }
  await probot.receive({ id: delivery.guid, name: delivery.event, payload } as never);
}

async function handleFailure(intake: Intake, delivery: StoredDelivery, error: unknown): Promise<void> {
  const { log, batches, processing } = intake;
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const reason = causes.map(describeCause).join("; ").slice(0, 500);
  const fields = { delivery: delivery.guid, event: delivery.event, reason };
  // Another try cannot mend what is written in the payload.
  if (causes.every((cause) => cause instanceof SyntaxError || cause instanceof ZodError)) {
    log.error(fields, "delivery parked: unreadable");
    return end(intake, delivery, { state: "parked", reason });
  }
  const state = await batches.transact((connection) =>
    retryDelivery(connection, { delivery, reason, now: processing.clock.now() }),
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
  await intake.batches.transact((connection) => finishDelivery(connection, { guid: delivery.guid, ...how }));
}
