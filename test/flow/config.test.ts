// `.github/stoa.yml` as its maintainers live with it: pushed, mistaken, mended, shared by an organisation.

import { afterEach, describe, expect, test } from "vitest";
import { ACME, at } from "../local-github/fixture.ts";
import { hour, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const PATH = ".github/stoa.yml";
const push = (hours: number, text: string | null, repository = "acme/rocket") => ({
  at: hour(hours),
  by: "ada",
  repository,
  do: "push" as const,
  files: { [PATH]: text },
  message: "chore: stoa",
});

function checks(repository = "acme/rocket") {
  return world.github.state.repositories.get(repository)?.checkRuns ?? [];
}

async function files() {
  const { db, tables } = world.database.reader;
  return db.select().from(tables.configFiles);
}

/** What `/stoa help` in a thread is answered, by whether it is switched on. */
async function isHelpOn(hours: number, repository = "acme/rocket", number = 1): Promise<boolean> {
  const before = world.thread(number, repository).remarks.length;
  await world.perform({
    at: hour(hours),
    by: "bob",
    repository,
    do: "comment",
    number,
    body: "/stoa help",
  });
  await world.pass(60_000);
  const [comment] = world.comments(number, repository);
  expect(world.thread(number, repository).remarks.length).toBeGreaterThan(before);
  return comment?.body.includes("switched off here") === false;
}

const openIssue = at(0.5, "bob", { do: "open-issue", number: 1, title: "One", body: "" });

describe("a pushed stoa.yml", () => {
  test("that is wrong is reported once, on its commit and line, and the last good one stays until it is mended", async () => {
    world = await startStoa();
    await world.perform(openIssue, push(1, "help:\n  enabled: false\n"));
    await world.perform(push(2, "help:\n  enabeld: true\n"));
    const [check, ...more] = checks();
    expect(more).toEqual([]);
    const head = world.github.state.repositories.get("acme/rocket")?.commits.at(-1);
    expect(check).toMatchObject({ headSha: head?.sha, conclusion: "failure", name: "Stoa configuration" });
    expect(JSON.stringify(check)).toContain(
      `${PATH}:2:3 Unknown key \`enabeld\` in \`help\`. Did you mean \`enabled\`?`,
    );
    expect(await isHelpOn(2.1)).toBe(false);

    for (const { id } of world.github.deliveries.log.slice()) world.github.deliveries.redeliver(id);
    await world.settle();
    await world.perform(push(3, "help:\n  enabled: true\n"));
    expect(await files()).toMatchObject([{ goodText: "help:\n  enabled: true\n", problem: null }]);
    expect(await isHelpOn(3.1)).toBe(true);
    expect(checks()).toHaveLength(1);
  });

  test("that is empty means the defaults, and so does one that is taken away", async () => {
    world = await startStoa();
    await world.perform(openIssue, push(1, "help:\n  enabled: false\n"), push(2, ""));
    expect(await isHelpOn(2.1)).toBe(true);
    await world.perform(push(3, "help:\n  enabled: false\n"));
    expect(await isHelpOn(3.1)).toBe(false);
    await world.perform(push(4, null));
    expect(await files()).toEqual([]);
    expect(await isHelpOn(4.1)).toBe(true);
    expect(checks()).toEqual([]);
  });

  test("of the organisation serves a repository that has none, or a wrong one only", async () => {
    const bare = ACME.repositories.map((repository) => ({ ...repository, files: {} }));
    world = await startStoa({
      repositories: [
        ...bare,
        { owner: "acme", name: ".github", files: { "stoa.yml": "help:\n  enabled: false\n" } },
      ],
    });
    await world.perform(openIssue);
    expect(await isHelpOn(1)).toBe(false);
    await world.perform(push(2, "nonsense"));
    expect(checks()).toHaveLength(1);
    expect(await isHelpOn(2.1)).toBe(false);
    await world.perform(push(3, "help: {}\n"));
    expect(await isHelpOn(3.1)).toBe(true);
  });

  test("of a repository that is there at the installation is read, and reported when wrong", async () => {
    world = await startStoa({
      repositories: [{ owner: "acme", name: "rocket", files: { [PATH]: "digest:\n  weekday: someday\n" } }],
    });
    expect(JSON.stringify(checks())).toContain(`${PATH}:2:12`);
  });
});
