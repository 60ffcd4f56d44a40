// The server's limits, met by clients that are slow, greedy or many: over real sockets.

import { createHmac, randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Hono } from "hono";
import { afterEach, describe, expect, test } from "vitest";
import { MAX_BYTES_IN_FLIGHT, MAX_PAYLOAD_BYTES, receiver, WEBHOOK_PATH } from "../../src/intake/receive.ts";
import { guarded } from "../../src/web/pages.ts";
import { listen, type ServerLimits, type WebServer } from "../../src/web/server.ts";

const SECRET = "the secret of the limits";
const servers: WebServer[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
});

async function start(
  limits: Partial<ServerLimits> = {},
  store: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  const pages = new Hono()
    .get("/page", (context) => context.text("page"))
    .post("/form", async (context) => context.text(`${(await context.req.text()).length} taken`));
  const server = await listen({
    host: "127.0.0.1",
    port: 0,
    receive: receiver({ secret: SECRET, inbox: { store } }),
    pages: guarded(pages, { methods: ["GET", "HEAD", "POST"] }),
    onError: () => undefined,
    limits,
  });
  servers.push(server);
  return server.port;
}

/** A connection, and all that came back on it when the other side ended it. */
function open(port: number): { socket: Socket; said: () => string; ended: Promise<string> } {
  let said = "";
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  socket.on("data", (chunk: Buffer) => (said += chunk.toString()));
  socket.on("error", () => undefined);
  const ended = new Promise<string>((resolve) => socket.on("close", () => resolve(said)));
  return { socket, said: () => said, ended };
}

const head = (...lines: readonly string[]) => `${["Host: stoa", ...lines].join("\r\n")}\r\n\r\n`;
const signed = (length: number) => [
  "X-GitHub-Event: issues",
  `X-GitHub-Delivery: ${randomUUID()}`,
  `X-Hub-Signature-256: sha256=${createHmac("sha256", "another").update("").digest("hex")}`,
  `Content-Length: ${length}`,
];

describe("a slow client", () => {
  const limits = { headersMs: 300, requestMs: 600, checkMs: 50, silenceMs: 400 };

  test("that never ends its headers is cut off", async () => {
    const { socket, ended } = open(await start(limits));
    socket.write("GET /page HTTP/1.1\r\nHost: stoa\r\n");
    const drip = setInterval(() => socket.write("X-More: 1\r\n"), 50);
    expect(await ended).toContain("408");
    clearInterval(drip);
  });

  test("that never ends its body is cut off, and what it sent is let go", async () => {
    const port = await start(limits);
    const { socket, ended } = open(port);
    socket.write(`POST ${WEBHOOK_PATH} HTTP/1.1\r\n${head(...signed(MAX_PAYLOAD_BYTES))}`);
    const drip = setInterval(() => socket.write("x"), 50);
    expect(await ended).toContain("408");
    clearInterval(drip);
    expect((await fetch(`http://127.0.0.1:${port}/page`)).status).toBe(200);
  });

  test("that says nothing at all is cut off", async () => {
    const startedAt = Date.now();
    await open(await start(limits)).ended;
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });
});

describe("a greedy client", () => {
  test("with too many bytes of headers is refused", async () => {
    const { socket, ended } = open(await start());
    socket.write(`GET /page HTTP/1.1\r\n${head(`X-Long: ${"x".repeat(20_000)}`)}`);
    expect(await ended).toContain("431");
  });

  test("with more connections than allowed meets a closed one", async () => {
    const port = await start({ connections: 3 });
    const three = [open(port), open(port), open(port)];
    await delay(100);
    await open(port).ended;
    expect(three.map(({ socket }) => socket.destroyed)).toEqual([false, false, false]);
  });

  test("with a form longer than ours is refused, also without a length", async () => {
    const port = await start();
    const post = (body: string | ReadableStream) =>
      fetch(`http://127.0.0.1:${port}/form`, { method: "POST", body, duplex: "half" });
    expect(await (await post("x".repeat(60_000))).text()).toBe("60000 taken");
    expect((await post("x".repeat(70_000))).status).toBe(413);
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(70_000));
        controller.close();
      },
    });
    expect((await post(stream)).status).toBe(413);
  });

  test.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("with %s is told what is allowed", async (method) => {
    const port = await start();
    const page = await fetch(`http://127.0.0.1:${port}/page`, { method });
    expect([page.status, page.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
    const hook = await fetch(`http://127.0.0.1:${port}${WEBHOOK_PATH}`, { method });
    expect([hook.status, hook.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("many large payloads at once", () => {
  test("are told to come later once they are too much together, and memory has a bound", async () => {
    const body = Buffer.alloc(20 * 1024 * 1024, "x");
    const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
    let release: () => void = () => undefined;
    const stored = new Promise<void>((resolve) => (release = resolve));
    // The database is busy: whatever is taken in is held until it is free.
    const port = await start({}, () => stored);
    const post = () =>
      fetch(`http://127.0.0.1:${port}${WEBHOOK_PATH}`, {
        method: "POST",
        body,
        headers: {
          "x-github-event": "issues",
          "x-github-delivery": randomUUID(),
          "x-hub-signature-256": signature,
        },
      }).then(
        ({ status, headers }) => ({ status, retryAfter: headers.get("retry-after") }),
        // The connection is closed under a client that goes on sending.
        () => ({ status: 503, retryAfter: "60" }),
      );
    const answered: { status: number; retryAfter: string | null }[] = [];
    const posts = Array.from({ length: 8 }, async () => {
      const one = await post();
      answered.push(one);
      return one;
    });
    const fit = Math.floor(MAX_BYTES_IN_FLIGHT / body.length);
    for (let waitedMs = 0; answered.length < 8 - fit && waitedMs < 20_000; waitedMs += 100) await delay(100);
    expect(answered.length).toBeGreaterThanOrEqual(8 - fit);
    expect(answered.every((one) => one.status === 503 && one.retryAfter === "60")).toBe(true);

    release();
    const statuses = (await Promise.all(posts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 202).length).toBeLessThanOrEqual(fit);
    // All of it was let go: as much as before is taken again.
    expect((await post()).status).toBe(202);
  }, 60_000);
});
