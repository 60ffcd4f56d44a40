// `stoa backfill` beside a Stoa that runs: it says what there is and what it costs, and marks what is read again.

import { asc, eq } from "drizzle-orm";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.ts";
import { at } from "../local-github/fixture.ts";
import { run } from "../support/processes.ts";
import { PRIVATE_KEY, SECRET, startStoa, type TestStoa } from "../support/stoa.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-backfill-test-"));
const key = join(folder, "key.pem");
writeFileSync(key, PRIVATE_KEY);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const worlds: TestStoa[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

const HISTORY = [
  at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?" }),
  at(2, "ada", { do: "release", tag: "v1.0.0", name: "One", body: "Up" }),
] as const;

async function start(): Promise<TestStoa> {
  const world = await startStoa({ history: HISTORY });
  worlds.push(world);
  return world;
}

function backfill(world: TestStoa, ...args: readonly string[]) {
  return run("src/cli.ts", ["backfill", ...args], {
    APP_ID: "7",
    PRIVATE_KEY_PATH: key,
    WEBHOOK_SECRET: SECRET,
    GITHUB_API_URL: world.github.url,
    DATABASE_URL: world.environment.databaseUrl,
  });
}

describe("stoa backfill", () => {
  test("with --plan says what there is and what it costs, and changes nothing", async () => {
    const world = await start();
    const { code, stdout } = await backfill(world, "--plan");
    expect(code).toBe(0);
    expect(stdout).toContain(
      "acme/rocket: 1 issue, 0 pull requests, 0 discussions, 1 release: at most 12 points in 12 requests, about 1 minute\n",
    );
    expect(stdout).toContain("acme/secret: 0 issues");
    expect(stdout).toContain("In all, 1 issue, ");
    const { historyReads } = world.database.reader.tables;
    expect(await world.database.reader.db.select().from(historyReads)).toEqual([]);
  });

  test("has a repository read again, by which what was never told of comes to be known", async () => {
    const world = await start();
    await world.github.perform(
      { ...at(3, "bob", { do: "open-issue", number: 9, title: "Unheard", body: "" }) },
      { deliver: false },
    );
    const { code, stdout } = await backfill(world, "ACME/rocket");
    expect({ code, isMarked: stdout.includes("Marked.") }).toEqual({ code: 0, isMarked: true });
    await world.restart();
    await world.settle();
    const { threads, historyReads } = world.database.reader.tables;
    const numbers = await world.database.reader.db
      .select({ number: threads.number })
      .from(threads)
      .orderBy(asc(threads.number));
    expect(numbers.map(({ number }) => number)).toEqual([1, 9]);
    expect(await world.database.reader.db.select().from(historyReads)).toEqual([]);
    expect(world.github.contentWrites).toBe(0);
  });

  test("says so when it knows no such repository", async () => {
    const world = await start();
    const { code, stderr } = await backfill(world, "acme/rockett");
    expect(code).toBe(1);
    expect(stderr).toContain('Stoa knows no repository or owner "acme/rockett"');
  });
});

describe("a repository that GitHub does not show", () => {
  test("is named with its reason and tried again, while the others are read", async () => {
    const world = await startStoa({ isInstalled: false, history: HISTORY });
    worlds.push(world);
    Object.assign(world.github.troubles.failBefore, {
      probability: 1,
      only: (subject: string) => subject === "GET /repos/acme/secret",
    });
    await world.github.install("acme");
    await world.settle();
    await world.pass(MINUTE);
    const { historyReads, repositories } = world.database.reader.tables;
    const rows = await world.database.reader.db
      .select({ name: repositories.name, reason: historyReads.reason, attempts: historyReads.attempts })
      .from(historyReads)
      .innerJoin(repositories, eq(repositories.id, historyReads.repositoryId));
    expect(rows).toMatchObject([{ name: "secret", attempts: 5 }]);
    expect(rows[0]?.reason).toBeTruthy();
    // Five quick tries, then one every five minutes.
    await world.pass(HOUR);
    const [later] = await world.database.reader.db.select().from(historyReads);
    expect(later?.attempts).toBe(5 + 12);
    world.github.troubles.clear();
    await world.pass(DAY);
    expect(await world.database.reader.db.select().from(historyReads)).toEqual([]);
  });
});
