// The HTTP side: reads a request, finds out who asks, applies limits and troubles in the order GitHub would,
// routes it, and answers with GitHub's headers.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { canSee, holds, type Actor, type Authority } from "./auth.ts";
import { kindOfCall } from "./calls.ts";
import { answerGraphql } from "./graphql.ts";
import type { Resource } from "./limits.ts";
import type { Registrar } from "./manifest.ts";
import { pageFor } from "./pages.ts";
import { match, notFound, refuse, type Answer, type Call, type Need, type Route } from "./routing.ts";
import { appRoutes, callerOf } from "./routes-app.ts";
import { reactionRoutes } from "./routes-reaction.ts";
import { repositoryRoutes } from "./routes-repository.ts";
import { threadRoutes } from "./routes-thread.ts";
import { hash } from "./ids.ts";
import { secondaryLimit } from "./secondary-limit.ts";
import type { Repository } from "./entities.ts";
import type { World } from "./world.ts";

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Makes the server, not yet listening. */
export function newServer(world: World, authority: Authority, registrar: Registrar): Server {
  const routes = [
    ...appRoutes(authority),
    ...registrar.routes,
    ...threadRoutes,
    ...reactionRoutes,
    ...repositoryRoutes,
  ];
  let requests = 0;
  return createServer((request, response) => {
    requests += 1;
    const id = `${hash(String(requests)).toString(16).toUpperCase()}:${requests}`;
    respond({ world, authority, registrar, routes }, request, response, id).catch((error: unknown) => {
      world.unhandled.push(`${request.method} ${request.url}: ${String(error)}`);
      if (!response.headersSent) response.writeHead(500).end(JSON.stringify({ message: String(error) }));
    });
  });
}

/** What answers. */
interface Parts {
  readonly world: World;
  readonly authority: Authority;
  readonly registrar: Registrar;
  readonly routes: readonly Route[];
}

async function respond(
  { world, authority, registrar, routes }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const asked = await read(request);
  const page = (await registrar.page(asked)) ?? pageFor(world, asked);
  if (page) {
    response.writeHead(page.status, page.headers).end(page.body);
    return;
  }
  world.counters.requests += 1;
  world.counters.calls[kindOfCall(asked)] += 1;
  const actor = authority.identify(request.headers.authorization);
  const resource: Resource = asked.path === "/graphql" ? "graphql" : "core";
  const outcome =
    "status" in actor
      ? { answer: refuse(actor.status, actor.message) }
      : await act(world, routes, asked, actor);
  if (!outcome.answer) {
    if (!world.troubles.hang) request.socket.destroy();
    return;
  }
  const caller = "status" in actor ? "anonymous" : callerOf(actor);
  send(world, response, outcome.answer, { caller, resource, requestId });
}

async function read(request: IncomingMessage): Promise<Asked> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  // The paths of GitHub Enterprise Server work too.
  const path = url.pathname.replace(/^\/api\/v3(?=\/|$)/, "").replace(/^\/api\/graphql$/, "/graphql");
  return {
    method: request.method ?? "GET",
    path: path.length > 1 ? path.replace(/\/$/, "") : path,
    query: url.searchParams,
    accept: request.headers.accept ?? "",
    body: isForm(request) ? Object.fromEntries(new URLSearchParams(text)) : jsonBody(text),
  };
}

function isForm(request: IncomingMessage): boolean {
  return request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}

function jsonBody(text: string): Record<string, unknown> {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return { labels: value };
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Does what was asked, troubles included. No answer means that none is to be given. */
async function act(
  world: World,
  routes: readonly Route[],
  asked: Asked,
  actor: Actor,
): Promise<{ readonly answer?: Answer }> {
  const { troubles } = world;
  const isGraphql = asked.path === "/graphql";
  const subject = `${asked.method} ${asked.path}${isGraphql ? ` ${String(asked.body["query"])}` : ""}`;
  if (troubles.strikes("failBefore", subject)) return { answer: refuse(troubles.failStatus, "Server Error") };
  const before = world.counters.contentWrites;
  const answer = isGraphql
    ? await answerGraphql(world, asked, actor)
    : answerRest(world, routes, asked, actor, subject);
  if (world.counters.contentWrites === before) return { answer };
  if (troubles.strikes("timeOutAfter", subject)) return {};
  if (troubles.strikes("failAfter", subject)) return { answer: refuse(502, "Server Error") };
  return { answer };
}

function answerRest(
  world: World,
  routes: readonly Route[],
  asked: Asked,
  actor: Actor,
  subject: string,
): Answer {
  const found = match(routes, asked.method, asked.path);
  if (!found) {
    world.unhandled.push(`${asked.method} ${asked.path}`);
    return notFound();
  }
  const caller = callerOf(actor);
  if (actor.kind !== "app" && asked.path !== "/rate_limit" && !world.limits.charge(caller, "core", 1)) {
    return refuse(403, `API rate limit exceeded for ${caller}.`);
  }
  const { owner, repo } = found.params;
  const named =
    owner === undefined ? undefined : world.state.repositories.get(`${owner}/${repo}`.toLowerCase());
  const { need } = found.route;
  if (need) {
    if (!named || actor.kind === "app" || !canSee(world.state, actor, named)) return notFound();
    const refusal = permissionRefusal(actor, need, named, found.params);
    if (refusal) return refusal;
    const limited = need.level === "write" ? secondaryLimit(world, subject) : undefined;
    if (limited) return limited;
  }
  // Routes without a repository never look at it.
  const call: Call = { ...asked, world, actor, params: found.params, repository: named as Repository };
  return found.route.handle(call);
}

function permissionRefusal(
  actor: Actor,
  need: Need,
  repository: Repository,
  params: Readonly<Record<string, string>>,
): Answer | undefined {
  const kind = repository.threads.get(Number(params["number"]))?.kind;
  const names =
    need.permission !== "thread"
      ? [need.permission]
      : kind === "issue"
        ? ["issues"]
        : ["issues", "pull_requests"];
  if (names.some((name) => holds(actor, name, need.level))) return undefined;
  if (actor.kind === "anonymous") return refuse(401, "Requires authentication");
  const whom = actor.kind === "user" ? "personal access token" : "integration";
  return refuse(403, `Resource not accessible by ${whom}`);
}

function send(
  world: World,
  response: ServerResponse,
  answer: Answer,
  about: { readonly caller: string; readonly resource: Resource; readonly requestId: string },
): void {
  const quota = world.limits.quota(about.caller, about.resource);
  const isText = typeof answer.body === "string";
  const body = answer.body === undefined ? "" : isText ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    "content-type": "application/json; charset=utf-8",
    "x-github-media-type": "github.v3; format=json",
    "x-github-request-id": about.requestId,
    "x-ratelimit-limit": String(quota.limit),
    "x-ratelimit-remaining": String(quota.remaining),
    "x-ratelimit-used": String(quota.used),
    "x-ratelimit-reset": String(quota.reset),
    "x-ratelimit-resource": about.resource,
    ...answer.headers,
  });
  response.end(body);
}
