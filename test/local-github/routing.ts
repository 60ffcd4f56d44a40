// A small router for the REST routes: patterns with :names, the permission each needs, and GitHub's way of
// answering errors and pages of lists.

import type { Actor } from "./auth.ts";
import type { Repository } from "./entities.ts";
import type { World } from "./world.ts";

/** A request that found its route. */
export interface Call {
  readonly world: World;
  readonly actor: Actor;
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Set for routes under /repos. */
  readonly repository: Repository;
}

/** What goes back; text as it is, everything else as JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Alternatives of which the token must hold one. "thread" is issues or pull_requests, as the number's kind
 * is.
 */
export interface Need {
  readonly permission:
    "thread" | "metadata" | "contents" | "pull_requests" | "checks" | "discussions" | "members";
  readonly level: "read" | "write";
}

/** One route and its handler. */
export interface Route {
  readonly method: string;
  readonly pattern: readonly string[];
  /** Absent for the app's own routes, which check who asks themselves. */
  readonly need?: Need;
  readonly handle: (call: Call) => Answer;
}

/**
 * Declares a route: route("GET /repos/:owner/:repo", need, handler). A last segment :rest* takes all that
 * follows.
 */
export function route(line: string, need: Need | undefined, handle: Route["handle"]): Route {
  const [method = "", path = ""] = line.split(" ");
  return { method, pattern: path.split("/").slice(1), ...(need ? { need } : {}), handle };
}

/** The route that answers, with what its pattern caught. */
export function match(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly params: Record<string, string> } | undefined {
  const parts = path.split("/").slice(1).map(decoded);
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const params = caught(candidate.pattern, parts);
    if (params) return { route: candidate, params };
  }
  return undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function caught(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const isOpen = pattern.at(-1)?.endsWith("*") ?? false;
  if (isOpen ? parts.length < pattern.length : parts.length !== pattern.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, piece] of pattern.entries()) {
    const part = parts[index] ?? "";
    if (piece.endsWith("*")) params[piece.slice(1, -1)] = parts.slice(index).join("/");
    else if (piece.startsWith(":")) params[piece.slice(1)] = part;
    else if (piece !== part) return undefined;
  }
  return params;
}

/** An error as GitHub writes it. */
export function refuse(status: number, message: string, headers: Record<string, string> = {}): Answer {
  const documentation_url = "https://docs.github.com/rest";
  return { status, body: { message, documentation_url, status: String(status) }, headers };
}

/** GitHub's answer for what is not there, or not for the caller to see. */
export function notFound(): Answer {
  return refuse(404, "Not Found");
}

/** A 422 for a body that lacks something or holds something wrong. */
export function invalid(field: string, resource: string, code = "invalid"): Answer {
  return {
    status: 422,
    body: {
      message: "Validation Failed",
      errors: [{ resource, field, code }],
      documentation_url: "https://docs.github.com/rest",
      status: "422",
    },
  };
}

/** Cuts a page out of a list by per_page and page, with GitHub's Link header. */
export function paged<T>(call: Call, items: readonly T[], shape: (item: T) => unknown): Answer {
  const size = Math.min(Math.max(Number(call.query.get("per_page") ?? 30) || 30, 1), 100);
  const page = Math.max(Number(call.query.get("page") ?? 1) || 1, 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const body = items.slice((page - 1) * size, page * size).map(shape);
  const links: string[] = [];
  const link = (number: number, rel: string) => {
    const query = new URLSearchParams(call.query);
    query.set("page", String(number));
    links.push(`<${call.world.view.url}${call.path}?${query.toString()}>; rel="${rel}"`);
  };
  if (page > 1) link(page - 1, "prev");
  if (page < last) link(page + 1, "next");
  if (page < last) link(last, "last");
  if (page > 1) link(1, "first");
  return { status: 200, body, headers: links.length > 0 ? { link: links.join(", ") } : {} };
}

/** A text field of the body, if it is one. */
export function textIn(call: Call, field: string): string | undefined {
  const value = call.body[field];
  return typeof value === "string" ? value : undefined;
}
