// The pages of set-up, as the operator goes through them: what to register, off to GitHub, done. Pure.

import { html } from "hono/html";
import type { Credentials } from "../config/credentials.ts";
import { environmentLines } from "./credentials.ts";
import { page, problemBox, type Html } from "./layout.ts";
import { hookUrlAt, installUrl, SETUP_PATH, type Manifest } from "./manifest.ts";

/** What the operator chose; also what a form is filled with. */
export interface Choice {
  /** Empty for the operator's own account. */
  readonly organization: string;
  readonly hookUrl: string;
  /** In the file, or nowhere: then they are shown once. */
  readonly keep: "file" | "show";
}

/** First page: whose the App is, where its events go, and where its key is kept. */
export function choicePage(about: {
  readonly token: string;
  readonly choice: Choice;
  readonly credentialsPath: string;
  readonly publicUrl: string;
  /** False when the address is only what the browser used, as PUBLIC_URL is not set. */
  readonly isPublicUrlSet: boolean;
  /** Whether GitHub can post to that address. */
  readonly isReachable: boolean;
  readonly problem?: string | undefined;
}): Html {
  const { token, choice, credentialsPath, publicUrl } = about;
  const radio = (value: Choice["keep"]) =>
    html`<input type="radio" name="keep" value="${value}" ${choice.keep === value ? "checked" : ""} />`;
  const content = html`<h1>Set up Stoa</h1>
    <p>
      Stoa works as a GitHub App of your own. This page registers it with the permissions it needs and no
      other, fetches its key, and starts Stoa. Then you install it on your repositories.
    </p>
    ${problemBox(about.problem)}
    <form method="post" action="${SETUP_PATH}">
      <input type="hidden" name="token" value="${token}" />
      <fieldset>
        <label for="organization">Organisation that is to own the App</label>
        <input id="organization" name="organization" value="${choice.organization}" autocomplete="off" />
        <span class="hint"
          >Its name in GitHub's addresses, such as <code>acme</code>; you must be an owner of it. Leave it
          empty for your own account.</span
        >
      </fieldset>
      <fieldset>
        <label for="hook">Address that GitHub posts events to</label>
        <input id="hook" name="hook" type="url" required value="${choice.hookUrl}" autocomplete="off" />
        <span class="hint">${hookHint(publicUrl, about.isReachable)}</span>
      </fieldset>
      <fieldset>
        <legend>The App's key and its webhook's secret</legend>
        <label class="choice"
          >${radio("file")} Keep them in <code>${credentialsPath}</code>, which only Stoa may read</label
        >
        <label class="choice">${radio("show")} Show them once; I set the variables myself</label>
      </fieldset>
      <p class="hint">
        Your browser comes back to <code>${publicUrl}</code>.
        ${about.isPublicUrlSet ? "" : html`If people reach Stoa elsewhere, set <code>PUBLIC_URL</code> first.`}
      </p>
      <button>Continue</button>
    </form>`;
  return page("Set up Stoa", content);
}

function hookHint(publicUrl: string, isReachable: boolean): Html {
  if (isReachable) return html`It must be reachable from GitHub.`;
  return html`GitHub cannot reach this machine by the name <code>${new URL(publicUrl).hostname}</code>. For a
    trial, open <a href="https://smee.io/new" target="_blank" rel="noreferrer">a channel at smee.io</a>, put
    its address here, and connect it:
    <code>npx smee-client --url CHANNEL --target ${hookUrlAt(publicUrl)}</code>`;
}

