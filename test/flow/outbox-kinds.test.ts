// Labels, boards, redeliveries, the pace of writing, and the dry run.

import { afterEach, describe, expect, test } from "vitest";
import { MINUTE, SECOND } from "../../src/core/clock.ts";
import { marker } from "../../src/text/markers.ts";
import { at } from "../local-github/fixture.ts";
import { discussion, discussionsOf, effectsOf, rocketId, startWithIssue, want } from "../support/outbox.ts";
import type { TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const askHelp = at(2, "bob", { do: "comment", number: 1, body: "/stoa help", remark: "help" });
describe("the other effects", () => {
  test("parks a label that does not exist instead of making it", async () => {
    world = await startWithIssue();
    const labels = [...(world.github.state.repositories.get("acme/rocket")?.labels.keys() ?? [])];
    await want(world, { kind: "label", key: "l", threadId: `${rocketId(world)}#1`, label: "nonsense" });
    await world.pass(MINUTE);
    expect(await effectsOf(world)).toMatchObject([
      { state: "parked", reason: expect.stringContaining('has no label "nonsense"') as string },
    ]);
    expect([...(world.github.state.repositories.get("acme/rocket")?.labels.keys() ?? [])]).toEqual(labels);
  });

  test("writes a board in place and keeps what people wrote around it", async () => {
    world = await startWithIssue();
    const board = (key: string, markdown: string) =>
      ({ kind: "board", key, threadId: `${rocketId(world)}#1`, board: "requests", markdown }) as const;
    await want(world, board("1", "First."));
    await world.pass(MINUTE);
    const { nodeId, body } = world.thread(1);
    await world.github.change({
      do: "edit",
      at: world.clock.now(),
      by: "bob",
      node: nodeId,
      body: `Before.\n\n${body}\n\nAfter.`.replaceAll("\n", "\r\n"),
    });
    await want(world, board("2", "Second."));
    await world.pass(MINUTE);
    const now = world.thread(1).body;
    expect(now).toMatch(/^Before\.[\s\S]*Why\?[\s\S]*Second\.[\s\S]*After\.$/);
    expect(now).not.toContain("First.");
    const writes = world.github.contentWrites;
    await want(world, board("3", "Second."));
    await world.pass(MINUTE);
    expect(world.github.contentWrites).toBe(writes);
  });

  test("rewrites a discussion by the id it was posted under, and posts none anew when it is gone", async () => {
    world = await startWithIssue();
    await want(world, discussion());
    await world.pass(MINUTE);
    // No history and no delivery tells of it, and its marker has been edited away.
    const { sightings } = world.database.reader.tables;
    await world.database.transaction(async ({ db }) => void (await db.delete(sightings)));
    const [posted] = discussionsOf(world);
    if (posted) posted.body = "Edited by a person.";
    const rewritten = (key: string, body: string) => ({ ...discussion(), key, body, update: true });
    await want(world, rewritten("again", "Nobody is named here."));
    await world.pass(MINUTE);
    expect(discussionsOf(world).map(({ body }) => body)).toEqual([
      expect.stringContaining("Nobody is named here."),
    ]);
    expect((await effectsOf(world)).map(({ state }) => state)).toEqual(["done", "done"]);
    // It is deleted, and GitHub's word of it is lost.
    world.github.troubles.lose.next = 1;
    const place = { repository: "acme/rocket", number: posted?.number ?? 0 };
    await world.github.change({ do: "delete-thread", at: world.clock.now(), by: "ada", ...place });
    const writes = world.github.contentWrites;
    await want(world, rewritten("later", "Nobody at all."));
    await world.pass(MINUTE);
    expect(discussionsOf(world)).toEqual([]);
    expect(world.github.contentWrites).toBe(writes);
    expect((await effectsOf(world)).at(-1)).toMatchObject({ state: "dropped" });
  });

  test("a rewriting of what was never posted posts nothing", async () => {
    world = await startWithIssue();
    await want(world, { ...discussion(), update: true });
    await world.pass(MINUTE);
    expect(discussionsOf(world)).toEqual([]);
    expect(await effectsOf(world)).toMatchObject([{ state: "dropped" }]);
  });

  test("writes nothing new when a delivery comes again", async () => {
    world = await startWithIssue();
    await world.perform(askHelp);
    await world.pass(MINUTE);
    const writes = world.github.contentWrites;
    for (const { id } of world.github.deliveries.log.slice()) world.github.deliveries.redeliver(id);
    await world.settle();
    await world.pass(MINUTE);
    expect(world.github.contentWrites).toBe(writes);
    expect(writes).toBe(2);
  });
});

test("writes at most once a second, and sixty times a minute", async () => {
  world = await startWithIssue();
  await want(world, ...Array.from({ length: 90 }, (_, index) => discussion(`d${index}`)));
  await world.pass(3 * MINUTE);
  const times = discussionsOf(world).map(({ createdAt }) => createdAt);
  expect(times).toHaveLength(90);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(SECOND);
  for (const [index, time] of times.entries())
    expect(time - (times[index - 60] ?? -Infinity)).toBeGreaterThanOrEqual(MINUTE);
});

test("a dry run delivers nothing, and prints exactly what it would write", async () => {
  world = await startWithIssue({ environment: { isDryRun: true } });
  await world.perform(askHelp);
  await want(world, discussion());
  await world.pass(MINUTE);
  expect(world.github.contentWrites).toBe(0);
  expect((await effectsOf(world)).map(({ state }) => state)).toEqual(["dry", "dry", "dry"]);
  expect(world.printed).toHaveLength(3);
  expect(world.printed.join("\n")).toContain(`${marker("digest", "d")}\nNews.`);
  expect(world.printed.join("\n")).toContain("/mentor me [area]");
  await world.restart();
  expect(world.github.contentWrites).toBe(0);
});
