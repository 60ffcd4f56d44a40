// One stoa.yml laid over another: what counts, who may, and what happens when the other changes.

import { afterEach, describe, expect, test } from "vitest";
import { ACME } from "../local-github/fixture.ts";
import type { RepositorySeed } from "../local-github/community.ts";
import { hour, startStoa, type TestStoa } from "../support/stoa.ts";

let world: TestStoa;
afterEach(() => world.stop());

const PATH = ".github/stoa.yml";
const repository = (
  name: string,
  text: string | null,
  more: Partial<RepositorySeed> = {},
): RepositorySeed => ({
  owner: "acme",
  name,
  ...(text === null ? {} : { files: { [PATH]: text } }),
  ...more,
});

async function start(...repositories: readonly RepositorySeed[]): Promise<void> {
  world = await startStoa({ repositories });
}

async function push(hours: number, name: string, text: string | null): Promise<void> {
  const files = { [PATH]: text };
  await world.perform({
    at: hour(hours),
    by: "ada",
    repository: `acme/${name}`,
    do: "push",
    files,
    message: "chore: stoa",
  });
}

async function configOf(name: string): Promise<Record<string, Record<string, unknown>>> {
  const { configLoader } = await import("../../src/config/load.ts");
  const { configSchema } = await import("../../src/config/repository.ts");
  const { features } = await import("../../src/features/index.ts");
  const loader = configLoader(configSchema(features), features);
  const config = await loader.forRepository(world.database.reader, { owner: "acme", name });
  return config as Record<string, Record<string, unknown>>;
}

async function problemOf(name: string): Promise<string | null | undefined> {
  const { db, tables } = world.database.reader;
  const id = world.github.state.repositories.get(`acme/${name}`)?.id;
  const rows = await db.select().from(tables.configFiles);
  return rows.find(({ repositoryId }) => repositoryId === id)?.problem;
}

const checks = (name: string) => world.github.state.repositories.get(`acme/${name}`)?.checkRuns ?? [];

describe("_extends", () => {
  test("lays keys over keys, joins lists, and follows a chain, whatever is read first", async () => {
    await start(
      repository("app", "_extends: base\nrequests:\n  top: 7\nthemes:\n  ignore: [app, shared]\n"),
      repository("base", "_extends: acme/.github\nthemes:\n  ignore: [base, shared]\nrequests:\n  top: 3\n"),
      repository(".github", null, {
        files: { "stoa.yml": "badges:\n  announce: false\nthemes:\n  top: 2\n" },
      }),
    );
    expect(await problemOf("app")).toBeNull();
    const config = await configOf("app");
    expect(config["requests"]?.["top"]).toBe(7);
    expect(config["themes"]).toMatchObject({ top: 2, ignore: ["base", "shared", "app"] });
    expect(config["badges"]?.["announce"]).toBe(false);
    expect(checks("app")).toEqual([]);
  });

  test("follows what it extends when that changes, also through a chain", async () => {
    await start(
      repository("app", "_extends: base\n"),
      repository("base", "_extends: root\n"),
      repository("root", "requests:\n  top: 3\n"),
    );
    await push(1, "root", "requests:\n  top: 4\n");
    expect((await configOf("app"))["requests"]?.["top"]).toBe(4);
    // What is wrong there stays there.
    await push(2, "root", "requests:\n  topp: 5\n");
    expect((await configOf("app"))["requests"]?.["top"]).toBe(4);
    expect(checks("root")).toHaveLength(1);
    expect(checks("app")).toEqual([]);
  });

  test("that loses what it extends keeps the last good, and heals", async () => {
    await start(repository("app", "_extends: base\n"), repository("base", "requests:\n  top: 3\n"));
    await push(1, "base", null);
    expect((await configOf("app"))["requests"]?.["top"]).toBe(3);
    expect(await problemOf("app")).toContain("`acme/base` has no stoa.yml in force to extend.");
    await push(2, "base", "requests:\n  top: 6\n");
    expect((await configOf("app"))["requests"]?.["top"]).toBe(6);
    expect(await problemOf("app")).toBeNull();
  });

  test.each([
    [
      "in a circle",
      "_extends: base\n",
      "_extends: app\n",
      "goes in a circle: acme/app → acme/base → acme/app.",
    ],
    ["itself", "_extends: app\n", "", "goes in a circle: acme/app → acme/app."],
    ["what has no file", "_extends: empty\n", "", "`acme/empty` has no stoa.yml in force to extend."],
    ["what is not there", "_extends: nosuch\n", "", "`acme/nosuch` cannot be extended here."],
    ["another owner's", "_extends: other/base\n", "", "`other/base` cannot be extended here."],
    ["a private one from a public one", "_extends: secret\n", "", "`acme/secret` cannot be extended here."],
    ["nonsense", "_extends: [a]\n", "", "_extends"],
  ])("of %s is refused with line and column", async (_, app, base, message) => {
    await start(
      repository("app", "requests:\n  top: 9\n"),
      repository("base", base),
      repository("empty", null),
      repository("secret", "requests:\n  top: 1\n", { isPrivate: true }),
      { owner: "other", name: "base", files: { [PATH]: "requests:\n  top: 1\n" } },
    );
    await push(1, "app", app);
    expect(checks("app")).toMatchObject([
      { conclusion: "failure", annotations: [{ path: PATH, start_line: 1, start_column: 11 }] },
    ]);
    expect(checks("app")[0]?.summary).toContain(message);
    expect((await configOf("app"))["requests"]?.["top"]).toBe(9);
  });

  test("may be five files deep, and no more", async () => {
    const chain = [1, 2, 3, 4, 5, 6].map((n) => repository(`r${n}`, n === 6 ? "" : `_extends: r${n + 1}\n`));
    await start(repository("app", "_extends: r2\n"), ...chain);
    expect(await problemOf("app")).toBeNull();
    await push(1, "app", "_extends: r1\n");
    expect(checks("app")[0]?.summary).toContain("More than 5 files extend one another.");
  });

  test("of a private repository by a private one ends when the extender becomes public", async () => {
    await start(
      repository("app", "_extends: secret\n", { isPrivate: true }),
      repository("secret", "requests:\n  top: 1\n", { isPrivate: true }),
    );
    expect((await configOf("app"))["requests"]?.["top"]).toBe(1);
    await world.github.change({ do: "publicize", at: hour(1), by: "ada", repository: "acme/app" });
    await world.settle();
    expect((await configOf("app"))["requests"]?.["top"]).toBe(10);
  });
});

describe("the file in force", () => {
  test("is read again when history is rewritten, and when another branch becomes the default", async () => {
    world = await startStoa({ repositories: ACME.repositories });
    const files = world.github.state.repositories.get("acme/rocket")?.files;
    files?.set(PATH, "requests:\n  top: 4\n");
    await world.perform({
      at: hour(1),
      by: "ada",
      repository: "acme/rocket",
      do: "push",
      files: { "a.txt": "a" },
      message: "rewritten",
      isForced: true,
    });
    expect((await configOf("rocket"))["requests"]?.["top"]).toBe(4);
    await world.github.change({
      do: "default-branch",
      at: hour(2),
      by: "ada",
      repository: "acme/rocket",
      name: "trunk",
      files: { [PATH]: "requests:\n  top: 6\n" },
    });
    await world.settle();
    expect((await configOf("rocket"))["requests"]?.["top"]).toBe(6);
    expect(world.github.unhandled).toEqual([]);
  });
});
