// How a real process ends: by a signal with all that is in hand finished, by a second signal at once, by a fault with a code
// and without a secret.

import { spawn, type ChildProcess } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import BetterSqlite3 from "better-sqlite3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { PRIVATE_KEY, SECRET } from "../support/stoa.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-stop-"));
const children: ChildProcess[] = [];
/** A GitHub that takes connections and never answers. */
const silent: Server = createServer((socket) => void silentSockets.push(socket));
const silentSockets: Socket[] = [];
beforeAll(() => new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", () => resolve())));
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => {
  for (const socket of silentSockets) socket.destroy();
  silent.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly database: string;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

async function start(preload?: string): Promise<Started> {
  const database = join(folder, `${randomUUID()}.db`);
  const address = silent.address();
  const imports = preload === undefined ? [] : ["--import", pathToFileURL(preload).href];
  const child = spawn(process.execPath, ["--import", "tsx", ...imports, "src/main.ts"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      APP_ID: "7",
      PRIVATE_KEY,
      WEBHOOK_SECRET: SECRET,
      PORT: "0",
      DATABASE_URL: database,
      GITHUB_API_URL: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    },
  });
  children.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, "exit").then(([code]) => code as number | null);
  while (!said.includes("Stoa listens")) {
    if (child.exitCode !== null) throw new Error(said);
    await delay(20);
  }
  return { child, port: Number(/"port":(\d+)/.exec(said)?.[1]), database, said: () => said, ended };
}

function deliver(port: number, event: string, body: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/api/github/webhooks`, {
    method: "POST",
    body,
    headers: headersFor(event, body),
  });
}

function headersFor(event: string, body: string): Record<string, string> {
  return {
    "x-github-event": event,
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
  };
}

describe("SIGTERM", () => {
  test("lets a delivery that is half sent arrive, keeps it, and ends with 0", async () => {
    const { child, port, database, ended } = await start();
    const body = JSON.stringify({ zen: "x".repeat(1_000) });
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    const lines = Object.entries({
      ...headersFor("watch", body),
      host: "stoa",
      "content-length": body.length,
    });
    socket.write(
      `POST /api/github/webhooks HTTP/1.1\r\n${lines.map((line) => line.join(": ")).join("\r\n")}\r\n\r\n`,
    );
    socket.write(body.slice(0, 10));
    await delay(300);
    child.kill("SIGTERM");
    await delay(300);
    // No new ones are taken meanwhile.
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow("fetch failed");
    socket.write(body.slice(10));
    expect(await ended).toBe(0);
    expect(answer).toContain("202");
    const file = new BetterSqlite3(database);
    expect(file.prepare("select count(*) as count from deliveries").get()).toEqual({ count: 1 });
    file.close();
  });

  test("ends with 0 in time although a client is connected and silent", async () => {
    const { child, port, ended } = await start();
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    const startedAt = Date.now();
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    socket.destroy();
  });

  test("ends with 0 in time although GitHub does not answer, and keeps what was begun", async () => {
    const { child, port, database, said, ended } = await start();
    const account = { id: 1, login: "acme", type: "Organization" };
    const repository = { id: 2, node_id: "R", name: "rocket", owner: account, private: false };
    const time = "2026-01-05T09:00:00Z";
    const user = { id: 4, login: "ada", type: "User" };
    const place = { id: 3, number: 1, node_id: "P", html_url: "https://github.com/acme/rocket/pull/1" };
    const words = { title: "t", body: "b", state: "open", created_at: time, updated_at: time };
    const pull = { ...place, ...words, user };
    // Opening a pull request reads its files from GitHub.
    const payload = {
      action: "opened",
      pull_request: pull,
      repository,
      installation: { id: 5 },
      sender: user,
    };
    expect((await deliver(port, "pull_request", JSON.stringify(payload))).status).toBe(202);
    await delay(500);
    const startedAt = Date.now();
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    expect(said()).toContain("left to the next start");
    const file = new BetterSqlite3(database);
    expect(file.prepare("select state from deliveries").all()).toEqual([{ state: "waiting" }]);
    file.close();
  });

  test("a second time ends at once", async () => {
    const { child, port, ended } = await start();
    // Something is in hand: a request that never ends.
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(
      "POST /api/github/webhooks HTTP/1.1\r\nHost: stoa\r\nX-Hub-Signature-256: x\r\nContent-Length: 9\r\n\r\n",
    );
    await delay(300);
    child.kill("SIGTERM");
    await delay(300);
    expect(child.exitCode).toBeNull();
    const startedAt = Date.now();
    child.kill("SIGTERM");
    expect(await ended).toBe(1);
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    socket.destroy();
  });
});

describe("a fault that nobody catches", () => {
  test.each([
    ["an exception", "throw error"],
    ["a rejection", "void Promise.reject(error)"],
  ])("such as %s ends the process with 1 and a line, and no secret in it", async (_, raise) => {
    const preload = join(folder, `${randomUUID()}.mjs`);
    const token = `ghs_${"a1B2".repeat(9)}`;
    writeFileSync(
      preload,
      `process.on("SIGUSR2", () => {
        const error = new TypeError("broken ${token}", { cause: new Error(process.env.PRIVATE_KEY) });
        error.request = { headers: { authorization: "token ${token}" }, body: "words of a person" };
        ${raise};
      });\n`,
    );
    const { child, said, ended } = await start(preload);
    child.kill("SIGUSR2");
    expect(await ended).toBe(1);
    expect(said()).toContain("Stoa ends after a fault");
    expect(said()).toContain("TypeError: broken [redacted]");
    for (const secret of [token, SECRET, PRIVATE_KEY.split("\n")[3] ?? "", "words of a person"]) {
      expect(said()).not.toContain(secret);
    }
  });
});
