// When silence is silence, in a pairing: whose turn it is to speak, and what follows when they do not. Pure. A nudge is private
// and a change of mentors kind, because silence has reasons that nobody here knows.

import { DAY } from "../../core/clock.ts";
import { afterWorkingDays } from "./working-days.ts";

/** Working days without a word of the mentor's until somebody asks, and until somebody else steps in. */
export const NUDGE_WORKING_DAYS = 2;
export const RELEASE_WORKING_DAYS = 5;
/** Days without a word of the newcomer's until they are asked, and until the place is given to somebody else. */
const QUESTION_DAYS = 14;
const END_DAYS = 28;
/** A merge counts as done after this long. */
export const DONE_MS = 7 * DAY;

/** Who said what when in a pairing that goes on. */
export interface Talk {
  readonly startedAt: number;
  readonly nudgedAt: number | null;
  readonly questionedAt: number | null;
  /** Times of the mentor's signs of life in the thread since it started, oldest first: remarks, /mentor accept. */
  readonly mentor: readonly number[];
  /** Times of what the newcomer did in the thread, oldest first. */
  readonly newcomer: readonly number[];
}

/** What follows at a moment. `at` is when it became due, not when it was noticed. */
export type Step =
  /** Nothing. */
  | { readonly kind: "none" }
  /** Whoever was silent has spoken since: what was noted of it is forgotten. */
  | { readonly kind: "speaks" }
  | { readonly kind: "nudge" | "release" | "question" | "end"; readonly at: number };

/** The next step of a pairing, as it is at `now`. */
export function nextStep(talk: Talk, now: number): Step {
  const { startedAt, nudgedAt, questionedAt } = talk;
  const lastOfMentor = talk.mentor.findLast((at) => at >= startedAt);
  const asked = pendingSince(talk, lastOfMentor);
  if (asked !== undefined) {
    const release = afterWorkingDays(asked, RELEASE_WORKING_DAYS);
    if (release <= now) return { kind: "release", at: release };
    const nudge = afterWorkingDays(asked, NUDGE_WORKING_DAYS);
    if (nudgedAt === null && nudge <= now) return { kind: "nudge", at: nudge };
    // The newcomer has spoken, so the question to them is answered.
    return questionedAt === null ? { kind: "none" } : { kind: "speaks" };
  }
  const lastOfNewcomer = talk.newcomer.at(-1) ?? startedAt;
  const quietSince = Math.max(startedAt, lastOfNewcomer, lastOfMentor ?? startedAt);
  if (nudgedAt !== null) return { kind: "speaks" };
  if (questionedAt !== null && lastOfNewcomer > questionedAt) return { kind: "speaks" };
  const since = questionedAt === null ? quietSince : questionedAt - QUESTION_DAYS * DAY;
  if (questionedAt !== null && since + END_DAYS * DAY <= now) {
    return { kind: "end", at: since + END_DAYS * DAY };
  }
  if (questionedAt === null && since + QUESTION_DAYS * DAY <= now) {
    return { kind: "question", at: since + QUESTION_DAYS * DAY };
  }
  return { kind: "none" };
}

/** Since when the newcomer waits for the mentor; undefined when it is the newcomer's turn. */
function pendingSince({ startedAt, newcomer }: Talk, lastOfMentor: number | undefined): number | undefined {
  if (lastOfMentor === undefined) return startedAt;
  return newcomer.find((at) => at > lastOfMentor);
}

/** When mentoring is complete whose pull request was merged: when either said so, or after a week. */
export function completedAt(of: { readonly mergedAt: number; readonly doneAt: number | null }): number {
  return of.doneAt === null ? of.mergedAt + DONE_MS : Math.max(of.doneAt, of.mergedAt);
}
