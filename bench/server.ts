// The servers of the intake bench, each in a process of its own: `server.ts probot|raw|stoa FOLDER`. It tells its port
// to the process that started it; on "drain" it answers when everything that it took in has been processed.

import BetterSqlite3 from "better-sqlite3";
import { count } from "drizzle-orm";
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import pino from "pino";
import { createNodeMiddleware, Probot } from "probot";
import { readSettings } from "../src/config/environment.ts";
import { systemClock } from "../src/core/clock.ts";
import { WEBHOOK_PATH } from "../src/intake/receive.ts";
import { serve } from "../src/serve.ts";
import { appKeyPair } from "../test/local-github/index.ts";
import { SECRET } from "./deliveries.ts";

export type ServerKind = "probot" | "raw" | "stoa";

/** How many deliveries are in which state, once none is left to do. */
export type Drained = Readonly<Record<string, number>>;

interface Running {
  readonly port: number;
  drain(): Promise<Drained>;
}

const APP = { appId: 4242, privateKey: appKeyPair().privateKey };

const STARTERS: Readonly<Record<ServerKind, (folder: string) => Promise<Running>>> = {
  /** As Probot's documentation has it, with one handler that does nothing. */
  async probot() {
    const probot = new Probot({ ...APP, secret: SECRET, logLevel: "fatal" });
    const app = (probot: Probot) => probot.on("issue_comment", () => undefined);
    const middleware = await createNodeMiddleware(app, { probot, webhooksPath: WEBHOOK_PATH });
    return listen((request, response) => void middleware(request, response));
  },

  /** The least that is safe: the signature checked, the delivery kept, and only then the answer. */
  raw(folder) {
    const file = new BetterSqlite3(join(folder, "raw.db"));
    file.pragma("journal_mode = WAL");
    file.pragma("synchronous = NORMAL");
    file.exec("create table deliveries (guid text primary key, event text not null, payload text not null)");
    const insert = file.prepare("insert or ignore into deliveries (guid, event, payload) values (?, ?, ?)");
    return listen((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks);
        const { headers } = request;
        const expected = Buffer.from(`sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`);
        const given = Buffer.from(String(headers["x-hub-signature-256"]));
        if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
          return void response.writeHead(401).end();
        }
        insert.run(headers["x-github-delivery"], headers["x-github-event"], body.toString());
        response.writeHead(202, { "content-length": 0 }).end();
      });
    });
  },

  /** Everything as in production, its workers too; there only is no GitHub to reach, and nothing to tell it. */
  async stoa(folder) {
    const stoa = await serve({
      environment: {
        ...readSettings({}),
        ...APP,
        webhookSecret: SECRET,
        githubApiUrl: "http://127.0.0.1:9",
        databaseUrl: join(folder, "stoa.db"),
        port: 0,
        logLevel: "fatal",
      },
      clock: systemClock,
      log: pino({ level: "fatal" }),
    });
    return {
      port: stoa.port,
      async drain() {
        await stoa.idle();
        const { db, tables } = stoa.database.reader;
        const { state } = tables.deliveries;
        const rows = await db.select({ state, value: count() }).from(tables.deliveries).groupBy(state);
        const activities = await db.select({ value: count() }).from(tables.activities);
        return {
          ...Object.fromEntries(rows.map((row) => [row.state, row.value])),
          activities: activities[0]?.value ?? 0,
        };
      },
    };
  },
};

function listen(listener: RequestListener): Promise<Running> {
  const server = createServer(listener);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({ port: (server.address() as AddressInfo).port, drain: () => Promise.resolve({}) });
    });
  });
}

const [kind, folder] = process.argv.slice(2) as [ServerKind, string];
const running = await STARTERS[kind](folder);
process.on("message", () => void running.drain().then((drained) => process.send?.(drained)));
process.on("disconnect", () => process.exit(0));
process.send?.(running.port);
