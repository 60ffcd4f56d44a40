// Decides mentors: all who wait at a moment are matched together, and decided again when a delivery that came late changes
// what was decided on: whose pull request was the first, or who had room then. So pairings follow from what happened, never
// from the order in which Stoa heard of it. What somebody has acted on stands.

import { dayOf, DAY } from "../../core/clock.ts";
import type { SectionEffect } from "../../core/effect.ts";
import type { Connection } from "../../db/connection.ts";
import { findPeople } from "../../db/people.ts";
import { publicScope, readerScope } from "../../db/repositories.ts";
import type { PairingReason } from "../../db/tables/features.ts";
import type { MentoringConfig } from "./config.ts";
import {
  deleteAsk,
  hasGround,
  isAnyAsk,
  listOpenAsks,
  listSpans,
  WAIT_MS,
  type OpenAsk,
  type Span,
} from "./asks.ts";
import { costOf, fitOf, type Fit, type Need, type Profile } from "./cost.ts";
import { changesIn } from "./expertise.ts";
import { matchAll, type Candidate } from "./matching.ts";
import { profileOf, readProfiles, settledAt, withThemes } from "./profiles.ts";
import { capacityAt, readRoster, turningPoints, type RosterMentor } from "./roster.ts";
import { sectionOf } from "./section.ts";
import { deletePairing, lockPairings, upsertPairing } from "./store.ts";

/** What may change pairings, and how the sections it changes are keyed. */
export interface Occasion {
  readonly connection: Connection;
  readonly config: MentoringConfig;
  readonly installationId: number;
  /** From when on pairings may be otherwise now, UTC epoch milliseconds. */
  readonly since: number;
  /** The present. */
  readonly now: number;
  /** Tells this change from others of the same section. */
  readonly key: string;
}

