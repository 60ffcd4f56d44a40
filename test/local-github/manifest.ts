// Registering the app from a manifest, as a browser goes through it: the form that is posted, the page that confirms it,
// the code, its conversion, and the page that installs. There is one app here; it takes the id, key and secret it was
// started with, and its name, addresses, permissions and events from the manifest.

import { randomBytes } from "node:crypto";
import { manifestProblem, slugOf, type Manifest } from "./manifest-check.ts";
import { html, type Markup } from "./page-html.ts";
import { notFound, route, type Answer, type Call, type Route } from "./routing.ts";
import { isoTime, userShape, type Schema } from "./shapes.ts";
import type { Account } from "./entities.ts";
import type { World } from "./world.ts";

/** GitHub's documentation: the code is good for an hour. */
const CODE_LIFE_MS = 60 * 60_000;

/** A request of a browser, with the fields of its form. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What makes an app of a manifest. */
export interface Registrar {
  /** Answers a browser on the way; undefined for any other request. */
  page(asked: Asked): Promise<Page | undefined>;
  readonly routes: readonly Route[];
}

/** An app that was confirmed; its key is told once. */
interface Registered {
  readonly manifest: Manifest;
  readonly owner: Account;
  readonly until: number;
}

export function newRegistrar(options: {
  readonly world: World;
  readonly app: { readonly privateKey: string; readonly webhookSecret: string };
  readonly install: (account: string, permissions: Record<string, string>) => Promise<number>;
}): Registrar {
  const { world, install } = options;
  const codes = new Map<string, Registered>();
  let current: Registered | undefined;

  const confirm = (asked: Asked, owner: Account): Page => {
    const read = readManifest(asked.body["manifest"]);
    if ("problem" in read) return refusal(read.problem);
    const { manifest } = read;
    if (asked.body["confirmed"] === undefined) return confirmation(asked, manifest, owner);
    const { name = manifest.name } = asked.body as { readonly name?: string };
    const registered = { manifest: { ...manifest, name }, owner, until: world.clock.now() + CODE_LIFE_MS };
    current = registered;
    take(world, registered);
    const code = randomBytes(20).toString("hex");
    codes.set(code, registered);
    return redirect(manifest.redirect_url, { code, state: asked.query.get("state") ?? undefined });
  };
  const installation = async (asked: Asked, registered: Registered): Promise<Page> => {
    const { owner, manifest } = registered;
    if (asked.method === "GET") return installPage(asked, manifest, owner);
    const id = await install(owner.login, { ...manifest.default_permissions });
    if (manifest.setup_url === undefined) return redirect(`${world.view.url}/`, {});
    return redirect(manifest.setup_url, { installation_id: String(id), setup_action: "install" });
  };

  return {
    async page(asked) {
      const place = /^(?:\/organizations\/([^/]+))?\/settings\/apps\/new$/.exec(asked.path);
      if (place && asked.method === "POST") {
        const owner = ownerFor(world, place[1]);
        return owner ? confirm(asked, owner) : missing();
      }
      const isInstall = current && asked.path === `/apps/${world.view.app.slug}/installations/new`;
      return isInstall && current ? installation(asked, current) : undefined;
    },
    routes: [
      route("POST /app-manifests/:code/conversions", undefined, (call) => convert(call, codes, options.app)),
    ],
  };
}

/** The organisation that is named, or the first person there is, who stands for whoever is signed in. */
function ownerFor({ state }: World, organization: string | undefined): Account | undefined {
  if (organization === undefined) {
    return [...state.accounts.values()].find(({ type, login }) => type === "User" && login !== "ghost");
  }
  const found = state.accounts.get(decodeURIComponent(organization).toLowerCase());
  return found?.type === "Organization" ? found : undefined;
}

function readManifest(text: unknown): { readonly manifest: Manifest } | { readonly problem: string } {
  try {
    const value: unknown = JSON.parse(String(text));
    const problem = manifestProblem(value);
    return problem === undefined ? { manifest: value as Manifest } : { problem };
  } catch {
    return { problem: 'Error "manifest" is not JSON.' };
  }
}

/** From now on the app is the one of the manifest. */
function take(world: World, { manifest }: Registered): void {
  const { id } = world.view.app;
  const app = { id, slug: slugOf(manifest.name), name: manifest.name, events: manifest.default_events ?? [] };
  Object.assign(world.view, { app });
  world.deliveries.setUrl(manifest.hook_attributes?.url);
}

type Converted = Schema<"integration"> & {
  client_id: string;
  client_secret: string;
  webhook_secret: string | null;
  pem: string;
};

function convert(
  { world, params }: Call,
  codes: Map<string, Registered>,
  app: { readonly privateKey: string; readonly webhookSecret: string },
): Answer {
  const found = codes.get(params["code"] ?? "");
  codes.delete(params["code"] ?? "");
  if (!found || found.until <= world.clock.now()) return notFound();
  const { manifest, owner } = found;
  const { id, slug, name, events } = world.view.app;
  const now = isoTime(world.clock.now());
  const body: Converted = {
    id,
    slug,
    node_id: `A_kwHO${id}`,
    owner: userShape(world.view, owner),
    name,
    description: manifest.description ?? null,
    external_url: manifest.url,
    html_url: `${world.view.url}/apps/${slug}`,
    created_at: now,
    updated_at: now,
    permissions: { ...manifest.default_permissions },
    events: [...events],
    client_id: `Iv1.${id}`,
    client_secret: randomBytes(20).toString("hex"),
    webhook_secret: manifest.hook_attributes ? app.webhookSecret : null,
    pem: app.privateKey,
  };
  return { status: 201, body };
}

function redirect(to: string, parameters: Readonly<Record<string, string | undefined>>): Page {
  const url = new URL(to);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return { status: 302, headers: { location: url.href }, body: "" };
}

function confirmation({ query }: Asked, manifest: Manifest, owner: Account): Page {
  const content = html`<h1>Create GitHub App for ${owner.login}</h1>
    <form method="post" action="?${query.toString()}">
      <input type="hidden" name="manifest" value="${JSON.stringify(manifest)}" />
      <input type="hidden" name="confirmed" value="1" />
      <label>GitHub App name <input name="name" value="${manifest.name}" maxlength="34" /></label>
      <button>Create GitHub App for ${owner.login}</button>
    </form>`;
  return shown(200, "Create GitHub App", content, manifest.redirect_url);
}

function installPage({ path }: Asked, manifest: Manifest, owner: Account): Page {
  const content = html`<h1>Install ${manifest.name}</h1>
    <form method="post" action="${path}">
      <p>All repositories of ${owner.login}</p>
      <button>Install</button>
    </form>`;
  return shown(200, `Install ${manifest.name}`, content, manifest.setup_url);
}

function refusal(problem: string): Page {
  const content = html`<h1>Invalid GitHub App configuration</h1>
    <p>The configuration does not appear to be a valid GitHub App manifest.</p>
    <p>${problem}</p>`;
  return shown(422, "Invalid GitHub App configuration", content);
}

function missing(): Page {
  return shown(404, "Not found", html`<h1>404</h1>`);
}

/** A form may lead to this GitHub, and by its redirect to `next`: browsers hold both to the policy. */
function shown(status: number, title: string, content: Markup, next?: string): Page {
  const origin = next === undefined ? "" : ` ${new URL(next).origin}`;
  const policy = `default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'${origin}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <link rel="stylesheet" href="/-/style.css" />
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html> `;
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
    body: page.markup,
  };
}
