// Looks after the pairings there are, six times a day: a mentor's silence is told in private, then somebody else steps in; a
// newcomer's is asked about once; what was merged is completed. Whoever still waits is matched again.

import { and, asc, eq, gte, inArray, isNotNull, isNull, lte, ne, or, sql } from "drizzle-orm";
import { dayOf, HOUR, MINUTE } from "../../core/clock.ts";
import type { SectionEffect } from "../../core/effect.ts";
import type { Connection } from "../../db/connection.ts";
import type { Effect, Job, JobContext } from "../feature.ts";
import type { MentoringConfig } from "./config.ts";
import { isAnyAsk, listSpans } from "./asks.ts";
import { capacityAt, readRoster } from "./roster.ts";
import { configAt, sectionOf, type Place } from "./section.ts";
import { nudgeInPrivate } from "./silent.ts";
import { matchSince } from "./settle.ts";
import { endTurn, lockPairings, updatePairing, type Pairing } from "./store.ts";
import { completedAt, DONE_MS, nextStep, type Step, type Talk } from "./watch-rules.ts";

const EVERY_MS = 4 * HOUR;
/** The private nudge follows the look that noticed the silence. */
const NUDGE_AFTER_MS = 10 * MINUTE;
/** Deliveries may be this late: what was due later than that is left to the next look. */
const LATE_MS = 2 * HOUR;

type Context = JobContext<MentoringConfig>;

export const watchJobs: readonly Job<MentoringConfig>[] = [
  {
    name: "mentoring-watch",
    nextAfter: (after, { enabled }) => (enabled ? nextLook(after, 0) : undefined),
    run: watch,
  },
  {
    name: "mentoring-nudge",
    nextAfter: (after, { enabled, nudge, maintainers }) =>
      enabled && nudge === "maintainers" && maintainers !== null
        ? nextLook(after, NUDGE_AFTER_MS)
        : undefined,
    run: nudgeInPrivate,
  },
];

/** The next full four hours of the UTC day after a moment, and `offsetMs` later. */
function nextLook(after: number, offsetMs: number): number {
  return (Math.floor((after - offsetMs) / EVERY_MS) + 1) * EVERY_MS + offsetMs;
}

async function watch(context: Context): Promise<readonly Effect[]> {
  const { connection, installationId, now } = context;
  if (!context.config.enabled || !(await isAnythingOpen(context))) return [];
  await lockPairings(connection, installationId);
  const key = `look:${now}`;
  const effects: SectionEffect[] = [];
  for (const place of await complete(context)) effects.push(await sectionOf(context, place, key));
  for (const watched of await listWatched(connection, installationId)) {
    if (await act(context, watched)) effects.push(await sectionOf(context, placeOf(watched), key));
  }
  const matched = await matchSince({ ...context, since: now, key });
  // What was matched is told after what made room for it.
  return [...new Map([...effects, ...matched].map((effect) => [effect.key, effect])).values()];
}

/** Whether there is a pairing or an ask to look after at all. */
async function isAnythingOpen({ connection, installationId, now }: Context): Promise<boolean> {
  const { pairings } = connection.tables;
  const rows = await connection.db
    .select({ threadId: pairings.threadId })
    .from(pairings)
    .where(
      and(
        eq(pairings.installationId, installationId),
        inArray(pairings.state, ["active", "ended"]),
        isNull(pairings.completedAt),
      ),
    )
    .limit(1);
  return rows.length > 0 || isAnyAsk(connection, { installationId, since: now });
}

/** Completes the pairings that are due. @returns where something else is true now */
async function complete({ connection, installationId, now }: Context): Promise<readonly Place[]> {
  const { pairings, threads } = connection.tables;
  const rows = await connection.db
    .select({ pairing: pairings, mergedAt: threads.mergedAt, repositoryId: threads.repositoryId })
    .from(pairings)
    .innerJoin(threads, and(eq(threads.id, pairings.threadId), eq(threads.authorId, pairings.newcomerId)))
    .where(
      and(
        eq(pairings.installationId, installationId),
        ne(pairings.state, "declined"),
        isNull(pairings.completedAt),
        isNotNull(threads.mergedAt),
        or(isNotNull(pairings.doneAt), lte(threads.mergedAt, now - DONE_MS)),
      ),
    )
    .orderBy(asc(pairings.threadId), asc(pairings.newcomerId));
  const places: Place[] = [];
  for (const { pairing, mergedAt, repositoryId } of rows) {
    if (mergedAt === null) continue;
    const at = completedAt({ mergedAt, doneAt: pairing.doneAt });
    await updatePairing(connection, pairing, { completedAt: at });
    places.push({ threadId: pairing.threadId, repositoryId, installationId });
  }
  return places;
}

interface Watched {
  readonly pairing: Pairing;
  readonly repositoryId: number;
  readonly installationId: number;
  readonly mentorId: number | null;
}

