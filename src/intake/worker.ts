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

/** Processes the next delivery whose turn it is. */
export async function inboxStep(intake: Intake, probot: Probot, isHandled: IsHandled): Promise<StepResult> {
  const { database, processing } = intake;
  const delivery = await database.transaction((connection) =>
    claimDelivery(connection, processing.clock.now()),
  );
  if (!delivery) return nextDeliveryAt(database.reader);
  try {
    if (isHandled(delivery.event)) await hand(probot, delivery);
    else
      await end(intake, delivery, { state: "ignored", reason: `Stoa does not listen to ${delivery.event}` });
  } catch (error) {
    await handleFailure(intake, delivery, error);
  }
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
  const { log, database, processing } = intake;
  const causes = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const reason = causes.map(describeCause).join("; ").slice(0, 500);
  const fields = { delivery: delivery.guid, event: delivery.event, reason };
  // Another try cannot mend what is written in the payload.
  if (causes.every((cause) => cause instanceof SyntaxError || cause instanceof ZodError)) {
    log.error(fields, "delivery parked: unreadable");
    return end(intake, delivery, { state: "parked", reason });
  }
  const state = await database.transaction((connection) =>
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
  await intake.database.transaction((connection) =>
    finishDelivery(connection, { guid: delivery.guid, ...how }),
  );
}
