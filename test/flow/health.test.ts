// What an orchestrator asks: is the process alive, and can it do its work?

import { afterEach, describe, expect, test } from "vitest";
import { SECOND } from "../../src/core/clock.ts";
import { startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

async function ask(path: string) {
  const answer = await fetch(`http://127.0.0.1:${world.stoa.port}${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe("the health of a running Stoa", () => {
  test("is alive and ready", async () => {
    world = await startStoa();
    expect(await ask("/healthz")).toEqual({ status: 200, body: { status: "alive" } });
    expect(await ask("/readyz")).toEqual({
      status: 200,
      body: { status: "ready", problems: [] },
    });
  });

  test("is not ready while GitHub does not answer, says so, and is ready again after", async () => {
    world = await startStoa();
    world.github.troubles.failBefore.probability = 1;
    const { status, body } = await ask("/readyz");
    expect(status).toBe(503);
    expect(body).toEqual({ status: "not ready", problems: ["github"] });
    expect((await ask("/healthz")).status).toBe(200);
    world.github.troubles.clear();
    // GitHub is asked again after a while, not at each request.
    world.clock.set(world.clock.now() + 10 * SECOND);
    expect((await ask("/readyz")).status).toBe(200);
  });

  test("takes deliveries while GitHub does not answer, and is not ready when it cannot be reached at all", async () => {
    world = await startStoa({ environment: { githubApiUrl: "http://127.0.0.1:1" }, isInstalled: false });
    const { status, body } = await ask("/readyz");
    expect(status).toBe(503);
    expect(body["problems"]).toContain("github");
    await world.github.install("acme");
    expect(world.github.deliveries.log.map(({ statusCode }) => statusCode)).toEqual([202]);
  });

  test("answers 404 for what it does not know", async () => {
    world = await startStoa();
    expect((await fetch(`http://127.0.0.1:${world.stoa.port}/wp-login.php`)).status).toBe(404);
  });
});
