// Puts a whole Stoa together: database, Probot app, HTTP server and the workers. main.ts and the demo start it alike;
// only their clocks differ.

import { Hono } from "hono";
import type { Logger } from "pino";
import { Probot } from "probot";
import { stoaApp, HANDLED_EVENTS } from "./app.ts";
import type { Environment } from "./config/environment.ts";
import { configLoader } from "./config/load.ts";
import { configSchema } from "./config/repository.ts";
import { DAY, SECOND, type Clock } from "./core/clock.ts";
import { allIdle, startWorker, type StepResult, type Worker } from "./core/worker.ts";
import type { Database } from "./db/connection.ts";
import { openDatabase } from "./db/open.ts";
import { openDiagnosis } from "./diagnosis/open.ts";
import { features, type Refresh } from "./features/index.ts";
import { gitHubClients, silentLog, StoaOctokit, type GitHubClients } from "./github/clients.ts";
import { promptly } from "./github/reads.ts";
import { openBatches } from "./intake/batches.ts";
import type { BackfillProgress } from "./intake/backfill.ts";
import type { Intake } from "./intake/intake.ts";
import { releaseReadClaims } from "./intake/history-queue.ts";
import { historyReader } from "./intake/history-step.ts";
import { openInbox, releaseClaims } from "./intake/inbox.ts";
import { learnInstallations } from "./intake/installation-sync.ts";
import { LOOK_EVERY_MS, lookForMissed } from "./intake/missed-deliveries.ts";
import { readIssueText } from "./github/issue-text.ts";
import { sweepReactions } from "./intake/reactions.ts";
import { purgeRemoved } from "./intake/purge-removed.ts";
import { receiver, WEBHOOK_PATH } from "./intake/receive.ts";
import { retryStep } from "./intake/retries.ts";
import { threadReadStep } from "./intake/thread-reads.ts";
import { newTurns, type Turns } from "./intake/turns.ts";
import { inboxStep } from "./intake/worker.ts";
import { DEFAULT_WRITES_SHARE } from "./outbox/budget.ts";
import { deliverStep } from "./outbox/deliver.ts";
import { releaseEffectClaims } from "./outbox/store.ts";
import { releaseScheduleClaims } from "./schedule/claims.ts";
import { retentionTasks } from "./schedule/retention.ts";
import { scheduleStep } from "./schedule/run.ts";
import { upkeepStep, type UpkeepTask } from "./schedule/upkeep.ts";
import { afterSetupRoutes } from "./setup/routes.ts";
import { ABOUT_PATH, aboutRoutes } from "./web/about.ts";
import { communityRoutes } from "./web/community.ts";
import { credentialRoutes } from "./web/credentials.ts";
import { exportRoutes } from "./web/export.ts";
import { healthRoutes } from "./web/health.ts";
import { openSigner } from "./web/issuer.ts";
import { metricsRoutes } from "./web/metrics.ts";
import { guarded } from "./web/pages.ts";
import { roadmapRoutes } from "./web/roadmap.ts";
import { listen, type WebServer } from "./web/server.ts";

/** On Postgres other processes make work too, so each looks for it this often. */
const POLL_MS = 5 * SECOND;
/** What `stoa doctor --retry-parked` and `stoa backfill` put back waits in one of these. */
const QUEUES: ReadonlySet<string> = new Set(["inbox", "retries", "backfill", "outbox"]);

export interface ServeOptions {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onBackfill?: (progress: BackfillProgress) => void;
  /** Where a dry run prints what it would do. */
  readonly printDry?: (text: string) => void;
  /** On SQLite: look for parked work that was put back this often; never, when absent. */
  readonly pollQueuesMs?: number;
  /** On Postgres: look for work that other processes left this often; every 5 seconds, when absent. */
  readonly pollMs?: number;
  /** How often GitHub's log is looked through for missed deliveries; every 5 minutes, when absent. */
  readonly lookEveryMs?: number;
}

