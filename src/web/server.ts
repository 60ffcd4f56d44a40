// The HTTP server: deliveries go straight to the receiver, everything else to the pages.

import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { createServer, type Server } from "node:http";
import { UserError } from "../core/errors.ts";
import { WEBHOOK_PATH, type Receiver } from "../intake/receive.ts";

/** A request that has not arrived whole after this long is dropped. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface WebServer {
  /** The port it listens on. */
  readonly port: number;
  /** Lets requests in hand finish, and takes no new ones. */
  close(): Promise<void>;
}

/**
 * Starts to listen.
 * @throws UserError when the port is taken or may not be used.
 */
export async function listen(options: {
  readonly host: string;
  readonly port: number;
  readonly receive: Receiver;
  readonly pages: Hono;
  readonly onError: (error: unknown) => void;
}): Promise<WebServer> {
  const pages = getRequestListener(options.pages.fetch);
  const server = createServer((request, response) => {
    const path = request.url?.split("?", 1)[0];
    if (path !== WEBHOOK_PATH) return void pages(request, response);
    options.receive(request, response).catch((error: unknown) => {
      options.onError(error);
      // GitHub keeps what we could not store, and it can be delivered again.
      if (!response.headersSent) response.writeHead(503).end();
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  await start(server, options);
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
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