/** Second page: what will be registered, and the form that takes it to GitHub. */
export function handOffPage(about: { readonly manifest: Manifest; readonly action: string }): Html {
  const { manifest, action } = about;
  const content = html`<h1>Register the App on GitHub</h1>
    <p>
      GitHub shows a name, which you may change: no two Apps have the same. Confirm there, and you come back
      here.
    </p>
    <dl>
      <dt>Name</dt>
      <dd>${manifest.name}</dd>
      <dt>Events go to</dt>
      <dd><code>${manifest.hook_attributes.url}</code></dd>
      <dt>Permissions</dt>
      <dd>${permissionsIn(manifest)}</dd>
    </dl>
    <form method="post" action="${action}">
      <input type="hidden" name="manifest" value="${JSON.stringify(manifest)}" />
      <button>Register on ${new URL(action).host}</button>
    </form>
    <details>
      <summary>All that is sent</summary>
      <pre>${JSON.stringify(manifest, null, 2)}</pre>
    </details>`;
  return page("Register the App on GitHub", content);
}

function permissionsIn(manifest: Manifest): string {
  return Object.entries(manifest.default_permissions)
    .map(([name, level]) => `${name.replaceAll("_", " ")} (${level})`)
    .join(", ");
}

/** Last page: Stoa runs with the App, unless there is a problem. */
export function donePage(about: {
  readonly credentials: Credentials;
  /** Where they are kept; undefined when they are shown here and nowhere else. */
  readonly keptAt: string | undefined;
  /** Why they are not kept where they should be. */
  readonly notKept: string | undefined;
  /** Why Stoa could not start with them. */
  readonly problem: string | undefined;
}): Html {
  const { credentials, keptAt, problem } = about;
  const title = problem === undefined ? "Stoa is running" : "The App is registered, and Stoa could not start";
  const content = html`<h1>${title}</h1>
    ${problemBox(problem)} ${problemBox(about.notKept)}
    <p>
      <a href="${credentials.url}">${credentials.slug}</a> is registered.
      ${keptAt === undefined ? "" : html`Its key is in <code>${keptAt}</code>.`}
    </p>
    ${keptAt === undefined ? linesToCopy(credentials) : ""}
    ${
      problem === undefined
        ? html`<p>Now choose the repositories it listens to. It reads their history first, silently.</p>
            <p><a class="button" href="${installUrl(credentials)}">Install it</a></p>`
        : ""
    }`;
  return page(title, content);
}

function linesToCopy(credentials: Credentials): Html {
  return html`<p>
      Copy these lines into Stoa's environment <strong>now</strong>: they are shown this once, and the next
      start needs them.
    </p>
    <pre id="environment">${environmentLines(credentials)}</pre>`;
}

/** Something that cannot go on from here. */
export function problemPage(problem: string, next?: { readonly href: string; readonly text: string }): Html {
  const link = next === undefined ? "" : html`<p><a href="${next.href}">${next.text}</a></p>`;
  return page(
    "Set up Stoa",
    html`<h1>Set up Stoa</h1>
      ${problemBox(problem)}${link}`,
  );
}

/** For whoever comes without the token. */
export function lockedPage(): Html {
  const content = html`<h1>Stoa is not set up yet</h1>
    <p>
      If you started it: the address of its set-up page was printed where it runs (in a container:
      <code>docker logs</code>), and changes with every start. Or set <code>APP_ID</code>,
      <code>PRIVATE_KEY</code> and <code>WEBHOOK_SECRET</code>.
    </p>`;
  return page("Stoa is not set up yet", content);
}

/** Where GitHub sends the browser after an installation; the running Stoa answers. */
export function installedPage(isInstalled: boolean): Html {
  const title = isInstalled ? "Stoa is installed" : "Stoa is set up";
  const content = html`<h1>${title}</h1>
    <p>
      ${
        isInstalled
          ? "It now reads the history of the repositories you chose. It says nothing about the past, and answers what comes."
          : "Nothing is left to do here. The App is installed from its page on GitHub."
      }
    </p>
    <p>
      Everything has a default. To change something, or to name mentors, add <code>.github/stoa.yml</code> to
      a repository or to the organisation's <code>.github</code>. In any thread, <code>/stoa help</code> lists
      what it does.
    </p>`;
  return page(title, content);
}
