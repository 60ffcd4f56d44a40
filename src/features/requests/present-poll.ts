// How polls are shown: open and closed in their thread, and with their counts in the digest.

import type { PollCount } from "../../db/tables/requests.ts";
import { inlineText, link } from "../../text/escape.ts";
import { POLL_REACTIONS } from "./poll-rules.ts";
import { EMOJI } from "./present.ts";

/** Longer options are cut; a question is a line. */
const LONGEST_OPTION = 100;

export interface ShownPoll {
  readonly question: string;
  readonly url: string;
  readonly counts: readonly PollCount[];
  /** null for GitHub's own. */
  readonly closesAt: number | null;
  readonly isOpen: boolean;
}

/** In the comment whose reactions are the votes. */
export function presentOpenPoll(poll: {
  readonly question: string;
  readonly options: readonly string[];
  readonly closesAt: number;
}): string {
  const options = poll.options.map((option, index) => `- ${emojiOf(index)} ${optionText(option)}`);
  return [
    `**${inlineText(poll.question)}**`,
    "",
    ...options,
    "",
    `To vote, react to this comment. Each person has one vote, and the last one counts. Open to the end of ${lastDay(poll.closesAt)} (UTC).`,
  ].join("\n");
}

/** In the same comment, once it is closed. */
export function presentPollResult(poll: {
  readonly question: string;
  readonly counts: readonly PollCount[];
  readonly closesAt: number;
}): string {
  const rows = poll.counts.map(
    ({ option, votes }, index) => `| ${emojiOf(index)} ${optionText(option)} | ${votes} |`,
  );
  return [
    `**${inlineText(poll.question)}**`,
    "",
    "| | votes |",
    "|---|--:|",
    ...rows,
    "",
    `Closed on ${lastDay(poll.closesAt)}; ${voters(poll.counts)}. Reactions from now on change nothing.`,
  ].join("\n");
}

/** The digest's paragraph; "" without polls that anybody voted in. */
export function presentPolls(polls: readonly ShownPoll[]): string {
  const told = polls.filter(({ counts }) => counts.some(({ votes }) => votes > 0));
  if (told.length === 0) return "";
  const items = told.map(({ question, url, counts, closesAt, isOpen }) => {
    const sorted = counts.toSorted((a, b) => b.votes - a.votes);
    const list = sorted.map(({ option, votes }) => `${optionText(option)} ${votes}`).join(", ");
    const end = closesAt === null ? "" : ` (${isOpen ? "open to" : "closed on"} ${lastDay(closesAt)})`;
    return `- ${link(question, url)}: ${list}${end}`;
  });
  return ["**Polls**", "", ...items].join("\n");
}

function voters(counts: readonly PollCount[]): string {
  const sum = counts.reduce((total, { votes }) => total + votes, 0);
  return sum === 1 ? "1 person voted" : `${sum} people voted`;
}

function emojiOf(index: number): string {
  const content = POLL_REACTIONS[index];
  return content ? EMOJI[content] : "";
}

function optionText(option: string): string {
  return inlineText(option, LONGEST_OPTION);
}

/** It closes when the day is over. */
function lastDay(closesAt: number): string {
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  }).format(closesAt - 1);
}