/** What somebody asked for, got: a mentor from a moment on. */
interface Decision {
  readonly mentor: RosterMentor;
  readonly area: string | null;
  readonly reason: PairingReason;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/**
 * Matches whoever waits, from `since` on, at every moment at which somebody asked or room was made.
 * @returns the sections of the threads in which something else is true now
 */
export async function settleSince(occasion: Occasion): Promise<readonly SectionEffect[]> {
  const { connection, installationId, since } = occasion;
  if (!(await isAnyAsk(connection, { installationId, since }))) return [];
  await lockPairings(connection, installationId);
  return matchSince(occasion);
}

/** The same under a lock that is held already. */
export async function matchSince(occasion: Occasion): Promise<readonly SectionEffect[]> {
  const { connection, config, installationId, since } = occasion;
  const asks = await listOpenAsks(connection, { installationId, since });
  if (asks.length === 0) return [];
  const roster = await readRoster(connection, installationId, config);
  const decided = await decide(occasion, { asks: asks.filter((one) => isFree(one, since)), roster });
  const changed = new Map<string, OpenAsk>();
  for (const one of asks) {
    if (isFree(one, since) && (await keep(connection, one, decided.get(one.id)))) {
      changed.set(one.ask.threadId, one);
    }
  }
  const effects: SectionEffect[] = [];
  for (const { ask } of changed.values()) effects.push(await sectionOf(occasion, ask, occasion.key));
  return effects;
}

/** Whether an ask may be decided (again): it waits, or its pairing is younger than what happened and nobody acted on it. */
function isFree({ pairing, waitsSince }: OpenAsk, since: number): boolean {
  if (!pairing) return waitsSince >= since - WAIT_MS;
  if (pairing.startedAt < since || pairing.state === "declined") return false;
  const { acceptedAt, nudgedAt, questionedAt, doneAt, completedAt } = pairing;
  return [acceptedAt, nudgedAt, questionedAt, doneAt, completedAt].every((at) => at === null);
}

/** Plays the moments since then: at each, all who wait are matched with whoever has room. */
async function decide(
  occasion: Occasion,
  { asks, roster }: { readonly asks: readonly OpenAsk[]; readonly roster: readonly RosterMentor[] },
): Promise<ReadonlyMap<string, Decision>> {
  const { connection, installationId, since, now } = occasion;
  const grounded: OpenAsk[] = [];
  for (const one of asks) {
    if (await hasGround(connection, one.ask)) grounded.push(one);
    else await deleteAsk(connection, one.ask);
  }
  const free = new Set(asks.map(({ id }) => id));
  const spans: Span[] = (await listSpans(connection, { installationId, since })).filter(
    ({ id }) => !free.has(id),
  );
  const ranking = rankingFor(occasion, roster, await loginsOf(connection, grounded));
  const decided = new Map<string, Decision>();
  const moments = new Set([
    since,
    ...grounded.map(({ waitsSince }) => waitsSince),
    ...spans.flatMap(({ endsAt }) => endsAt ?? []),
    ...roster.flatMap(turningPoints).filter((at) => at <= now),
  ]);
  while (moments.size > 0) {
    const at = Math.min(...moments);
    moments.delete(at);
    if (at < since) continue;
    const waiting = grounded.filter((one) => !decided.has(one.id) && isWaiting(one, at));
    const candidates = candidatesAt(roster, spans, at);
    if (waiting.length === 0 || candidates.length === 0) continue;
    const fits = await ranking(waiting, at);
    const pairs = matchAll(
      waiting.map(({ id, ask, waitsSince }) => ({
        id,
        askedAt: ask.askedAt,
        waitedDays: (at - waitsSince) / DAY,
      })),
      candidates,
      (id, key) => fits.get(id)?.get(key)?.cost,
    );
    for (const one of waiting) {
      const key = pairs.get(one.id);
      const fit = key === undefined ? undefined : fits.get(one.id)?.get(key);
      if (!fit) continue;
      const endedAt = one.closings.find((closedAt) => closedAt >= at) ?? null;
      const { mentor, cost, area, profile } = fit;
      decided.set(one.id, {
        mentor,
        area,
        reason: { changes: changesIn(area, profile.work), replyHours: profile.replyHours, cost },
        startedAt: at,
        endedAt,
      });
      spans.push({ id: one.id, key: mentor.key, startsAt: at, endsAt: endedAt });
      if (endedAt !== null && endedAt > at) moments.add(endedAt);
    }
  }
  return decided;
}

/** Whether an ask waits at a moment: not too long, and its thread has not been closed since. */
function isWaiting({ waitsSince, closings }: OpenAsk, at: number): boolean {
  if (waitsSince > at || at - waitsSince >= WAIT_MS) return false;
  return at === waitsSince || !closings.some((closedAt) => closedAt >= waitsSince && closedAt <= at);
}

/** The mentors who have room at a moment. */
function candidatesAt(
  roster: readonly RosterMentor[],
  spans: readonly Span[],
  at: number,
): readonly Candidate[] {
  const having = spans.filter(({ startsAt, endsAt }) => startsAt <= at && (endsAt ?? Infinity) > at);
  return roster
    .map((mentor) => ({
      key: mentor.key,
      capacity: capacityAt(mentor, at),
      active: having.filter(({ key }) => key === mentor.key).length,
    }))
    .filter(({ capacity, active }) => active < capacity);
}

interface Ranked extends Pick<Fit, "area"> {
  readonly mentor: RosterMentor;
  readonly cost: number;
  readonly profile: Profile;
}

/** Costs of all allowed pairs of those who wait at a moment, by ask and mentor: what a day knows is asked once, however many moments it has. */
function rankingFor(
  { connection, installationId }: Occasion,
  roster: readonly RosterMentor[],
  logins: ReadonlyMap<number, string>,
) {
  const read = new Map<string, Promise<ReadonlyMap<string, Profile>>>();
  const profilesAt = async ({ ask, isPrivate }: OpenAsk, at: number) => {
    const place = isPrivate ? ask.repositoryId : 0;
    const key = `${dayOf(at)}:${place}`;
    const known =
      read.get(key) ??
      (async () => {
        const scope = isPrivate
          ? await readerScope(connection, { id: ask.repositoryId, installationId })
          : await publicScope(connection, installationId);
        return readProfiles(connection, scope, { roster, cutAt: settledAt(at) });
      })();
    read.set(key, known);
    return known;
  };
  const rank = async (one: OpenAsk, at: number): Promise<ReadonlyMap<string, Ranked>> => {
    const { ask, tried, isPrivate } = one;
    const profiles = await profilesAt(one, at);
    const themed = await withThemes(connection, ask);
    const labels = ask.area === "" ? themed.labels : [...themed.labels, ask.area];
    const need: Need = {
      newcomerId: ask.newcomerId,
      work: { ...themed, labels },
      askedAt: ask.askedAt,
    };
    const own = logins.get(ask.newcomerId);
    const ranked = new Map<string, Ranked>();
    for (const mentor of roster) {
      // A volunteer may not be able to read a private repository.
      if (mentor.key === own || tried.has(mentor.key) || (isPrivate && !mentor.named)) continue;
      const profile = profileOf(profiles, mentor.key);
      const fit = fitOf(mentor.areas, profile, need);
      const cost = costOf(fit, profile, need);
      ranked.set(mentor.key, { mentor, cost, area: fit.area, profile });
    }
    return ranked;
  };
  const known = new Map<string, ReadonlyMap<string, Ranked>>();
  return async (
    waiting: readonly OpenAsk[],
    at: number,
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, Ranked>>> => {
    const all = new Map<string, ReadonlyMap<string, Ranked>>();
    for (const one of waiting) {
      const key = `${dayOf(at)}:${one.id}`;
      const ranked = known.get(key) ?? (await rank(one, at));
      known.set(key, ranked);
      all.set(one.id, ranked);
    }
    return all;
  };
}

/** Logins of those who ask, in lower case, by id. */
async function loginsOf(
  connection: Connection,
  asks: readonly OpenAsk[],
): Promise<ReadonlyMap<number, string>> {
  const ids = asks.map(({ ask }) => ask.newcomerId);
  const people = await findPeople(connection, ids);
  return new Map([...people].map(([id, { login }]) => [id, login.toLowerCase()]));
}

/** Writes a decision. @returns whether another mentor is right now, or none any more. */
async function keep(
  connection: Connection,
  { ask, pairing, tried }: OpenAsk,
  decision: Decision | undefined,
): Promise<boolean> {
  const { threadId, newcomerId, installationId, offer } = ask;
  if (!decision) {
    if (pairing) await deletePairing(connection, { threadId, newcomerId });
    return pairing !== undefined;
  }
  const { mentor, area, reason, startedAt, endedAt } = decision;
  const isSame =
    pairing?.mentorLogin === mentor.login &&
    pairing.area === area &&
    pairing.startedAt === startedAt &&
    pairing.endedAt === endedAt &&
    pairing.reason?.changes === reason.changes &&
    pairing.reason.replyHours === reason.replyHours &&
    pairing.reason.cost === reason.cost;
  if (isSame) return false;
  await upsertPairing(connection, {
    threadId,
    newcomerId,
    installationId,
    mentorLogin: mentor.login,
    area,
    offer,
    startedAt,
    endedAt,
    state: endedAt === null ? "active" : "ended",
    reason,
    turn: tried.size,
  });
  return true;
}
