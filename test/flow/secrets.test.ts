// A whole life of Stoa, with troubles: no secret, and nobody's words, in what it logs; no secret in what it keeps; no name in
// what anybody may read.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { DAY } from "../../src/core/clock.ts";
import { createLog } from "../../src/core/log.ts";
import { at, EVERYTHING } from "../local-github/fixture.ts";
import { hour, PRIVATE_KEY, SECRET, startStoa, type TestStoa } from "../support/stoa.ts";

const WORDS = "Wonderful words that nobody else would write";
const METRICS_TOKEN = "metrics-token-of-the-flow-tests";
const KEY_LINE = PRIVATE_KEY.split("\n")[3] ?? "";

/** Everything happens, GitHub fails now and then, and it ends. */
async function live(world: TestStoa): Promise<void> {
  const { github } = world;
  await world.perform(...EVERYTHING);
  github.troubles.failBefore.probability = 0.3;
  github.troubles.failAfter.probability = 0.3;
  for (const number of [21, 22, 23, 24]) {
    await world.perform(
      at(10 + number, "bob", { do: "open-issue", number, title: `${WORDS} ${number}`, body: WORDS }),
      at(10.5 + number, "zoltan", { do: "comment", number, body: `${WORDS}\n\n/stoa help\n/stoa ${WORDS}` }),
    );
  }
  await post(world, '{"broken":', "issues");
  await post(world, JSON.stringify({ action: WORDS, issue: { title: WORDS } }), "issues");
  await world.runUntil(hour(80) + 3 * DAY);
}

async function post({ stoa }: TestStoa, body: string, event: string): Promise<void> {
  const { createHmac, randomUUID } = await import("node:crypto");
  await fetch(`http://127.0.0.1:${stoa.port}/api/github/webhooks`, {
    method: "POST",
    body,
    headers: {
      "x-github-event": event,
      "x-github-delivery": randomUUID(),
      "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
    },
  });
}

describe("a whole life of Stoa", () => {
  test("puts no secret and nobody's words into its log, at the finest level", async () => {
    let lines = "";
    // Without the environment's secrets: they must not even reach the last fence.
    const log = createLog({ logLevel: "trace", write: (line) => void (lines += line) });
    const world = await startStoa({ log, environment: { metricsToken: METRICS_TOKEN } });
    try {
      await live(world);
      const tokens = world.github.tokens();
      expect(tokens.length).toBeGreaterThan(0);
      for (const secret of [SECRET, KEY_LINE, METRICS_TOKEN, ...tokens, WORDS])
        expect(lines).not.toContain(secret);
      // It was no silent life.
      for (const said of ["effect delivered", "parked", "will be tried again"]) expect(lines).toContain(said);
    } finally {
      await world.stop();
    }
  });

  test("puts no secret into its database", async () => {
    const world = await startStoa({ environment: { metricsToken: METRICS_TOKEN } });
    const folder = dirname(world.environment.databaseUrl);
    try {
      await live(world);
      const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"));
      expect(files.some((text) => text.includes(WORDS))).toBe(true);
      for (const secret of [SECRET, KEY_LINE, METRICS_TOKEN, ...world.github.tokens()]) {
        expect(files.filter((text) => text.includes(secret))).toEqual([]);
      }
    } finally {
      await world.stop();
    }
  });

  test("tells whoever finds the port no name, no word and no secret", async () => {
    const world = await startStoa();
    try {
      await live(world);
      const texts = await Promise.all(
        ["/healthz", "/readyz", "/metrics", "/about", "/setup", "/setup/installed", "/nowhere", "/"].map(
          async (path) => {
            const answer = await fetch(`http://127.0.0.1:${world.stoa.port}${path}`);
            return `${JSON.stringify([...answer.headers])} ${await answer.text()}`;
          },
        ),
      );
      const all = texts.join("\n");
      expect(all).toContain("stoa_deliveries");
      for (const name of [
        "acme",
        "rocket",
        "secret",
        "zoltan",
        WORDS,
        SECRET,
        KEY_LINE,
        ...world.github.tokens(),
      ]) {
        expect(all.toLowerCase()).not.toContain(name.toLowerCase());
      }
    } finally {
      await world.stop();
    }
  });
});
