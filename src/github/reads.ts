// Reading from GitHub with patience: a read may be repeated freely, so what fails for a passing reason is tried again.

import type { Clock } from "../core/clock.ts";
import type { GraphQl } from "./clients.ts";
import { classifyFailure } from "./failures.ts";

const MAX_ATTEMPTS = 5;

/** The same GraphQL function, with retries of what GitHub may answer better the next time. */
export function patiently(graphql: GraphQl, clock: Clock): GraphQl {
  return <T>(query: string, variables?: Record<string, unknown>): Promise<T> =>
    readPatiently(() => graphql<T>(query, variables), clock);
}

/** What a reading gives, after another try or two where that may help. */
export async function readPatiently<T>(read: () => Promise<T>, clock: Clock): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const failure = classifyFailure(error, attempt, clock.now());
      if (failure.kind !== "retry" || attempt >= MAX_ATTEMPTS) throw error;
      await clock.sleepUntil(clock.now() + failure.afterMs);
    }
  }
}