function placeOf({ pairing, repositoryId, installationId }: Watched): Place {
  return { threadId: pairing.threadId, repositoryId, installationId };
}

/** Pairings that go on, in open threads. */
async function listWatched(connection: Connection, installationId: number): Promise<readonly Watched[]> {
  const { pairings, threads, people } = connection.tables;
  const rows = await connection.db
    .select({ pairing: pairings, repositoryId: threads.repositoryId, mentorId: people.id })
    .from(pairings)
    .innerJoin(threads, eq(threads.id, pairings.threadId))
    .leftJoin(people, eq(sql`lower(${people.login})`, sql`lower(${pairings.mentorLogin})`))
    .where(
      and(
        eq(pairings.installationId, installationId),
        eq(pairings.state, "active"),
        eq(threads.state, "open"),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(pairings.startedAt), asc(pairings.threadId), asc(pairings.newcomerId), asc(people.id));
  return rows.map((row) => ({ ...row, installationId }));
}

/** Takes the step that is due. @returns whether something else is true in the thread now */
async function act(context: Context, watched: Watched): Promise<boolean> {
  const { connection, now } = context;
  const { pairing } = watched;
  const step = nextStep(await readTalk(connection, watched), now - LATE_MS);
  switch (step.kind) {
    case "none":
      return false;
    case "speaks":
      await updatePairing(connection, pairing, { nudgedAt: null, questionedAt: null });
      return true;
    case "nudge":
      await updatePairing(connection, pairing, { nudgedAt: step.at });
      return (await configAt(context, watched.repositoryId)).nudge === "thread";
    case "release":
      return releaseSilent(context, watched, step);
    case "question":
      await updatePairing(connection, pairing, { questionedAt: step.at });
      return true;
    case "end":
      await updatePairing(connection, pairing, { state: "ended", endedAt: step.at });
      return true;
  }
}

/** Somebody else steps in, if anybody can; else the mentor stays, which is more than nobody. */
async function releaseSilent(
  context: Context,
  watched: Watched,
  step: Extract<Step, { readonly at: number }>,
): Promise<boolean> {
  const { connection } = context;
  const { pairing } = watched;
  if (!(await isAnybodyElse(context, watched))) {
    if (pairing.nudgedAt === null) await updatePairing(connection, pairing, { nudgedAt: step.at });
    return false;
  }
  await endTurn(connection, pairing, { at: step.at, outcome: "silent" });
  // Matched with all who wait at the end of this look.
  return true;
}

async function isAnybodyElse(
  context: Context,
  { pairing: { threadId, newcomerId, mentorLogin }, repositoryId }: Watched,
): Promise<boolean> {
  const { connection, installationId, now } = context;
  const { pairingTurns, people } = connection.tables;
  const tried = await connection.db
    .select({ login: pairingTurns.mentorLogin })
    .from(pairingTurns)
    .where(and(eq(pairingTurns.threadId, threadId), eq(pairingTurns.newcomerId, newcomerId)));
  const newcomer = await connection.db
    .select({ login: people.login })
    .from(people)
    .where(eq(people.id, newcomerId));
  const out = new Set(
    [mentorLogin, ...[...tried, ...newcomer].map(({ login }) => login)].map((login) => login.toLowerCase()),
  );
  const spans = (await listSpans(connection, { installationId, since: now })).filter(
    ({ endsAt }) => endsAt === null || endsAt > now,
  );
  const config = await configAt(context, repositoryId);
  return (await readRoster(connection, installationId, config)).some(
    (mentor) =>
      !out.has(mentor.key) && spans.filter(({ key }) => key === mentor.key).length < capacityAt(mentor, now),
  );
}

/** Who did what when in the thread of a pairing, since it began. */
async function readTalk(connection: Connection, { pairing, repositoryId, mentorId }: Watched): Promise<Talk> {
  const { activities } = connection.tables;
  const { threadId, newcomerId, startedAt, acceptedAt, nudgedAt, questionedAt } = pairing;
  const rows = await connection.db
    .select({ personId: activities.personId, at: activities.at })
    .from(activities)
    .where(
      and(
        eq(activities.repositoryId, repositoryId),
        gte(activities.day, dayOf(startedAt)),
        gte(activities.at, startedAt),
        eq(activities.threadId, threadId),
        inArray(activities.personId, [newcomerId, mentorId ?? newcomerId]),
      ),
    )
    .orderBy(asc(activities.at), asc(activities.key));
  const timesOf = (id: number | null) => rows.filter(({ personId }) => personId === id).map(({ at }) => at);
  const mentor = [...timesOf(mentorId), ...(acceptedAt === null ? [] : [acceptedAt])].sort((a, b) => a - b);
  return { startedAt, nudgedAt, questionedAt, mentor, newcomer: timesOf(newcomerId) };
}
