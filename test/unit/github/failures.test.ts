import { describe, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../../src/core/clock.ts";
import { classifyFailure, EffectProblem } from "../../../src/github/failures.ts";

const NOW = Date.UTC(2026, 0, 5);
const http = (status: number, message = "No", headers: Record<string, string> = {}) =>
  Object.assign(new Error(message), { status, response: { headers } });
const graphql = (message: string, type?: string, headers: Record<string, string> = {}) =>
  Object.assign(new Error(message), { errors: [{ message, type }], headers });

describe("a request that failed", () => {
  test.each([
    ["a 500", http(500), { kind: "retry", afterMs: 2 * SECOND, isUncertain: true }],
    ["a 502", http(502), { kind: "retry", isUncertain: true }],
    ["a broken connection", new TypeError("fetch failed"), { kind: "retry", isUncertain: true }],
    [
      "no answer in time",
      http(500, "The operation was aborted due to timeout"),
      { kind: "retry", isUncertain: true },
    ],
    [
      "a 429 with retry-after",
      http(429, "", { "retry-after": "30" }),
      { kind: "retry", afterMs: 30 * SECOND, isUncertain: false },
    ],
    [
      "a secondary limit without a time",
      http(403, "You have exceeded a secondary rate limit"),
      { kind: "retry", afterMs: MINUTE, isUncertain: false },
    ],
    [
      "an hourly limit used up",
      http(403, "", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String((NOW + HOUR) / SECOND) }),
      { kind: "retry", afterMs: HOUR + SECOND, isUncertain: false },
    ],
    ["a token that ran out", http(401), { kind: "retry", isUncertain: false }],
    ["a missing permission", http(403, "Resource not accessible by integration"), { kind: "hopeless" }],
    ["a locked thread", http(403, "Unable to create comment because issue is locked."), { kind: "gone" }],
    [
      "an archived repository",
      http(403, "Repository was archived so is read-only."),
      { kind: "gone", reason: "The repository is archived: it is read-only." },
    ],
    [
      "a blocked user",
      http(403, "User is blocked"),
      { kind: "gone", reason: "Whoever owns this repository or thread has blocked Stoa." },
    ],
    [
      "a limit that speaks of a block",
      http(403, "You have exceeded a secondary rate limit and have been temporarily blocked"),
      { kind: "retry", pause: "unnamed" },
    ],
    ["something deleted", http(404, "Not Found"), { kind: "gone" }],
    ["issues switched off", http(410, "Issues are disabled for this repo"), { kind: "gone" }],
    ["something invalid", http(422, "Validation Failed"), { kind: "hopeless" }],
    ["GraphQL: something deleted", graphql("Could not resolve to a node", "NOT_FOUND"), { kind: "gone" }],
    ["GraphQL: a missing permission", graphql("Resource not accessible", "FORBIDDEN"), { kind: "hopeless" }],
    ["GraphQL: something invalid", graphql("Title can't be blank", "UNPROCESSABLE"), { kind: "hopeless" }],
    [
      "GraphQL: a limit",
      graphql("API rate limit exceeded", "RATE_LIMITED"),
      { kind: "retry", afterMs: MINUTE, isUncertain: false },
    ],
    [
      "GraphQL: GitHub's own fault",
      graphql("Something went wrong while executing your query."),
      { kind: "retry", isUncertain: true },
    ],
    [
      "what we know to be gone",
      new EffectProblem("gone", "The thread is gone."),
      { kind: "gone", reason: "The thread is gone." },
    ],
    [
      "what a person must do",
      new EffectProblem("hopeless", "Make the label."),
      { kind: "hopeless", reason: "Make the label." },
    ],
  ])("with %s is what it is", (_, error, expected) => {
    expect(classifyFailure(error, 1, NOW)).toMatchObject(expected);
  });

  test("is tried again later each time, and at least every quarter of an hour", () => {
    const waits = [1, 2, 3, 4, 20].map((attempt) => classifyFailure(http(500), attempt, NOW));
    expect(waits.map((wait) => wait.kind === "retry" && wait.afterMs / SECOND)).toEqual([2, 4, 8, 16, 900]);
  });
});
