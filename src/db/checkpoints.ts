// Has SQLite's log copied into its file by a thread of its own. SQLite would do it within a commit: measured, that kept
// deliveries waiting for 25 to 40 ms, several times a second.

import { Worker } from "node:worker_threads";

const PROGRAM = new URL("./checkpointer.mjs", import.meta.url);

/**
 * Begins to checkpoint the SQLite file at `path`; `onError` is told when the thread fails. SQLite then does it itself, later.
 * @returns how to end it.
 */
export function startCheckpoints(path: string, onError: (error: unknown) => void): () => Promise<void> {
  const thread = new Worker(PROGRAM, { workerData: path, execArgv: [] });
  thread.on("error", onError);
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  thread.unref();
  return async () => {
    thread.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is a thread, not a window
    thread.postMessage("end");
    await ended;
  };
}
