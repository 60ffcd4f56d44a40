// Decides mentors: all who wait at a moment are matched together, and decided again when a delivery that came late changes
// what was decided on: whose pull request was the first, or who had room then. So pairings follow from what happened, never
// from the order in which Stoa heard of it. What somebody has acted on stands.

import { DAY } from "../../core/clock.ts";
import type { SectionEffect } from "../../core/effect.ts";
import type { Connection } from "../../db/connection.ts";
import { findPeople } from "../../db/people.ts";
import type { PairingReason } from "../../db/tables/mentoring.ts";
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
import { changesIn } from "./expertise.ts";
import { matchAll, type Candidate } from "./matching.ts";
import { rankingFor, type Ranked } from "./ranking.ts";
import { capacityAt, readRoster, turningPoints, type RosterMentor } from "./roster.ts";
import { configAt, sectionOf, type Desk } from "./section.ts";
import { deletePairing, lockPairings, upsertPairing } from "./store.ts";

/** What may change pairings, and how the sections it changes are keyed. */
export interface Occasion extends Desk {
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
  const { connection, installationId, since } = occasion;
  const asks = await listOpenAsks(connection, { installationId, since });
  const teams = await teamsOf(
    occasion,
    asks.filter((one) => isFree(one, since)),
  );
  const decided = await decide(occasion, teams);
  const changed = new Map<string, OpenAsk>();
  for (const one of teams.flatMap((team) => team.asks)) {
    if (await keep(connection, one, decided.get(one.id))) changed.set(one.ask.threadId, one);
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

/** Those who ask where one configuration is in force, and the mentors that it knows. */
interface Team {
  readonly asks: readonly OpenAsk[];
  readonly roster: readonly RosterMentor[];
}

/** The teams of these asks, that of the first ask first; nobody is matched where mentoring is switched off. */
async function teamsOf(occasion: Occasion, asks: readonly OpenAsk[]): Promise<readonly Team[]> {
  const byConfig = new Map<MentoringConfig, OpenAsk[]>();
  for (const one of asks) {
    const config = await configAt(occasion, one.ask.repositoryId);
    byConfig.set(config, [...(byConfig.get(config) ?? []), one]);
  }
  const teams: Team[] = [];
  for (const [config, own] of byConfig) {
    if (!config.enabled) continue;
    teams.push({
      asks: own,
      roster: await readRoster(occasion.connection, occasion.installationId, config),
    });
  }
  return teams;
}

/** Plays the moments since then: at each, all of a team who wait are matched with whoever has room. */
async function decide(occasion: Occasion, teams: readonly Team[]): Promise<ReadonlyMap<string, Decision>> {
  const { connection, installationId, since, now } = occasion;
  const asks = teams.flatMap((team) => team.asks);
  if (asks.length === 0) return new Map();
  const grounded = new Set<OpenAsk>();
  for (const one of asks) {
    if (await hasGround(connection, one.ask)) grounded.add(one);
    else await deleteAsk(connection, one.ask);
  }
  const free = new Set(asks.map(({ id }) => id));
  const spans: Span[] = (await listSpans(connection, { installationId, since })).filter(
    ({ id }) => !free.has(id),
  );
  const logins = await loginsOf(connection, [...grounded]);
  const players = teams.map(({ asks: own, roster }) => ({
    own: own.filter((one) => grounded.has(one)),
    roster,
    ranking: rankingFor(occasion, roster, logins),
  }));
  const decided = new Map<string, Decision>();
  const moments = new Set([
    since,
    ...[...grounded].map(({ waitsSince }) => waitsSince),
    ...spans.flatMap(({ endsAt }) => endsAt ?? []),
    ...teams.flatMap(({ roster }) => roster.flatMap(turningPoints)).filter((at) => at <= now),
  ]);
  while (moments.size > 0) {
    const at = Math.min(...moments);
    moments.delete(at);
    if (at < since) continue;
    for (const { own, roster, ranking } of players) {
      const waiting = own.filter((one) => !decided.has(one.id) && isWaiting(one, at));
      const candidates = candidatesAt(roster, spans, at);
      if (waiting.length === 0 || candidates.length === 0) continue;
      for (const [one, decision] of pair(await ranking(waiting, at), { waiting, candidates, at })) {
        decided.set(one.id, decision);
        const { mentor, endedAt } = decision;
        spans.push({ id: one.id, key: mentor.key, startsAt: at, endsAt: endedAt });
        if (endedAt !== null && endedAt > at) moments.add(endedAt);
      }
    }
  }
  return decided;
}

/** Who gets whom at one moment. */
function pair(
  fits: ReadonlyMap<string, ReadonlyMap<string, Ranked>>,
  of: {
    readonly waiting: readonly OpenAsk[];
    readonly candidates: readonly Candidate[];
    readonly at: number;
  },
): readonly (readonly [OpenAsk, Decision])[] {
  const { waiting, candidates, at } = of;
  const pairs = matchAll(
    waiting.map(({ id, ask, waitsSince }) => ({
      id,
      askedAt: ask.askedAt,
      waitedDays: (at - waitsSince) / DAY,
    })),
    candidates,
    (id, key) => fits.get(id)?.get(key)?.cost,
  );
  return waiting.flatMap((one) => {
    const key = pairs.get(one.id);
    const fit = key === undefined ? undefined : fits.get(one.id)?.get(key);
    if (!fit) return [];
    const { mentor, cost, area, profile } = fit;
    const decision = {
      mentor,
      area,
      reason: { changes: changesIn(area, profile.work), replyHours: profile.replyHours, cost },
      startedAt: at,
      endedAt: one.closings.find((closedAt) => closedAt >= at) ?? null,
    };
    return [[one, decision] as const];
  });
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
