// What a failed request to GitHub means for whoever made it: try again later, give up with a reason, or let go because
// the target is gone. Sources: GitHub's docs on rate limits, and its REST status codes.

import { MINUTE, SECOND } from "../core/clock.ts";
import { describeError } from "../core/errors.ts";

type Retry = Extract<Failure, { kind: "retry" }>;

export type Failure =
  /**
   * Worth another try after `afterMs`; `isUncertain` when the request may have taken effect. `pause` when it concerns all
   * that the caller asks for, not this request alone: "named" where GitHub said how long.
   */
  | {
      readonly kind: "retry";
      readonly afterMs: number;
      readonly isUncertain: boolean;
      readonly pause?: "named" | "unnamed";
      readonly reason: string;
    }
  /** The target is gone, locked or out of reach: nobody waits for this any more. */
  | { readonly kind: "gone"; readonly reason: string }
  /** A person has to do something first. */
  | { readonly kind: "hopeless"; readonly reason: string };

/** Thrown where we know better than a status code what must be done. */
export class EffectProblem extends Error {
  override readonly name = "EffectProblem";
  readonly outcome: "gone" | "hopeless";
  constructor(outcome: "gone" | "hopeless", message: string) {
    super(message);
    this.outcome = outcome;
  }
}

/** GitHub's advice where a secondary limit names no time. */
const SECONDARY_LIMIT_WAIT_MS = MINUTE;
/** How GraphQL says, with HTTP 200, what REST says with a 5xx. */
const GITHUBS_FAULT = /something went wrong while executing|timed? ?out|timeout|couldn't respond/i;
const RETRY_BASE_MS = 2 * SECOND;
const RETRY_CAP_MS = 15 * MINUTE;

interface RequestFailure {
  readonly status?: number;
  readonly message?: string;
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>> };
  /** Where a GraphQL answer with errors has its headers. */
  readonly headers?: Readonly<Record<string, string | number | undefined>>;
  readonly errors?: readonly { readonly type?: string; readonly message?: string }[];
}

/** What a reading gives; undefined when GitHub finds no such thing (any more), which another try would not change. */
export async function unlessGone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const { status } = error as RequestFailure;
    if (status === 404 || status === 410) return undefined;
    throw error;
  }
}

/** Classifies what a request threw. `attempt` counts from 1; `now` is in UTC epoch milliseconds. */
export function classifyFailure(error: unknown, attempt: number, now: number): Failure {
  const reason = describeError(error);
  if (error instanceof EffectProblem) return { kind: error.outcome, reason: error.message };
  const { status, message = "", response, errors } = error as RequestFailure;
  const headers = response?.headers ?? (error as RequestFailure).headers;
  const backoffMs = Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** (attempt - 1));
  const again = (afterMs: number, isUncertain: boolean): Retry => ({
    kind: "retry",
    afterMs,
    isUncertain,
    reason,
  });
  const limited = (): Failure => ({ ...again(limitWaitMs(headers, now), false), pause: pauseOf(headers) });

  if (errors && status === undefined && /rate limit/i.test(message)) return limited();
  if (status === 429 || (status === 403 && isLimit(message, headers))) return limited();
  const closed = closedFor(error as RequestFailure);
  if (closed !== undefined) return { kind: "gone", reason: closed };
  if (errors?.some(({ type }) => type === "FORBIDDEN")) return { kind: "hopeless", reason };
  if (errors && status === undefined) {
    return GITHUBS_FAULT.test(message) ? again(backoffMs, true) : { kind: "hopeless", reason };
  }
  if (status === 401) return { ...again(Math.max(backoffMs, 10 * SECOND), false), pause: "named" };
  if (status === 403 || status === 422 || status === 400) return { kind: "hopeless", reason };
  // 5xx, a broken connection, a timeout: it may or may not have happened.
  return again(backoffMs, true);
}

/** Why nobody can write there any more, as a person understands it; undefined when something else is the matter. */
function closedFor({ status, message = "", errors }: RequestFailure): string | undefined {
  const isRefused = status === 403 || status === 410 || status === 422 || errors !== undefined;
  if (isRefused) {
    if (/\blocked\b/i.test(message)) return "The thread is locked.";
    if (/\barchived\b/i.test(message)) return "The repository is archived: it is read-only.";
    if (/\bblocked\b/i.test(message)) return "Whoever owns this repository or thread has blocked Stoa.";
    if (/issues (are|has been) disabled/i.test(message)) return "Issues are switched off in this repository.";
  }
  if (status === 410) return "It was deleted.";
  if (status === 404 || errors?.some(({ type }) => type === "NOT_FOUND"))
    return "GitHub does not find it: it was deleted or moved away, or Stoa may not see it any more.";
  return undefined;
}

/** Whether a request of ours failed for a reason that passes: GitHub is down, out of reach, or wants to be asked less. */
export function isOutage(error: unknown): boolean {
  const { status, errors } = (error ?? {}) as RequestFailure;
  if (status === undefined && errors === undefined) return false;
  return classifyFailure(error, 1, 0).kind === "retry";
}

type Headers = Readonly<Record<string, string | number | undefined>> | undefined;

function isLimit(message: string, headers: Headers): boolean {
  return (
    /rate limit|abuse/i.test(message) ||
    headers?.["retry-after"] !== undefined ||
    headers?.["x-ratelimit-remaining"] === "0"
  );
}

function pauseOf(headers: Headers): "named" | "unnamed" {
  const isNamed = Number(headers?.["retry-after"]) > 0 || headers?.["x-ratelimit-remaining"] === "0";
  return isNamed ? "named" : "unnamed";
}

function limitWaitMs(headers: Headers, now: number): number {
  const retryAfter = Number(headers?.["retry-after"]);
  if (Number.isFinite(retryAfter) && retryAfter > 0) return retryAfter * SECOND;
  const reset = Number(headers?.["x-ratelimit-reset"]) * SECOND;
  if (headers?.["x-ratelimit-remaining"] === "0" && reset > now) return reset - now + SECOND;
  return SECONDARY_LIMIT_WAIT_MS;
}
