// Slash commands from the comment that holds them to the answer that stands in the thread.

import { afterEach, describe, expect, test } from "vitest";
import { MINUTE } from "../../src/core/clock.ts";
import type { Happening } from "../local-github/community.ts";
import { at } from "../local-github/fixture.ts";
import { hour, rocketWith, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const MENTORS = rocketWith(
  "mentoring:\n  offer: on-request\n  mentors:\n    - login: ada\n      areas: [engine]\n",
);
const opened = at(1, "bob", { do: "open-issue", number: 1, title: "One", body: "" });

async function start(...happenings: readonly Happening[]): Promise<void> {
  world = await startStoa({ repositories: MENTORS });
  await world.perform(opened, ...happenings);
}

/** Says it in the issue, and lets Stoa answer. */
async function say(hours: number, by: string, body: string, remark = `at ${hours}`): Promise<void> {
  await world.perform(at(hours, by, { do: "comment", number: 1, body, remark }));
  await world.pass(MINUTE);
}

/** Stoa's reactions on the remark of this name. */
function reactions(remark: string, number = 1): string[] {
  const found = world.thread(number).remarks.find(({ name }) => name === remark);
  if (!found) throw new Error(`nothing is named ${remark}`);
  return found.reactions.filter(({ by }) => by.login === "stoa[bot]").map(({ content }) => content);
}

const answer = (number = 1) => world.comments(number)[0]?.body ?? "";

describe("a command", () => {
  test("is taken with 👀 and answered in one comment, for each of them", async () => {
    await start();
    await say(2, "bob", "/stoa help");
    expect(reactions("at 2")).toEqual(["eyes"]);
    expect(answer()).toMatch(/To \[bob\][\s\S]*\/mentor decline/);
    await say(3, "bob", "/stoa badges");
    expect(reactions("at 3")).toEqual(["eyes"]);
    expect(answer()).toMatch(/badge/i);
    await say(4, "bob", "  /MENTOR me Engine  ");
    expect(reactions("at 4")).toEqual(["eyes"]);
    expect(answer()).toContain("[ada]");
    await say(5, "bob", "/mentor decline");
    expect(reactions("at 5")).toEqual(["eyes"]);
    expect(answer()).not.toContain("[ada]");
    expect(world.comments(1)).toHaveLength(1);
    expect(answer()).not.toMatch(/(^|[^\w`/])@[a-z\d]/i);
  });

  test("that is mistyped, or cannot be done, gets 😕 and a reply", async () => {
    await start();
    await say(2, "bob", "/stoa hlep");
    expect(reactions("at 2")).toEqual(["confused"]);
    expect(answer()).toContain("/stoa help");
    await say(3, "bob", "/mentor decline");
    expect(reactions("at 3")).toEqual(["confused"]);
    expect(answer()).toContain("nothing to decline");
    await say(4, "bob", "/mentor me engin");
    expect(reactions("at 4")).toEqual(["confused"]);
    expect(answer()).toContain("Did you mean `/mentor me engine`?");
  });

  test.each([
    ["code", "```\n/stoa help\n```"],
    ["an indented block", "Look:\n\n    /stoa help"],
    ["a quote", "> /stoa help"],
    ["a hidden comment", "<!--\n/stoa help\n-->"],
    ["a sentence", "Type /stoa help to see."],
    ["a path", "/stoa/help"],
  ])("in %s is none", async (_, body) => {
    await start();
    await say(2, "bob", body);
    expect(world.github.contentWrites).toBe(0);
  });

  test("of a bot is none", async () => {
    await start(
      at(1.5, "dependabot[bot]", { do: "open-issue", number: 2, title: "Two", body: "/stoa help" }),
    );
    await say(2, "dependabot[bot]", "/stoa help");
    expect(world.github.contentWrites).toBe(0);
  });

  test("in the text that an issue, a pull request or a discussion is opened with runs once", async () => {
    const opening = { title: "A thing", body: "Hello.\n\n/stoa help\n" };
    await start(
      at(1.5, "bob", { do: "open-issue", number: 2, ...opening }),
      at(1.6, "bob", { do: "open-pull", number: 3, ...opening, files: [] }),
      at(1.7, "bob", { do: "open-discussion", number: 4, category: "Q&A", ...opening }),
    );
    await world.pass(MINUTE);
    for (const number of [2, 3, 4]) {
      const { reactions: given } = world.thread(number);
      expect(given.map(({ content }) => content)).toEqual(["eyes"]);
      expect(answer(number)).toContain("/mentor me");
    }
    const writes = world.github.contentWrites;
    for (const { id } of world.github.deliveries.log.slice()) world.github.deliveries.redeliver(id);
    await world.perform(at(3, "bob", { do: "edit", number: 2, body: "Hello again.\n\n/stoa help\n" }));
    await world.pass(MINUTE);
    expect(world.github.contentWrites).toBe(writes);
  });

  test("in an edited comment runs when it is new, and only then", async () => {
    await start();
    await say(2, "bob", "/stoa help", "asked");
    const edit = (hours: number, body: string) =>
      at(hours, "bob", { do: "edit", number: 1, remark: "asked", body });
    await world.perform(edit(2.5, "Sorry.\n\n/stoa help"));
    await world.pass(MINUTE);
    const writes = world.github.contentWrites;
    expect(writes).toBe(2);
    await world.perform(edit(3, "/stoa help\n/stoa badges"));
    await world.pass(MINUTE);
    expect(answer()).not.toContain("Shows these commands.");
    expect(answer()).toMatch(/badge/i);
  });

  test("is answered in a discussion, and in a review", async () => {
    await start(
      at(2, "bob", { do: "open-discussion", number: 2, title: "How high?", body: "", category: "Q&A" }),
      at(2.1, "bob", { do: "discuss", number: 2, body: "/stoa help", remark: "top" }),
      at(3, "cy", { do: "open-pull", number: 3, title: "fix: fuel", body: "", files: [] }),
      at(3.1, "ada", { do: "review", number: 3, state: "COMMENTED", body: "/stoa help", remark: "review" }),
    );
    await world.pass(MINUTE);
    expect(reactions("top", 2)).toEqual(["eyes"]);
    expect(answer(2)).toContain("/mentor me");
    expect(reactions("review", 3)).toEqual(["eyes"]);
    expect(answer(3)).toContain("/mentor me");
    // A reply in a discussion is a remark like any other.
    await world.perform(
      at(4, "cy", { do: "discuss", number: 2, body: "/stoa badges", replyTo: "top", remark: "reply" }),
    );
    await world.pass(MINUTE);
    expect(reactions("reply", 2)).toEqual(["eyes"]);
    expect(world.comments(2)).toHaveLength(1);
  });

  test("that ran is not run again by a redelivery or a restart", async () => {
    await start();
    await say(2, "bob", "/mentor me");
    const writes = world.github.contentWrites;
    for (const { id } of world.github.deliveries.log.slice()) world.github.deliveries.redeliver(id);
    await world.restart();
    await world.runUntil(hour(5));
    expect(world.github.contentWrites).toBe(writes);
  });
});
