// GitHub's limits on writing: kept by all processes together, replies first, pauses honoured, and what keeps failing does
// not hold up the rest.

import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/core/clock.ts";
import { enqueueEffects } from "../../src/outbox/store.ts";
import { at } from "../local-github/fixture.ts";
import { openFreshPostgres } from "../support/databases.ts";
import { openDeliverer, type Deliverer } from "../support/deliverer.ts";
import { look, problems } from "../support/doctor.ts";
import {
  discussion,
  discussionsOf,
  effectsOf,
  enqueue,
  rocketId,
  section,
  startWithIssue,
} from "../support/outbox.ts";
import type { TestStoa } from "../support/stoa.ts";

let world: TestStoa;
let deliverer: Deliverer | undefined;
afterEach(async () => {
  await deliverer?.close();
  deliverer = undefined;
  await world.restart().catch(() => undefined);
  await world.stop();
});

const scheduled = (count: number) =>
  world.database.transaction((connection) =>
    enqueueEffects(connection, {
      feature: "test",
      installationId: world.installationId,
      priority: "scheduled",
      effects: Array.from({ length: count }, (_, index) => ({
        ...discussion(`s${index}`),
        repositoryId: rocketId(world),
        audience: "community" as const,
      })),
      now: world.clock.now(),
    }),
  );
/** The most within any span of this length. */
const densest = (times: readonly number[], spanMs: number) =>
  Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + spanMs).length));

test("a backlog of scheduled posts never delays a reply by more than one write, hour after hour", async () => {
  world = await startWithIssue();
  await scheduled(700);
  await world.stoa.stop();
  deliverer = await openDeliverer(world);
  const { clock, github } = world;
  const delays: number[] = [];
  for (let reply = 0; reply < 12; reply += 1) {
    await deliverer.run(clock.now() + 10 * MINUTE);
    const wantedAt = clock.now();
    const database = deliverer.database;
    await enqueue(
      { ...world, clock, github, database },
      {
        kind: "reaction",
        key: `r${reply}`,
        threadId: `${rocketId(world)}#1`,
        remarkId: null,
        content: "eyes",
      },
    );
    while ((await effectsOf({ ...world, database })).at(-1)?.state !== "done") {
      const next = await deliverer.step();
      if (typeof next === "number") clock.set(next);
    }
    delays.push(clock.now() - wantedAt);
  }
  expect(Math.max(...delays)).toBeLessThanOrEqual(SECOND);
  const times = discussionsOf(world).map(({ createdAt }) => createdAt);
  expect(times.length).toBeGreaterThan(300);
  expect(densest(times, HOUR)).toBeLessThanOrEqual(300);
  expect(densest(times, MINUTE)).toBeLessThanOrEqual(60);
}, 300_000);

test("scheduled posts take a turn in ten while replies never end", async () => {
  world = await startWithIssue();
  await scheduled(3);
  await enqueue(world, ...Array.from({ length: 120 }, (_, index) => discussion(`reply${index}`)));
  // They have waited too long already.
  const { effects } = world.database.reader.tables;
  const createdAt = world.clock.now() - 20 * MINUTE;
  await world.database.transaction(async ({ db }) => void (await db.update(effects).set({ createdAt })));
  await world.stoa.stop();
  deliverer = await openDeliverer(world);
  await deliverer.run(world.clock.now() + 45 * SECOND);
  const keys = discussionsOf(world)
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .map(({ body }) => /digest:([a-z]+)/.exec(body)?.[1]);
  expect(keys.slice(0, 10)).toEqual([...Array.from({ length: 9 }, () => "reply"), "s"]);
  expect(keys.filter((key) => key === "s")).toHaveLength(3);
});

test("nothing is sent for an installation until the pause that GitHub asked for is over, by a new process either", async () => {
  world = await startWithIssue();
  await enqueue(world, section(world, "s", "One badge."), ...[1, 2, 3].map((n) => discussion(`d${n}`)));
  await world.stoa.stop();
  Object.assign(world.github.troubles, { retryAfterS: 600 });
  world.github.troubles.secondaryLimit.next = 1;
  const pausedFrom = world.clock.now();
  for (let process = 0; process < 3; process += 1) {
    const one = await openDeliverer(world);
    await one.run(pausedFrom + (process + 1) * 3 * MINUTE);
    await one.close();
  }
  expect(world.github.contentWrites).toBe(0);
  deliverer = await openDeliverer(world);
  await deliverer.run(pausedFrom + 15 * MINUTE);
  expect(world.github.contentWrites).toBe(4);
});

