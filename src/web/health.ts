// `/healthz`: the process is alive. `/readyz`: it can reach its database and GitHub. The latter names every area in which
// the diagnosis found a problem, and nothing more: whoever finds the port may read it.

import { Hono } from "hono";
import { isReady, problemAreas } from "../diagnosis/finding.ts";
import type { Diagnosis } from "../diagnosis/open.ts";

export function healthRoutes(diagnosis: Pick<Diagnosis, "findings">): Hono {
  const app = new Hono();
  app.get("/healthz", (context) => context.json({ status: "alive" }));
  app.get("/readyz", async (context) => {
    const findings = await diagnosis.findings();
    const ready = isReady(findings);
    const status = ready ? "ready" : "not ready";
    return context.json({ status, problems: problemAreas(findings) }, ready ? 200 : 503);
  });
  return app;
}
