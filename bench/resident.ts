// The memory of Stoa as it is run: compiled, in a process of its own, on a filled database, while deliveries come in and are
// worked through. There is no GitHub to reach, and nothing to tell it.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { appKeyPair } from "../test/local-github/index.ts";
import { requestMaker, SECRET } from "./deliveries.ts";
import { sendAtRate } from "./sender.ts";
import { startOptions } from "./start-options.ts";

const DELIVERIES = 5_000;
const PER_SECOND = 1_000;
const LOOK_MS = 200;
const PROJECT = fileURLToPath(new URL("..", import.meta.url));

/** The most that /metrics told of the resident memory, in MB, until nothing waited any more; `file` is the database. */
export async function measureResident(file: string): Promise<number> {
  const built = spawnSync("npm", ["run", "build"], { cwd: PROJECT, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`The build failed: ${built.stdout}${built.stderr}`);
  const requests = (await requestMaker())(DELIVERIES);
  const port = await freePort();
  const child = spawn(process.execPath, [...startOptions(), join(PROJECT, "dist", "main.js")], {
    env: {
      PATH: process.env["PATH"] ?? "",
      APP_ID: "4242",
      PRIVATE_KEY: appKeyPair().privateKey,
      WEBHOOK_SECRET: SECRET,
      DATABASE_URL: file,
      GITHUB_API_URL: "http://127.0.0.1:9",
      PORT: String(port),
      LOG_LEVEL: "fatal",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    await untilReady(port);
    const sent = sendAtRate(requests, { port, connections: 64, perSecond: PER_SECOND });
    let most = 0;
    for (let isDone = false; !isDone; await pause(LOOK_MS)) {
      const { bytes, waiting } = await look(port);
      most = Math.max(most, bytes);
      isDone = waiting === 0 && (await Promise.race([sent.then(() => true), pause(0).then(() => false)]));
    }
    return most / 2 ** 20;
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function untilReady(port: number): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(LOOK_MS);
  }
  throw new Error("Stoa did not start within half a minute.");
}

async function look(port: number): Promise<{ readonly bytes: number; readonly waiting: number }> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const valueOf = (name: string) => {
    const line = text.split("\n").find((one) => one.startsWith(`${name} `));
    if (line === undefined) throw new Error(`/metrics does not tell ${name}.`);
    return Number(line.slice(name.length + 1));
  };
  return {
    bytes: valueOf("process_resident_memory_bytes"),
    waiting: valueOf('stoa_inbox_deliveries{state="waiting"}'),
  };
}
