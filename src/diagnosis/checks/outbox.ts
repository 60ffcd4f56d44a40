// Where the outbox writes nothing for a while: what to do about it.

import { ok, problem, warn, type Finding } from "../finding.ts";
import type { Hold } from "../outbox.ts";
import { counted, moment } from "../words.ts";

/** Can Stoa write everywhere it wants to? */
export function checkHolds(holds: readonly Hold[], now: number): readonly Finding[] {
  if (holds.length === 0) return [ok("queues", "Stoa may write wherever it wants to.")];
  return holds.map((hold) => (hold.scope === "installation" ? pause(hold, now) : failing(hold, now)));
}

function pause({ where, until, waiting, reason }: Hold, now: number): Finding {
  const when = until > now ? `until ${moment(until)}` : "and may go on now";
  return warn(
    "queues",
    `GitHub asked for a pause in installation ${where} ${when}; ${waitingEffects(waiting)} (${reason}).`,
    "Nothing needs to be done: Stoa goes on by itself. When it happens often, lower WRITES_SHARE.",
  );
}

function failing({ where, failures, until, waiting, reason }: Hold, now: number): Finding {
  const when = until > now ? `at ${moment(until)}` : "now";
  return problem(
    "queues",
    `Writing in ${where} failed ${counted(failures, "time")} in a row (${reason}); ${waitingEffects(waiting)}, and one tries again ${when}.`,
    `${advice(reason)} Then \`stoa doctor --retry-parked\` tries at once.`,
  );
}

function waitingEffects(count: number): string {
  return `${counted(count, "effect")} ${count === 1 ? "waits" : "wait"}`;
}

function advice(reason: string): string {
  if (/not accessible|permission|forbidden/i.test(reason))
    return "See that the installation has been granted what app.yml asks for, and that this repository is among its repositories.";
  if (/does not find it/.test(reason)) return "See that it is still there and Stoa is installed on it.";
  return "See https://www.githubstatus.com, and Stoa's log for the whole error.";
}
