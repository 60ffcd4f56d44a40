// Themes through the whole app: what a new thread is told in Stoa's comment, the nightly refit, and what the digest says.

import { afterEach, describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.ts";
import type { Happening, RepositorySeed } from "../local-github/community.ts";
import { ACME, at } from "../local-github/fixture.ts";
import { hour, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

function rocket(config: string): readonly RepositorySeed[] {
  return ACME.repositories.map((repository) =>
    repository.name === "rocket"
      ? { ...repository, files: { ".github/stoa.yml": `digest:\n  enabled: false\nthemes:\n${config}` } }
      : repository,
  );
}

const issue = (hours: number, number: number, title: string, by = "bob", body = "") =>
  at(hours, by, { do: "open-issue", number, title, body });

async function perform(...happenings: readonly Happening[]): Promise<void> {
  await world.perform(...happenings);
  await world.pass(MINUTE);
}

const said = (number: number) => world.comments(number).map(({ body }) => body);

describe("a new issue", () => {
  test("is told of related threads and known hurdles in one comment, and nobody is mentioned", async () => {
    world = await startStoa({
      repositories: rocket(
        `  related: true\n  hurdles:\n    - match: [out of fuel]\n      say: Fill the tank first.\n      link: https://docs.test/fuel\n`,
      ),
    });
    await perform(
      issue(1, 1, "Engine stops when out of fuel at night"),
      issue(1.1, 2, "Window does not open"),
    );
    expect(said(1)).toHaveLength(1);
    expect(said(1)[0]).toContain("Fill the tank first.");
    expect(said(2)).toEqual([]);
    await perform(issue(2, 3, "Engine stops at night when out of fuel", "eve"));
    expect(said(3)).toHaveLength(1);
    expect(said(3)[0]).toContain("Fill the tank first. [Read more](https://docs.test/fuel).");
    expect(said(3)[0]).toMatch(
      /Possibly related: \[#1 Engine stops when out of fuel at night\]\(.*\) \(open\)/,
    );
    expect(said(3)[0]).not.toMatch(/@(bob|eve|ada)/);
    // Nothing is labelled or closed.
    expect(world.thread(3)).toMatchObject({ state: "open", labels: [] });
  });

  test("is told nothing where nobody switched that on", async () => {
    world = await startStoa({ repositories: rocket("  top: 3\n") });
    await perform(issue(1, 1, "Engine stops at night"), issue(1.1, 2, "Engine stops at night", "eve"));
    expect([...said(1), ...said(2)]).toEqual([]);
  });

  test("is in a theme by the nightly refit, which runs in a worker thread where threads are many", async () => {
    const words = ["engine stops at night", "window does not open", "seat belt is torn", "radio has static"];
    const people = ["ada", "bob", "cy", "dee"];
    const history = Array.from({ length: 320 }, (_, index) =>
      issue(index / 400, index + 1, `${words[index % 4]} ${index % 7}`, people[(index >> 2) % 4] ?? "ada"),
    );
    world = await startStoa({ repositories: rocket("  top: 3\n"), history });
    const { db, tables } = world.database.reader;
    await world.runUntil(hour(0) - (hour(0) % DAY) + DAY + 3 * HOUR + MINUTE);
    const found = await db.select().from(tables.themes);
    expect(found.length).toBeGreaterThanOrEqual(4);
    expect(await db.select().from(tables.themeModels)).toHaveLength(1);
    await perform(issue(30, 900, "Engine stops at night again", "eve"));
    const members = await db.select().from(tables.themeThreads);
    const own = members.find(({ threadId }) => threadId.endsWith("#900"));
    const engine = found.find(({ id }) => id === own?.themeId);
    expect(engine?.label).toContain("engine");
    await perform(at(31, "ada", { do: "comment", number: 900, body: "/stoa themes" }));
    expect(said(900).at(-1)).toContain(`| \`${engine?.id}\` | `);
  });
});
