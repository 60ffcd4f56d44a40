// GitHub's secondary limit on writing content, as it answers one that goes over it.

import { refuse, type Answer } from "./routing.ts";
import type { World } from "./world.ts";

/**
 * The answer to a write over the limit, or when trouble wants one; undefined when it may go on, and
 * counts.
 */
export function secondaryLimit(world: World, subject: string): Answer | undefined {
  const { troubles, limits } = world;
  const isTrouble = troubles.strikes("secondaryLimit", subject);
  const wait = isTrouble ? troubles.retryAfterS : limits.contentWait();
  if (wait === 0) {
    limits.countContent();
    return undefined;
  }
  const message =
    "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. " +
    "Please retry your request again later.";
  const status = isTrouble ? troubles.limitStatus : 403;
  const documentation_url =
    "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits";
  const answer = refuse(status, message, { "retry-after": String(wait) });
  return { ...answer, body: { message, documentation_url, status: String(status) } };
}
