// `/healthz`: the process is alive. `/readyz`: it can reach its database and GitHub, or says which it cannot.

import { sql } from "drizzle-orm";
import { Hono } from "hono";
import { describeError } from "../core/errors.ts";
import type { Database } from "../db/connection.ts";

/** An answer later than this counts as none. */
const CHECK_TIMEOUT_MS = 5_000;

export function healthRoutes(deps: {
  readonly database: Database;
  readonly pingGitHub: () => Promise<void>;
}): Hono {
  const app = new Hono();
  app.get("/healthz", (context) => context.json({ status: "alive" }));
  app.get("/readyz", async (context) => {
    const [database, gitHub] = await Promise.all([
      check(
        async () =>
          void (await deps.database.reader.db
            .select({ one: sql`1` })
            .from(deps.database.reader.tables.schedules)
            .limit(1)),
      ),
      check(deps.pingGitHub),
    ]);
    const isReady = database === "ok" && gitHub === "ok";
    return context.json({ status: isReady ? "ready" : "not ready", database, gitHub }, isReady ? 200 : 503);
  });
  return app;
}

async function check(work: () => Promise<void>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("no answer in time"), CHECK_TIMEOUT_MS);
  });
  const done = work().then(() => "ok", describeError);
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
