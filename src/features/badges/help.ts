// Who helped in a thread: whose answer was accepted, and whom the asker thanked. Pure.

import { toProse } from "../../text/prose.ts";
import { MIN_WORDS } from "./rules.ts";

export interface HelpRemark {
  readonly id: string;
  /** null for a deleted account, or one that was forgotten. */
  readonly authorId: number | null;
  readonly login: string | null;
  readonly isBot: boolean;
  readonly body: string;
  readonly url: string;
  readonly createdAt: number;
  readonly deletedAt: number | null;
}

export interface HelpThread {
  /** Who asked. */
  readonly authorId: number | null;
  readonly answerUrl: string | null;
}

/** Somebody's remark that helped, and why that is known. */
export interface Help {
  readonly remark: HelpRemark & { readonly authorId: number };
  readonly reason: string;
}

export const ACCEPTED = "accepted answer";
export const THANKED = "the asker said thanks";

/**
 * Who helped, each person once: an accepted answer before one that was thanked for, else the earliest. Nobody helps
 * themselves, and bots neither help nor thank.
 * @param remarks Of the thread, oldest first (of one moment, the smaller id first).
 */
export function helpIn(thread: HelpThread, remarks: readonly HelpRemark[]): readonly Help[] {
  const found = new Map<number, Help>();
  const add = (remark: HelpRemark | undefined, reason: string) => {
    if (!remark || !isHelper(remark, thread) || found.has(remark.authorId)) return;
    found.set(remark.authorId, { remark, reason });
  };
  if (thread.answerUrl !== null) {
    add(
      remarks.find(({ url }) => url === thread.answerUrl),
      ACCEPTED,
    );
  }
  const before: HelpRemark[] = [];
  for (const remark of remarks) {
    if (remark.deletedAt !== null) continue;
    const isAsker = remark.authorId !== null && remark.authorId === thread.authorId && !remark.isBot;
    if (isAsker && saysThanks(remark.body)) {
      for (const thanked of whoIsThanked(remark.body, before)) add(thanked, THANKED);
    }
    if (isHelper(remark, thread) && hasSubstance(remark.body)) before.push(remark);
  }
  return [...found.values()];
}

function isHelper(
  remark: HelpRemark,
  thread: HelpThread,
): remark is HelpRemark & { readonly authorId: number } {
  const { authorId, isBot, deletedAt } = remark;
  return authorId !== null && !isBot && deletedAt === null && authorId !== thread.authorId;
}

function hasSubstance(body: string): boolean {
  return toProse(body).wordCount >= MIN_WORDS;
}

const MENTION = /(?<![\w@/])@([A-Za-z0-9][A-Za-z0-9-]{0,38})/g;

/** Those of the people before who are named, or the one who spoke last. */
function whoIsThanked(body: string, before: readonly HelpRemark[]): readonly HelpRemark[] {
  const named = new Set([...body.matchAll(MENTION)].map(([, login = ""]) => login.toLowerCase()));
  const meant = before.filter(({ login }) => login !== null && named.has(login.toLowerCase()));
  return meant.length > 0 ? meant : before.slice(-1);
}

/** Words of thanks, and of success. */
const THANKS =
  /\b(?:thanks|thank you|thx|merci|danke|gracias|obrigad[oa]|(?:that|this|it) (?:worked|works now|helped|solved|fixed|did the trick))\b/i;
/** What looks like thanks and is none, or not yet. */
const NO_THANKS = /\bno,? thanks\b|\b(?:thanks|thank you|thx|danke|merci) in advance\b/gi;

/** Whether a remark says thanks in words of its own: not in code, and not in a quote. */
export function saysThanks(body: string): boolean {
  // Most remarks do not; the prose is read only of those that may.
  return THANKS.test(body) && THANKS.test(toProse(body).text.replace(NO_THANKS, ""));
}
