// `/stoa forget me`: nothing of a person is left in any table or in anything Stoa wrote, and nothing comes back.

import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { DAY, HOUR } from "../../src/core/clock.ts";
import { forgetNamed } from "../../src/cli/forget.ts";
import type { Happening } from "../local-github/community.ts";
import { at } from "../local-github/fixture.ts";
import { rowsWith } from "../support/rows.ts";
import { hour, rocketWith, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const LOGIN = "zelda-quux";
const WORD = "xylograph";
const BOARD = 20;
const CONFIG = `
mentoring:
  mentors:
    - login: ada
requests:
  boards:
    - repository: rocket
      issue: ${BOARD}
`;

/** A little of everything by somebody whose login and words are theirs alone, and of others around it. */
const LIFE: readonly Happening[] = [
  at(1, "ada", { do: "open-issue", number: BOARD, title: "What people want", body: "See below." }),
  at(1.1, LOGIN, {
    do: "open-issue",
    number: 21,
    title: `Support ${WORD} fuel`,
    body: `It would be great to have ${WORD}. I love it!`,
    labels: ["enhancement"],
  }),
  at(1.2, "bob", { do: "react", number: 21, content: "+1" }),
  at(1.3, "bob", { do: "open-issue", number: 22, title: "It falls", body: "Why?", labels: ["enhancement"] }),
  at(1.4, LOGIN, { do: "react", number: 22, content: "+1" }),
  at(1.5, LOGIN, { do: "comment", number: 22, body: `Try ${WORD}, it is wonderful.`, remark: "try" }),
  at(1.6, LOGIN, { do: "edit", number: 22, remark: "try", body: `Try a ${WORD}.` }),
  at(1.7, LOGIN, { do: "comment", number: 22, body: "/stoa badges" }),
  at(2, LOGIN, {
    do: "open-pull",
    number: 23,
    title: `feat: ${WORD} engine`,
    body: `closes #22 with ${WORD}`,
    files: [{ path: `${WORD}/engine.ts`, additions: 1, deletions: 0 }],
    closes: [22],
  }),
  at(2.1, "ada", { do: "review", number: 23, state: "APPROVED", body: "Good" }),
  at(2.2, "ada", { do: "merge", number: 23 }),
  at(2.3, "bob", { do: "open-pull", number: 24, title: "fix: fuel", body: "", files: [] }),
  at(2.4, LOGIN, { do: "review", number: 24, state: "COMMENTED", body: `A ${WORD} here?` }),
  at(2.5, LOGIN, { do: "merge", number: 24 }),
  at(3, LOGIN, {
    do: "open-discussion",
    number: 25,
    title: `What is ${WORD}?`,
    body: WORD,
    category: "Q&A",
  }),
  at(3.1, "bob", { do: "discuss", number: 25, body: "No idea.", remark: "idea" }),
  at(3.2, LOGIN, { do: "discuss", number: 25, body: `${WORD}!`, replyTo: "idea" }),
  at(3.3, LOGIN, { do: "comment", number: 21, body: "/mentor me" }),
  at(3.4, LOGIN, { do: "release", tag: "v2", name: `The ${WORD} release`, body: `More ${WORD}` }),
];

/** All that stands on GitHub under Stoa's name. */
function written(): string {
  const threads = [...(world.github.state.repositories.get("acme/rocket")?.threads.values() ?? [])];
  const own = threads.flatMap((thread) =>
    [thread, ...thread.remarks].filter(({ author }) => author?.login === "stoa[bot]"),
  );
  const board = world.thread(BOARD).body;
  return [...own.map((item) => `${"title" in item ? item.title : ""}\n${item.body}`), board].join("\n");
}

function idOf(login: string): number {
  const account = [...world.github.state.accounts.values()].find((one) => one.login === login);
  return account?.id ?? 0;
}

/** What may still hold the person: nothing but the row that says they are forgotten. */
async function leftOver(): Promise<readonly string[]> {
  const rows = await rowsWith(world.database.reader, { texts: [LOGIN, WORD], numbers: [idOf(LOGIN)] });
  return rows.filter((row) => !row.startsWith("person_choices: "));
}

/** Everything is read anew, and every delivery there ever was comes again, as if it had never been seen. */
async function tellAgain(): Promise<void> {
  await world.database.transaction(async ({ db, tables }) => {
    await db.delete(tables.deliveries);
    await db.delete(tables.backfills);
    await db.delete(tables.activities);
    await db.update(tables.repositories).set({ backfilledAt: null });
  });
  await world.restart();
  // A list of its own: each redelivery makes the log longer.
  const ids = world.github.deliveries.log.map(({ id }) => id);
  for (const id of ids) world.github.deliveries.redeliver(id);
  await world.github.settled();
  await world.settle();
}

async function live(): Promise<void> {
  world = await startStoa({ repositories: rocketWith(CONFIG) });
  await world.perform(...LIFE);
  await world.runUntil(hour(7 * 24) + HOUR);
}

describe("/stoa forget me", () => {
  test(
    "leaves nothing of the person in any table, nor in what Stoa wrote",
    { timeout: 300_000 },
    async () => {
      await live();
      expect((await leftOver()).length).toBeGreaterThan(20);
      expect(written()).toContain(LOGIN);
      expect(written()).toContain(WORD);

      await world.perform(at(8 * 24, LOGIN, { do: "comment", number: 22, body: "/stoa forget me" }));
      await world.pass(HOUR);
      expect(await leftOver()).toEqual([]);
      expect(written()).not.toContain(LOGIN);
      expect(written()).not.toContain(WORD);
      expect(world.comments(22).at(-1)?.body).toContain("is forgotten");
      expect(world.comments(23).at(-1)?.body ?? "").not.toContain("First Contribution");
      // The request stays, and so does the vote of somebody else.
      expect(world.thread(BOARD).body).toContain("#21](");
    },
  );

  test("holds through backfill, redelivery, reactions and new work", { timeout: 300_000 }, async () => {
    await live();
    await world.perform(at(8 * 24, LOGIN, { do: "comment", number: 22, body: "/stoa forget me" }));
    const wasSaid = world.comments(23).length;
    await tellAgain();
    expect(await leftOver()).toEqual([]);
    await world.stoa.sweepReactions(world.installationId);
    await world.perform(
      at(9 * 24, LOGIN, { do: "open-issue", number: 30, title: `More ${WORD}`, body: WORD }),
      at(9 * 24 + 1, LOGIN, { do: "comment", number: 30, body: "/mentor me" }),
      at(9 * 24 + 2, LOGIN, { do: "react", number: 30, content: "+1" }),
      at(9 * 24 + 3, "bob", { do: "comment", number: 30, body: "Oh?" }),
      at(9 * 24 + 4, LOGIN, {
        do: "open-pull",
        number: 31,
        title: `fix: ${WORD}`,
        body: "",
        files: [{ path: `${WORD}.md`, additions: 1, deletions: 0 }],
      }),
      at(9 * 24 + 5, "ada", { do: "merge", number: 31 }),
    );
    await world.runUntil(hour(21 * 24) + HOUR);
    expect(await leftOver()).toEqual([]);
    expect(written()).not.toContain(LOGIN);
    expect(written()).not.toContain(WORD);
    expect(world.comments(30)).toEqual([]);
    expect(world.comments(31)).toEqual([]);
    expect(world.comments(23)).toHaveLength(wasSaid);
  });

  test("ends with /stoa remember me, which no repeated delivery does", { timeout: 300_000 }, async () => {
    world = await startStoa();
    await world.perform(
      ...LIFE.slice(0, 3),
      at(10, LOGIN, { do: "comment", number: 21, body: "/stoa forget me" }),
      at(11, LOGIN, { do: "comment", number: 21, body: "/stoa remember me" }),
      at(12, LOGIN, { do: "comment", number: 21, body: `I am back, with ${WORD}.` }),
    );
    expect(world.comments(21).at(-1)?.body).toContain("Welcome back");
    expect((await leftOver()).some((row) => row.startsWith("remarks: "))).toBe(true);
    await world.perform(at(13, LOGIN, { do: "comment", number: 21, body: "/stoa forget me" }));
    expect(await leftOver()).toEqual([]);
    await tellAgain();
    expect(await leftOver()).toEqual([]);
  });

  test("answers nothing else of the remark it stands in", async () => {
    world = await startStoa({ repositories: rocketWith(CONFIG) });
    await world.perform(
      at(1, LOGIN, { do: "open-issue", number: 21, title: WORD, body: WORD }),
      at(2, LOGIN, { do: "comment", number: 21, body: "/mentor me\n\n/stoa forget me\n\n/stoa badges" }),
    );
    expect(await leftOver()).toEqual([]);
    expect(
      world
        .comments(21)
        .map(({ body }) => body)
        .join("\n"),
    ).not.toContain(LOGIN);
  });

  test("holds whenever it is asked, for what came before and after", { timeout: 300_000 }, async () => {
    const moments = fc.record({ cut: fc.integer({ min: 1, max: LIFE.length }), isToldAgain: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(moments, async ({ cut, isToldAgain }) => {
        world = await startStoa({ repositories: rocketWith(CONFIG) });
        const asked = LIFE[cut - 1]?.at ?? 0;
        await world.perform(
          ...LIFE.slice(0, cut),
          { ...at(0, LOGIN, { do: "comment", number: BOARD, body: "/stoa forget me" }), at: asked + 300_000 },
          ...LIFE.slice(cut),
        );
        if (isToldAgain) await tellAgain();
        await world.runUntil(hour(7 * 24) + HOUR);
        const left = await leftOver();
        const said = written().toLowerCase();
        await world.stop();
        expect(left).toEqual([]);
        expect(said).not.toMatch(new RegExp(`${LOGIN}|${WORD}`));
      }),
      { seed: 20_261_121, numRuns: 5, endOnFailure: true },
    );
    world = await startStoa({ isInstalled: false });
  });

  test("can be done by letter: stoa forget LOGIN", { timeout: 300_000 }, async () => {
    await live();
    await world.database.transaction((connection) =>
      forgetNamed(connection, LOGIN.toUpperCase(), world.clock.now()),
    );
    await world.restart();
    await world.pass(DAY);
    expect(await leftOver()).toEqual([]);
    expect(written()).not.toContain(LOGIN);
    expect(written()).not.toContain(WORD);
  });
});
