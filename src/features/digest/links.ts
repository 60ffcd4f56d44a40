// Where a number leads: GitHub's own search, asked for exactly what was counted. One repository is searched on its own
// pages; several are named in a search of the whole site.

import type { Period } from "../../core/scope.ts";
import { DAY } from "../../core/clock.ts";

/** A repository as links need it. */
export interface Place {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** Beyond so many, a search names the owner: a longer query is refused. */
const MOST_REPOSITORIES = 8;

/** A link whose text is ours: a count or a number, which needs no escaping. */
export function linkWords(words: string, url: string): string {
  return `[${words}](${url.replaceAll("(", "%28").replaceAll(")", "%29")})`;
}

/** A search of pull requests or issues in `places`, such as `is:pr is:merged`. */
export function searchUrl(
  origin: string,
  places: readonly Place[],
  kind: "pulls" | "issues" | "discussions",
  query: string,
): string {
  const [only] = places;
  if (places.length === 1 && only) {
    const parameter = kind === "discussions" ? "discussions_q" : "q";
    return `${repositoryUrl(origin, only)}/${kind}?${parameter}=${encodeQuery(query)}`;
  }
  const type = kind === "pulls" ? "pullrequests" : kind;
  return `${origin}/search?type=${type}&q=${encodeQuery(`${where(places)} ${query}`)}`;
}

export function repositoryUrl(origin: string, place: Place): string {
  return `${origin}/${place.owner}/${place.name}`;
}

/** A period as a search range: whole days when it is made of UTC days, else moments. Both ends belong to it. */
export function searchRange({ startsAt, endsAt }: Period): string {
  if (startsAt % DAY === 0 && endsAt % DAY === 0) {
    return `${iso(startsAt).slice(0, 10)}..${iso(endsAt - DAY).slice(0, 10)}`;
  }
  return `${iso(startsAt)}..${iso(endsAt - 1_000)}`;
}

/** A moment as searches take it, to the second. */
export function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** How a search names the author of that login. */
export function authorQualifier(login: string): string {
  const app = /^(.+)\[bot\]$/.exec(login)?.[1];
  return app ? `author:app/${app}` : `author:${login}`;
}

function where(places: readonly Place[]): string {
  if (places.length <= MOST_REPOSITORIES) {
    return places.map(({ owner, name }) => `repo:${owner}/${name}`).join(" ");
  }
  const owners = [...new Set(places.map(({ owner }) => owner))];
  return [...owners.map((owner) => `org:${owner}`), "is:public"].join(" ");
}

/** Readable in the address bar: spaces as +, and what a search is made of left as it is. */
function encodeQuery(query: string): string {
  return encodeURIComponent(query)
    .replaceAll("%20", "+")
    .replaceAll("%3A", ":")
    .replaceAll("%2F", "/")
    .replaceAll("%2C", ",");
}