export interface Stoa {
  readonly database: Database;
  readonly github: GitHubClients;
  /** The port it listens on. */
  readonly port: number;
  /** Resolves when every worker has nothing to do at the present time of the clock. */
  idle(): Promise<void>;
  /** True while every worker has nothing to do at the present time of the clock. */
  isIdle(): boolean;
  /** Reads who reacted to what an installation's features count; all of it, or where totals have changed. */
  sweepReactions(installationId: number, what?: Refresh): Promise<void>;
  /** Finishes what is in hand, and ends. */
  stop(): Promise<void>;
}

/**
 * Migrates, listens and starts the workers.
 * @throws UserError when the database or the port cannot be used.
 */
export async function serve(options: ServeOptions): Promise<Stoa> {
  const database = await openDatabase(options.environment.databaseUrl, {
    onCheckpointError: (error) => options.log.warn({ err: error }, "the thread for checkpoints ended"),
  });
  // On SQLite there is one process: whatever was claimed belongs to one that died.
  if (database.dialect === "sqlite") await database.transaction(releaseAllClaims);
  const parts = await assemble(options, database);
  const server = await listenFor(options, parts).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const workers = startWorkers(options, parts);
  return {
    database,
    github: parts.github,
    port: server.port,
    idle: () => allIdle(workers),
    isIdle: () => workers.every((worker) => worker.isIdle()),
    sweepReactions: parts.sweep,
    async stop() {
      // At once: a request that is slow to finish must not let the workers begin another step.
      await Promise.all([server.close(), ...workers.map((worker) => worker.stop())]);
      await database.close();
    },
  };
}

/** What a running Stoa is made of. */
interface Parts {
  readonly database: Database;
  readonly probot: Probot;
  readonly github: GitHubClients;
  readonly intake: Intake;
  readonly workers: Map<string, Worker>;
  readonly turns: Turns;
  readonly sweep: (installationId: number, what?: Refresh) => Promise<void>;
}

async function assemble({ environment, clock, log }: ServeOptions, database: Database): Promise<Parts> {
  const probot = new Probot({
    appId: environment.appId,
    privateKey: environment.privateKey,
    secret: environment.webhookSecret,
    baseUrl: environment.githubApiUrl,
    Octokit: StoaOctokit,
    log: silentLog(),
  });
  const github = gitHubClients(probot);
  const workers = new Map<string, Worker>();
  const config = configLoader(configSchema(features), features);
  const processing = { features, config, clock, log, publicUrl: environment.publicUrl };
  const wake = (name: string) => workers.get(name)?.wake();
  const intake: Intake = { processing, database, batches: openBatches(database), log, github, wake };
  await probot.load(stoaApp(intake));
  const sweep = async (installationId: number, what?: Refresh) => {
    const client = await github.asInstallation(installationId);
    const graphql = promptly(client.graphql);
    await sweepReactions({ database, graphql, client, clock, features, config }, installationId, what);
  };
  return { database, probot, github, intake, workers, turns: newTurns(), sweep };
}

function listenFor({ environment, clock, log }: ServeOptions, parts: Parts): Promise<WebServer> {
  const { database, github, intake, turns } = parts;
  const onStored = (count: number) => {
    turns.received(count);
    intake.wake("inbox");
  };
  const inbox = openInbox({ database, clock, onStored });
  const diagnosis = openDiagnosis({
    clock,
    database,
    signIn: () => github.asApp(),
    settings: environment,
    webhookPath: WEBHOOK_PATH,
    features,
    config: intake.processing.config,
  });
  const { config } = intake.processing;
  const { reader } = database;
  const { publicUrl, webhookSecret, credentialsKey, githubApiUrl } = environment;
  const signer = openSigner({ database, clock, publicUrl, webhookSecret, credentialsKey });
  const onError = (error: unknown) => log.error({ err: error }, "a request failed");
  return listen({
    host: environment.host,
    port: environment.port,
    receive: receiver({ secret: environment.webhookSecret, inbox }),
    pages: guarded(
      new Hono()
        .route("/", healthRoutes(diagnosis))
        .route("/", metricsRoutes(diagnosis, environment.metricsToken))
        .route("/", aboutRoutes())
        .route("/", roadmapRoutes({ reader, clock, config }))
        .route("/", exportRoutes({ reader, clock, secret: webhookSecret }))
        .route("/", communityRoutes({ reader, config, clock }))
        .route("/", credentialRoutes({ database, config, clock, signer, githubApiUrl }))
        .route("/", afterSetupRoutes()),
      { onError },
    ),
    onError,
  });
}

