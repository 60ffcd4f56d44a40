// REST routes of the app itself: who it is, where it is installed, its tokens, and its webhook deliveries.

import type { Token } from "./auth.ts";
import { visibleRepositories } from "./auth.ts";
import type { Authority } from "./auth.ts";
import type { Delivery } from "./delivery-log.ts";
import { notFound, paged, refuse, route, type Answer, type Call, type Route } from "./routing.ts";
import { appShape, installationShape } from "./shapes-app.ts";
import { isoTime, repositoryShape, userShape, type Schema } from "./shapes.ts";
import type { Account, Installation } from "./entities.ts";
import { covers } from "./state.ts";

/** The routes under /app, /installation, /users and /rate_limit. */
export function appRoutes(authority: Authority): Route[] {
  return [
    route(
      "GET /app",
      undefined,
      asApp(({ world }) => ({ status: 200, body: appShape(world.view) })),
    ),
    route("GET /app/installations", undefined, asApp(listInstallations)),
    route("GET /app/installations/:id", undefined, asApp(getInstallation)),
    route(
      "POST /app/installations/:id/access_tokens",
      undefined,
      asApp((call) => issueToken(call, authority)),
    ),
    route("GET /app/hook/deliveries", undefined, asApp(listDeliveries)),
    route("GET /app/hook/deliveries/:id", undefined, asApp(getDelivery)),
    route("POST /app/hook/deliveries/:id/attempts", undefined, asApp(redeliver)),
    route("GET /app/hook/config", undefined, asApp(hookConfig)),
    route("GET /repos/:owner/:repo/installation", undefined, asApp(repositoryInstallation)),
    route("GET /orgs/:login/installation", undefined, asApp(accountInstallation)),
    route("GET /users/:login/installation", undefined, asApp(accountInstallation)),
    route("GET /installation/repositories", undefined, installationRepositories),
    route("GET /users/:login", undefined, getUser),
    route("GET /user", undefined, getViewer),
    route("GET /rate_limit", undefined, rateLimit),
  ];
}

function asApp(handle: (call: Call) => Answer): (call: Call) => Answer {
  return (call) =>
    call.actor.kind === "app" ? handle(call) : refuse(401, "A JSON web token could not be decoded");
}

function listInstallations(call: Call): Answer {
  const { state, view } = call.world;
  return paged(call, [...state.installations.values()], (item) => installationShape(view, item));
}

function installationIn(call: Call): Installation | undefined {
  return call.world.state.installations.get(Number(call.params["id"]));
}

function shown(call: Call, installation: Installation | undefined): Answer {
  return installation ? { status: 200, body: installationShape(call.world.view, installation) } : notFound();
}

function getInstallation(call: Call): Answer {
  return shown(call, installationIn(call));
}

function repositoryInstallation(call: Call): Answer {
  const { state } = call.world;
  const repository = state.repositories.get(`${call.params["owner"]}/${call.params["repo"]}`.toLowerCase());
  const all = [...state.installations.values()];
  return shown(call, repository && all.find((installation) => covers(installation, repository)));
}

function accountInstallation(call: Call): Answer {
  const login = call.params["login"]?.toLowerCase();
  const all = [...call.world.state.installations.values()];
  return shown(
    call,
    all.find(({ account }) => account.login.toLowerCase() === login),
  );
}

function issueToken(call: Call, authority: Authority): Answer {
  const installation = installationIn(call);
  if (!installation) return notFound();
  if (installation.suspendedAt !== null) return refuse(403, "This installation has been suspended");
  const wanted = call.body["permissions"] as Token["permissions"];
  for (const [name, level] of Object.entries(wanted ?? {})) {
    const granted = installation.permissions[name];
    if (granted === undefined || (level === "write" && granted === "read")) {
      return refuse(422, "The permissions requested are not granted to this installation.");
    }
  }
  const ids = call.body["repository_ids"];
  const names = call.body["repositories"];
  const all = visibleRepositories(call.world.state, {
    kind: "installation",
    installation,
    token: { value: "", installationId: 0, expiresAt: 0, permissions: undefined, repositories: undefined },
  });
  const chosen =
    Array.isArray(ids) || Array.isArray(names)
      ? all.filter(
          ({ id, name }) =>
            (Array.isArray(ids) && ids.includes(id)) || (Array.isArray(names) && names.includes(name)),
        )
      : undefined;
  const token = authority.issue(installation, {
    permissions: wanted,
    repositories: chosen && new Set(chosen),
  });
  const body: Schema<"installation-token"> = {
    token: token.value,
    expires_at: isoTime(token.expiresAt),
    permissions: wanted ?? installation.permissions,
    repository_selection: chosen || installation.repositories ? "selected" : "all",
    ...(chosen
      ? { repositories: chosen.map((repository) => repositoryShape(call.world.view, repository)) }
      : {}),
  };
  return { status: 201, body };
}

