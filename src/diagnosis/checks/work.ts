// The work in hand: what waits, and for how long; what was parked; jobs by the clock; configurations; histories.

import { HOUR, MINUTE } from "../../core/clock.ts";
import { ok, problem, warn, type Area, type Finding } from "../finding.ts";
import { latenessMs, ITS_OWN, type ScheduledJob } from "../schedules.ts";
import type { Count } from "../delivery-counts.ts";
import type { Parked, Work, WorkKind } from "../work.ts";
import { counted, duration, moment } from "../words.ts";

interface Limits {
  readonly warnMs: number;
  readonly problemMs: number;
}

/** A delivery that fails is tried for eleven minutes, and holds up its repository. */
const INBOX_LIMITS: Limits = { warnMs: 5 * MINUTE, problemMs: 30 * MINUTE };
/** Past the moment at which it was due. */
const RETRY_LIMITS: Limits = { warnMs: 5 * MINUTE, problemMs: 30 * MINUTE };
/** GitHub's 500 writes an hour can make a full outbox wait; after five hours of failures an effect is parked. */
const OUTBOX_LIMITS: Limits = { warnMs: HOUR, problemMs: 6 * HOUR };
const SCHEDULE_LIMITS: Limits = { warnMs: 15 * MINUTE, problemMs: 2 * HOUR };
/** A history whose reading failed is taken up again every five minutes. */
const HISTORY_STALL_MS = 30 * MINUTE;
/** The log is looked through every five minutes. */
const LOOK_STALL_MS = 30 * MINUTE;
/** By then a missing delivery has been asked for four times. */
const MISSING_LIMIT_MS = HOUR;

const IS_IT_RUNNING = "See that `stoa serve` runs on this database, and what its log says.";

/** Are the inbox, the retries and the outbox worked off? */
export function checkQueues(work: Work, now: number): readonly Finding[] {
  const because = work.outboxReason === undefined ? "" : ` (${work.outboxReason})`;
  return [
    checkQueue({ counts: work.deliveries, noun: ["delivery", "deliveries"], limits: INBOX_LIMITS, now }),
    checkQueue({
      counts: work.retries,
      noun: ["feature retry", "feature retries"],
      limits: RETRY_LIMITS,
      now,
    }),
    checkQueue({
      counts: work.effects,
      noun: ["effect", "effects"],
      limits: OUTBOX_LIMITS,
      now,
      because,
    }),
  ];
}

/** When the oldest that still waits came in; undefined when none waits. */
export function oldestAt(counts: readonly Count<string>[], ...states: readonly string[]): number | undefined {
  const times = counts.filter(({ state }) => states.includes(state)).map((one) => one.oldestAt);
  return times.length > 0 ? Math.min(...times) : undefined;
}

function checkQueue(queue: {
  readonly counts: readonly Count<string>[];
  readonly noun: readonly [string, string];
  readonly limits: Limits;
  readonly now: number;
  readonly because?: string;
}): Finding {
  const { counts, noun, limits, now, because = "" } = queue;
  const since = oldestAt(counts, "waiting", "attempting");
  if (since === undefined) return ok("queues", `No ${noun[0]} waits.`);
  const waiting = counts.filter(({ state }) => state === "waiting" || state === "attempting");
  const total = waiting.reduce((sum, { count }) => sum + count, 0);
  const ageMs = Math.max(0, now - since);
  const message = `${counted(total, ...noun)} ${total === 1 ? "waits" : "wait"}, the oldest for ${duration(ageMs)}${because}.`;
  return graded("queues", { message, ageMs, limits, nextStep: IS_IT_RUNNING });
}

function graded(
  area: Area,
  of: {
    readonly message: string;
    readonly ageMs: number;
    readonly limits: Limits;
    readonly nextStep: string;
  },
): Finding {
  if (of.ageMs >= of.limits.problemMs) return problem(area, of.message, of.nextStep);
  return of.ageMs >= of.limits.warnMs ? warn(area, of.message, of.nextStep) : ok(area, of.message);
}

const PARKED_NOUNS: Readonly<Record<WorkKind, readonly [string, string]>> = {
  deliveries: ["delivery", "deliveries"],
  features: ["piece of feature work", "pieces of feature work"],
  effects: ["effect", "effects"],
};

