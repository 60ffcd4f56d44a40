// Plain pages to look at what is on the local GitHub, at the addresses GitHub has them. Rendered here,
// without a script; a browser gets them because it asks for text/html.

import { hash } from "./ids.ts";
import { html, type Markup } from "./page-html.ts";
import { STYLE } from "./page-style.ts";
import { accountPage, releasesPage, repositoriesPage, threadsPage } from "./page-lists.ts";
import { threadPageOf } from "./page-thread.ts";
import type { Repository } from "./entities.ts";
import { fullNameOf } from "./state.ts";
import type { World } from "./world.ts";

/** A page or file as a browser gets it. */
interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
}

/** Images may come from anywhere, as people write them; nothing else does, and no script runs. */
const POLICY = "default-src 'none'; style-src 'self'; img-src * data:; base-uri 'none'; form-action 'none'";

/** The page a browser asks for, or undefined when it is no browser. */
export function pageFor(world: World, asked: Asked): Page | undefined {
  if (asked.method !== "GET") return undefined;
  if (asked.path === "/-/style.css") return file("text/css; charset=utf-8", STYLE);
  const avatar = /^\/avatars\/u\/(\d+)$/.exec(asked.path);
  if (avatar) return file("image/svg+xml", picture(Number(avatar[1])));
  if (!asked.accept.includes("text/html")) return undefined;
  const found = find(world, asked);
  const { title, tab, repository, content } = found ?? { ...MISSING, tab: "", repository: undefined };
  return {
    status: found ? 200 : 404,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY },
    body: layout(title, tab, repository, content).markup,
  };
}

function file(type: string, body: string): Page {
  return { status: 200, headers: { "content-type": type, "cache-control": "max-age=300" }, body };
}

interface Found {
  readonly title: string;
  readonly tab: string;
  readonly repository?: Repository;
  readonly content: Markup;
}

const MISSING = {
  title: "Not found",
  content: html`<h1>404</h1>
    <p>This is not the page you are looking for.</p>`,
};

function find(world: World, { path, query }: Asked): Found | undefined {
  if (path === "/") return { title: "Repositories", tab: "", content: repositoriesPage(world) };
  const [, owner = "", name, tab = "issues", number] = path.split("/");
  if (name === undefined || owner === "apps")
    return profile(world, owner === "apps" ? `${name}[bot]` : owner);
  const repository = world.state.repositories.get(`${owner}/${name}`.toLowerCase());
  if (!repository) return undefined;
  const title = fullNameOf(repository);
  if (tab === "releases")
    return { title: `Releases · ${title}`, tab, repository, content: releasesPage(repository) };
  const kind = ({ issues: "issue", pulls: "pull", pull: "pull", discussions: "discussion" } as const)[tab];
  if (!kind) return undefined;
  const section = tab === "pull" ? "pulls" : tab;
  if (number === undefined) {
    return { title, tab: section, repository, content: threadsPage(repository, kind, query) };
  }
  // As on GitHub, an issue's address leads to whatever has the number.
  const thread = repository.threads.get(Number(number));
  if (!thread) return undefined;
  const place = { issue: "issues", pull: "pulls", discussion: "discussions" }[thread.kind];
  return {
    title: `${thread.title} · #${thread.number}`,
    tab: place,
    repository,
    content: threadPageOf(world, thread),
  };
}

function profile(world: World, login: string): Found | undefined {
  const account = world.state.accounts.get(decodeURIComponent(login).toLowerCase());
  return account && { title: account.login, tab: "", content: accountPage(world, account) };
}

const TABS = [
  ["issues", "Issues", "issue"],
  ["pulls", "Pull requests", "pull"],
  ["discussions", "Discussions", "discussion"],
] as const;

function tabs(repository: Repository, current: string): Markup {
  const base = `/${fullNameOf(repository)}`;
  const threads = [...repository.threads.values()];
  const link = (path: string, name: string, count: number) =>
    html`<a href="${base}/${path}" ${path === current ? html` aria-current="page"` : ""}
      >${name}<span class="count">${count}</span></a
    >`;
  const lists = TABS.map(([path, name, kind]) =>
    link(path, name, threads.filter((thread) => thread.kind === kind && thread.state === "open").length),
  );
  return html`<nav>${lists}${link("releases", "Releases", repository.releases.length)}</nav>`;
}

function layout(title: string, tab: string, repository: Repository | undefined, content: Markup): Markup {
  const where = repository
    ? html`<a href="/">local GitHub</a> <span class="dim">/</span> <span>${repository.owner.login}</span>
        <span class="dim">/</span>
        <strong><a href="/${fullNameOf(repository)}">${repository.name}</a></strong>
        ${repository.isPrivate && html`<span class="badge">private</span>`}`
    : html`<strong>local GitHub</strong>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/-/style.css" />
      </head>
      <body>
        <header class="top">
          <div>
            <div class="where">
              ${where}<span class="note">a stand-in on this machine, not github.com</span>
            </div>
            ${repository && tabs(repository, tab)}
          </div>
        </header>
        <main>${content}</main>
      </body>
    </html> `;
}

/** A face of coloured squares that depends on the account's id alone, mirrored like GitHub's identicons. */
function picture(id: number): string {
  const bits = hash(`avatar ${id}`);
  const squares: string[] = [];
  for (let cell = 0; cell < 15; cell += 1) {
    if ((bits >> cell) % 2 === 0) continue;
    const [row, column] = [cell % 5, Math.floor(cell / 5)];
    for (const x of new Set([column, 4 - column]))
      squares.push(`<rect x="${x}" y="${row}" width="1" height="1"/>`);
  }
  const fill = `hsl(${bits % 360} 50% 55%)`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 7 7" shape-rendering="crispEdges"><rect x="-1" y="-1" width="7" height="7" fill="#eaeef2"/><g fill="${fill}">${squares.join("")}</g></svg>`;
}