describe("the circuit breaker", () => {
  test("lets a thread whose requests fail wait, longer each time, while others go on", async () => {
    world = await startWithIssue();
    await world.perform(at(2, "bob", { do: "open-issue", number: 2, title: "B", body: "" }));
    const react = (number: number, key: string) =>
      ({
        kind: "reaction",
        key,
        threadId: `${rocketId(world)}#${number}`,
        remarkId: null,
        content: "eyes",
      }) as const;
    await enqueue(world, ...Array.from({ length: 10 }, (_, index) => react(1, `bad${index}`)));
    await enqueue(world, react(2, "good"));
    await world.stoa.stop();
    let tries = 0;
    const isBad = (subject: string) => /POST .*\/issues\/1\/reactions/.test(subject) && (tries += 1) > 0;
    Object.assign(world.github.troubles.failBefore, { probability: 1, only: isBad });
    deliverer = await openDeliverer(world);
    const startedAt = world.clock.now();
    await deliverer.run(startedAt + 50 * SECOND);
    expect(tries).toBe(3);
    expect(world.thread(2).reactions).toHaveLength(1);
    await deliverer.run(startedAt + 10 * MINUTE);
    expect(tries).toBeLessThanOrEqual(7);

    await deliverer.close();
    deliverer = undefined;
    const text = problems(await look(world))
      .map(({ message }) => message)
      .join("\n");
    expect(text).toMatch(/Writing in acme\/rocket#1 failed \d times in a row \(.*\); 10 effects wait/);
    world.github.troubles.clear();
    await look(world, {}, true);
    deliverer = await openDeliverer(world);
    await deliverer.run(world.clock.now() + 30 * MINUTE);
    expect(world.thread(1).reactions).toHaveLength(1);
  });
});

test.runIf(process.env["TEST_DATABASE_URL"])(
  "two processes on one Postgres stay under the limits together",
  async () => {
    world = await startWithIssue();
    const shared = await openFreshPostgres(process.env["TEST_DATABASE_URL"] ?? "");
    const tables = ["installations", "repositories", "people", "threads"] as const;
    for (const name of tables) {
      const rows = await world.database.reader.db.select().from(world.database.reader.tables[name]);
      await shared.transaction(async ({ db, tables: to }) => {
        for (const row of rows) await db.insert(to[name] as never).values(row as never);
      });
    }
    const [{ name } = { name: "" }] = await shared.reader.db
      .select({ name: sql<string>`current_database()` })
      .from(sql`(select 1) as one`);
    const address = new URL(process.env["TEST_DATABASE_URL"] ?? "");
    address.pathname = `/${name}`;
    await enqueue(
      {
        ...world,
        database: shared,
        installationId: world.installationId,
        clock: world.clock,
        github: world.github,
      },
      ...Array.from({ length: 200 }, (_, index) => discussion(`d${index}`)),
    );
    await world.stoa.stop();
    const both = await Promise.all(
      [1, 2].map(() => openDeliverer(world, { databaseUrl: address.href, share: 0.25 })),
    );
    const end = world.clock.now() + 6 * MINUTE;
    while (world.clock.now() < end) {
      for (let round = 0; round < 3; round += 1) await Promise.all(both.map((one) => one.step()));
      world.clock.set(world.clock.now() + 500);
    }
    const times = discussionsOf(world).map(({ createdAt }) => createdAt);
    for (const one of both) await one.close();
    await shared.close();
    expect(world.github.contentWrites).toBe(times.length);
    // A quarter of 80 a minute.
    expect(densest(times, MINUTE)).toBe(20);
    expect(times.length).toBeGreaterThanOrEqual(100);
    expect(new Set(discussionsOf(world).map(({ body }) => body)).size).toBe(times.length);
  },
  300_000,
);
