// The pages that list things: repositories, threads, releases.

import { html, type Markup } from "./page-html.ts";
import { rendered } from "./page-markdown.ts";
import type { Account, Label, Repository, Thread } from "./entities.ts";
import { fullNameOf } from "./state.ts";
import type { World } from "./world.ts";

const PAGE_SIZE = 30;

/** Every repository, the front page. */
export function repositoriesPage(world: World): Markup {
  const repositories = [...new Set(world.state.repositories.values())];
  if (repositories.length === 0)
    return html`<h1>Repositories</h1>
      <p class="dim">There are none yet.</p>`;
  const items = repositories.map(
    (repository) =>
      html`<li>
        <a class="title" href="/${fullNameOf(repository)}">${fullNameOf(repository)}</a>
        ${repository.isPrivate && html`<span class="badge">private</span>`}
        <div class="meta">${repository.description ?? ""}</div>
        <small>${repository.threads.size} threads, ${repository.releases.length} releases</small>
      </li>`,
  );
  return html`<h1>Repositories</h1>
    <ul class="list">
      ${items}
    </ul>`;
}

/** Who an account is, and the threads it opened, newest first. */
export function accountPage(world: World, account: Account): Markup {
  const repositories = [...new Set(world.state.repositories.values())];
  const threads = repositories.flatMap((repository) => [...repository.threads.values()]);
  const opened = threads
    .filter(({ author }) => author === account)
    .toSorted((a, b) => b.createdAt - a.createdAt)
    .slice(0, PAGE_SIZE);
  return html`<h1>${account.name ?? account.login} <span class="number">${account.login}</span></h1>
    <p class="dim">${{ User: "A person", Bot: "A bot", Organization: "An organisation" }[account.type]}</p>
    ${
      opened.length > 0 &&
      html`<ul class="list">
        ${opened.map(threadItem)}
      </ul>`
    }`;
}

/** A day as people read it, in UTC. */
export function dayText(at: number): string {
  return new Date(at).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** The colour and word for a thread's state. */
export function stateOf(thread: Thread): { readonly tone: string; readonly word: string } {
  if (thread.pull?.mergedAt) return { tone: "done", word: "Merged" };
  if (thread.state === "open") return { tone: "open", word: "Open" };
  if (thread.kind === "pull") return { tone: "shut", word: "Closed" };
  const isDropped = thread.stateReason === "not_planned" || thread.stateReason === "duplicate";
  return isDropped ? { tone: "grey", word: "Closed as not planned" } : { tone: "done", word: "Closed" };
}

/** A label with its colour. */
export function labelMark(label: Label): Markup {
  const colour = /^[0-9a-f]{6}$/i.test(label.color) ? `#${label.color}` : "#ededed";
  return html`<span class="label"
    ><svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      <circle cx="5" cy="5" r="5" fill="${colour}" /></svg
    >${label.name}</span
  > `;
}

/** Threads of one kind, newest first, open ones unless asked otherwise. */
export function threadsPage(repository: Repository, kind: Thread["kind"], query: URLSearchParams): Markup {
  const wanted = query.get("state") === "closed" ? "closed" : "open";
  const page = Math.max(Number(query.get("page") ?? 1) || 1, 1);
  const all = [...repository.threads.values()].filter((thread) => thread.kind === kind);
  const found = all.filter(({ state }) => state === wanted).toSorted((a, b) => b.createdAt - a.createdAt);
  const pinned = wanted === "open" && kind === "issue" && page === 1 ? repository.pinned : [];
  const count = (state: string) => all.filter((thread) => thread.state === state).length;
  const filter = (state: string, name: string) =>
    html`<a href="?state=${state}" ${state === wanted ? html` aria-current="page"` : ""}
      >${count(state)} ${name}</a
    >`;
  const shown = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const turn = (to: number, name: string) => html`<a href="?state=${wanted}&page=${to}">${name}</a>`;
  return html`<div class="filter">${filter("open", "open")}${filter("closed", "closed")}</div>
    ${
      pinned.length > 0 &&
      html`<h3>Pinned</h3>
        <ul class="list">
          ${pinned.map(threadItem)}
        </ul>
        <br />`
    }
    ${
      shown.length > 0
        ? html`<ul class="list">
            ${shown.map(threadItem)}
          </ul>`
        : html`<p class="dim">None.</p>`
    }
    <div class="pager">
      ${page > 1 && turn(page - 1, "Newer")}${page * PAGE_SIZE < found.length && turn(page + 1, "Older")}
    </div>`;
}

function threadItem(thread: Thread): Markup {
  const folder = { issue: "issues", pull: "pull", discussion: "discussions" }[thread.kind];
  const { tone, word } = stateOf(thread);
  const comments = thread.remarks.length;
  const place = thread.discussion ? ` in ${thread.discussion.category.name}` : "";
  return html`<li>
    <span class="dot ${tone}" title="${word}"></span
    ><a class="title" href="/${fullNameOf(thread.repository)}/${folder}/${thread.number}">${thread.title}</a>
    ${thread.labels.map(labelMark)}
    <div>
      <small
        >#${thread.number} opened ${dayText(thread.createdAt)} by ${thread.author?.login ?? "ghost"}${place},
        ${comments === 1 ? "1 remark" : `${comments} remarks`}${thread.discussion?.answer ? ", answered" : ""}</small
      >
    </div>
  </li>`;
}

/** Releases, newest first. */
export function releasesPage(repository: Repository): Markup {
  const items = repository.releases.toReversed().map(
    (release) =>
      html`<div class="box">
          <div class="who">
            <strong>${release.name || release.tag}</strong> ${release.tag}, ${dayText(release.createdAt)} by
            ${release.author.login} ${release.isPrerelease && html`<span class="badge">pre-release</span>`}
          </div>
          <div class="said">${rendered(release.body, `/${fullNameOf(repository)}`)}</div>
        </div>
        <br />`,
  );
  return items.length > 0 ? html`${items}` : html`<p class="dim">There are no releases.</p>`;
}
