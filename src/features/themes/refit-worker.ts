// The worker thread in which themes are found: gets the threads, answers with the themes, ends.

import { parentPort, workerData } from "node:worker_threads";
import { findNow, type RefitInput } from "./refit.ts";

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(findNow(workerData as RefitInput));
