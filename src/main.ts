// `npm start`: environment → set-up if there is no App → serve → graceful stop.

import pino, { type Logger } from "pino";
import { asVariables } from "./config/credentials.ts";
import { hasApp, readEnvironment, readSettings, type Environment } from "./config/environment.ts";
import { systemClock } from "./core/clock.ts";
import { UserError } from "./core/errors.ts";
import { serve } from "./serve.ts";
import { openSetUp } from "./setup/set-up.ts";

/** What is still in hand after this long is left to the next start. */
const STOP_TIMEOUT_MS = 25_000;
/** `stoa doctor --retry-parked` promises that work it put back is found within half a minute. */
const POLL_QUEUES_MS = 30_000;

/** What a signal ends: the set-up page, then Stoa. */
let running: { stop(): Promise<void> } | undefined;

/** Runs Stoa until a signal ends it. */
async function main(): Promise<void> {
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
  const stoa = await serve({ environment, clock: systemClock, log, pollQueuesMs: POLL_QUEUES_MS });
  running = stoa;
  log.info({ host: environment.host, port: stoa.port, dryRun: environment.isDryRun }, "Stoa listens");
}

/** Opens the log, and from now on ends what runs when a signal says so. */
function openLog({ logLevel }: Pick<Environment, "logLevel">): Logger {
  const log = pino({ name: "stoa", level: logLevel });
  const stop = (signal: string) => {
    log.info({ signal }, "Stoa stops");
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    void (running?.stop() ?? Promise.resolve()).then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  return log;
}

await main();
