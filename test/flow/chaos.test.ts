// A small community replayed calmly and in chaos ends alike. `npm run chaos` does the same with whole archives.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadArchive } from "../local-github/index.ts";
import { differences } from "../chaos/compare.ts";
import { chaosPlan, type ChaosPlan } from "../chaos/plan.ts";
import { runChaos } from "../chaos/run.ts";
import { smallArchive } from "../support/small-archive.ts";

const server = process.env["TEST_DATABASE_URL"];
const SEED = 3;
const WEEKS = 10;

const folder = mkdtempSync(join(tmpdir(), "stoa-chaos-archive-"));
let plan: ChaosPlan;

beforeAll(async () => {
  const file = join(folder, "archive.json");
  writeFileSync(file, JSON.stringify(smallArchive(WEEKS)));
  plan = chaosPlan(await loadArchive(file), { seed: SEED });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const engines = [
  { name: "SQLite", processes: 1, url: undefined },
  ...(server ? [{ name: "Postgres, three processes", processes: 3, url: server }] : []),
];

describe.each(engines)("chaos on $name", ({ processes, url }) => {
  test("ends as a calm replay does: 0 lost, 0 doubled", { timeout: 600_000 }, async () => {
    const result = await runChaos({ plan, seed: SEED, kills: 5, processes, server: url });
    expect(result.differences).toEqual([]);
    expect(result.kills).toBe(5);
    expect(result.compared).toBeGreaterThan(300);
    const { delay, duplicate, failBefore, lose } = result.struck;
    expect([delay, duplicate, failBefore, lose]).not.toContain(undefined);
  });
});

describe("the comparison", () => {
  test("tells what was lost, doubled and changed", () => {
    const calm = new Map([["badges", ["a", "b", "c"]]]);
    expect(differences(calm, new Map([["badges", ["c", "a", "b"]]]))).toEqual([]);
    expect(differences(calm, new Map([["badges", ["a", "b", "b", "d"]]]))).toEqual([
      { about: "badges", lost: ["c"], gained: ["b", "d"] },
    ]);
  });
});
