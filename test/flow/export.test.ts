// What a person can ask for besides being forgotten: all that is stored as a file, and badges that nobody sees.

import { afterEach, describe, expect, test } from "vitest";
import { EXPORT_LINK_MS, signExport } from "../../src/config/export-link.ts";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import type { PersonExport } from "../../src/db/export.ts";
import { findPersonNamed } from "../../src/db/export.ts";
import type { Happening } from "../local-github/community.ts";
import { at } from "../local-github/fixture.ts";
import { hour, SECRET, startStoa, type TestStoa, rocketWith } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const WORK: readonly Happening[] = [
  at(1, "bob", { do: "open-issue", number: 1, title: "It falls", body: "Why, oh why?" }),
  at(2, "ada", { do: "comment", number: 1, body: "Only ada says this." }),
  at(3, "bob", { do: "open-pull", number: 2, title: "fix: fuel", body: "closes #1", files: [], closes: [1] }),
  at(4, "ada", { do: "merge", number: 2 }),
];

const get = (token: string) => fetch(`http://127.0.0.1:${world.stoa.port}/export/${token}`);

describe("an export", () => {
  test("holds what is stored about that person and nobody else, for a day", async () => {
    world = await startStoa();
    await world.perform(...WORK);
    const bob = await findPersonNamed(world.database.reader, "BOB");
    const personId = bob?.id ?? 0;
    const token = signExport(SECRET, { personId, until: world.clock.now() + EXPORT_LINK_MS });
    const response = await get(token);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const file = (await response.json()) as PersonExport;
    expect(file.person).toEqual({ id: personId, login: "bob" });
    expect(file.data["threads"]).toHaveLength(2);
    expect(file.data["badges"]?.length).toBeGreaterThan(0);
    expect(JSON.stringify(file)).toContain("Why, oh why?");
    expect(JSON.stringify(file)).not.toContain("Only ada says this.");
    await world.pass(EXPORT_LINK_MS);
    expect((await get(token)).status).toBe(404);
  });

  test("opens to no link that was changed or made with another secret", async () => {
    world = await startStoa();
    await world.perform(...WORK);
    const until = world.clock.now() + EXPORT_LINK_MS;
    const token = signExport(SECRET, { personId: 1, until });
    expect((await get(token.replace(/^1\./, "2."))).status).toBe(404);
    expect((await get(token.replace(String(until), String(until + HOUR)))).status).toBe(404);
    expect((await get(signExport("another secret", { personId: 1, until }))).status).toBe(404);
    expect((await get("nonsense")).status).toBe(404);
  });

  test("is not handed out in a thread, which everybody reads", async () => {
    world = await startStoa();
    await world.perform(...WORK, at(5, "bob", { do: "comment", number: 1, body: "/stoa export me" }));
    await world.pass(MINUTE);
    expect(world.comments(1).at(-1)?.body).toContain("in private");
    expect(world.comments(1).at(-1)?.body).not.toContain("/export/");
  });
});

describe("/stoa badges off", () => {
  test("withdraws what was told, and keeps badges out of threads and digests", async () => {
    world = await startStoa();
    await world.perform(...WORK);
    await world.pass(MINUTE);
    expect(world.comments(2).at(-1)?.body).toContain("First Contribution");
    await world.perform(
      at(5, "bob", { do: "comment", number: 1, body: "/stoa badges off" }),
      at(6, "bob", {
        do: "open-pull",
        number: 3,
        title: "docs: fuel",
        body: "",
        files: [{ path: "a.md", additions: 1, deletions: 0 }],
      }),
      at(7, "ada", { do: "merge", number: 3 }),
      at(8, "bob", { do: "comment", number: 3, body: "/stoa badges" }),
    );
    await world.pass(MINUTE);
    expect(world.comments(2).at(-1)?.body).not.toContain("First Contribution");
    expect(world.comments(3).at(-1)?.body).toContain("shown to nobody");
    expect(world.comments(3).at(-1)?.body).not.toContain("Docs Writer");
    await world.runUntil(hour(7 * 24) + HOUR);
    const threads = [...(world.github.state.repositories.get("acme/rocket")?.threads.values() ?? [])];
    const digest = threads.find(({ kind }) => kind === "discussion");
    expect(digest?.body).toBeDefined();
    expect(digest?.body).not.toMatch(/Badges\*\* –.*bob|First contributions\*\* –.*bob/);
  });

  test("is taken back by /stoa badges on, and nothing earned is lost", async () => {
    // A first merge is thanked for whatever it earned.
    world = await startStoa({ repositories: rocketWith("mentoring:\n  thanks: false\n") });
    await world.perform(
      at(0.5, "bob", { do: "open-issue", number: 9, title: "Here", body: "" }),
      at(0.6, "bob", { do: "comment", number: 9, body: "/stoa badges off" }),
      ...WORK,
      at(5, "bob", { do: "comment", number: 9, body: "/stoa badges on" }),
      at(6, "bob", { do: "comment", number: 9, body: "/stoa badges" }),
    );
    await world.pass(MINUTE);
    expect(world.comments(2)).toEqual([]);
    expect(world.comments(9).at(-1)?.body).toContain("First Contribution");
  });
});
