// `npm start`: environment → serve → graceful stop.

import pino from "pino";
import { readEnvironment } from "./config/environment.ts";
import { systemClock } from "./core/clock.ts";
import { UserError } from "./core/errors.ts";
import { serve } from "./serve.ts";

/** What is still in hand after this long is left to the next start. */
const STOP_TIMEOUT_MS = 25_000;
/** `stoa doctor --retry-parked` promises that work it put back is found within half a minute. */
const POLL_QUEUES_MS = 30_000;

/** Runs Stoa until a signal ends it. */
async function main(): Promise<void> {
  try {
    const environment = readEnvironment(process.env);
    const log = pino({ name: "stoa", level: environment.logLevel });
    const stoa = await serve({ environment, clock: systemClock, log, pollQueuesMs: POLL_QUEUES_MS });
    log.info({ host: environment.host, port: stoa.port, dryRun: environment.isDryRun }, "Stoa listens");
    const stop = (signal: string) => {
      log.info({ signal }, "Stoa stops");
      setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
      void stoa.stop().then(() => process.exit(0));
    };
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

await main();
