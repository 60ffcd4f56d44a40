// `npm start`: environment → set-up if there is no App → serve → graceful stop.

import type { Logger } from "pino";
import { asVariables } from "./config/credentials.ts";
import { hasApp, readEnvironment, readSettings, secretsOf, type Environment } from "./config/environment.ts";
import { systemClock } from "./core/clock.ts";
import { UserError } from "./core/errors.ts";
import { createLog, describeFault } from "./core/log.ts";
import { serve } from "./serve.ts";
import { openSetUp } from "./setup/set-up.ts";

/** What is still in hand after this long is left to the next start; containers are killed after 10 seconds. */
const STOP_TIMEOUT_MS = 8_000;
/** `stoa doctor --retry-parked` promises that work it put back is found within half a minute. */
const POLL_QUEUES_MS = 30_000;

/** What a signal ends: the set-up page, then Stoa. */
let running: { stop(): Promise<void> } | undefined;
let log: Logger | undefined;
let isStopping = false;
/** What must never be written down; set-up adds what it fetches. */
const secrets = new Set<string>();

/** Runs Stoa until a signal ends it. */
async function main(): Promise<void> {
  process.on("uncaughtException", endWithFault);
  process.on("unhandledRejection", endWithFault);
  try {
    if (!hasApp(process.env)) return await setUp();
    const environment = readEnvironment(process.env);
    await run(environment, openLog(environment));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Serves the set-up page, and runs Stoa once it has an App. */
async function setUp(): Promise<void> {
  const settings = readSettings(process.env);
  const log = openLog(settings);
  const page = await openSetUp({
    settings,
    clock: systemClock,
    log,
    async start(credentials, port) {
      const variables = { ...process.env, ...asVariables(credentials), PORT: String(port) };
      await run(readEnvironment(variables), log);
    },
  });
  running = page;
  process.stderr.write(
    `Stoa has no GitHub App yet. Set it up at ${page.address} (or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET, and start again).\n`,
  );
  await page.done;
}

async function run(environment: Environment, log: Logger): Promise<void> {
  for (const secret of secretsOf(environment)) secrets.add(secret);
  const stoa = await serve({ environment, clock: systemClock, log, pollQueuesMs: POLL_QUEUES_MS });
  running = stoa;
  log.info({ host: environment.host, port: stoa.port, dryRun: environment.isDryRun }, "Stoa listens");
}

/** Opens the log, and from now on ends what runs when a signal says so. */
function openLog({ logLevel }: Pick<Environment, "logLevel">): Logger {
  const opened = createLog({ logLevel, secrets: () => [...secrets] });
  log = opened;
  process.on("SIGTERM", () => stop("SIGTERM", opened));
  process.on("SIGINT", () => stop("SIGINT", opened));
  return opened;
}

/** Finishes what is in hand and ends with 0; a second signal ends at once. */
function stop(signal: string, log: Logger): void {
  if (isStopping) process.exit(1);
  isStopping = true;
  log.info({ signal }, "Stoa stops");
  setTimeout(() => {
    // Nothing is lost: what was begun is found again at the next start, as after a crash.
    log.warn({ afterMs: STOP_TIMEOUT_MS }, "what is in hand is left to the next start");
    process.exit(0);
  }, STOP_TIMEOUT_MS).unref();
  void (running?.stop() ?? Promise.resolve()).then(() => process.exit(0), endWithFault);
}

/** A fault that nobody caught: what it left behind is unknown, so a new process has to go on. */
function endWithFault(fault: unknown): void {
  if (log) log.fatal({ err: fault }, "Stoa ends after a fault");
  // Node itself would print all that an error carries, a request's headers among it.
  process.stderr.write(`${describeFault(fault, [...secrets])}\n`);
  process.exit(1);
}

await main();
