// Commands of maintainers: who may use them is asked of GitHub. And how many commands anybody may use.

import { afterEach, describe, expect, test } from "vitest";
import { MINUTE } from "../../src/core/clock.ts";
import { at } from "../local-github/fixture.ts";
import { rocketWith, startStoa, type StoaOptions, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

async function start(options: StoaOptions = {}): Promise<void> {
  world = await startStoa({ repositories: rocketWith("badges:\n  enabled: false\n"), ...options });
  await world.perform(at(1, "bob", { do: "open-issue", number: 1, title: "One", body: "" }));
}

let asked = 0;
/** Counts how often GitHub is asked what somebody may do. */
function watchPermissions(): void {
  asked = 0;
  world.github.troubles.failBefore.only = (subject) => {
    if (subject.includes("/permission")) asked += 1;
    return false;
  };
  world.github.troubles.failBefore.probability = 1;
}

async function say(hours: number, by: string, body: string): Promise<string[]> {
  await world.perform(at(hours, by, { do: "comment", number: 1, body, remark: `at ${hours}` }));
  await world.pass(20_000);
  const remark = world.thread(1).remarks.find(({ name }) => name === `at ${hours}`);
  return remark?.reactions.map(({ content }) => content) ?? [];
}

const answer = () => world.comments(1)[0]?.body ?? "";

describe("/stoa recheck", () => {
  test("reads stoa.yml again for whoever may write, and tells what is on and off", async () => {
    await start();
    watchPermissions();
    expect(await say(2, "ada", "/stoa recheck")).toEqual(["eyes"]);
    expect(answer()).toContain("In force is this repository's `stoa.yml`.");
    expect(answer()).toContain("| badges | off: `enabled: false` |");
    expect(answer()).toContain("| help | on |");
    expect(asked).toBe(1);
    // A change that no push told of.
    world.github.state.repositories
      .get("acme/rocket")
      ?.files.set(".github/stoa.yml", "help:\n  enabeld: no\n");
    await say(3, "ada", "/stoa recheck");
    expect(answer()).toMatch(/newest file is not in force[\s\S]*Did you mean/);
    world.github.state.repositories.get("acme/rocket")?.files.set(".github/stoa.yml", "");
    await say(4, "ada", "/stoa recheck");
    expect(answer()).toContain("| badges | on |");
  });

  test("is refused to everybody else, whatever GitHub calls their association", async () => {
    await start();
    watchPermissions();
    expect(await say(2, "bob", "/stoa recheck")).toEqual(["confused"]);
    expect(answer()).toContain("is for people who may write to this repository");
    expect(answer()).not.toContain("| badges");
    // Asked once, and not again within a minute.
    await say(2.01, "bob", "/stoa recheck");
    expect(asked).toBe(1);
  });

  test("is refused politely when GitHub does not tell", async () => {
    await start();
    const { troubles } = world.github;
    troubles.failStatus = 403;
    troubles.failBefore.only = (subject) => subject.includes("/permission");
    troubles.failBefore.next = 1;
    expect(await say(2, "ada", "/stoa recheck")).toEqual(["confused"]);
    expect(answer()).toContain("GitHub did not tell me");
    expect(await say(3, "ada", "/stoa recheck")).toEqual(["eyes"]);
  });

  test("is tried again when GitHub fails", async () => {
    await start();
    const { troubles } = world.github;
    troubles.failBefore.only = (subject) => subject.includes("/permission");
    troubles.failBefore.next = 1;
    await say(2, "ada", "/stoa recheck");
    await world.pass(MINUTE);
    expect(answer()).toContain("In force is this repository's");
  });
});

test("other commands ask GitHub nothing about anybody", async () => {
  await start();
  watchPermissions();
  await say(2, "bob", "/stoa help\n/mentor me");
  expect(asked).toBe(0);
});

test("a person who types too many is told once, and then met with silence until later", async () => {
  await start();
  const five = "/stoa help\n".repeat(5);
  expect(await say(2, "bob", five)).toEqual(["eyes"]);
  expect(await say(2.01, "bob", five)).toEqual(["eyes"]);
  expect(await say(2.02, "bob", "/stoa help")).toEqual(["confused"]);
  expect(answer()).toContain("10 commands in 10 minutes");
  const writes = world.github.contentWrites;
  expect(await say(2.03, "bob", "/stoa help")).toEqual([]);
  expect(await say(2.04, "bob", "/stoa hlep")).toEqual([]);
  expect(world.github.contentWrites).toBe(writes);
  expect(await say(2.05, "cy", "/stoa help")).toEqual(["eyes"]);
  expect(await say(2.3, "bob", "/stoa help")).toEqual(["eyes"]);
});

test("a feature without its permission is off, is not in /stoa help, and comes back when it is granted", async () => {
  const granted = {
    metadata: "read",
    contents: "read",
    issues: "write",
    pull_requests: "write",
    checks: "write",
  };
  await start({ permissions: granted, repositories: rocketWith("") });
  await say(2, "bob", "/stoa help");
  expect(answer()).toContain("/stoa badges");
  expect(answer()).not.toContain("/mentor me");
  expect(await say(3, "bob", "/mentor me")).toEqual(["confused"]);
  await say(3.1, "ada", "/stoa recheck");
  expect(answer()).toContain("| mentoring | off: the App was not granted `discussions: write`");
  await world.github.change({
    do: "accept-permissions",
    at: world.clock.now(),
    by: "acme",
    account: "acme",
    permissions: { ...granted, discussions: "write" },
  });
  await world.settle();
  await say(4, "bob", "/stoa help");
  expect(answer()).toContain("/mentor me");
});
