// A thread's whole program: copies SQLite's log into its file (a checkpoint) every second, so that the thread which
// answers GitHub does not have to. Started by checkpoints.ts. Not TypeScript, as Node starts a thread from a file only as it is.

import BetterSqlite3 from "better-sqlite3";
import { parentPort, workerData } from "node:worker_threads";

const EVERY_MS = 1_000;
/** A log of so many pages (64 MB) is brought to its end, so that it is begun anew and does not grow. */
const LONG_LOG = 16_000;
/** How long it is waited for that nobody writes; else it is left for the next time. */
const PATIENCE_MS = 50;

const file = new BetterSqlite3(String(workerData));
file.pragma(`busy_timeout = ${PATIENCE_MS}`);

function checkpoint() {
  const [{ log }] = /** @type {[{ readonly log: number }]} */ (file.pragma("wal_checkpoint(PASSIVE)"));
  if (log < LONG_LOG) return;
  // Nobody can write while the end of the log is copied: what came during the first pass is copied before.
  file.pragma("wal_checkpoint(PASSIVE)");
  file.pragma("wal_checkpoint(FULL)");
}

const timer = setInterval(checkpoint, EVERY_MS);
parentPort?.once("message", () => {
  clearInterval(timer);
  file.close();
});
