// What no database takes, and what only one of them does, through the inbox and the worker on every engine: each delivery
// ends at once, and alike.

import pino from "pino";
import { Probot } from "probot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HANDLED_EVENTS, stoaApp } from "../../src/app.ts";
import { configLoader } from "../../src/config/load.ts";
import { configSchema } from "../../src/config/repository.ts";
import { systemClock } from "../../src/core/clock.ts";
import type { Database } from "../../src/db/connection.ts";
import { features } from "../../src/features/index.ts";
import { StoaOctokit } from "../../src/github/clients.ts";
import { openBatches } from "../../src/intake/batches.ts";
import type { Intake } from "../../src/intake/intake.ts";
import { openInbox } from "../../src/intake/inbox.ts";
import { inboxStep } from "../../src/intake/worker.ts";
import { recordBases, type Recorded } from "../fuzz/bases.ts";
import { chanceOf } from "../fuzz/chance.ts";
import { mutator } from "../fuzz/mutate.ts";
import { engines } from "../support/databases.ts";
import { PRIVATE_KEY, SECRET } from "../support/stoa.ts";

const MUTANTS = 250;

let recorded: Recorded;
beforeAll(async () => {
  recorded = await recordBases([]);
});
afterAll(() => recorded.github.close());

interface Delivery {
  readonly guid: string;
  readonly event: string;
  readonly body: Buffer;
}

/** What became of these, by GUID; nothing may be asked of GitHub. */
async function process(database: Database, deliveries: readonly Delivery[], isTurnOver?: () => boolean) {
  const log = pino({ level: "silent" });
  const probot = new Probot({ appId: 7, privateKey: PRIVATE_KEY, secret: SECRET, Octokit: StoaOctokit, log });
  const processing = { features, config: configLoader(configSchema(features)), clock: systemClock, log };
  const batches = openBatches(database);
  const intake: Intake = { processing, database, batches, log, github: undefined, wake: () => undefined };
  await probot.load(stoaApp(intake));
  const inbox = openInbox({ database, clock: systemClock, onStored: () => undefined });
  await Promise.all(deliveries.map((delivery) => inbox.store(delivery)));
  let steps = 0;
  const isHandled = (event: string) => HANDLED_EVENTS.includes(event);
  while ((await inboxStep(intake, probot, isHandled, isTurnOver)) === "again") steps += 1;
  const { db, tables } = database.reader;
  const rows = await db.select().from(tables.deliveries);
  const failed = await db.select().from(tables.featureRetries);
  return { rows, steps, failed: failed.map(({ feature, reason }) => `${feature}: ${reason}`) };
}

describe.each(engines)("on $name", ({ open }) => {
  test("hostile payloads end at once, each with a reason", async () => {
    const database = await open();
    try {
      const next = mutator(recorded.bases, SECRET, chanceOf(9));
      const deliveries = Array.from({ length: MUTANTS }, next)
        .filter(({ isProper }) => isProper)
        .map(({ guid, headers, body }) => ({ guid, event: headers["x-github-event"] ?? "", body }));
      const { rows, failed } = await process(database, deliveries);
      expect(failed).toEqual([]);
      expect(rows).toHaveLength(deliveries.length);
      expect(rows.filter(({ state, attempts }) => state === "waiting" || attempts > 0)).toEqual([]);
      expect(rows.filter(({ state, reason }) => state === "parked" && !reason)).toEqual([]);
      expect(rows.filter(({ state }) => state === "done").length).toBeGreaterThan(MUTANTS / 5);
    } finally {
      await database.close();
    }
  });

  test("a text with a NUL or half a surrogate pair is kept with U+FFFD in its place", async () => {
    const database = await open();
    try {
      const opened = recorded.bases.find(
        ({ event, body }) => event === "issues" && body.includes('"action":"opened"'),
      );
      const text = String(opened?.body)
        .replace('"title":"It falls down"', String.raw`"title":"a\u0000b\ud800c\ud83d\ude00d\\u0000"`)
        .replace('"body":"Why?"', String.raw`"body":"\u0000"`);
      const bodies = [text, `${text}\0`];
      const deliveries = bodies.map((body, index) => ({
        guid: `g-${index}`,
        event: "issues",
        body: Buffer.from(body),
      }));
      const { rows } = await process(database, deliveries);
      expect(rows.map(({ state }) => state)).toEqual(["done", "parked"]);
      const { db, tables } = database.reader;
      const threads = await db.select().from(tables.threads);
      expect(threads).toMatchObject([{ title: "a\ufffdb\ufffdc😀d\\u0000", body: "\ufffd" }]);
    } finally {
      await database.close();
    }
  });

  test("a worker whose turn is over after each delivery takes one a step, and leaves none", async () => {
    const database = await open();
    try {
      const sorted = recorded.bases.filter(({ event }) => event === "issues" || event === "discussion");
      const deliveries = sorted.map(({ event, body }, index) => {
        return { guid: `g-${index}`, event, body: Buffer.from(body) };
      });
      const { rows, steps } = await process(database, deliveries, () => true);
      expect(rows.filter(({ state }) => state !== "done")).toEqual([]);
      expect(steps).toBe(deliveries.length);
      expect(steps).toBeGreaterThan(5);
    } finally {
      await database.close();
    }
  });
});
