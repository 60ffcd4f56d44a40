// `/about`: what people find behind the links at the foot of all that Stoa writes.

import { Hono } from "hono";
import { html } from "hono/html";
import { page, type Html } from "./layout.ts";

export const ABOUT_PATH = "/about";

/** The features a maintainer can switch off, and what each is. */
const PARTS = [
  ["mentoring", "the welcome and the mentor in a newcomer's first thread"],
  ["badges", "badges, and the line about them on a merged pull request"],
  ["requests", "votes on feature requests"],
  ["sentiment", "the community's mood, in aggregate only"],
  ["themes", "what people talk about"],
  ["digest", "the community digest"],
] as const;

/** The page, as a route of its own. */
export function aboutRoutes(): Hono {
  const app = new Hono();
  app.get(ABOUT_PATH, (context) => context.html(aboutPage()));
  return app;
}

function aboutPage(): Html {
  return page(
    "Stoa, this community's bot",
    html`<h1>Stoa, this community's bot</h1>
      <p>
        Stoa looks after the community of the project that sent you here. It welcomes newcomers, thanks people
        for what they did, counts votes on requests, and posts a digest every other week. It speaks in one
        comment a thread at most, which it edits in place, and it never mentions anybody.
      </p>
      <h2 id="why">Why it wrote</h2>
      <p>
        Because something happened that a maintainer has asked it to answer: a first pull request, a merge
        that earned a badge, a command such as <code>/stoa help</code>, or the end of a fortnight.
      </p>
      <h2 id="off">Turn it off</h2>
      <p>
        A maintainer switches a part off in <code>.github/stoa.yml</code> of the repository or the
        organisation:
      </p>
      <pre>${PARTS.map(([name]) => `${name}:\n  enabled: false`).join("\n")}</pre>
      <ul>
        ${PARTS.map(([name, what]) => html`<li><code>${name}</code>: ${what}</li>`)}
      </ul>
      <p>A newcomer who would rather go alone writes <code>/mentor decline</code> in the thread.</p>`,
  );
}
