// A digest is posted once although its process is killed at any step between building it and recording that it was posted.
// Each kill begins at the same moment, a minute before the digest is due: what GitHub and Stoa had written by then is copied.

import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSettings } from "../../src/config/environment.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/clock.ts";
import { openDatabase } from "../../src/db/open.ts";
import { listReceipts } from "../../src/features/digest/index.ts";
import { serve } from "../../src/serve.ts";
import { compileProcess, type Compiled } from "../chaos/compiled.ts";
import { loadProcess, type LoadingProcess } from "../chaos/process.ts";
import { ACME, at, START } from "../local-github/fixture.ts";
import { startLocalGitHub, type LocalGitHub } from "../local-github/index.ts";
import { runUntil, settle } from "../local-github/timeline.ts";
import { virtualClock } from "../local-github/virtual-clock.ts";
import { hour, PRIVATE_KEY, rocketWith, SECRET } from "../support/stoa.ts";

/** Tuesday 6 January 2026, 00:00 UTC: soon after the start. */
const DUE = hour(15);
const CONFIG = "digest:\n  every: week\n  weekday: tuesday\n  hour: 0\nrequests:\n  everyHours: 24\n";
/** More than there are steps; the test ends when a process gets through. */
const MOST_STEPS = 200;
const APP = { id: 7, slug: "stoa", name: "Stoa", privateKey: PRIVATE_KEY, webhookSecret: SECRET };

const folder = mkdtempSync(join(tmpdir(), "stoa-digest-crash-"));
/** Where what was written by the minute before lies. */
const before = join(folder, "before");
let compiled: Compiled;
let installationId = 0;

beforeAll(async () => {
  compiled = compileProcess();
  mkdirSync(before);
  const scene = await setScene(before, START);
  scene.github.load({ accounts: ACME.accounts, repositories: rocketWith(CONFIG) });
  const stoa = await scene.start();
  installationId = await scene.github.install("acme");
  await settle({ ...scene, stoa });
  const issue = { do: "open-issue", number: 1001, title: "A thing", body: "It would be great." } as const;
  const happening = at(1, "bob", issue);
  await runUntil({ ...scene, stoa }, happening.at);
  await scene.github.perform(happening, { deliver: true });
  await runUntil({ ...scene, stoa }, DUE - MINUTE);
  await stoa.stop();
  await scene.github.close();
});

afterAll(() => {
  compiled?.remove();
  rmSync(folder, { recursive: true, force: true });
});

type Scene = Awaited<ReturnType<typeof setScene>>;

/** GitHub as its journal in this place has it, at a moment, and how a Stoa is started on the database beside it. */
async function setScene(place: string, now: number) {
  const clock = virtualClock(now);
  const github = await startLocalGitHub({ clock, app: APP, journal: join(place, "github.jsonl") });
  const environment = {
    ...readSettings({}),
    appId: APP.id,
    privateKey: PRIVATE_KEY,
    webhookSecret: SECRET,
    githubApiUrl: github.url,
    databaseUrl: join(place, "stoa.db"),
    port: 0,
    logLevel: "silent" as const,
  };
  const start = async () => {
    const stoa = await serve({ environment, clock, log: pino({ level: "silent" }), lookEveryMs: DAY });
    listen(github, stoa.port);
    return stoa;
  };
  return { clock, github, environment, start };
}

function listen(github: LocalGitHub, port: number): void {
  github.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
}

/** Runs the digest's hour in a process that kills itself. @returns whether it got through instead, and all was recorded */
async function runKilled({ clock, github, environment }: Scene, loading: LoadingProcess): Promise<boolean> {
  const child = await loading.start({ environment, now: clock.now(), lookEveryMs: DAY });
  listen(github, child.port);
  for (const now of [DUE, DUE + SECOND, DUE + MINUTE, DUE + 2 * MINUTE, DUE + 10 * MINUTE]) {
    clock.set(now);
    await child.ask(now, true);
    if (!child.isAlive()) break;
    await github.settled();
  }
  const gotThrough = child.isAlive();
  child.kill();
  await child.ended;
  return gotThrough || (await isRecorded(environment.databaseUrl));
}

/** Whether it was written down that the digest is posted: what a process does after that is another matter. */
async function isRecorded(databaseUrl: string): Promise<boolean> {
  const database = await openDatabase(databaseUrl, { isLeftAsItIs: true });
  const [receipt] = await listReceipts(database.reader, installationId);
  await database.close();
  return receipt?.state === "done";
}

test("a digest is posted once, wherever between its making and its receipt the process is killed", async () => {
  const load = (step: number) => loadProcess({ killed: { job: "digest", step }, compiled: compiled.folder });
  let next = load(1);
  let kills = 0;
  try {
    for (let step = 1; step <= MOST_STEPS; step += 1) {
      const loading = next;
      // It loads while this one works.
      next = load(step + 1);
      const place = join(folder, String(step));
      cpSync(before, place, { recursive: true });
      const scene = await setScene(place, DUE - MINUTE);
      const isOver = await runKilled(scene, loading);
      const stoa = await scene.start();
      await settle({ ...scene, stoa });
      await runUntil({ ...scene, stoa }, DUE + HOUR);

      const threads = [...(scene.github.state.repositories.get("acme/rocket")?.threads.values() ?? [])];
      const posted = threads.filter(({ author }) => author?.login === "stoa[bot]");
      const receipts = await listReceipts(stoa.database.reader, installationId);
      await stoa.stop();
      await scene.github.close();
      rmSync(place, { recursive: true });
      expect({ step, posted: posted.length }).toEqual({ step, posted: 1 });
      expect(receipts).toMatchObject([{ outcome: "made", state: "done", audience: "community" }]);
      if (isOver) break;
      kills += 1;
    }
  } finally {
    next.discard();
  }
  // Claim, transaction, receipt, effect, end of the job; claim of the effect, the request, its answer, its mark.
  expect(kills).toBeGreaterThan(10);
  expect(kills).toBeLessThan(MOST_STEPS);
}, 600_000);
