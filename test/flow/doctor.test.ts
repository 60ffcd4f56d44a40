// `stoa doctor` against a real database and the local GitHub: what is broken is named, with a next step.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import type { Area, Finding } from "../../src/diagnosis/finding.ts";
import { presentReport, reportAsJson, type Report } from "../../src/diagnosis/present.ts";
import { LOOK_EVERY_MS } from "../../src/intake/missed-deliveries.ts";
import { at } from "../local-github/fixture.ts";
import { appKeyPair } from "../local-github/index.ts";
import { look, park, problems, variablesOf } from "../support/doctor.ts";
import { run } from "../support/processes.ts";
import { PRIVATE_KEY, rocketWith, SECRET, startStoa, type TestStoa } from "../support/stoa.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-doctor-"));
let world: TestStoa | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const openIssue = at(1, "bob", { do: "open-issue", number: 1, title: "It falls down", body: "Why?" });

function only(report: Report, area: Area): string {
  const found = problems(report);
  expect(found.map((one) => one.area)).toEqual([area]);
  return `${found[0]?.message} → ${found[0]?.nextStep}`;
}

describe("a healthy Stoa", () => {
  test("has no problem and no warning, and every area is told", async () => {
    world = await startStoa({ lookEveryMs: LOOK_EVERY_MS });
    await world.perform(openIssue);
    const report = await look(world);
    expect(report.findings.filter(({ level }) => level !== "ok")).toEqual([]);
    const areas = new Set(report.findings.map(({ area }) => area));
    expect([...areas]).toHaveLength(10);
    expect(presentReport(report)).toMatch(/^Environment\n {2}✓ [^]*\nAll is well\.\n$/);
    expect(JSON.parse(reportAsJson(report))).toMatchObject({ ok: true });
  });

  test("ends the command with 0, in words and in JSON", async () => {
    // The command goes by the machine's clock, so nothing here may be old.
    world = await startStoa({ isInstalled: false });
    const told = await run("src/cli.ts", ["doctor"], variablesOf(world));
    expect(told.stderr).toBe("");
    expect(told.stdout).toContain("installed nowhere");
    expect(told.code).toBe(0);
    const json = await run("src/cli.ts", ["doctor", "--json"], variablesOf(world));
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true });
    expect(json.code).toBe(0);
  });
});

