// How requests are shown: a table in the digest, with what has changed since the last one, and the board in an issue.

import type { ReactionContent } from "../../core/words.ts";
import { inlineText, link } from "../../text/escape.ts";
import { cleanTitle } from "../../text/conventional.ts";
import type { MaintainersSection } from "../feature.ts";
import type { RequestsConfig } from "./config.ts";
import { movementOf, type Movement, type RankedRequest, type ShownRank, type Status } from "./rules.ts";

/** Statuses as readers meet them. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  considering: "under consideration",
  planned: "planned",
  "in progress": "in progress",
  shipped: "shipped",
  declined: "declined",
};

/** What is shown of a request in a list. */
export type ShownRequest = Pick<
  RankedRequest,
  "threadId" | "title" | "url" | "votes" | "isAtLeast" | "rank" | "status"
>;

/** Reactions as people see them. */
export const EMOJI: Readonly<Record<ReactionContent, string>> = {
  "+1": "👍",
  "-1": "👎",
  laugh: "😄",
  hooray: "🎉",
  confused: "😕",
  heart: "❤️",
  rocket: "🚀",
  eyes: "👀",
};

/**
 * The digest's section.
 * @param before What the last digest showed; null when there was none, and then nothing is said of movement.
 */
export function presentSection(
  requests: readonly ShownRequest[],
  before: ReadonlyMap<string, ShownRank> | null,
  config: RequestsConfig,
): string {
  const hasStatus = requests.some(({ status }) => status !== null);
  const cells = requests.map((request) => [
    String(request.rank),
    titleLink(request),
    votesLink(request),
    ...(before ? [movement(movementOf(request, before.get(request.threadId)))] : []),
    ...(hasStatus ? [request.status === null ? "" : STATUS_WORDS[request.status]] : []),
  ]);
  const rows = cells.map((row) => `| ${row.join(" | ")} |`);
  const names = ["", "request", "votes", ...(before ? ["since last"] : []), ...(hasStatus ? ["status"] : [])];
  const rules = ["--:", "---", "--:", ...names.slice(3).map(() => "---")];
  const head = [`| ${names.join(" | ")} |`.replace("|  |", "| |"), `|${rules.join("|")}|`];
  return ["**Most wanted**", "", ...head, ...rows, "", howToVote(config)].join("\n");
}

/** What became of a request since the last digest. */
export interface StatusChange {
  readonly title: string;
  readonly url: string;
  readonly status: Status;
  /** The release that shipped it. */
  readonly release: { readonly tag: string; readonly url: string } | null;
}

const CHANGES = ["shipped", "in progress", "planned", "considering", "declined"] as const;
const MOST_CHANGES = 10;

/** "Since last time – shipped: [X](…) in [v1.8.0](…) · planned: [Y](…)"; "" without any. */
export function presentChanges(changes: readonly StatusChange[]): string {
  const parts = CHANGES.flatMap((status) => {
    const mine = changes.filter((change) => change.status === status);
    if (mine.length === 0) return [];
    const shown = mine.slice(0, MOST_CHANGES).map((change) => {
      const release = change.release ? ` in ${link(change.release.tag, change.release.url)}` : "";
      return `${titleLink(change)}${release}`;
    });
    const more = mine.length > MOST_CHANGES ? [`and ${mine.length - MOST_CHANGES} more`] : [];
    return [`${STATUS_WORDS[status]}: ${[...shown, ...more].join(", ")}`];
  });
  return parts.length === 0 ? "" : `**What became of requests** – ${parts.join(" · ")}.`;
}

/** "▲2, +3", "▼1", "=, −1", "=", "new". */
export function movement(moved: Movement): string {
  if (moved.kind === "new") return "new";
  const places = placesMoved(moved.places);
  return moved.votes === 0 ? places : `${places}, ${signed(moved.votes)}`;
}

function placesMoved(places: number): string {
  if (places === 0) return "=";
  return places > 0 ? `▲${places}` : `▼${-places}`;
}

/** With a true minus sign. */
function signed(count: number): string {
  return count > 0 ? `+${count}` : `−${-count}`;
}

function titleLink({ title, url }: Pick<ShownRequest, "title" | "url">): string {
  return link(cleanTitle(title), url);
}

/** "41 votes", "at least 12 votes". */
export function votesInWords({ votes, isAtLeast }: Pick<ShownRequest, "votes" | "isAtLeast">): string {
  return `${isAtLeast ? "at least " : ""}${votes} ${votes === 1 ? "vote" : "votes"}`;
}

/** Its votes, as a link to what is counted. */
export function votesLink({ votes, isAtLeast, url }: ShownRequest): string {
  return link(isAtLeast ? `at least ${votes}` : String(votes), url);
}

/** How somebody votes, as a sentence or two. */
export function howToVote({ votes }: Pick<RequestsConfig, "votes">): string {
  const emoji = votes.map((content) => EMOJI[content]);
  const last = emoji.at(-1) ?? "";
  const list = emoji.length > 1 ? `${emoji.slice(0, -1).join(" ")} or ${last}` : last;
  return `To vote, react to a request with ${list}; each person has one vote, and opening one is a vote.`;
}

/** The maintainers' table of the most pressing requests, and what to do about one that nobody has decided on. */
export function presentPressing(requests: readonly RankedRequest[]): MaintainersSection | undefined {
  if (requests.length === 0) return undefined;
  const rows = requests.map((request) => {
    const { priority, status, owner } = request;
    const who = owner === null ? "" : `, with ${inlineText(owner.login)}`;
    const state = status === null ? "undecided" : STATUS_WORDS[status];
    return `| ${titleLink(request)} | ${Math.round(priority.score)} | ${votesLink(request)} | ${state}${who} |`;
  });
  const table = ["| request | priority | votes | status |", "|---|--:|--:|---|", ...rows].join("\n");
  const undecided = requests.find(({ status }) => status === null);
  return {
    order: 40,
    markdown: `**Requests by priority**\n\n${table}\n\n\`/stoa why\` in a thread shows how its score comes about.`,
    todos: undecided
      ? [
          {
            weight: 40,
            markdown: `**${titleLink(undecided)} has ${votesInWords(undecided)} and no status.** Label it planned, or say no with \`/stoa decline\` and a reason; people take a no better than silence.`,
          },
        ]
      : [],
  };
}
