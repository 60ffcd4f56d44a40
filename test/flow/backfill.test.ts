// History brings the facts that deliveries would have brought, says nothing, and goes on where it was interrupted.

import { asc, eq } from "drizzle-orm";
import pino from "pino";
import { afterEach, describe, expect, test } from "vitest";
import { configLoader } from "../../src/config/load.ts";
import { configSchema } from "../../src/config/repository.ts";
import { MINUTE } from "../../src/core/clock.ts";
import { features } from "../../src/features/index.ts";
import { backfillRepository } from "../../src/intake/backfill.ts";
import type { Happening } from "../local-github/community.ts";
import { ACME, at } from "../local-github/fixture.ts";
import { hour, rocketWith, startStoa, type TestStoa } from "../support/stoa.ts";

const worlds: TestStoa[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

async function start(...options: Parameters<typeof startStoa>): Promise<TestStoa> {
  const world = await startStoa(...options);
  worlds.push(world);
  return world;
}

/** Everything whose end history can tell: no label, edit or deletion that is past. */
const YEARS: readonly Happening[] = [
  at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?", labels: ["bug"] }),
  at(2, "ada", { do: "comment", number: 1, body: "Fuel? /stoa help" }),
  at(2.1, "bob", { do: "comment", number: 1, body: "/stoa help" }),
  at(3, "cy", {
    do: "open-pull",
    number: 2,
    title: "fix: add fuel",
    body: "fixes #1",
    files: [{ path: "engine.ts", additions: 3, deletions: 1 }],
    closes: [1],
  }),
  at(4, "ada", {
    do: "review",
    number: 2,
    state: "CHANGES_REQUESTED",
    body: "Nearly",
    comments: [{ body: "Here" }],
  }),
  at(4.5, "dependabot[bot]", { do: "open-issue", number: 3, title: "Dashboard", body: "" }),
  at(5, "ada", { do: "review", number: 2, state: "APPROVED", body: "" }),
  at(6, "ada", { do: "merge", number: 2 }),
  at(7, "bob", { do: "open-issue", number: 4, title: "It stays up", body: "" }),
  at(7.1, "ada", { do: "close", number: 4, reason: "not_planned" }),
  at(8, "bob", { do: "open-discussion", number: 5, title: "How high?", body: "Well?", category: "Q&A" }),
  at(8.1, "ada", { do: "discuss", number: 5, body: "High.", remark: "high" }),
  at(8.2, "bob", { do: "discuss", number: 5, body: "Sure?", replyTo: "high" }),
  at(8.3, "bob", { do: "answer", number: 5, remark: "high" }),
  at(9, "ada", { do: "release", tag: "v1.0.0", name: "One", body: "Up" }),
];
const QUIET = rocketWith("badges:\n  enabled: false\nhelp:\n  enabled: false\n");

async function facts({ database, github }: TestStoa) {
  const { db, tables } = database.reader;
  const told = new Set([
    "thread.opened",
    "thread.closed",
    "thread.merged",
    "remark.created",
    "release.published",
  ]);
  const activities = await db.select().from(tables.activities).orderBy(asc(tables.activities.key));
  const people = await db.select().from(tables.people).orderBy(asc(tables.people.id));
  const isStoa = (personId: number | null) => people.find(({ id }) => id === personId)?.login === "stoa[bot]";
  const found = {
    // What Stoa itself wrote came of the deliveries.
    activities: activities
      .filter(({ kind, personId }) => told.has(kind) && !isStoa(personId))
      // History does not tell who closed a thread.
      .map((row) => ({ ...row, isLive: null, personId: row.kind === "thread.closed" ? null : row.personId })),
    threads: await db.select().from(tables.threads).orderBy(asc(tables.threads.id)),
    remarks: (await db.select().from(tables.remarks).orderBy(asc(tables.remarks.id))).filter(
      ({ authorId }) => !isStoa(authorId),
    ),
    people: people
      .filter(({ login }) => login !== "stoa[bot]")
      .map(({ id, login, isBot }) => ({ id, login, isBot })),
    releases: await db.select().from(tables.releases),
  };
  return JSON.parse(JSON.stringify(found).replaceAll(github.url, "github")) as typeof found;
}

async function counts({ database }: TestStoa) {
  const { db, tables } = database.reader;
  return {
    effects: (await db.select().from(tables.effects)).length,
    activities: (await db.select().from(tables.activities)).length,
    done: (await db.select().from(tables.repositories)).filter(({ backfilledAt }) => backfilledAt !== null)
      .length,
  };
}

describe("history", () => {
  test("brings the same activities, threads, remarks, releases and people as deliveries do", async () => {
    const live = await start({ repositories: QUIET });
    await live.perform(...YEARS);
    const read = await start({ repositories: QUIET, history: YEARS });
    const fromHistory = await facts(read);
    const fromDeliveries = await facts(live);
    expect(fromHistory.activities).toEqual(fromDeliveries.activities);
    expect(fromHistory.remarks).toEqual(fromDeliveries.remarks);
    expect(fromHistory.people).toEqual(fromDeliveries.people);
    expect(fromHistory.releases).toEqual(fromDeliveries.releases);
    // Stoa's own comment makes a thread's update time differ.
    const settled = (threads: typeof fromHistory.threads) =>
      threads.map((thread) => ({ ...thread, updatedAt: null }));
    expect(settled(fromHistory.threads)).toEqual(settled(fromDeliveries.threads));
  });

  test("is silent: no effect, no write, whatever stands in it", async () => {
    const world = await start({ history: YEARS });
    expect(await counts(world)).toMatchObject({ effects: 0, done: ACME.repositories.length });
    expect(world.github.contentWrites).toBe(0);
    expect(world.github.unhandled).toEqual([]);
  });

  test("goes on at the page that failed, and ends as if nothing had been", async () => {
    const many = Array.from({ length: 70 }, (_, index) =>
      at(10 + index / 100, "bob", {
        do: "open-issue",
        number: 10 + index,
        title: `Thing ${index}`,
        body: "",
      }),
    );
    const history = [...YEARS, ...many];
    const calm = await start({ history });
    const world = await start({ history, isInstalled: false });
    const { database, clock, github } = world;
    // The worker does not get to it: the test reads it by hand.
    Object.assign(github.troubles.failBefore, {
      probability: 1,
      only: (subject: string) => subject.startsWith("GET "),
    });
    const installationId = await github.install("acme");
    await world.settle();
    const client = await world.stoa.github.asInstallation(installationId);
    const [repository] = await database.reader.db
      .select()
      .from(database.reader.tables.repositories)
      .where(eq(database.reader.tables.repositories.name, "rocket"));
    if (!repository) throw new Error("not installed");
    const asked: (string | null)[] = [];
    const read = (failAt: number) => {
      const graphql = async <T>(query: string, variables: Record<string, unknown> = {}) => {
        asked.push((variables["after"] as string | null | undefined) ?? null);
        if (asked.length === failAt) throw new Error("GitHub is away");
        return client.graphql<T>(query, variables);
      };
      const processing = {
        features,
        config: configLoader(configSchema(features)),
        clock,
        log: pino({ level: "silent" }),
      };
      return backfillRepository({ processing, database, graphql }, repository);
    };
    await expect(read(2)).rejects.toThrow("GitHub is away");
    const half = await counts(world);
    await read(0);
    // The first page is not asked for again.
    expect(asked.slice(0, 3)).toEqual([null, asked[1], asked[1]]);
    expect(asked[1]).not.toBeNull();
    expect(half.activities).toBeGreaterThan(40);
    expect((await facts(world)).activities).toEqual((await facts(calm)).activities);
    await read(0);
    expect(asked).toHaveLength(6);
  });

  test("of one repository that cannot be read holds up none of the others", async () => {
    const world = await start({ isInstalled: false, history: YEARS });
    Object.assign(world.github.troubles.failBefore, {
      probability: 1,
      only: (subject: string) => subject === "GET /repos/acme/rocket",
    });
    await world.github.install("acme");
    await world.settle();
    const { db, tables } = world.database.reader;
    const known = async () =>
      (await db.select().from(tables.repositories).orderBy(asc(tables.repositories.name)))
        .filter(({ backfilledAt }) => backfilledAt !== null)
        .map(({ name }) => name);
    expect(await known()).toEqual(["secret"]);
    world.github.troubles.clear();
    await world.pass(5 * MINUTE);
    expect(await known()).toEqual(["rocket", "secret"]);
  });

  test("that is read while deliveries come in is not doubled by them", async () => {
    const calm = await start({ history: YEARS });
    const world = await start({ isInstalled: false, history: YEARS.slice(0, 8) });
    const installing = world.github.install("acme");
    for (const happening of YEARS.slice(8)) {
      world.clock.set(happening.at);
      await world.github.perform(happening, { deliver: true });
    }
    await installing;
    await world.runUntil(hour(10));
    expect((await facts(world)).activities).toEqual((await facts(calm)).activities);
    expect((await counts(world)).done).toBe(ACME.repositories.length);
  });
});
