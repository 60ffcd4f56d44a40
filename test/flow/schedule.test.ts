// The digest by the clock: once, at its moment, whatever happens to the process meanwhile.

import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.ts";
import { at } from "../local-github/fixture.ts";
import { hour, rocketWith, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

/** The first boundary after the fixture's start: Monday 12 January 2026, 09:00 UTC. */
const FIRST = hour(7 * 24);
const talk = (hours: number) =>
  at(hours, "bob", {
    do: "open-issue",
    number: 1000 + hours,
    title: `Thing ${hours}`,
    body: "It would be great.",
  });

/** Stoa's discussions, oldest first. */
function digests() {
  const threads = [...(world.github.state.repositories.get("acme/rocket")?.threads.values() ?? [])];
  return threads
    .filter(({ kind, author }) => kind === "discussion" && author?.login === "stoa[bot]")
    .sort((a, b) => a.createdAt - b.createdAt);
}
const moments = () => digests().map(({ createdAt }) => createdAt);

async function schedule() {
  const { db, tables } = world.database.reader;
  return (await db.select().from(tables.schedules)).find(({ job }) => job === "digest");
}

describe("the digest", () => {
  test("is posted once, at its moment, and not when nobody was there", async () => {
    world = await startStoa();
    await world.perform(talk(1));
    await world.runUntil(FIRST - 1);
    expect(digests()).toEqual([]);
    await world.runUntil(FIRST + MINUTE);
    expect(moments()).toEqual([FIRST]);
    await world.runUntil(FIRST + 14 * DAY + HOUR);
    expect(digests()).toHaveLength(1);
    await world.perform(talk(24 * 22));
    await world.runUntil(FIRST + 28 * DAY + HOUR);
    expect(moments()).toEqual([FIRST, FIRST + 28 * DAY]);
    expect(digests()[0]?.title).toContain("11 January 2026");
  });

  test("is not posted again by a restart", async () => {
    world = await startStoa();
    await world.perform(talk(1));
    await world.runUntil(FIRST);
    await world.restart();
    await world.runUntil(FIRST + HOUR);
    expect(digests()).toHaveLength(1);
  });

  test("is told after a short time down, and only of the last period after a long one", async () => {
    world = await startStoa();
    await world.perform(talk(1));
    await world.stoa.stop();
    world.clock.set(FIRST + 3 * DAY);
    await world.restart();
    await world.pass(MINUTE);
    expect(digests().map(({ title }) => title)).toEqual([expect.stringContaining("11 January 2026")]);
    expect((await schedule())?.nextAt).toBe(FIRST + 14 * DAY);

    await world.perform(talk(24 * 11));
    await world.stoa.stop();
    world.clock.set(FIRST + 75 * DAY);
    await world.restart();
    await world.pass(MINUTE);
    expect(digests()).toHaveLength(1);
    expect((await schedule())?.nextAt).toBe(FIRST + 84 * DAY);
  });

  test("moves when the configuration moves it, and waits for its next moment when it is switched on again", async () => {
    world = await startStoa({ repositories: rocketWith("digest:\n  enabled: false\n") });
    const push = (hours: number, text: string) =>
      at(hours, "ada", { do: "push", files: { ".github/stoa.yml": text }, message: "chore: stoa" });
    await world.perform(talk(1), push(2, "digest:\n  weekday: thursday\n  hour: 18\n  every: week\n"));
    const thursday = Date.UTC(2026, 0, 8, 18);
    expect((await schedule())?.nextAt).toBe(thursday);
    await world.runUntil(thursday + MINUTE);
    expect(moments()).toEqual([thursday]);

    await world.perform(push(24 * 5, "digest:\n  enabled: false\n"), talk(24 * 9));
    await world.runUntil(hour(24 * 20));
    expect(digests()).toHaveLength(1);
    await world.perform(
      talk(24 * 21),
      push(24 * 21, "digest:\n  weekday: thursday\n  hour: 18\n  every: week\n"),
    );
    expect(digests()).toHaveLength(1);
    expect((await schedule())?.nextAt).toBe(Date.UTC(2026, 0, 29, 18));
  });

  test("is tried again five minutes later when making it fails", async () => {
    world = await startStoa();
    await world.perform(talk(1));
    await world.database.transaction(
      async ({ db }) => void db.run(sql`ALTER TABLE digest_runs RENAME TO gone`),
    );
    await world.runUntil(FIRST + MINUTE);
    expect(await schedule()).toMatchObject({
      claimedUntil: FIRST + 5 * MINUTE,
      lastError: expect.stringContaining("digest_runs") as string,
    });
    await world.database.transaction(
      async ({ db }) => void db.run(sql`ALTER TABLE gone RENAME TO digest_runs`),
    );
    await world.runUntil(FIRST + 6 * MINUTE);
    expect(moments()).toEqual([FIRST + 5 * MINUTE]);
    expect(await schedule()).toMatchObject({ lastError: null });
  });

  test("is posted although a thread it asks about is gone without our knowing", async () => {
    world = await startStoa();
    await world.perform(talk(1), talk(2));
    const { threads } = world.database.reader.tables;
    await world.database.transaction(
      async ({ db }) => void (await db.update(threads).set({ nodeId: sql`'I_gone' || ${threads.number}` })),
    );
    await world.runUntil(FIRST + HOUR);
    expect(digests()).toHaveLength(1);
  });
});
