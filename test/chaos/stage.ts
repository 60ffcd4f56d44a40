// A local GitHub with real processes of Stoa before it, and the virtual clock of all of them.

import { setTimeout as pause } from "node:timers/promises";
import { HOUR } from "../../src/core/clock.ts";
import { readSettings } from "../../src/config/environment.ts";
import { appKeyPair, startLocalGitHub, type LocalGitHub } from "../local-github/index.ts";
import type { Community } from "../local-github/community.ts";
import { seededRandom } from "../local-github/ids.ts";
import { virtualClock, type VirtualClock } from "../local-github/virtual-clock.ts";
import { startBalancer, startProcess, type StoaProcess } from "./process.ts";
import type { Kill } from "./troubles.ts";

export interface StageOptions {
  readonly community: Community;
  /** How many happenings are history when Stoa is installed. */
  readonly historic: number;
  /** The database of the process at `index`. */
  readonly databaseUrl: (index: number) => string;
  readonly processes: number;
  readonly seed: number;
}

export interface Stage {
  readonly github: LocalGitHub;
  readonly clock: VirtualClock;
  readonly processes: readonly StoaProcess[];
  /** Resolves when nothing is on its way and nobody has anything to do at this moment; with the moment at which somebody has. */
  settle(): Promise<number | undefined>;
  /** Moves the clock on, stopping at every moment on the way for which somebody waits. */
  runUntil(at: number): Promise<void>;
  /** Kills one process in the midst of its work, and starts another in its place. */
  killOne(kill: Kill): Promise<void>;
  /** Kills all of them; GitHub stays to be looked at. */
  close(): Promise<void>;
}

const APP = { id: 4242, slug: "stoa", name: "Stoa" };
const SECRET = "the chaos's webhook secret";
/** Stoa asks for missed deliveries every five minutes; in years that would take hours. Jobs of the night leave them three hours. */
const LOOK_EVERY_MS = 2 * HOUR;

/** Starts all processes at once. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const { community, seed } = options;
  const clock = virtualClock(community.happenings[0]?.at ?? 0);
  const { privateKey } = appKeyPair();
  const app = { ...APP, privateKey, webhookSecret: SECRET };
  const github = await startLocalGitHub({ clock, app, seed });
  github.load(community);
  for (const happening of community.happenings.slice(0, options.historic)) {
    clock.set(happening.at);
    await github.perform(happening, { deliver: false });
  }
  const start = (index: number) =>
    startProcess({
      environment: {
        ...readSettings({}),
        appId: APP.id,
        privateKey,
        webhookSecret: SECRET,
        githubApiUrl: github.url,
        databaseUrl: options.databaseUrl(index),
        port: 0,
      },
      now: clock.now(),
      lookEveryMs: LOOK_EVERY_MS,
    });
  const indexes = Array.from({ length: options.processes }, (_, index) => index);
  const processes = await Promise.all(indexes.map(start));
  const balancer = await startBalancer(() => processes);
  github.setWebhookUrl(balancer.url);
  const random = seededRandom(seed);

  /** Whether the others should look what a killed one left; once a week they do by themselves. */
  let isPoked = false;
  async function settle(): Promise<number | undefined> {
    for (let calm = 0; ;) {
      const before = traffic(github);
      await github.settled();
      const answers = await Promise.all(processes.map((one) => one.ask(clock.now(), isPoked)));
      const isCalm = answers.every(({ wasIdle }) => wasIdle) && traffic(github) === before;
      calm = isCalm ? calm + 1 : 0;
      if (calm < 2) continue;
      isPoked = false;
      const moments = answers.flatMap(({ nextWake }) => nextWake ?? []);
      return Math.min(...moments, clock.nextWake() ?? Infinity);
    }
  }

  return {
    github,
    clock,
    processes,
    settle,
    async runUntil(at) {
      for (let next = await settle(); next !== undefined && next <= at; next = await settle()) {
        clock.set(Math.max(next, clock.now()));
      }
      clock.set(at);
      await settle();
    },
    async killOne(kill) {
      const index = Math.floor(random() * processes.length);
      const wanted = github.requests + kill.requests;
      const deadline = performance.now() + kill.waitMs;
      while (github.requests < wanted && performance.now() < deadline) await pause(1);
      const killed = processes[index];
      killed?.kill();
      await killed?.ended;
      processes[index] = await start(index);
      isPoked = true;
    },
    async close() {
      for (const one of processes) one.kill();
      await Promise.all(processes.map(({ ended }) => ended));
      balancer.close();
    },
  };
}

function traffic(github: LocalGitHub): string {
  return `${github.deliveries.log.length} ${github.contentWrites}`;
}
