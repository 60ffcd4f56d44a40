// Every address that answers, of a running Stoa and of one that is being set up: the headers that keep browsers from doing
// what no page of ours asks for, and the methods that are taken.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../../src/config/environment.ts";
import { openSetUp, type SetUp } from "../../src/setup/set-up.ts";
import { virtualClock } from "../local-github/virtual-clock.ts";
import { startStoa, type TestStoa } from "../support/stoa.ts";

const METRICS_TOKEN = "metrics-token-of-the-flow-tests";
const PATHS = [
  ["/", "/about", "/healthz", "/readyz", "/metrics", "/nowhere", "/setup", "/setup/callback"],
  ["/setup/installed", "/api/github/webhooks/", "/../etc/passwd", "/%00", "/%E0%A4%A"],
].flat();

let world: TestStoa;
let setUp: SetUp;
const folder = mkdtempSync(join(tmpdir(), "stoa-headers-"));
beforeAll(async () => {
  world = await startStoa({ environment: { metricsToken: METRICS_TOKEN } });
  const settings = readSettings({ DATABASE_URL: join(folder, "stoa.db"), PORT: "0" });
  const log = pino({ level: "silent" });
  setUp = await openSetUp({ settings, clock: virtualClock(0), log, start: () => Promise.resolve() });
});
afterAll(async () => {
  await setUp.stop();
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ORIGINS = [
  ["a running Stoa", () => `http://127.0.0.1:${world.stoa.port}`],
  ["a Stoa that is being set up", () => new URL(setUp.address).origin],
] as const;

describe.each(ORIGINS)("%s", (_, origin) => {
  test.each(PATHS)("guards %s", async (path) => {
    const { headers, status } = await fetch(`${origin()}${path}`, { redirect: "manual" });
    expect(status).toBeLessThan(504);
    expect(status).not.toBe(500);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).not.toContain("script-src");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("strict-origin");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("strict-transport-security")).toBeNull();
    expect(headers.get("x-powered-by")).toBeNull();
  });

  test.each(["PUT", "DELETE", "PATCH"])("takes no %s", async (method) => {
    const { status } = await fetch(`${origin()}/about`, { method });
    expect(status).toBe(405);
  });

  test("answers a delivery as text that no browser takes for anything else", async () => {
    const { headers } = await fetch(`${origin()}/api/github/webhooks`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-type")).toContain("text/plain");
  });
});

test("pages hold no script, and nothing from elsewhere", async () => {
  for (const path of ["/about", "/setup/installed"]) {
    const text = await (await fetch(`http://127.0.0.1:${world.stoa.port}${path}`)).text();
    expect(text).not.toMatch(/<script|\son\w+=|javascript:|src=["']?http/i);
  }
});

describe("/metrics with a METRICS_TOKEN", () => {
  const read = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${world.stoa.port}/metrics`, { headers });

  test.each([
    ["without a token", {}],
    ["with another", { authorization: "Bearer another-token-of-the-flow-tests" }],
    ["with the right one in another scheme", { authorization: `Basic ${METRICS_TOKEN}` }],
  ])("tells nothing %s", async (_, headers) => {
    const answer = await read(headers);
    expect(answer.ok).toBe(false);
    expect(await answer.text()).not.toContain("stoa_");
  });

  test("tells all with the right one", async () => {
    const answer = await read({ authorization: `Bearer ${METRICS_TOKEN}` });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("stoa_ready");
  });
});
