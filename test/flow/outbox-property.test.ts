// Whatever fails and wherever the process dies: of each effect exactly one stands on GitHub, and none is lost.

import fc from "fast-check";
import { expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import { marker } from "../../src/text/markers.ts";
import { REPOSITORY } from "../local-github/fixture.ts";
import { openDeliverer } from "../support/deliverer.ts";
import {
  discussion,
  discussionsOf,
  effectsOf,
  enqueue,
  rocketId,
  startWithIssue,
} from "../support/outbox.ts";
import type { TestStoa } from "../support/stoa.ts";

const KINDS = ["failBefore", "failAfter", "timeOutAfter", "secondaryLimit"] as const;
const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 25);

const schedule = fc.record({
  troubles: fc.array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      next: fc.integer({ min: 0, max: 3 }),
      probability: fc.double({ min: 0, max: 0.4, noNaN: true }),
    }),
    { maxLength: 4 },
  ),
  dieAt: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 }),
  more: fc.integer({ min: 0, max: 4 }),
});

type Plan = typeof schedule extends fc.Arbitrary<infer T> ? T : never;

/** One of every kind, several in some places. */
async function wantAll(world: TestStoa, more: number): Promise<void> {
  const threadId = `${rocketId(world)}#1`;
  const board = (key: string, markdown: string) =>
    ({ kind: "board", key, threadId, board: "requests", markdown }) as const;
  await enqueue(
    world,
    { kind: "reaction", key: "r", threadId, remarkId: null, content: "eyes" },
    { kind: "section", key: "s", threadId, section: "badges", markdown: "One badge." },
    { kind: "section", key: "m", threadId, section: "mentoring", markdown: "A mentor." },
    { kind: "label", key: "l", threadId, label: "bug" },
    { kind: "label", key: "l2", threadId, label: "docs" },
    board("b", "First."),
    board("b2", "Second."),
    discussion("d"),
    ...Array.from({ length: more }, (_, index) => discussion(`more${index}`)),
    {
      kind: "check",
      key: "c",
      sha: "a".repeat(40),
      title: "stoa.yml",
      summary: "Good.",
      conclusion: "success",
      annotations: [],
    },
  );
}

async function happens(plan: Plan): Promise<void> {
  const world = await startWithIssue();
  try {
    const { clock, github } = world;
    for (const label of ["bug", "docs"]) {
      const seed = { title: label, body: "", labels: [label] };
      await world.perform({
        at: clock.now() + MINUTE,
        by: "ada",
        repository: REPOSITORY,
        do: "open-issue",
        number: label === "bug" ? 2 : 3,
        ...seed,
      });
    }
    await world.pass(MINUTE);
    await wantAll(world, plan.more);
    await world.stoa.stop();
    const deliverer = await openDeliverer(world, { dieAt: plan.dieAt });
    for (const { kind, next, probability } of plan.troubles) {
      Object.assign(github.troubles[kind], { next, probability });
    }
    await deliverer.run(clock.now() + 2 * HOUR);
    github.troubles.clear();
    await deliverer.run(clock.now() + 6 * HOUR);
    await deliverer.close();
    await world.restart();
    await expectOneOfEach(world, plan.more);
  } finally {
    await world.stop();
  }
}

async function expectOneOfEach(world: TestStoa, more: number): Promise<void> {
  const rows = await effectsOf(world);
  expect(
    rows.filter(({ state }) => state !== "done").map(({ key, state, reason }) => [key, state, reason]),
  ).toEqual([]);
  const thread = world.thread(1);
  const comments = world.comments(1);
  expect(comments).toHaveLength(1);
  expect(comments[0]?.body).toMatch(/A mentor\.[\s\S]*One badge\./);
  expect(thread.reactions.filter(({ by }) => by.login === "stoa[bot]")).toHaveLength(1);
  expect(thread.labels.map(({ name }) => name).sort()).toEqual(["bug", "docs"]);
  expect(thread.body.split(marker("board", "requests"))).toHaveLength(2);
  expect(thread.body).toContain("Second.");
  expect(discussionsOf(world)).toHaveLength(1 + more);
  expect(new Set(discussionsOf(world).map(({ body }) => body)).size).toBe(1 + more);
  const runs = world.github.state.repositories.get(REPOSITORY.toLowerCase())?.checkRuns ?? [];
  expect(runs.filter(({ name }) => name === "stoa.yml")).toHaveLength(1);
}

test("each effect happens exactly once, through random troubles and deaths at random steps", async () => {
  await fc.assert(fc.asyncProperty(schedule, happens), { seed: 20_261_121, numRuns: RUNS });
}, 300_000);

test("each effect happens exactly once, whichever step it is that the process dies at", async () => {
  for (let step = 1; step <= 12; step += 1) {
    await expect(
      happens({ troubles: [], dieAt: Array.from({ length: 6 }, () => step), more: 0 }),
    ).resolves.toBeUndefined();
  }
}, 300_000);
