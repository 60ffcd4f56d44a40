// The board: open requests in a table, what was shipped and what was declined of late. What does not fit is left to a link.

import { cleanTitle } from "../../text/conventional.ts";
import { inlineText, link, personLink } from "../../text/escape.ts";
import type { RequestsConfig } from "./config.ts";
import { howToVote, movement, STATUS_WORDS, votesLink } from "./present.ts";
import { movementOf, type RankedRequest, type ShownRank } from "./rules.ts";
import type { SettledRequest } from "./store.ts";

/** A body may have 60,000 bytes (text/truncate.ts); people's own text around the board needs some. */
export const BOARD_BYTES = 56_000;
/** Of what is done with, only the newest is told. */
const SETTLED_SHOWN = 10;

export interface Board {
  /** In order; those that do not fit are left to the link. */
  readonly requests: readonly RankedRequest[];
  /** How many open requests there are, shown or not. */
  readonly count: number;
  /** Ranks that it is compared with, and the day they are of, as "9 November"; null when there are none. */
  readonly before: { readonly ranks: ReadonlyMap<string, ShownRank>; readonly day: string } | null;
  readonly settled: readonly SettledRequest[];
  /** Where all of them are. */
  readonly allUrl: string;
}

/** The board's Markdown, `maxBytes` of UTF-8 at most. */
export function presentBoard(
  board: Board,
  config: Pick<RequestsConfig, "votes">,
  maxBytes = BOARD_BYTES,
): string {
  const rest = [...presentSettled(board.settled), howToVote(config)].join("\n\n");
  if (board.requests.length === 0) return `**Most wanted**\n\nNobody asks for anything now.\n\n${rest}`;
  const head = tableHead(board);
  const rows = board.requests.map((request) => tableRow(request, board));
  // What is left out is counted in the same line, whatever the count.
  const fixed = ["**Most wanted**", "", head, "", leftOut(board, board.count), "", rest].join("\n");
  let bytes = Buffer.byteLength(fixed);
  let shown = 0;
  for (const row of rows) {
    bytes += Buffer.byteLength(row) + 1;
    if (bytes > maxBytes) break;
    shown += 1;
  }
  const missing = board.count - shown;
  const more = missing > 0 ? ["", leftOut(board, missing)] : [];
  return ["**Most wanted**", "", head, ...rows.slice(0, shown), ...more, "", rest].join("\n");
}

function leftOut({ allUrl }: Board, missing: number): string {
  return `… and ${missing} more: ${link("all of them", allUrl)}.`;
}

function tableHead({ before }: Board): string {
  const moved = before === null ? ["", ""] : [` since ${before.day} |`, "---|"];
  return `| | request | votes |${moved[0]} status | theme |\n|--:|---|--:|${moved[1]}---|---|`;
}

function tableRow(request: RankedRequest, { before }: Board): string {
  const { rank, title, url, status, theme, owner } = request;
  const taken = owner === null ? "" : ` · taken by ${personLink(owner.login, profileUrl(owner.login, url))}`;
  const moved =
    before === null ? "" : ` ${movement(movementOf(request, before.ranks.get(request.threadId)))} |`;
  const cells = [status === null ? "" : STATUS_WORDS[status], theme === null ? "" : inlineText(theme, 60)];
  return `| ${rank} | ${link(cleanTitle(title), url)}${taken} | ${votesLink(request)} |${moved} ${cells.join(" | ")} |`;
}

function presentSettled(settled: readonly SettledRequest[]): string[] {
  const shipped = settled.filter(({ release }) => release !== null).slice(0, SETTLED_SHOWN);
  const declined = settled.filter(({ release }) => release === null).slice(0, SETTLED_SHOWN);
  const lines: string[] = [];
  if (shipped.length > 0) {
    const items = shipped.map(
      ({ title, url, release }) =>
        `${link(cleanTitle(title), url)} in ${link(release?.tag ?? "", release?.url ?? url)}`,
    );
    lines.push(`**Shipped lately** – ${items.join(" · ")}`);
  }
  if (declined.length > 0) {
    const items = declined.map(({ title, url, declinedUrl }) => {
      const why = declinedUrl === null ? "" : ` (${link("why", declinedUrl)})`;
      return `${link(cleanTitle(title), url)}${why}`;
    });
    lines.push(`**Declined lately** – ${items.join(" · ")}`);
  }
  return lines;
}

/** A person's page on the GitHub that an address is on. */
export function profileUrl(login: string, url: string): string {
  return URL.canParse(url) ? `${new URL(url).origin}/${encodeURIComponent(login)}` : "";
}
