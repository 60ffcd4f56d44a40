// The Probot app: which deliveries Stoa listens to, and what each does.

import type { Probot } from "probot";
import {
  handleAccount,
  handleActivity,
  handleInstallation,
  handleLabel,
  handlePush,
  handleRepository,
} from "./intake/handlers.ts";
import type { Delivered, Intake } from "./intake/intake.ts";
import { ACTIVITY_EVENTS } from "./intake/normalise.ts";

const HANDLERS = {
  ...Object.fromEntries(ACTIVITY_EVENTS.map((event) => [event, handleActivity])),
  installation: handleInstallation,
  installation_repositories: handleInstallation,
  installation_target: handleAccount,
  organization: handleAccount,
  repository: handleRepository,
  label: handleLabel,
  push: handlePush,
} as Record<string, (intake: Intake, delivered: Delivered) => Promise<void>>;

/** Events that Stoa listens to; app.yml asks for these. */
export const HANDLED_EVENTS: readonly string[] = Object.keys(HANDLERS);

/** Registers Stoa's handlers with Probot. */
export function stoaApp(intake: Intake): (app: Probot) => void {
  return (app) => {
    for (const [event, handle] of Object.entries(HANDLERS)) {
      app.on(event as never, (context: Delivered) => handle(intake, context));
    }
  };
}