describe("what is broken is named:", () => {
  test("a revoked key", async () => {
    world = await startStoa();
    const report = await look(world, { PRIVATE_KEY: appKeyPair().privateKey });
    expect(only(report, "github")).toMatch(/credentials.*→.*new private key/);
  });

  test("a GitHub out of reach", async () => {
    world = await startStoa();
    const report = await look(world, { GITHUB_API_URL: "http://127.0.0.1:1" });
    expect(only(report, "github")).toMatch(/127\.0\.0\.1:1.*→.*curl/);
  });

  test("a GitHub in trouble", async () => {
    world = await startStoa();
    world.github.troubles.failBefore.probability = 1;
    expect(only(await look(world), "github")).toMatch(/does not answer/);
  });

  test("a permission that was not granted, with the features it switches off", async () => {
    const permissions = {
      metadata: "read",
      contents: "read",
      issues: "write",
      pull_requests: "write",
      checks: "write",
      discussions: "read",
    };
    world = await startStoa({ permissions });
    const sentence = only(await look(world), "permissions");
    expect(sentence).toMatch(
      /acme has not granted discussions: write\. That switches off, wholly or in part, .*digest/,
    );
    expect(sentence).toMatch(/→ An owner of acme accepts .*\/settings\/installations\//);
    expect(sentence).not.toMatch(/sentiment|badges/);
  });

  test("an installation that Stoa never heard of", async () => {
    world = await startStoa({ isInstalled: false });
    world.github.troubles.lose.next = 1;
    await world.github.install("acme");
    await world.settle();
    const found = problems(await look(world));
    expect(found.map(({ area }) => area)).toEqual(["permissions", "webhook"]);
    expect(found[0]?.message).toMatch(/never heard that acme/);
  });

  test("a webhook that does not arrive", async () => {
    world = await startStoa();
    world.github.setWebhookUrl("http://127.0.0.1:1/api/github/webhooks");
    await world.perform(openIssue);
    expect(problems(await look(world)).map(({ area }) => area)).toEqual(["webhook"]);
    expect(problems(await look(world))[0]?.message).toMatch(/1 \(\d+%\) did not arrive.*issues/);
  });

  test("a webhook at the wrong path", async () => {
    world = await startStoa();
    world.github.setWebhookUrl(`http://127.0.0.1:${world.stoa.port}/`);
    expect(only(await look(world), "webhook")).toMatch(/Stoa listens at \/api\/github\/webhooks/);
  });

  test("a bad stoa.yml, with its line", async () => {
    world = await startStoa({ repositories: rocketWith("mentoring:\n  captain: ada\n") });
    const sentence = only(await look(world), "config");
    expect(sentence).toMatch(/acme\/rocket [^]*stoa\.yml:2:3 Unknown key `captain`[^]*→ Correct the file/);
  });

  test("a job that failed, and one that is late", async () => {
    world = await startStoa();
    await world.database.transaction(async ({ db, tables }) => {
      await db.update(tables.schedules).set({ nextAt: 0, lastError: "Error: no category" });
    });
    const [first] = problems(await look(world));
    expect(first).toMatchObject({ area: "schedules" });
    expect(first?.message).toMatch(/of acme failed: Error: no category/);
    await world.database.transaction(async ({ db, tables }) => {
      await db.update(tables.schedules).set({ lastError: null });
    });
    expect(problems(await look(world))[0]?.message).toMatch(/of acme is \d+ days late/);
  });

  test("work that nobody does", async () => {
    world = await startStoa();
    await world.perform(openIssue);
    await world.stoa.stop();
    await park(world, "waiting");
    world.clock.set(world.clock.now() + 40 * MINUTE);
    const found = problems(await look(world));
    expect(found.map(({ area }) => area)).toEqual(["queues", "queues"]);
    expect(found[0]?.message).toMatch(/^1 delivery waits, the oldest for 40 minutes/);
    await world.restart();
  });
});

describe("a database that cannot be used", () => {
  const environment = (DATABASE_URL: string) => ({
    APP_ID: "7",
    PRIVATE_KEY,
    WEBHOOK_SECRET: SECRET,
    GITHUB_API_URL: "http://127.0.0.1:1",
    DATABASE_URL,
  });

  test.each([
    ["is not there", () => join(folder, "none.db"), /no database at .*none\.db yet/],
    [
      "is of another kind",
      () => "mysql://stoa:hunter2@localhost/stoa",
      /neither a Postgres address nor a file/,
    ],
    [
      "is a Postgres out of reach",
      () => "postgres://stoa:hunter2@127.0.0.1:1/stoa",
      /Cannot use the database/,
    ],
    ["has never been migrated", emptyFile, /lacks \d+ migrations?\./],
  ])("because it %s ends the command with 1", async (_, url, sentence) => {
    const { code, stdout, stderr } = await run("src/cli.ts", ["doctor", "--json"], environment(url()));
    expect(stderr).toBe("");
    expect(stdout).not.toContain("hunter2");
    const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
    expect(ok).toBe(false);
    expect(findings.find(({ area }) => area === "database")?.message).toMatch(sentence);
    expect(problems({ findings }).map(({ area }) => area)).toEqual(["database", "github"]);
    expect(code).toBe(1);
  });

  test("is not made", async () => {
    const path = join(folder, "deep", "none.db");
    await run("src/cli.ts", ["doctor", "--retry-parked"], environment(path));
    expect(existsSync(join(folder, "deep"))).toBe(false);
  });

  function emptyFile(): string {
    const path = join(folder, "empty.db");
    new BetterSqlite3(path).exec("CREATE TABLE notes (text TEXT)").close();
    return path;
  }
});

test("an environment that is not complete is named, and the database is looked at all the same", async () => {
  world = await startStoa();
  await world.pass(HOUR);
  const report = await look(world, { WEBHOOK_SECRET: "" });
  expect(only(report, "environment")).toMatch(/Set WEBHOOK_SECRET[^]*→ Set these variables/);
  expect(report.findings.map(({ area }) => area)).toContain("schedules");
  const { code, stdout } = await run("src/cli.ts", ["doctor"], { DATABASE_URL: join(folder, "none.db") });
  expect(stdout).toMatch(/✗ Stoa has no GitHub App yet\.\n {4}→ Start Stoa/);
  expect(code).toBe(1);
});
