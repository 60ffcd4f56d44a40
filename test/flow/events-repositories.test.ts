// Repositories, accounts and installations that change: archived, made private, deleted, given away, renamed, suspended,
// installed again. What belongs to them follows, and nothing is said where nothing may be said.

import { afterEach, describe, expect, test } from "vitest";
import { DAY, MINUTE } from "../../src/core/clock.ts";
import { at } from "../local-github/fixture.ts";
import { change, PAD, ROCKET, rowsOf, startWithPad } from "../support/changes.ts";
import { enqueueEffects } from "../../src/outbox/store.ts";
import { effectsOf, enqueue, section } from "../support/outbox.ts";
import { hour, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const opened = at(1, "bob", { do: "open-issue", number: 1, title: "It is slow", body: "I hate it." });
const askHelp = (hours: number) => at(hours, "bob", { do: "comment", number: 1, body: "/stoa help" });

/** Bob asks for help, and Stoa takes its time to answer. */
async function ask(hours: number, where: string = ROCKET): Promise<void> {
  await world.perform({ ...askHelp(hours), repository: where });
  await world.pass(MINUTE);
}

async function repository(name: string): Promise<Record<string, unknown> | undefined> {
  return (await rowsOf(world, "repositories")).find((row) => row["name"] === name);
}

/** What is said about the issue once its repository lets nobody write. */
async function waiting(): Promise<void> {
  // GitHub takes nothing for now, so that what is to be said waits.
  world.github.troubles.failBefore.probability = 1;
  world.github.troubles.failBefore.only = (subject) => subject.startsWith("POST /repos");
  await world.perform(askHelp(2));
  expect((await effectsOf(world)).some(({ state }) => state === "waiting" || state === "attempting")).toBe(
    true,
  );
}

describe("a repository", () => {
  test("that is archived is written to no more, not even what waited; unarchived, it is again", async () => {
    world = await startWithPad();
    await world.perform(opened);
    await waiting();
    await change(world, 2.001, { do: "archive", repository: ROCKET });
    world.github.troubles.clear();
    await world.pass(30 * MINUTE);
    expect(await repository("rocket")).toMatchObject({ isArchived: true });
    expect(world.github.contentWrites).toBe(0);
    expect((await effectsOf(world)).map(({ state }) => state)).not.toContain("waiting");
    await change(world, 4, { do: "unarchive", repository: ROCKET });
    await ask(5);
    expect(world.comments(1)).toHaveLength(1);
  });

  test("that becomes private takes along what waits to be said of it elsewhere", async () => {
    world = await startWithPad();
    await world.perform(opened, at(1.5, "bob", { do: "open-issue", number: 2, title: "Other", body: "x" }));
    const pad = world.github.state.repositories.get(PAD);
    await world.github.change({
      do: "open",
      at: hour(1.6),
      by: "bob",
      repository: PAD,
      kind: "issue",
      number: 1,
      title: "Pad",
      body: "x",
    });
    await world.settle();
    world.github.troubles.failBefore.probability = 1;
    world.github.troubles.failBefore.only = (subject) => subject.startsWith("POST /repos");
    const text = `See ${world.github.url}/acme/rocket/issues/1.`;
    await enqueue(world, { ...section(world, "here", text) });
    const there = { threadId: `${pad?.id}#1`, repositoryId: pad?.id ?? 0, audience: "community" } as const;
    await world.database.transaction((connection) =>
      enqueueEffects(connection, {
        feature: "test",
        installationId: world.installationId,
        priority: "reply",
        effects: [{ ...section(world, "there", text), ...there }],
        now: world.clock.now(),
      }),
    );
    await change(world, 2, { do: "privatize", repository: ROCKET });
    world.github.troubles.clear();
    await world.pass(30 * MINUTE);
    expect(await repository("rocket")).toMatchObject({ isPrivate: true });
    expect(world.comments(1, PAD).map(({ body }) => body)).toEqual([]);
    expect(world.comments(1)).toHaveLength(1);
  });

  test("that is deleted falls silent, and goes after the grace", async () => {
    world = await startWithPad({ environment: { removedGraceDays: 7 } });
    await world.perform(opened);
    await change(world, 2, { do: "delete-repository", repository: ROCKET });
    expect(await repository("rocket")).toMatchObject({ isActive: false });
    await world.pass(9 * DAY);
    expect(await repository("rocket")).toBeUndefined();
    expect((await rowsOf(world, "threads")).filter(({ title }) => title === "It is slow")).toEqual([]);
    expect(world.github.contentWrites).toBe(0);
  });

  test("that goes to another owner goes over to its installation, with all that hung on it", async () => {
    world = await startWithPad();
    await world.perform(opened);
    const other = await world.github.install("ada");
    await world.settle();
    await change(world, 2, { do: "transfer-repository", repository: ROCKET, to: "ada" });
    expect(await repository("rocket")).toMatchObject({ owner: "ada", installationId: other, isActive: true });
    expect((await rowsOf(world, "threads"))[0]?.["url"]).toContain("/ada/rocket/issues/1");
    // It is spoken for as before, by its new installation.
    await ask(3, "ada/rocket");
    expect(world.comments(1, "ada/rocket")).toHaveLength(1);
    expect(world.comments(1, "ada/rocket")[0]?.body).toContain("/stoa badges");
  });

  test("that goes to an owner without Stoa falls silent", async () => {
    world = await startWithPad();
    await world.perform(opened);
    await change(world, 2, { do: "transfer-repository", repository: ROCKET, to: "ada" });
    expect(await repository("rocket")).toMatchObject({ isActive: false });
    expect(world.github.contentWrites).toBe(0);
  });
});

describe("an account", () => {
  test("that is renamed is followed: repositories, links and the installation", async () => {
    world = await startWithPad();
    await world.perform(opened);
    await change(world, 2, { do: "rename-account", account: "acme", name: "apex" });
    const repositories = await rowsOf(world, "repositories");
    expect(new Set(repositories.map(({ owner }) => owner))).toEqual(new Set(["apex"]));
    expect(await rowsOf(world, "installations")).toMatchObject([{ accountLogin: "apex" }]);
    expect((await rowsOf(world, "threads"))[0]?.["url"]).toContain("/apex/rocket/issues/1");
    await ask(3, "apex/rocket");
    expect(world.comments(1, "apex/rocket")).toHaveLength(1);
  });
});

describe("an installation", () => {
  test("that is suspended says nothing, and what waited is said when it is unsuspended", async () => {
    world = await startWithPad();
    await world.perform(opened);
    await waiting();
    await change(world, 2.001, { do: "suspend", account: "acme" });
    world.github.troubles.clear();
    expect(await rowsOf(world, "installations")).toMatchObject([{ state: "suspended" }]);
    await world.pass(DAY);
    expect(world.github.contentWrites).toBe(0);
    await change(world, 30, { do: "unsuspend", account: "acme" });
    await world.pass(30 * MINUTE);
    expect(await rowsOf(world, "installations")).toMatchObject([{ state: "active" }]);
    expect(world.comments(1)).toHaveLength(1);
  });

  test("of an account that installs Stoa again has another id, and takes over what was gathered", async () => {
    world = await startWithPad();
    await world.perform(opened);
    await change(world, 2, { do: "uninstall", account: "acme" });
    expect(await repository("rocket")).toMatchObject({ isActive: false });
    await world.runUntil(hour(3));
    const id = await world.github.install("acme");
    await world.settle();
    await world.pass(MINUTE);
    expect(id).not.toBe(world.installationId);
    expect(await repository("rocket")).toMatchObject({ isActive: true, installationId: id });
    expect((await rowsOf(world, "threads")).map(({ title }) => title)).toEqual(["It is slow"]);
    expect(await rowsOf(world, "sentimentScores")).toHaveLength(1);
    await ask(4);
    expect(world.comments(1)).toHaveLength(1);
    // Long after the grace of the old one nothing of it is purged.
    await world.pass(60 * DAY);
    expect((await rowsOf(world, "threads")).filter(({ title }) => title === "It is slow")).toHaveLength(1);
  });

  test("whose owner accepts new permissions gets what they allow", async () => {
    const less = { metadata: "read", issues: "read", contents: "read" };
    world = await startWithPad({ permissions: less });
    await world.perform(opened, askHelp(2));
    expect(world.github.contentWrites).toBe(0);
    const permissions = { ...less, issues: "write", pull_requests: "write" };
    await change(world, 3, { do: "accept-permissions", account: "acme", permissions });
    expect(await rowsOf(world, "installations")).toMatchObject([{ permissions }]);
    await ask(4);
    expect(world.comments(1)).toHaveLength(1);
  });
});
