// What a person deleted stays away, even when Stoa died right after posting it and before writing that down; and what
// stands there is found again, however much was written since.

import { afterEach, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/core/clock.ts";
import { REPOSITORY } from "../local-github/fixture.ts";
import { openDeliverer } from "../support/deliverer.ts";
import { discussion, discussionsOf, effectsOf, enqueue, section, startWithIssue } from "../support/outbox.ts";
import type { TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

/** Stops Stoa, and has what waits posted by a process that dies before it writes that down. */
async function postAndDie(written: () => number): Promise<void> {
  await world.stoa.stop();
  for (let dieAt = 1; written() === 0; dieAt += 1) {
    const one = await openDeliverer(world, { dieAt: [dieAt], staysDead: true });
    world.clock.set(world.clock.now() + 3 * SECOND);
    while (written() === 0 && (await one.step()) === "again");
    await one.close();
  }
}

test("a comment posted by a process that died, and deleted while Stoa was down, does not come back", async () => {
  world = await startWithIssue();
  await enqueue(world, section(world, "s", "One badge."));
  await postAndDie(() => world.comments(1).length);
  const node = world.comments(1)[0]?.nodeId ?? "";
  // Nobody listens: the delivery of this is lost.
  await world.github.change({ do: "delete", at: world.clock.now() + SECOND, by: "ada", node });
  await world.restart();
  await world.pass(HOUR);
  expect(world.comments(1)).toHaveLength(0);
  expect(await effectsOf(world)).toMatchObject([
    { state: "dropped", reason: "A person deleted Stoa's comment in this thread." },
  ]);
});

test("a comment that a dead process posted is found behind a thousand later ones", async () => {
  world = await startWithIssue();
  await enqueue(world, section(world, "s", "One badge."));
  await postAndDie(() => world.comments(1).length);
  for (let index = 0; index < 1_050; index += 1) {
    const at = world.clock.now() + 1;
    const happening = {
      at,
      by: "bob",
      repository: REPOSITORY,
      do: "comment",
      number: 1,
      body: `${index}`,
    } as const;
    await world.github.perform(happening, { deliver: false });
  }
  await world.restart();
  await world.pass(10 * MINUTE);
  expect(world.comments(1)).toHaveLength(1);
  expect(await effectsOf(world)).toMatchObject([{ state: "done" }]);
});

test("a discussion that a dead process posted is found behind sixty newer ones of its category", async () => {
  world = await startWithIssue();
  await enqueue(world, discussion());
  await postAndDie(() => discussionsOf(world).length);
  for (let index = 0; index < 60; index += 1) {
    const happening = {
      at: world.clock.now() + 1 + index,
      by: "ada",
      repository: REPOSITORY,
      do: "open-discussion",
      number: 1000 + index,
      title: "News",
      body: "News.",
      category: "Announcements",
    } as const;
    await world.github.perform(happening, { deliver: false });
  }
  await world.restart();
  await world.pass(10 * MINUTE);
  expect(discussionsOf(world)).toHaveLength(1);
  expect(await effectsOf(world)).toMatchObject([{ state: "done" }]);
});
