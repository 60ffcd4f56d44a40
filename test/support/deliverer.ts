// An outbox of its own beside a stopped Stoa, which can die between any two of its steps: every transaction and every
// request counts as one. Dead, nothing of it reaches the database or GitHub any more, as after a SIGKILL.

import pino from "pino";
import { Probot } from "probot";
import type { Database } from "../../src/db/connection.ts";
import { openDatabase } from "../../src/db/open.ts";
import { gitHubClients, silentLog, StoaOctokit } from "../../src/github/clients.ts";
import { deliverStep, type Delivering } from "../../src/outbox/deliver.ts";
import { releaseEffectClaims } from "../../src/outbox/store.ts";
import type { TestStoa } from "./stoa.ts";

export interface Deliverer {
  readonly database: Database;
  /** Delivers what is due, letting the clock pass, until nothing waits or `until` is reached. */
  run(until: number): Promise<void>;
  step(): ReturnType<typeof deliverStep>;
  close(): Promise<void>;
}

/** Thrown by everything once the process is dead. */
class Killed extends Error {}

export interface DelivererOptions {
  /** Dies at these steps, counted from the last death; then it is started again at once. */
  readonly dieAt?: readonly number[];
  /** It is not started again: the step at which it dies is the last. */
  readonly staysDead?: boolean;
  readonly share?: number;
  readonly databaseUrl?: string;
}

export async function openDeliverer(world: TestStoa, options: DelivererOptions = {}): Promise<Deliverer> {
  const { environment, clock } = world;
  const database = await openDatabase(options.databaseUrl ?? environment.databaseUrl);
  const deaths = [...(options.dieAt ?? [])];
  let steps = 0;
  let isDead = false;
  const alive = async () => {
    if (isDead) throw new Killed();
    steps += 1;
    if (deaths[0] !== undefined && steps >= deaths[0]) {
      deaths.shift();
      isDead = true;
      throw new Killed();
    }
  };
  const mortal: Database = {
    ...database,
    reader: database.reader,
    transaction: async (work, options) => {
      await alive();
      return database.transaction(work, options);
    },
  };
  const log = pino({ level: process.env["LOG_LEVEL"] ?? "silent" });
  const probot = new Probot({
    appId: environment.appId,
    privateKey: environment.privateKey,
    secret: environment.webhookSecret,
    baseUrl: environment.githubApiUrl,
    Octokit: StoaOctokit,
    log: silentLog(),
  });
  const clients = gitHubClients(probot);
  const client = await clients.asInstallation(world.installationId);
  // Before a request is sent, and after it was answered.
  client.hook.before("request", alive);
  client.hook.after("request", alive);
  const delivering: Delivering = {
    database: mortal,
    clock,
    log,
    github: { ...clients, asInstallation: () => Promise.resolve(client) },
    share: options.share ?? 0.75,
    aboutUrl: undefined,
  };
  const step = async () => {
    try {
      return await deliverStep(delivering);
    } catch (error) {
      if (!isDead) throw error;
      isDead = false;
      steps = 0;
      if (database.dialect === "sqlite") await database.transaction(releaseEffectClaims);
      return options.staysDead === true ? undefined : "again";
    }
  };
  return {
    database,
    step,
    async run(until) {
      while (clock.now() < until) {
        const next = await step();
        if (next === undefined) return;
        if (next !== "again") clock.set(Math.min(next, until));
      }
    },
    close: () => database.close(),
  };
}
