// How requests are shown: a table in the digest, with what has changed since the last one, and the board in an issue.

import { link } from "../../text/escape.ts";
import { cleanTitle } from "../../text/conventional.ts";
import type { RequestsConfig } from "./config.ts";
import { movementOf, type Movement, type RankedRequest, type ShownRank } from "./rules.ts";

const EMOJI: Readonly<Record<RequestsConfig["votes"][number], string>> = {
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
  requests: readonly RankedRequest[],
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

/** The board in an issue's text. */
export function presentBoard(requests: readonly RankedRequest[], config: RequestsConfig): string {
  if (requests.length === 0) return `**Most wanted**\n\nNo votes yet. ${howToVote(config)}`;
  return presentSection(requests, null, config);
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

function titleLink({ title, url }: RankedRequest): string {
  return link(cleanTitle(title), url);
}

function votesLink({ votes, url }: RankedRequest): string {
  return link(String(votes), url);
}

function howToVote({ votes }: RequestsConfig): string {
  const emoji = votes.map((content) => EMOJI[content]);
  const last = emoji.at(-1) ?? "";
  const list = emoji.length > 1 ? `${emoji.slice(0, -1).join(" ")} or ${last}` : last;
  return `To vote, react to a request with ${list}; each person has one vote.`;
}
