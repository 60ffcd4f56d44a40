// Requests for history: each is paid for out of a budget of GraphQL points before it is made, and one that failed is tried
// again after a while.

import { HOUR, MINUTE, SECOND } from "../core/clock.ts";
import type { GitHubClients, GraphQl } from "../github/clients.ts";
import { classifyFailure } from "../github/failures.ts";
import { COUNT_POINTS } from "../github/history-counts.ts";
import { HISTORY_PARTS, MORE_POINTS, pagePoints, type HistoryPart } from "../github/history.ts";
import type { Intake } from "./intake.ts";

/** What is needed to read from GitHub. */
export type Reading = Intake & { readonly github: GitHubClients };

/** What fails for a passing reason is tried again after 2, 4, 8 and 16 seconds, and then every five minutes. */
const RETRY_BASE_MS = 2 * SECOND;
export const QUICK_RETRIES = 4;
export const RETRY_MS = 5 * MINUTE;
/** What is out of reach (gone, not permitted) hardly comes back soon. */
export const OUT_OF_REACH_MS = HOUR;

/** How long to wait after the `attempt`th failure in a row, in milliseconds. */
export function waitAfter(error: unknown, attempt: number, now: number): number {
  const failure = classifyFailure(error, attempt, now);
  if (failure.kind !== "retry") return OUT_OF_REACH_MS;
  if (!failure.isUncertain) return Math.max(failure.afterMs, RETRY_BASE_MS);
  return attempt <= QUICK_RETRIES ? RETRY_BASE_MS * 2 ** (attempt - 1) : RETRY_MS;
}

interface Meter {
  readonly graphql: GraphQl;
  readonly answers: Map<string, unknown>;
  /** Takes points out of the budget, forced where they have been spent already. */
  readonly pay: (points: number, isForced: boolean) => Promise<void>;
}

/** Pays for each request before it is made, by the formula, and afterwards what GitHub charged beyond it. */
export function metered({ graphql, answers, pay }: Meter): GraphQl {
  return async <T>(query: string, variables: Record<string, unknown> = {}): Promise<T> => {
    const request = JSON.stringify([query, variables]);
    const known = answers.get(request);
    if (known !== undefined) return known as T;
    const points = pointsOf(query, variables);
    await pay(points, false);
    const answer = await graphql<T>(query, variables);
    const { rateLimit } = answer as { rateLimit?: { cost?: number } };
    const more = (rateLimit?.cost ?? 0) - points;
    if (more > 0) await pay(more, true);
    answers.set(request, answer);
    return answer;
  };
}

const PART_FIELDS: Readonly<Record<HistoryPart, string>> = {
  issues: "part: issues(",
  pulls: "part: pullRequests(",
  discussions: "part: discussions(",
  releases: "part: releases(",
};

function pointsOf(query: string, variables: Record<string, unknown>): number {
  if ("ids" in variables) return COUNT_POINTS;
  const part = HISTORY_PARTS.find((one) => query.includes(PART_FIELDS[one]));
  return part ? pagePoints(part) : MORE_POINTS;
}
