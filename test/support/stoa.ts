// A whole Stoa against a local GitHub on the virtual clock, for tests of flows: start one, let things happen, look at what
// was written on GitHub and at the rows behind it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino, { type Logger } from "pino";
import { DAY, HOUR } from "../../src/core/clock.ts";
import { readSettings, type Environment } from "../../src/config/environment.ts";
import type { Database } from "../../src/db/connection.ts";
import { serve, type Stoa } from "../../src/serve.ts";
import { ACME, START } from "../local-github/fixture.ts";
import { appKeyPair, startLocalGitHub, type LocalGitHub } from "../local-github/index.ts";
import type { Happening, RepositorySeed } from "../local-github/community.ts";
import type { Remark, Thread } from "../local-github/entities.ts";
import { runUntil, settle } from "../local-github/timeline.ts";
import { virtualClock, type VirtualClock } from "../local-github/virtual-clock.ts";

export const SECRET = "the secret of the flow tests";
export const { privateKey: PRIVATE_KEY } = appKeyPair();
const APP = { id: 7, slug: "stoa", name: "Stoa" };

export interface StoaOptions {
  readonly repositories?: readonly RepositorySeed[];
  /** Performed without deliveries before the app is installed. */
  readonly history?: readonly Happening[];
  readonly environment?: Partial<Environment>;
  /** False: Stoa runs, and nobody has installed it yet. */
  readonly isInstalled?: boolean;
  readonly permissions?: Record<string, string>;
  /** How often GitHub's log of deliveries is looked through: once a day unless told, for tests in which weeks pass. */
  readonly lookEveryMs?: number;
  readonly log?: Logger;
}

export interface TestStoa {
  readonly github: LocalGitHub;
  readonly clock: VirtualClock;
  readonly environment: Environment;
  /** What a dry run printed. */
  readonly printed: string[];
  readonly stoa: Stoa;
  readonly database: Database;
  /** The installation on acme; 0 when not installed. */
  readonly installationId: number;
  /** Runs the clock to each happening, lets it happen with its deliveries, and waits until Stoa is done with it. */
  perform(...happenings: readonly Happening[]): Promise<void>;
  settle(): Promise<void>;
  runUntil(at: number): Promise<void>;
  /** Lets `ms` of the clock pass. */
  pass(ms: number): Promise<void>;
  /** Stops Stoa and starts it again on the same database. */
  restart(): Promise<void>;
  thread(number: number, repository?: string): Thread;
  /** Stoa's own comments in a thread. */
  comments(number: number, repository?: string): Remark[];
  stop(): Promise<void>;
}

/** Starts a local GitHub with acme's repositories, a Stoa, and installs it. */
export async function startStoa(options: StoaOptions = {}): Promise<TestStoa> {
  const folder = mkdtempSync(join(tmpdir(), "stoa-flow-"));
  const clock = virtualClock(START);
  const github = await startLocalGitHub({
    clock,
    app: { ...APP, privateKey: PRIVATE_KEY, webhookSecret: SECRET },
  });
  github.load({ accounts: ACME.accounts, repositories: options.repositories ?? ACME.repositories });
  for (const happening of options.history ?? []) {
    await github.perform(happening, { deliver: false });
    clock.set(happening.at);
  }
  const environment = environmentFor(github, join(folder, "stoa.db"), options.environment);
  const printed: string[] = [];
  const log = options.log ?? pino({ level: process.env["LOG_LEVEL"] ?? "silent" });
  const start = () =>
    serve({
      environment,
      clock,
      log,
      printDry: (text) => printed.push(text),
      lookEveryMs: options.lookEveryMs ?? DAY,
    });
  let stoa = await start();
  const hook = () => github.setWebhookUrl(`http://127.0.0.1:${stoa.port}/api/github/webhooks`);
  hook();
  const timeline = () => ({ github, stoa, clock });
  const installationId =
    options.isInstalled === false ? 0 : await github.install("acme", undefined, options.permissions);
  await settle(timeline());

  const thread = (number: number, repository = "acme/rocket") => {
    const found = github.state.repositories.get(repository)?.threads.get(number);
    if (!found) throw new Error(`There is no ${repository}#${number}`);
    return found;
  };
  return {
    github,
    clock,
    environment,
    printed,
    installationId,
    get stoa() {
      return stoa;
    },
    get database() {
      return stoa.database;
    },
    async perform(...happenings) {
      for (const happening of happenings) {
        await runUntil(timeline(), happening.at);
        await github.perform(happening, { deliver: true });
        await settle(timeline());
      }
    },
    settle: () => settle(timeline()),
    runUntil: (at) => runUntil(timeline(), at),
    pass: (ms) => runUntil(timeline(), clock.now() + ms),
    async restart() {
      await stoa.stop();
      stoa = await start();
      hook();
      await settle(timeline());
    },
    thread,
    comments: (number, repository) =>
      thread(number, repository).remarks.filter(({ author }) => author?.login === "stoa[bot]"),
    async stop() {
      await stoa.stop();
      await github.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function environmentFor(
  github: LocalGitHub,
  databaseUrl: string,
  more: Partial<Environment> | undefined,
): Environment {
  return {
    ...readSettings({}),
    appId: APP.id,
    privateKey: PRIVATE_KEY,
    webhookSecret: SECRET,
    githubApiUrl: github.url,
    databaseUrl,
    port: 0,
    logLevel: "silent",
    ...more,
  };
}

/** A repository of acme like that of the fixture, with this stoa.yml. */
export function rocketWith(config: string): readonly RepositorySeed[] {
  return ACME.repositories.map((repository) =>
    repository.name === "rocket" ? { ...repository, files: { ".github/stoa.yml": config } } : repository,
  );
}

/** `hours` after the fixture's start. */
export function hour(hours: number): number {
  return START + hours * HOUR;
}
