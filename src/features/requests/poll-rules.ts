// Polls: how one is written in a command, and how its votes are counted. Pure.
//
//   /stoa poll "Which next?" "Windows" "ARM images" until 2026-12-24

import { DAY } from "../../core/clock.ts";
import type { ReactionContent } from "../../core/words.ts";
import type { PollCount } from "../../db/tables/requests.ts";

/** What each option is voted for with, in order. */
export const POLL_REACTIONS: readonly ReactionContent[] = [
  "+1",
  "heart",
  "hooray",
  "rocket",
  "eyes",
  "laugh",
];

/** Longer polls draw no better votes. */
const MOST_DAYS = 90;

export interface PollText {
  readonly question: string;
  readonly options: readonly string[];
  /** The end of the day that was named, UTC; null when none was. */
  readonly closesAt: number | null;
}

/** Quoted with straight or typographic marks. */
const QUOTED = /["“”„]([^"“”„]*)["“”„]/g;
const UNTIL = /^until (\d{4}-\d{2}-\d{2})$/i;

/** Reads the argument of the command; a string says what is wrong with it. */
export function parsePoll(argument: string, now: number): PollText | string {
  const [question = "", ...options] = [...argument.matchAll(QUOTED)].map(([, text = ""]) => text.trim());
  const rest = argument.replace(QUOTED, " ").replace(/\s+/g, " ").trim();
  const named = options.filter((option) => option !== "");
  if (question === "" || named.length < 2 || named.length > POLL_REACTIONS.length) {
    return `Put a question and two to ${POLL_REACTIONS.length} options in quotes: \`/stoa poll "Which next?" "Windows" "ARM images"\`.`;
  }
  if (new Set(named.map((option) => option.toLowerCase())).size < named.length) {
    return "Two of the options are the same.";
  }
  if (rest === "") return { question, options: named, closesAt: null };
  const [, date] = UNTIL.exec(rest) ?? [];
  const closesAt = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`) + DAY;
  if (Number.isNaN(closesAt)) {
    return "Behind the options there may only be a date, as in `until 2026-12-24`.";
  }
  if (closesAt <= now || closesAt > now + MOST_DAYS * DAY) {
    return `A poll closes in the next ${MOST_DAYS} days.`;
  }
  return { question, options: named, closesAt };
}

/** One reaction to a poll. */
export interface PollVote {
  readonly personId: number;
  readonly content: string;
  readonly at: number;
}

/**
 * Counts a poll: of each person the last vote before the end, and of two at one moment the earlier option. Reactions that
 * stand for no option are no votes.
 */
export function countPoll(
  votes: Iterable<PollVote>,
  of: { readonly options: readonly string[]; readonly closesAt: number },
): readonly PollCount[] {
  const last = new Map<number, { readonly option: number; readonly at: number }>();
  for (const { personId, content, at } of votes) {
    const option = POLL_REACTIONS.indexOf(content as ReactionContent);
    if (option < 0 || option >= of.options.length || at >= of.closesAt) continue;
    const known = last.get(personId);
    if (known && (known.at > at || (known.at === at && known.option < option))) continue;
    last.set(personId, { option, at });
  }
  const chosen = [...last.values()];
  return of.options.map((option, index) => ({
    option,
    votes: chosen.filter((vote) => vote.option === index).length,
  }));
}
