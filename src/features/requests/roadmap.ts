// The roadmap: requests by status, the most wanted first.

import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { cleanTitle } from "../../text/conventional.ts";
import type { RequestsConfig } from "./config.ts";
import { votesInWords } from "./present.ts";
import type { RankedRequest, Status } from "./rules.ts";
import { listRequests, listSettled, type SettledRequest } from "./store.ts";

/** Shown in each column; a page is for reading. */
const MOST_SHOWN = 100;

/** Plain text throughout: whoever shows it escapes it. */
export interface Roadmap {
  readonly columns: readonly {
    readonly title: string;
    readonly requests: readonly {
      readonly title: string;
      readonly url: string;
      /** "41 votes · taken by ada · memory". */
      readonly details: string;
    }[];
    /** How many are not shown. */
    readonly left: number;
  }[];
}

const OPEN_COLUMNS: readonly (readonly [status: Status | null, title: string])[] = [
  ["in progress", "In progress"],
  ["planned", "Planned"],
  ["considering", "Under consideration"],
  [null, "Asked for"],
];

/** Requests by status; empty columns are left out. */
export async function readRoadmap(
  connection: Connection,
  scope: PublicScope,
  config: RequestsConfig,
  of: { readonly now: number; readonly since: number },
): Promise<Roadmap> {
  const open = await listRequests(connection, scope, config, { now: of.now });
  const settled = await listSettled(connection, scope, config, of.since);
  const columns = [
    ...OPEN_COLUMNS.map(([status, title]) => ({
      title,
      all: open.filter((request) => request.status === status).map(openItem),
    })),
    { title: "Shipped", all: settled.filter(({ release }) => release !== null).map(settledItem) },
    { title: "Declined", all: settled.filter(({ release }) => release === null).map(settledItem) },
  ];
  return {
    columns: columns
      .filter(({ all }) => all.length > 0)
      .map(({ title, all }) => ({
        title,
        requests: all.slice(0, MOST_SHOWN),
        left: Math.max(0, all.length - MOST_SHOWN),
      })),
  };
}

function openItem(request: RankedRequest) {
  const { title, url, owner, theme } = request;
  const details = [votesInWords(request), owner && `taken by ${owner.login}`, theme]
    .filter(Boolean)
    .join(" · ");
  return { title: cleanTitle(title), url, details };
}

function settledItem({ title, url, release, declinedUrl }: SettledRequest) {
  if (release !== null) return { title: cleanTitle(title), url, details: `in ${release.tag}` };
  // The reason stands in the thread: the title leads there.
  return {
    title: cleanTitle(title),
    url: declinedUrl ?? url,
    details: declinedUrl === null ? "" : "with a reason",
  };
}
