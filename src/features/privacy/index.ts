// Privacy: being forgotten, coming back, and getting to know what is stored. For everybody, in any thread.
//
//   /stoa forget me       erases all there is of you, and keeps it so
//   /stoa remember me     takes that back
//   /stoa export me       how to get all there is of you as a file

import { UserError } from "../../core/errors.ts";
import { defineFeature, type CommandAnswer, type CommandCall, type FeatureContext } from "../feature.ts";
import { privacyConfig, type PrivacyConfig } from "./config.ts";
import { forgetPerson } from "./forget.ts";
import { NOT_FORGOTTEN, presentExport, presentForgotten, presentRemembered } from "./present.ts";

export { forgetPerson } from "./forget.ts";
export type { PrivacyConfig } from "./config.ts";

export const privacyFeature = defineFeature<PrivacyConfig>({
  name: "privacy",
  config: privacyConfig,
  events: ["issue_comment"],
  // With any of the threads writable somebody can ask: a missing permission must not switch this off.
  permissions: { issues: "write" },
  commands: {
    "stoa forget me": forget,
    "stoa remember me": remember,
    "stoa export me": () => Promise.resolve({ reply: presentExport() }),
  },
});

async function forget(
  { activity }: CommandCall,
  { connection }: FeatureContext<PrivacyConfig>,
): Promise<CommandAnswer> {
  const { actor, key, at } = activity;
  if (!actor || actor.isBot) return {};
  const { url } = "remark" in activity ? activity.remark : activity.thread;
  const effects = await forgetPerson(connection, { person: actor, occasion: `forget:${key}`, at });
  return { reply: presentForgotten(url), effects, isAnonymous: true };
}

/** Whoever was forgotten is known again before any command runs: see intake/forgotten.ts. */
function remember({ wasForgotten }: CommandCall): Promise<CommandAnswer> {
  if (wasForgotten !== true) return Promise.reject(new UserError(NOT_FORGOTTEN));
  return Promise.resolve({ reply: presentRemembered() });
}
