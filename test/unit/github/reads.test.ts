// Patience with reads, against a mocked GitHub: what is asked again, after how long, and what is not.

import { graphql } from "@octokit/graphql";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MINUTE, SECOND, type Clock } from "../../../src/core/clock.ts";
import { patiently, promptly } from "../../../src/github/reads.ts";

const API = "https://api.github.com";
const DATA = { data: { viewer: { login: "ada" } } };

/** A clock that jumps to wherever somebody wants to sleep. */
function jumpingClock(): Clock & { readonly slept: number[] } {
  let time = Date.UTC(2026, 0, 5);
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    sleepUntil(until) {
      slept.push(until - time);
      time = until;
      return Promise.resolve();
    },
  };
}

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  if (pending.length > 0) throw new Error(`never asked for: ${pending.join(", ")}`);
});

const ask = (clock: Clock) => patiently(graphql, clock)("{ viewer { login } }");

describe("a patient read", () => {
  test("is repeated after a 502, waiting longer each time", async () => {
    nock(API)
      .post("/graphql")
      .times(2)
      .reply(502, { message: "Bad Gateway" })
      .post("/graphql")
      .reply(200, DATA);
    const clock = jumpingClock();
    expect(await ask(clock)).toEqual(DATA.data);
    expect(clock.slept).toEqual([2 * SECOND, 4 * SECOND]);
  });

  test("waits as long as retry-after says", async () => {
    nock(API)
      .post("/graphql")
      .reply(403, { message: "You have exceeded a secondary rate limit." }, { "retry-after": "77" })
      .post("/graphql")
      .reply(200, DATA);
    const clock = jumpingClock();
    expect(await ask(clock)).toEqual(DATA.data);
    expect(clock.slept).toEqual([77 * SECOND]);
  });

  test("waits for the reset of a limit that is used up, also when that is said with HTTP 200", async () => {
    const reset = (Date.UTC(2026, 0, 5) + 20 * MINUTE) / 1000;
    nock(API)
      .post("/graphql")
      .reply(
        200,
        { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded for installation ID 1." }] },
        { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) },
      )
      .post("/graphql")
      .reply(200, DATA);
    const clock = jumpingClock();
    expect(await ask(clock)).toEqual(DATA.data);
    expect(clock.slept).toEqual([20 * MINUTE + SECOND]);
  });

  test("is repeated when GitHub gave up on it with HTTP 200", async () => {
    nock(API)
      .post("/graphql")
      .reply(200, {
        data: null,
        errors: [
          {
            message: "Something went wrong while executing your query. Please include `1234` when reporting.",
          },
        ],
      })
      .post("/graphql")
      .reply(200, DATA);
    expect(await ask(jumpingClock())).toEqual(DATA.data);
  });

  test("gives up after five times", async () => {
    nock(API).post("/graphql").times(5).reply(503, { message: "Unavailable" });
    await expect(ask(jumpingClock())).rejects.toMatchObject({ status: 503 });
  });

  test("is not repeated when that cannot help", async () => {
    nock(API)
      .post("/graphql")
      .reply(200, {
        data: null,
        errors: [{ type: "NOT_FOUND", message: "Could not resolve to a Repository" }],
      });
    const clock = jumpingClock();
    await expect(ask(clock)).rejects.toThrow("Could not resolve");
    expect(clock.slept).toEqual([]);
  });
});

describe("a prompt read", () => {
  const askPromptly = () => promptly(graphql)("{ viewer { login } }");

  test("is repeated at once, four times in all", async () => {
    nock(API)
      .post("/graphql")
      .times(3)
      .reply(502, { message: "Bad Gateway" })
      .post("/graphql")
      .reply(200, DATA);
    expect(await askPromptly()).toEqual(DATA.data);
    nock(API).post("/graphql").times(4).reply(503, { message: "Unavailable" });
    await expect(askPromptly()).rejects.toMatchObject({ status: 503 });
  });

  test("is not repeated when GitHub wants to be asked less", async () => {
    nock(API)
      .post("/graphql")
      .reply(403, { message: "You have exceeded a secondary rate limit." }, { "retry-after": "77" });
    await expect(askPromptly()).rejects.toMatchObject({ status: 403 });
  });
});