function installationRepositories(call: Call): Answer {
  if (call.actor.kind !== "installation") return refuse(403, "Resource not accessible by integration");
  const repositories = visibleRepositories(call.world.state, call.actor);
  const page = paged(call, repositories, (repository) => repositoryShape(call.world.view, repository));
  const repository_selection = call.actor.installation.repositories ? "selected" : "all";
  return {
    ...page,
    body: { total_count: repositories.length, repository_selection, repositories: page.body },
  };
}

function deliveryItem(delivery: Delivery): Schema<"hook-delivery-item"> {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(delivery.deliveredAt).toISOString(),
    redelivery: delivery.isRedelivery,
    duration: delivery.durationS,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

/** Newest first, as GitHub lists them; the cursor is the id of the last one seen. */
function listDeliveries(call: Call): Answer {
  const size = Math.min(Number(call.query.get("per_page") ?? 30) || 30, 100);
  const cursor = Number(call.query.get("cursor")?.replace(/^v1_/, "") ?? 0);
  const wanted = call.query.get("status");
  const ended = call.world.deliveries.log.filter(
    ({ statusCode, payload }) => statusCode !== 0 && payload !== null && isWanted(statusCode, wanted),
  );
  const all = ended.toReversed().sort((a, b) => b.deliveredAt - a.deliveredAt);
  const start = cursor ? all.findIndex(({ id }) => id === cursor) + 1 : 0;
  const page = all.slice(start, start + size);
  const query = new URLSearchParams(call.query);
  query.set("cursor", `v1_${page.at(-1)?.id ?? 0}`);
  const hasMore = start + size < all.length;
  const link = `<${call.world.view.url}${call.path}?${query.toString()}>; rel="next"`;
  return { status: 200, body: page.map(deliveryItem), headers: hasMore ? { link } : {} };
}

function isWanted(statusCode: number, wanted: string | null): boolean {
  const isSuccess = statusCode >= 200 && statusCode < 400;
  return wanted === null || (wanted === "success") === isSuccess;
}

function getDelivery(call: Call): Answer {
  const delivery = call.world.deliveries.log.find(({ id }) => id === Number(call.params["id"]));
  if (!delivery || delivery.payload === null) return notFound();
  const { id, installation_id, repository_id, ...item } = deliveryItem(delivery);
  const body: Schema<"hook-delivery"> = {
    ...item,
    id: Number(id),
    installation_id: Number(installation_id),
    repository_id: repository_id === null ? null : Number(repository_id),
    url: call.world.deliveries.url ?? "",
    request: {
      headers: { "X-GitHub-Delivery": delivery.guid, "X-GitHub-Event": delivery.event },
      payload: JSON.parse(delivery.payload) as Record<string, unknown>,
    },
    response: { headers: {}, payload: delivery.answer },
  };
  return { status: 200, body };
}

function redeliver(call: Call): Answer {
  return call.world.deliveries.redeliver(Number(call.params["id"])) ? { status: 202, body: {} } : notFound();
}

function hookConfig(call: Call): Answer {
  const body: Schema<"webhook-config"> = {
    content_type: "json",
    insecure_ssl: "0",
    secret: "********",
    url: call.world.deliveries.url ?? "",
  };
  return { status: 200, body };
}

function userAnswer(call: Call, account: Account): Answer {
  const body: Schema<"public-user"> = {
    ...userShape(call.world.view, account),
    name: account.name,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: "2015-01-01T00:00:00Z",
    updated_at: "2015-01-01T00:00:00Z",
  };
  return { status: 200, body };
}

function getUser(call: Call): Answer {
  const account = call.world.state.accounts.get(call.params["login"]?.toLowerCase() ?? "");
  return account ? userAnswer(call, account) : notFound();
}

function getViewer(call: Call): Answer {
  if (call.actor.kind === "user") return userAnswer(call, call.actor.account);
  if (call.actor.kind === "anonymous") return refuse(401, "Requires authentication");
  return refuse(403, "Resource not accessible by integration");
}

function rateLimit(call: Call): Answer {
  const caller = callerOf(call.actor);
  const core = call.world.limits.quota(caller, "core");
  const graphql = call.world.limits.quota(caller, "graphql");
  const body: Schema<"rate-limit-overview"> = {
    resources: { core, graphql, search: { ...core, limit: 30 } },
    rate: core,
  };
  return { status: 200, body };
}

/** Whose allowance a request is charged to. */
export function callerOf(actor: Call["actor"]): string {
  if (actor.kind === "installation") return `installation ${actor.installation.id}`;
  return actor.kind === "user" ? `user ${actor.account.login}` : actor.kind;
}
