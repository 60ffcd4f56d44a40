// The pages of a community as HTML. The pictures are our own SVG, which escapes for itself.

import { html, raw } from "hono/html";
import {
  badgeSvg,
  nextLevelAt,
  titleOf,
  type Board,
  type Community,
  type Holding,
  type LedgerEntry,
  type NamedStanding,
  type PublicPerson,
} from "../features/badges/index.ts";
import { page, type Html } from "./layout.ts";

const BOARD_TITLES: Readonly<Record<Board, string>> = {
  month: "This month",
  quarter: "This quarter",
  all: "All time",
};

/** Entries of the ledger that a page shows. */
const MAX_ENTRIES = 50;

export function boardsPage(
  { owner }: Community,
  boards: Readonly<Record<Board, readonly NamedStanding[]>>,
): Html {
  const titles = Object.keys(BOARD_TITLES) as Board[];
  return page(
    `Contributors of ${owner}`,
    html`<h1>Contributors of ${owner}</h1>
      <p>
        XP for what people did in public, by the rules of this project. Whoever asked not to be shown is not
        here, and neither are bots.
      </p>
      ${titles.map((board) => boardSection(owner, board, boards[board]))}`,
  );
}

function boardSection(owner: string, board: Board, standings: readonly NamedStanding[]): Html {
  const ranked = standings.filter(({ rank }) => rank !== null);
  const rest = standings.length - ranked.length;
  if (ranked.length === 0)
    return html`<h2>${BOARD_TITLES[board]}</h2>
      <p>Nothing yet.</p>`;
  return html`<h2>${BOARD_TITLES[board]}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Rank</th>
          <th scope="col">Who</th>
          <th scope="col" class="number">XP</th>
          <th scope="col">Moved</th>
        </tr>
      </thead>
      <tbody>
        ${ranked.map(
          ({ rank, login, points, movement }) =>
            html`<tr>
              <td>${rank}</td>
              <td><a href="${personPath(owner, login)}">${login}</a></td>
              <td class="number">${points}</td>
              <td>${moved(movement)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${rest > 0 ? html`<p>And ${rest} more; each finds their share on their own page.</p>` : ""}`;
}

function moved(movement: number | null): string {
  if (movement === null) return "new";
  if (movement === 0) return "–";
  return movement > 0 ? `▲ ${movement}` : `▼ ${-movement}`;
}

export function personPage({ owner }: Community, person: PublicPerson): Html {
  const { login, level, points, holdings, ledger } = person;
  const held = holdings.filter(({ reached }) => reached.length > 0);
  const entries = ledger.toReversed().slice(0, MAX_ENTRIES);
  return page(
    `${login} in ${owner}`,
    html`<h1>${login}</h1>
      <p>
        Level ${level} in <a href="/community/${encodeURIComponent(owner)}">${owner}</a>, with ${points} XP;
        level ${level + 1} begins at ${nextLevelAt(level)}.
      </p>
      <h2>Badges</h2>
      ${
        held.length === 0
          ? html`<p>None yet.</p>`
          : html`<ul class="badges">
              ${held.map(heldItem)}
            </ul>`
      }
      <h2>XP, point by point</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">What</th>
            <th scope="col">Why so much</th>
            <th scope="col" class="number">XP</th>
          </tr>
        </thead>
        <tbody>
          ${entries.map(entryRow)}
        </tbody>
      </table>
      ${ledger.length > entries.length ? html`<p>The newest ${MAX_ENTRIES} of ${ledger.length}.</p>` : ""}
      <h2>Carry them along</h2>
      <p>A card for a README, light or dark as its reader likes it:</p>
      <pre>[![${login} in ${owner}](${personPath(owner, login)}/card.svg)](${personPath(owner, login)})</pre>
      <p>
        With this site's address before it. <code>/stoa badges credential BADGE</code> in any thread makes a
        signed Open Badges credential, and <code>/stoa badges off</code> takes this page away.
      </p>`,
    BADGES_STYLE,
  );
}

function heldItem({ definition, reached, count, next }: Holding): Html {
  const top = reached.at(-1);
  if (!top) return html``;
  const { tier, evidence } = top;
  const { id, name, unit, thresholds } = definition;
  const counted = thresholds.length === 1 ? "" : `${count} ${count === 1 ? unit[0] : unit[1]}`;
  const missing = next === null ? "" : `, ${next.missing} to ${next.tier ?? "go"}`;
  return html`<li>
    ${raw(badgeSvg({ id, name, tier }, "auto"))}
    <span
      ><a href="${evidence.url}">${titleOf(name, tier)}</a>${" "}<time>${day(evidence.earnedAt)}</time>:
      ${evidence.reason}</span
    >
    <span class="dim">${counted}${missing}</span>
  </li>`;
}

function entryRow({ at, kind, points, why, evidence }: LedgerEntry): Html {
  const { threadId, url } = evidence;
  return html`<tr>
    <td><time>${day(at)}</time></td>
    <td>${kind} <a href="${url}">${threadId.slice(threadId.indexOf("#"))}</a></td>
    <td>${why}</td>
    <td class="number">${points}</td>
  </tr>`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function personPath(owner: string, login: string): string {
  return `/community/${encodeURIComponent(owner)}/people/${encodeURIComponent(login)}`;
}

const BADGES_STYLE = html`
  .badges { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill,
  minmax(13rem, 1fr)); gap: 1.5rem; } .badges li { display: flex; flex-direction: column; } .badges svg {
  max-width: 100%; }
`;
