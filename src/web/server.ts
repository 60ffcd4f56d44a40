// The HTTP server: deliveries go straight to the receiver, everything else to the pages. It has a limit for whatever somebody
// might have too much of: time, connections, headers, bytes.

import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { createServer, type Server } from "node:http";
import { SECOND } from "../core/clock.ts";
import { UserError } from "../core/errors.ts";
import { WEBHOOK_PATH, type Receiver } from "../intake/receive.ts";

export interface ServerLimits {
  /** A request whose headers have not arrived after this long is dropped … */
  readonly headersMs: number;
  /** … and one that has not arrived whole after this long. GitHub itself waits 10 seconds. */
  readonly requestMs: number;
  /** A connection on which nothing moves for this long is closed; set-up waits for GitHub for half of it. */
  readonly silenceMs: number;
  /** A connection without a request is kept open for so long: longer than usual proxies keep theirs for half a minute. */
  readonly keepAliveMs: number;
  /** How often the first two are looked after. */
  readonly checkMs: number;
  /** Further connections are closed as they come. */
  readonly connections: number;
  readonly headers: number;
  readonly headerBytes: number;
}

const LIMITS: ServerLimits = {
  headersMs: 10 * SECOND,
  requestMs: 30 * SECOND,
  silenceMs: 60 * SECOND,
  keepAliveMs: 35 * SECOND,
  checkMs: 2 * SECOND,
  connections: 1_000,
  headers: 100,
  headerBytes: 16 * 1024,
};
/** Requests in hand have this long to finish once Stoa stops. */
const CLOSE_TIMEOUT_MS = 5 * SECOND;
const CLOSE_IDLE_EVERY_MS = 100;

export interface WebServer {
  /** The port it listens on. */
  readonly port: number;
  /** Takes no new requests, lets those in hand finish, and cuts off what is not done soon. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly receive: Receiver;
  readonly pages: Hono;
  readonly onError: (error: unknown) => void;
  /** Others than usual, for tests. */
  readonly limits?: Partial<ServerLimits>;
}

/**
 * Starts to listen.
 * @throws UserError when the port is taken or may not be used.
 */
export async function listen(options: ListenOptions): Promise<WebServer> {
  const server = newServer(options, { ...LIMITS, ...options.limits });
  await start(server, options);
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        // A client that is slow, or connected and silent, must not keep Stoa from stopping.
        const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
        // A connection becomes idle when its request is answered.
        const tidyUp = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
        server.close(() => {
          clearTimeout(cutOff);
          clearInterval(tidyUp);
          resolve();
        });
      }),
  };
}

function newServer({ receive, pages, onError }: ListenOptions, limits: ServerLimits): Server {
  const showPage = getRequestListener(pages.fetch, { overrideGlobalObjects: false });
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.checkMs,
      maxHeaderSize: limits.headerBytes,
    },
    (request, response) => {
      const path = request.url?.split("?", 1)[0];
      if (path !== WEBHOOK_PATH) return void showPage(request, response);
      receive(request, response).catch((error: unknown) => {
        onError(error);
        // GitHub keeps what we could not store, and it can be delivered again.
        if (!response.headersSent) response.writeHead(503, { "retry-after": "60" }).end();
      });
    },
  );
  server.maxConnections = limits.connections;
  server.maxHeadersCount = limits.headers;
  server.setTimeout(limits.silenceMs);
  return server;
}

function start(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === undefined
          ? error
          : new UserError(describeListenError(error.code, host, port), { cause: error }),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

function describeListenError(code: string, host: string, port: number): string {
  if (code === "EADDRINUSE")
    return `Port ${port} is already in use. Stop what uses it, or set PORT to another one.`;
  if (code === "EACCES") return `Port ${port} may not be used by this user. Set PORT to one above 1023.`;
  return `Cannot listen on ${host}:${port} (${code}). Check HOST and PORT.`;
}
