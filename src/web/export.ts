// `/export/TOKEN`: one person's data as a file, for whoever has the link that `stoa export LOGIN --link` made. A link that
// is wrong or too old is answered alike, and nothing keeps or passes on what it shows.

import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { EXPORT_PATH, readExportToken } from "../config/export-link.ts";
import type { Clock } from "../core/clock.ts";
import type { Connection } from "../db/connection.ts";
import { exportPerson } from "../db/export.ts";

/** The page, as a route of its own. */
export function exportRoutes(deps: {
  readonly reader: Connection;
  readonly clock: Clock;
  readonly secret: string;
}): Hono {
  const app = new Hono();
  const headers = secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"] },
    referrerPolicy: "no-referrer",
  });
  app.get(`${EXPORT_PATH}/:token`, headers, async (context) => {
    const now = deps.clock.now();
    context.header("cache-control", "no-store");
    context.header("x-robots-tag", "noindex");
    const personId = readExportToken(deps.secret, context.req.param("token"), now);
    if (personId === undefined)
      return context.text("This link does not work, or no longer. Ask for a new one.", 404);
    const data = await exportPerson(deps.reader, { personId, now });
    context.header("content-disposition", `attachment; filename="stoa-${personId}.json"`);
    return context.json(data);
  });
  return app;
}
