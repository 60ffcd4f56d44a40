// A digest is posted once although its process is killed at any step between building it and recording that it was posted.

import { afterEach, expect, test } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/clock.ts";
import { openDatabase } from "../../src/db/open.ts";
import { listReceipts } from "../../src/features/digest/index.ts";
import { startProcess } from "../chaos/process.ts";
import { at } from "../local-github/fixture.ts";
import { hour, rocketWith, startStoa, type TestStoa } from "../support/stoa.ts";

/** Tuesday 6 January 2026, 00:00 UTC: soon after the start. */
const DUE = hour(15);
const CONFIG = "digest:\n  every: week\n  weekday: tuesday\n  hour: 0\nrequests:\n  everyHours: 24\n";
/** More than there are steps; the test ends when a process gets through. */
const MOST_STEPS = 120;
/** Each step takes two processes: `CRASH_STRIDE=1` kills at every one, otherwise at every sixth. */
const STRIDE = Number(process.env["CRASH_STRIDE"] ?? 6);

let world: TestStoa;
afterEach(() => world?.stop());

/** Whether it was written down that the digest is posted: what a process does after that is another matter. */
async function isRecorded(): Promise<boolean> {
  const database = await openDatabase(world.environment.databaseUrl, { isLeftAsItIs: true });
  const [receipt] = await listReceipts(database.reader, world.installationId);
  await database.close();
  return receipt?.state === "done";
}

/** Runs the digest's hour in a process that is killed at that step. @returns whether it got through instead */
async function runKilledAt(step: number): Promise<boolean> {
  const { github, environment, clock } = world;
  const start = { environment, now: clock.now(), lookEveryMs: DAY };
  const child = await startProcess(start, { job: "digest", step });
  github.setWebhookUrl(`http://127.0.0.1:${child.port}/api/github/webhooks`);
  for (const now of [DUE, DUE + SECOND, DUE + MINUTE, DUE + 2 * MINUTE, DUE + 10 * MINUTE]) {
    clock.set(now);
    await child.ask(now, true);
    if (!child.isAlive()) break;
    await github.settled();
  }
  const gotThrough = child.isAlive();
  child.kill();
  await child.ended;
  return gotThrough || (await isRecorded());
}

test("a digest is posted once, wherever between its making and its receipt the process is killed", async () => {
  let kills = 0;
  for (let step = 1; step <= MOST_STEPS; step += STRIDE) {
    world = await startStoa({ repositories: rocketWith(CONFIG) });
    const issue = { do: "open-issue", number: 1001, title: "A thing", body: "It would be great." } as const;
    await world.perform(at(1, "bob", issue));
    await world.runUntil(DUE - MINUTE);
    await world.stoa.stop();
    const gotThrough = await runKilledAt(step);
    await world.restart();
    await world.runUntil(DUE + HOUR);

    const threads = [...(world.github.state.repositories.get("acme/rocket")?.threads.values() ?? [])];
    const posted = threads.filter(({ author }) => author?.login === "stoa[bot]");
    const receipts = await listReceipts(world.database.reader, world.installationId);
    expect({ step, posted: posted.length }).toEqual({ step, posted: 1 });
    expect(receipts).toMatchObject([{ outcome: "made", state: "done", audience: "community" }]);
    if (gotThrough) break;
    kills += 1;
    await world.stop();
  }
  // Claim, transaction, receipt, effect, end of the job; claim of the effect, the request, its answer, its mark.
  expect(kills * STRIDE).toBeGreaterThan(10);
  expect(kills * STRIDE).toBeLessThan(MOST_STEPS);
}, 1_800_000);
