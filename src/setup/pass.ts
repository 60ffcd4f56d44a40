// Who may set Stoa up: whoever has the token that was printed where Stoa was started. And what GitHub's answer belongs
// to: a `state` that only a form of ours carried, so that nobody can slip an App of theirs in (RFC 6749, section 10.12).

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { HOUR, type Clock } from "../core/clock.ts";

/** GitHub's code lives as long. */
const STATE_LIFE_MS = HOUR;
/** Each form that is shown has a state; older ones are forgotten. */
const MOST_STATES = 20;

/** A new token or state: 192 random bits that stand in an address as they are. */
export function newSecret(): string {
  return randomBytes(24).toString("base64url");
}

/** Whether the token is the right one, compared in constant time. */
export function isToken(expected: string, given: string | undefined): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return given !== undefined && timingSafeEqual(digest(expected), digest(given));
}

/** The registrations that are under way, by their state. */
export interface Registrations<Choice> {
  /** Opens one, and tells its state. */
  open(choice: Choice): string;
  /** What was chosen; undefined for a state that is not ours, or too old. */
  find(state: string): Choice | undefined;
}

export function registrations<Choice>(clock: Clock): Registrations<Choice> {
  const known = new Map<string, { readonly choice: Choice; readonly until: number }>();
  return {
    open(choice) {
      const state = newSecret();
      known.set(state, { choice, until: clock.now() + STATE_LIFE_MS });
      const [oldest] = known.keys();
      if (known.size > MOST_STATES && oldest !== undefined) known.delete(oldest);
      return state;
    },
    find(state) {
      const found = known.get(state);
      return found && found.until > clock.now() ? found.choice : undefined;
    },
  };
}
