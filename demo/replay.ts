// Replays a community: history is put in place, Stoa is installed, and from then on every event is a signed delivery in
// its order on the virtual clock. Both GitHub and Stoa keep what they know in the folder, so that a run that was killed
// goes on where it was.

import { SingleBar } from "cli-progress";
import { accessSync, constants, mkdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import pino from "pino";
import { readSettings } from "../src/config/environment.ts";
import { backfillBar } from "../src/cli/progress.ts";
import { DAY } from "../src/core/clock.ts";
import { UserError } from "../src/core/errors.ts";
import { serve, type Stoa } from "../src/serve.ts";
import { appKeyPair, startLocalGitHub, type LocalGitHub } from "../test/local-github/index.ts";
import { runUntil, settle } from "../test/local-github/timeline.ts";
import { virtualClock, type VirtualClock } from "../test/local-github/virtual-clock.ts";
import type { Plan } from "./plan.ts";

export interface Replayed {
  readonly plan: Plan;
  readonly github: LocalGitHub;
  readonly stoa: Stoa;
  readonly clock: VirtualClock;
  readonly installations: readonly number[];
  stop(): Promise<void>;
}

/** Nobody outside of this machine can reach it; it only has to be there. */
const WEBHOOK_SECRET = "the demo's webhook secret";
const APP = { id: 4242, slug: "stoa", name: "Stoa" };

export async function replay(options: {
  readonly plan: Plan;
  readonly folder: string;
  /** Wanted port of the local GitHub; another one is taken when it is in use. */
  readonly port: number;
  readonly isDryRun: boolean;
}): Promise<Replayed> {
  const { plan, folder } = options;
  makeFolder(folder);
  const clock = virtualClock(plan.community.happenings[0]?.at ?? plan.since);
  const { privateKey } = appKeyPair();
  const stoaPort = await freePort(options.port === 0 ? 0 : options.port + 1);
  const github = await startLocalGitHub({
    clock,
    port: await freePort(options.port),
    app: { ...APP, privateKey, webhookSecret: WEBHOOK_SECRET },
    journal: join(folder, "github.jsonl"),
  });
  const done = github.resumed?.happenings ?? 0;
  if (github.resumed) clock.set(github.resumed.time);
  else github.load(plan.community);
  const { happenings } = plan.community;
  const live = happenings.findIndex(({ at }) => at >= plan.since);
  const firstLive = live < 0 ? happenings.length : live;
  for (const happening of happenings.slice(done, firstLive))
    await github.perform(happening, { deliver: false });
  clock.set(plan.since);

  const history = backfillBar();
  const stoa = await serve({
    environment: {
      ...readSettings({}),
      appId: APP.id,
      privateKey,
      webhookSecret: WEBHOOK_SECRET,
      githubApiUrl: github.url,
      publicUrl: `http://127.0.0.1:${stoaPort}`,
      databaseUrl: join(folder, "stoa.db"),
      port: stoaPort,
      logLevel: "error",
      isDryRun: options.isDryRun,
      backfillPointsPerHour: 5_000,
    },
    clock,
    log: pino({ name: "stoa", level: process.env["LOG_LEVEL"] ?? "fatal" }),
    onBackfill: (progress) => history.show(progress),
    // Nothing gets lost between two programs of one machine.
    lookEveryMs: DAY,
  });
  github.setWebhookUrl(`http://127.0.0.1:${stoa.port}/api/github/webhooks`);
  await github.redeliverUnacknowledged();
  const installations: number[] = [];
  for (const owner of plan.owners) installations.push(await github.install(owner));
  const world = { github, stoa, clock };
  await settle(world);
  history.stop();
  await playLive(world, happenings.slice(Math.max(done, firstLive)));
  for (const installation of installations) await stoa.sweepReactions(installation);
  await settle(world);
  return { plan, github, stoa, clock, installations, stop: () => stop(world) };
}

interface World {
  readonly github: LocalGitHub;
  readonly stoa: Stoa;
  readonly clock: VirtualClock;
}

async function playLive(world: World, happenings: Plan["community"]["happenings"]): Promise<void> {
  const bar = new SingleBar({
    format: "{bar} {day} · {value}/{total} events · {eta_formatted} left",
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
    clearOnComplete: true,
  });
  bar.start(happenings.length, 0, { day: "" });
  for (const happening of happenings) {
    await runUntil(world, happening.at);
    await world.github.perform(happening, { deliver: true });
    await settle(world);
    bar.increment(1, { day: new Date(happening.at).toISOString().slice(0, 10) });
  }
  bar.stop();
}

async function stop({ github, stoa }: World): Promise<void> {
  await stoa.stop();
  await github.close();
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UserError(
      `Cannot write to ${folder}: ${(error as Error).message}. Choose another folder with --out.`,
      {
        cause: error,
      },
    );
  }
}

/** The wanted port where it is free, else any free one. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(freePort(0)));
    probe.listen(wanted, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
