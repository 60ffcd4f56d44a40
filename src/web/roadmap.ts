// `/roadmap/OWNER`: what an organisation's people ask for, by status, for anybody to read. Public repositories only; what
// was counted is kept for a minute, so that many readers cost no more than one.

import { Hono } from "hono";
import { html } from "hono/html";
import type { Clock } from "../core/clock.ts";
import { DAY, MINUTE } from "../core/clock.ts";
import type { ConfigLoader } from "../config/load.ts";
import type { Connection } from "../db/connection.ts";
import { listInstallations, publicScope } from "../db/repositories.ts";
import { readRoadmap, type Roadmap, type RequestsConfig } from "../features/requests/index.ts";
import { page, type Html } from "./layout.ts";

const KEPT_MS = MINUTE;
/** How far back what was shipped and declined is shown. */
const SETTLED_DAYS = 180;

export interface RoadmapOptions {
  readonly reader: Connection;
  readonly clock: Clock;
  readonly config: ConfigLoader;
}

/** The page, as a route of its own. */
export function roadmapRoutes(options: RoadmapOptions): Hono {
  const app = new Hono();
  const kept = new Map<number, { readonly until: number; readonly roadmap: Promise<Roadmap | undefined> }>();
  app.get("/roadmap/:owner", async (context) => {
    const owner = context.req.param("owner").toLowerCase();
    const installations = await listInstallations(options.reader);
    const installation = installations.find(({ accountLogin }) => accountLogin.toLowerCase() === owner);
    if (!installation) return context.notFound();
    const now = options.clock.now();
    let known = kept.get(installation.id);
    if (!known || known.until <= now) {
      known = { until: now + KEPT_MS, roadmap: read(options, installation.id, now) };
      kept.set(installation.id, known);
      // A failure is not kept.
      known.roadmap.catch(() => kept.delete(installation.id));
    }
    const roadmap = await known.roadmap;
    if (!roadmap) return context.notFound();
    return context.html(roadmapPage(installation.accountLogin, roadmap));
  });
  return app;
}

/** undefined where requests are switched off. */
async function read(
  { reader, config }: RoadmapOptions,
  installationId: number,
  now: number,
): Promise<Roadmap | undefined> {
  const values = await config.forInstallation(reader, installationId);
  const requests = values["requests"] as RequestsConfig;
  if (!requests.enabled) return undefined;
  const scope = await publicScope(reader, installationId);
  return readRoadmap(reader, scope, requests, { now, since: now - SETTLED_DAYS * DAY });
}

const ROADMAP_STYLE = html`
  body { max-width: 72rem; } main { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem,
  1fr)); gap: 2rem; } ul { list-style: none; padding: 0; } li { margin-bottom: 0.75rem; } small { display:
  block; }
`;

function roadmapPage(owner: string, roadmap: Roadmap): Html {
  return page(
    `Roadmap of ${owner}`,
    html`<h1>Roadmap of ${owner}</h1>
      <p>What people ask for, and what becomes of it. To vote, react to a request on GitHub.</p>
      <main>${roadmap.columns.map(column)}</main>`,
    ROADMAP_STYLE,
  );
}

function column({ title, requests, left }: Roadmap["columns"][number]) {
  return html`<section>
    <h2>${title}</h2>
    <ul>
      ${requests.map(
        ({ title: name, url, details }) =>
          html`<li><a href="${url}" rel="nofollow">${name}</a><small class="dim">${details}</small></li>`,
      )}
    </ul>
    ${left > 0 ? html`<p>… and ${left} more.</p>` : ""}
  </section>`;
}
