// What was given up on: `stoa doctor` shows it, and puts it back on request.

import pino from "pino";
import { afterEach, describe, expect, test, vi } from "vitest";
import { examine } from "../../src/cli/doctor.ts";
import { MINUTE, systemClock } from "../../src/core/clock.ts";
import { threadId } from "../../src/core/activity.ts";
import { presentReport, reportAsJson } from "../../src/diagnosis/present.ts";
import { enqueueEffects } from "../../src/outbox/store.ts";
import { serve } from "../../src/serve.ts";
import { at, REPOSITORY } from "../local-github/fixture.ts";
import { look, park, problems, variablesOf } from "../support/doctor.ts";
import { startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

const openIssue = at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?" });

describe("parked work", () => {
  const states = async ({ database }: TestStoa) => {
    const { db, tables } = database.reader;
    return {
      deliveries: (await db.select().from(tables.deliveries)).map(({ state }) => state),
      retries: (await db.select().from(tables.featureRetries)).map(({ state }) => state),
      effects: (await db.select().from(tables.effects)).map(({ kind, state }) => `${kind} ${state}`),
    };
  };

  test("is shown with its reason, and put back on request: then it is done", async () => {
    world = await startStoa();
    const { clock, installationId } = world;
    await world.perform(openIssue);
    const repositoryId = world.github.state.repositories.get(REPOSITORY)?.id ?? 0;
    await world.database.transaction((connection) =>
      enqueueEffects(connection, {
        feature: "test",
        installationId,
        priority: "reply",
        effects: [
          {
            kind: "label",
            key: "1",
            repositoryId,
            audience: "community",
            threadId: threadId(repositoryId, 1),
            label: "unheard-of",
          },
        ],
        now: clock.now(),
      }),
    );
    await world.restart();
    await world.pass(MINUTE);
    await park(world, "parked");

    const shown = problems(await look(world));
    expect(shown.map(({ area }) => area)).toEqual(["parked", "parked", "parked"]);
    const text = shown.map(({ message }) => message).join("\n");
    expect(text).toContain("1 delivery (issues), such as parked-delivery: Error: the disk was full");
    expect(text).toContain(
      "1 piece of feature work (themes), such as parked-activity: Error: the disk was full",
    );
    expect(text).toContain('1 effect (label), such as test:1: acme/rocket has no label "unheard-of"');
    expect(shown.every(({ nextStep }) => nextStep?.includes("--retry-parked"))).toBe(true);

    // What was missing is made, and the work goes back.
    await world.perform(
      at(2, "ada", { do: "open-issue", number: 2, title: "B", body: "", labels: ["unheard-of"] }),
    );
    const report = await look(world, {}, true);
    expect(problems(report)).toEqual([]);
    expect(report.unparked).toEqual({ deliveries: 1, features: 1, effects: 1 });
    expect(presentReport(report)).toMatch(/^Put back: 1 delivery, 1 piece of feature work and 1 effect\./);
    expect(JSON.parse(reportAsJson(report))).toMatchObject({ unparked: { deliveries: 1 } });

    await world.restart();
    await world.pass(MINUTE);
    const { deliveries, retries, effects } = await states(world);
    expect(new Set(deliveries)).toEqual(new Set(["done"]));
    expect(retries).toEqual([]);
    expect(effects).toContain("label done");
    expect([...world.thread(1).labels].map(({ name }) => name)).toEqual(["unheard-of"]);
  });

  test("that was put back from outside is found by a running Stoa that polls", async () => {
    world = await startStoa();
    await world.perform(openIssue);
    await world.stoa.stop();
    // By the clock of the Stoa that looks: what was parked long ago is let go of.
    await park(world, "parked", systemClock.now());
    const log = pino({ level: "silent" });
    const stoa = await serve({ environment: world.environment, clock: systemClock, log, pollQueuesMs: 50 });
    const isParked = async () => {
      const { db, tables } = stoa.database.reader;
      const rows = await db.select({ state: tables.deliveries.state }).from(tables.deliveries);
      return rows.some(({ state }) => state !== "done");
    };
    await stoa.idle();
    expect(await isParked()).toBe(true);
    await examine(variablesOf(world), { clock: systemClock, retryParked: true });
    await vi.waitFor(async () => expect(await isParked()).toBe(false), 10_000);
    await stoa.stop();
    await world.restart();
  });

  test("is left alone unless that is asked for, and nothing parked is said so", async () => {
    world = await startStoa();
    await world.perform(openIssue);
    await park(world, "parked");
    await look(world);
    expect((await states(world)).deliveries).toContain("parked");
    await look(world, {}, true);
    const again = await look(world, {}, true);
    expect(again.unparked).toEqual({ deliveries: 0, features: 0, effects: 0 });
    expect(presentReport(again)).toMatch(/^Nothing was parked\./);
  });
});
