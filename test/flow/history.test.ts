// What a large organisation needs of history: a cost that is said before and kept to, long threads read to their end,
// nothing missed or doubled while people go on, and an answer for who typed a command meanwhile.

import { asc, eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import { readHistoryCounts } from "../../src/github/history-counts.ts";
import { planOf, sumPlans } from "../../src/intake/history-plan.ts";
import type { Happening } from "../local-github/community.ts";
import { ACME, at } from "../local-github/fixture.ts";
import { hour, startStoa, type StoaOptions, type TestStoa } from "../support/stoa.ts";

const worlds: TestStoa[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

async function start(options: StoaOptions = {}): Promise<TestStoa> {
  const world = await startStoa(options);
  worlds.push(world);
  return world;
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A thread of each kind that is longer than any page, and reviews and comments that are. */
const LONG: readonly Happening[] = [
  at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?" }),
  ...times(250, (index) => at(1.1, "ada", { do: "comment", number: 1, body: `Because ${index}` })),
  at(2, "cy", { do: "open-pull", number: 2, title: "fix: add fuel", body: "", files: [], closes: [] }),
  ...times(24, (index) =>
    at(2.1, "ada", { do: "review", number: 2, state: "COMMENTED", body: `Look ${index}`, comments: [] }),
  ),
  at(2.2, "ada", {
    do: "review",
    number: 2,
    state: "COMMENTED",
    body: "Much to say",
    comments: times(120, (index) => ({ body: `Here ${index}` })),
  }),
  at(3, "bob", { do: "open-discussion", number: 3, title: "How high?", body: "", category: "Q&A" }),
  at(3.1, "ada", { do: "discuss", number: 3, body: "High.", remark: "high" }),
  ...times(130, (index) =>
    at(3.2, "bob", { do: "discuss", number: 3, body: `Sure ${index}?`, replyTo: "high" }),
  ),
  ...times(45, (index) => at(3.3, "cy", { do: "discuss", number: 3, body: `So ${index}.` })),
];

async function spent({ database }: TestStoa): Promise<number> {
  const rows = await database.reader.db.select().from(database.reader.tables.historyBudgets);
  return rows.flatMap((row) => Object.values(row.spent)).reduce((sum, points) => sum + points, 0);
}

async function counts({ database }: TestStoa) {
  const { db, tables } = database.reader;
  return {
    threads: (await db.select({ id: tables.threads.id }).from(tables.threads)).length,
    remarks: (await db.select({ id: tables.remarks.id }).from(tables.remarks)).length,
    unread: (await db.select().from(tables.historyReads)).length,
  };
}

describe("history", () => {
  test("of long threads is read to its end, at no more than was planned and as GitHub counts it", async () => {
    const world = await start({ history: LONG });
    expect(await counts(world)).toEqual({ threads: 3, remarks: 250 + 25 + 120 + 1 + 130 + 45, unread: 0 });
    const client = await world.stoa.github.asInstallation(world.installationId);
    const { used } = world.github.limits.quota(`installation ${world.installationId}`, "graphql");
    const { repositories } = world.database.reader.tables;
    const rows = await world.database.reader.db.select().from(repositories);
    const found = await readHistoryCounts(
      client.graphql,
      rows.map(({ nodeId }) => nodeId),
    );
    const plan = sumPlans([...found.values()].map(planOf));
    expect(plan).toMatchObject({ issues: 1, pulls: 1, discussions: 1, releases: 0 });
    expect(await spent(world)).toBe(used);
    // The count itself, three pages, and what did not fit into them.
    expect(used - 1).toBeGreaterThan(1 + 3 + 4);
    expect(used - 1).toBeLessThanOrEqual(plan.points);
  });

  test("never costs more points in an hour than its budget, and begins with what is alive and new", async () => {
    const pulls = times(800, (index) =>
      at(index / 1000, "cy", {
        do: "open-pull",
        number: 10 + index,
        title: `fix: ${index}`,
        body: "",
        files: [],
        closes: [],
      }),
    );
    const world = await start({ history: pulls, environment: { backfillPointsPerHour: 100 } });
    const caller = `installation ${world.installationId}`;
    const { threads } = world.database.reader.tables;
    const known = () =>
      world.database.reader.db.select({ number: threads.number }).from(threads).orderBy(asc(threads.number));
    const first = await known();
    // 33 pages of 3 points, and one for the count.
    expect(await spent(world)).toBeLessThanOrEqual(100);
    expect(world.github.limits.quota(caller, "graphql").used).toBeLessThanOrEqual(100);
    expect(first).toHaveLength(660);
    expect(first[0]?.number).toBe(10 + 800 - 660);
    await world.pass(HOUR - MINUTE);
    expect(await known()).toHaveLength(660);
    await world.pass(3 * MINUTE);
    expect(await known()).toHaveLength(800);
    expect((await counts(world)).unread).toBe(0);
  });

  test("misses and doubles nothing while threads are opened, changed and deleted between its pages", async () => {
    const many = times(120, (index) =>
      at(1 + index / 100, "bob", { do: "open-issue", number: 1 + index, title: `Thing ${index}`, body: "" }),
    );
    // One page an hour: 50 issues of a point each do not fit into what is left of the budget.
    const world = await start({ history: many, isInstalled: false });
    let page = 0;
    const between: readonly Happening[][] = [
      [
        at(3, "cy", { do: "open-issue", number: 200, title: "New", body: "" }),
        at(3.1, "ada", { do: "close", number: 71, reason: "completed" }),
        at(3.2, "ada", { do: "edit", number: 10, title: "Old, and changed" }),
        at(3.3, "ada", { do: "comment", number: 120, body: "On a thread that was read" }),
      ],
      [
        at(4, "cy", { do: "open-issue", number: 201, title: "Newer", body: "" }),
        at(4.1, "ada", { do: "comment", number: 5, body: "On a thread that was not" }),
      ],
    ];
    // Each page of issues is answered and then something happens, and is delivered, before it is stored.
    const happen = async (happenings: readonly Happening[]) => {
      for (const happening of happenings) {
        world.clock.set(happening.at);
        await world.github.perform(happening, { deliver: true });
      }
    };
    const original = world.stoa.github.asInstallation.bind(world.stoa.github);
    Object.assign(world.stoa.github, {
      async asInstallation(id: number) {
        const client = await original(id);
        const graphql = async (query: string, variables: Record<string, unknown>) => {
          const answer = await client.graphql(query, variables);
          if (query.includes("part: issues(") && variables["name"] === "rocket") {
            await happen(between[page] ?? []);
            page += 1;
          }
          return answer;
        };
        return Object.assign(Object.create(client) as typeof client, { graphql });
      },
    });
    await world.github.install("acme");
    await world.settle();
    await world.pass(MINUTE);
    expect(page).toBe(3);

    const { db, tables } = world.database.reader;
    const threads = await db.select().from(tables.threads).orderBy(asc(tables.threads.number));
    const state = world.github.state.repositories.get("acme/rocket");
    expect(threads.map(({ number, title, state: is }) => [number, title, is])).toEqual(
      [...(state?.threads.values() ?? [])]
        .sort((a, b) => a.number - b.number)
        .map(({ number, title, state: is }) => [number, title, is]),
    );
    const said = await db.select({ body: tables.remarks.body }).from(tables.remarks);
    expect(said.map(({ body }) => body).sort()).toEqual([
      "On a thread that was not",
      "On a thread that was read",
    ]);
    const opened = await db
      .select()
      .from(tables.activities)
      .where(eq(tables.activities.kind, "thread.opened"));
    expect(opened).toHaveLength(122);
  });

  test("that tells of a command before its delivery comes leaves it to the delivery, once", async () => {
    const world = await start({
      isInstalled: false,
      history: [at(0, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "" })],
    });
    const { github, clock } = world;
    Object.assign(github.troubles.failBefore, {
      probability: 1,
      only: (subject: string) => subject.startsWith("GET /repos/"),
    });
    await github.install("acme");
    await world.settle();
    github.troubles.delayMs = HOUR;
    github.troubles.delay.next = 1;
    const [delivery] = await github.perform(
      { ...at(0, "bob", { do: "comment", number: 1, body: "/stoa help" }), at: clock.now() + 1_000 },
      { deliver: true },
    );
    github.troubles.clear();
    await world.pass(10 * MINUTE);
    // History has told of it, and said nothing.
    expect(await counts(world)).toMatchObject({ remarks: 1, unread: 0 });
    expect(github.contentWrites).toBe(0);
    await world.pass(HOUR);
    expect(world.comments(1)).toHaveLength(1);
    const writes = github.contentWrites;
    github.deliveries.redeliver(delivery?.id ?? 0);
    await world.settle();
    await world.pass(HOUR);
    expect(github.contentWrites).toBe(writes);
  });

  test("leaves a command alone that was typed before Stoa was installed", async () => {
    const world = await start({
      history: [
        at(0, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "" }),
        at(1, "bob", { do: "comment", number: 1, body: "/stoa help" }),
      ],
    });
    await world.pass(HOUR);
    expect(world.github.contentWrites).toBe(0);
    expect(ACME.repositories).toHaveLength(2);
    expect(world.clock.now()).toBeGreaterThan(hour(1));
  });
});
