// How requests are shown: a table in the digest, with what has changed since the last one, and the board in an issue.

import type { ReactionContent } from "../../core/words.ts";
import { link } from "../../text/escape.ts";
import { cleanTitle } from "../../text/conventional.ts";
import type { RequestsConfig } from "./config.ts";
import { movementOf, type Movement, type RankedRequest, type ShownRank } from "./rules.ts";

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
  const rows = requests.map((request) => {
    const row = `| ${request.rank} | ${titleLink(request)} | ${votesLink(request)} |`;
    return before ? `${row} ${movement(movementOf(request, before.get(request.threadId)))} |` : row;
  });
  const head = before
    ? ["| | request | votes | since last |", "|--:|---|--:|---|"]
    : ["| | request | votes |", "|--:|---|--:|"];
  return ["**Most wanted**", "", ...head, ...rows, "", howToVote(config)].join("\n");
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

function titleLink({ title, url }: ShownRequest): string {
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