/** What was given up on, by its reason. */
export function checkParked(parked: readonly Parked[]): readonly Finding[] {
  if (parked.length === 0) return [ok("parked", "Nothing is parked.")];
  return parked.map(({ kind, of, reason, count, example }) =>
    problem(
      "parked",
      `${counted(count, ...PARKED_NOUNS[kind])} (${of}), such as ${example}: ${reason}`,
      `Mend the cause, then run \`stoa doctor --retry-parked\`, or \`stoa doctor --retry-parked '${example}'\` for this one alone.`,
    ),
  );
}

/** Do the jobs run when they are due? */
export function checkSchedules(schedules: readonly ScheduledJob[], now: number): readonly Finding[] {
  // Whether Stoa runs at all is told elsewhere: its own work matters here when it fails.
  const own = schedules.filter(
    ({ installationId, lastError }) => installationId === ITS_OWN && lastError !== null,
  );
  const jobs = [...schedules.filter(({ installationId }) => installationId !== ITS_OWN), ...own];
  if (jobs.length === 0) return [ok("schedules", "No job is planned.")];
  return jobs.map((job) => {
    const name = `${job.job} of ${job.account}`;
    const lastRun = job.lastRunAt === null ? "has not run yet" : `ran last at ${moment(job.lastRunAt)}`;
    if (job.lastError !== null) {
      return problem(
        "schedules",
        `${name} failed: ${job.lastError}. It ${lastRun}.`,
        "It is tried again every five minutes; see the log for the whole error.",
      );
    }
    const lateMs = latenessMs(job, now);
    const message =
      lateMs > 0
        ? `${name} is ${duration(lateMs)} late. It ${lastRun}.`
        : `${name} ${lastRun}; it is due at ${moment(job.nextAt)}.`;
    return graded("schedules", { message, ageMs: lateMs, limits: SCHEDULE_LIMITS, nextStep: IS_IT_RUNNING });
  });
}

/** Is every stoa.yml good? */
export function checkConfig(problems: Work["configProblems"]): readonly Finding[] {
  if (problems.length === 0) return [ok("config", "Every stoa.yml is good.")];
  return problems.map((one) =>
    problem(
      "config",
      `${one.repository} has a stoa.yml that is not in force:\n${one.problem}`,
      "Correct the file (`stoa check FILE` tells more) and push it to the default branch; until then the last good one counts, or the defaults.",
    ),
  );
}

/** Has the history of every repository been read? */
export function checkHistory(pending: Work["history"], now: number): readonly Finding[] {
  if (pending.length === 0) return [ok("history", "The history of every repository has been read.")];
  return pending.map(({ repository, movedAt, reason, isGap }) => {
    const what = isGap
      ? `what changed in ${repository} while deliveries were lost`
      : `the history of ${repository}`;
    const stillMs = now - movedAt;
    if (reason !== null) {
      return warn(
        "history",
        `Reading ${what} fails: ${reason}`,
        "It is tried again by itself. The installation must be able to read the repository; a repository that is gone can be taken out of it.",
      );
    }
    if (stillMs < HISTORY_STALL_MS) return ok("history", `Stoa is reading ${what}.`);
    return warn(
      "history",
      `Reading ${what} has not come on for ${duration(stillMs)}.`,
      "It may be waiting for points (BACKFILL_POINTS_PER_HOUR); see the log.",
    );
  });
}

/** Has GitHub's log been looked through, and is anything of it missing? */
export function checkMissed({ lookedAt, missing, oldestAt }: Work["missed"], now: number): Finding {
  if (lookedAt === null) return ok("webhook", "GitHub's log of deliveries has not been looked through yet.");
  const looked = `GitHub's log of deliveries was looked through ${duration(now - lookedAt)} ago`;
  if (now - lookedAt > LOOK_STALL_MS) return warn("webhook", `${looked}.`, IS_IT_RUNNING);
  if (missing === 0) return ok("webhook", `${looked}: nothing is missing.`);
  const message = `${looked}: ${counted(missing, "delivery is", "deliveries are")} missing, the oldest for ${duration(now - (oldestAt ?? now))}.`;
  if (now - (oldestAt ?? now) < MISSING_LIMIT_MS) return ok("webhook", message);
  return warn("webhook", message, "Stoa asks GitHub for them again by itself; see why they do not arrive.");
}
