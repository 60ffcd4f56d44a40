// A start without an App: the set-up page is served until there is one, and then Stoa takes its place on the same port,
// in the same process. GitHub's first deliveries come within seconds, so Stoa listens before the operator is told.

import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Hono } from "hono";
import type { Logger } from "pino";
import { parse } from "yaml";
import { loadCredentials, type Credentials } from "../config/credentials.ts";
import type { Settings } from "../config/environment.ts";
import { SECOND, type Clock } from "../core/clock.ts";
import { guarded } from "../web/pages.ts";
import { listen } from "../web/server.ts";
import { appFileSchema, SETUP_PATH, type AppFile } from "./manifest.ts";
import { newSecret } from "./pass.ts";
import { setupRoutes } from "./routes.ts";

/** How often it looks whether another process has kept credentials: replicas may share the file. */
const LOOK_EVERY_MS = 2 * SECOND;

export interface SetUp {
  /** The address of the page, with its token. */
  readonly address: string;
  /** Resolves once Stoa runs as its App; rejects with what kept it from starting. */
  readonly done: Promise<void>;
  /** Takes no new requests, and looks no further. */
  stop(): Promise<void>;
}

/**
 * Serves the set-up page. `start` starts Stoa with the credentials on the port that the page had.
 * @throws UserError when the port cannot be used.
 */
export async function openSetUp(options: {
  readonly settings: Settings & { readonly credentialsPath: string };
  readonly clock: Clock;
  readonly log: Logger;
  readonly start: (credentials: Credentials, port: number) => Promise<void>;
}): Promise<SetUp> {
  const { settings, clock, log } = options;
  const token = newSecret();
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let resolve: (started: Promise<void>) => void;
  const done = new Promise<void>((settle) => (resolve = settle));
  const goOn = (credentials: Credentials): Promise<void> => {
    if (running) return running;
    stopping.abort();
    // Resolves only after the request that led here, which waits for Stoa; the port is free at once.
    void server.close();
    running = options.start(credentials, server.port);
    resolve(running);
    return running;
  };
  const routes = setupRoutes({ settings, clock, token, app: readAppFile(), goOn });
  const onError = (error: unknown) => log.error({ err: error }, "a request failed");
  const server = await listen({
    host: settings.host,
    port: settings.port,
    receive: refuseDelivery,
    pages: guarded(
      untilHandedOver(routes, () => running !== undefined),
      { methods: ["GET", "HEAD", "POST"], onError },
    ),
    onError,
  });
  void adoptCredentials({ path: settings.credentialsPath, clock, signal: stopping.signal, goOn }).catch(
    (error: unknown) => resolve(Promise.reject(error as Error)),
  );
  return {
    address: `${settings.publicUrl ?? `http://localhost:${server.port}`}${SETUP_PATH}?token=${token}`,
    done,
    async stop() {
      stopping.abort();
      await server.close();
    },
  };
}

/** A browser or proxy may come again by a connection that it opened before; it is sent to where Stoa listens now. */
function untilHandedOver(routes: Hono, isOver: () => boolean): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (isOver()) {
      const { pathname, search } = new URL(context.req.url);
      context.res = context.redirect(`${pathname}${search}`, 307);
    } else {
      await next();
    }
    if (isOver()) context.header("connection", "close");
  });
  app.route("/", routes);
  return app;
}

/** Without the App's secret no signature can be checked. */
async function refuseDelivery(_request: IncomingMessage, response: ServerResponse): Promise<void> {
  response
    .writeHead(503, {
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      connection: "close",
    })
    .end("Stoa is not set up yet.");
}

/** Goes on with the credentials that another process has kept meanwhile. */
async function adoptCredentials(options: {
  readonly path: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly goOn: (credentials: Credentials) => Promise<void>;
}): Promise<void> {
  const { path, clock, signal, goOn } = options;
  while (!signal.aborted) {
    await clock.sleepUntil(clock.now() + LOOK_EVERY_MS, signal);
    const found = signal.aborted ? undefined : loadCredentials(path);
    if (found) return goOn(found);
  }
}

/** app.yml stands beside src/ in a checkout and beside dist/ in a container. */
function readAppFile(): AppFile {
  return appFileSchema.parse(parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")));
}