function startWorkers(options: ServeOptions, parts: Parts): readonly Worker[] {
  const { clock, log } = options;
  const { database, probot, intake, workers, turns } = parts;
  const { processing, wake } = intake;
  const steps: Record<string, () => Promise<StepResult>> = {
    inbox: async () => {
      await turns.next();
      return inboxStep(
        intake,
        probot,
        (event) => HANDLED_EVENTS.includes(event),
        () => turns.isOver(),
      );
    },
    retries: () => retryStep(processing, database, () => wake("outbox")),
    backfill: historyReader(intake, {
      pointsPerHour: options.environment.backfillPointsPerHour,
      onProgress: options.onBackfill ?? ((progress) => log.info(progress, "history is being read")),
    }),
    "thread-reads": () => threadReadStep(intake),
    schedule: () =>
      scheduleStep({
        ...processing,
        database,
        refresh: (what, id) => parts.sweep(id, what),
        readIssue: async (id, issue) => readIssueText(await parts.github.asInstallation(id), issue),
        wake,
      }),
    upkeep: () => upkeepStep({ database, clock, log, tasks: upkeepTasks(options, parts) }),
    outbox: outboxStep(options, parts),
  };
  for (const [name, step] of Object.entries(steps)) {
    const onError = (error: unknown) => log.error({ err: error, worker: name }, "a worker stumbled");
    const pollQueuesMs = QUEUES.has(name) ? options.pollQueuesMs : undefined;
    const pollMs = database.dialect === "postgres" ? (options.pollMs ?? POLL_MS) : pollQueuesMs;
    workers.set(name, startWorker({ name, clock, step, onError, pollMs }));
  }
  return [...workers.values()];
}

/** What Stoa does by the clock on its own account. */
function upkeepTasks(
  { clock, log, environment, lookEveryMs = LOOK_EVERY_MS }: ServeOptions,
  { database, github, intake }: Parts,
): readonly UpkeepTask[] {
  return [
    {
      name: "missed-deliveries",
      everyMs: lookEveryMs,
      run: () =>
        lookForMissed({
          database,
          clock,
          log,
          asApp: () => github.asApp(),
          learnInstallations: (app) => learnInstallations({ database, clock, github }, app),
          onGap: () => intake.wake("backfill"),
        }),
    },
    ...retentionTasks({ database, clock, config: intake.processing.config }),
    {
      name: "purge-removed",
      everyMs: DAY,
      run: () => purgeRemoved({ database, clock, graceDays: environment.removedGraceDays }),
    },
  ];
}

function outboxStep(options: ServeOptions, { database, github }: Parts): () => Promise<StepResult> {
  const { clock, log, environment } = options;
  // oxlint-disable-next-line no-console -- a dry run prints what it would have done
  const print = options.printDry ?? ((text: string) => console.log(text));
  const share = environment.writesShare ?? DEFAULT_WRITES_SHARE;
  const aboutUrl = environment.publicUrl === undefined ? undefined : `${environment.publicUrl}${ABOUT_PATH}`;
  const printDry = environment.isDryRun ? print : undefined;
  return () => deliverStep({ database, clock, log, github, share, printDry, aboutUrl });
}

async function releaseAllClaims(connection: Parameters<typeof releaseClaims>[0]): Promise<void> {
  await releaseClaims(connection);
  await releaseEffectClaims(connection);
  await releaseScheduleClaims(connection);
  await releaseReadClaims(connection);
}
