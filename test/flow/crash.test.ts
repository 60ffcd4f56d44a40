// The demo process holds GitHub and Stoa; it is killed without warning at several moments and started again. What a reader
// finds at the end must be what an undisturbed run leaves.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { smallArchive } from "../support/small-archive.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-crash-"));
const archive = join(folder, "archive.json");

beforeAll(() => writeFileSync(archive, JSON.stringify(smallArchive(14))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(out: string) {
  const flags = ["--once", "--archive", archive, "--since", "2025-01-27", "--out", out, "--port", "0"];
  const child = spawn(process.execPath, ["--import", "tsx", "demo/main.ts", ...flags], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  return { child, ended: once(child, "exit").then(([code]) => ({ code: code as number | null, errors })) };
}

async function runToEnd(out: string): Promise<string> {
  const { code, errors } = await start(out).ended;
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  return report(out);
}

/** The report without what differs between runs by nature: the time it took, and the port in addresses. */
function report(out: string): string {
  const { seconds: _, ...rest } = JSON.parse(readFileSync(join(out, "report.json"), "utf8")) as Record<
    string,
    unknown
  >;
  return JSON.stringify(rest, null, 1).replace(/127\.0\.0\.1:\d+/g, "github");
}

describe("a replay that is killed", () => {
  test("ends as an undisturbed one, and a run after that posts nothing new", async () => {
    const calm = join(folder, "calm");
    const undisturbed = await runToEnd(calm);
    expect(JSON.parse(undisturbed)).toMatchObject({ deliveries: { failed: 0 } });
    expect((JSON.parse(undisturbed) as { digests: unknown[] }).digests.length).toBeGreaterThan(3);

    const killed = join(folder, "killed");
    let kills = 0;
    // From before the installation to the last events; each run goes on where the one before was killed.
    for (const afterMs of [700, 900, 1_000, 1_150, 1_300, 1_250, 1_400, 1_600]) {
      const { child, ended } = start(killed);
      await Promise.race([delay(afterMs), ended]);
      if (child.exitCode === null) kills += 1;
      child.kill("SIGKILL");
      await ended;
    }
    expect(kills).toBeGreaterThan(2);
    expect(await runToEnd(killed)).toBe(undisturbed);
    expect(await runToEnd(calm)).toBe(undisturbed);
  }, 300_000);
});
