// Commands about requests work in issues and discussions.

import { UserError } from "../../core/errors.ts";
import type { CommandCall } from "../feature.ts";

/** @throws UserError in a pull request. */
export function refusePull({ activity }: CommandCall): void {
  if (activity.thread.kind === "pull") {
    throw new UserError("A pull request is no request. The command works in an issue or a discussion.");
  }
}
