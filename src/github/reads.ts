// Reading from GitHub: a read may be repeated freely, so what fails for a passing reason is tried again. Commands wait
// between tries; a worker's step never sleeps, as a stop, a kill or another process must find everything in the database:
// it tries again at once, and then leaves it to the step's own next time.

import type { Clock } from "../core/clock.ts";
import type { GraphQl } from "./clients.ts";
import { classifyFailure } from "./failures.ts";

const MAX_ATTEMPTS = 5;
const MAX_AT_ONCE = 4;

/** The same GraphQL function, with retries of what GitHub may answer better the next time; waits between them. */
export function patiently(graphql: GraphQl, clock: Clock): GraphQl {
  return async <T>(query: string, variables?: Record<string, unknown>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await graphql<T>(query, variables);
      } catch (error) {
        const failure = classifyFailure(error, attempt, clock.now());
        if (failure.kind !== "retry" || attempt >= MAX_ATTEMPTS) throw error;
        await clock.sleepUntil(clock.now() + failure.afterMs);
      }
    }
  };
}

/** The same GraphQL function, with retries at once. */
export function promptly(graphql: GraphQl): GraphQl {
  return <T>(query: string, variables?: Record<string, unknown>): Promise<T> =>
    readPromptly(() => graphql<T>(query, variables));
}

/** What a reading gives, after a few tries at once where that may help: GitHub's limits are none of those. */
export async function readPromptly<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const failure = classifyFailure(error, attempt, 0);
      if (failure.kind !== "retry" || !failure.isUncertain || attempt >= MAX_AT_ONCE) throw error;
    }
  }
}
