// Makes a pairing and describes it: chooses the mentor by the rules, under a lock so that nobody is overfilled, and reads
// what the facts say of the mentor's work in the area.

import type { Person, RemarkActivity, RepositoryRef, ThreadActivity } from "../../core/activity.ts";
import { DAY } from "../../core/clock.ts";
import { forgottenLogins } from "../../db/choices.ts";
import type { Connection } from "../../db/connection.ts";
import { readerScope } from "../../db/repositories.ts";
import type { PairingOffer } from "../../db/tables/features.ts";
import type { FeatureContext } from "../feature.ts";
import type { MentoringConfig } from "./config.ts";
import { presentPairings } from "./present.ts";
import { areaName, chooseGuides, chooseMentor, isWithin, type Work } from "./rules.ts";
import { countActive, listMergedWork, lockPairings, upsertPairing, type Pairing } from "./store.ts";

type Context = FeatureContext<MentoringConfig>;

/** Where a pairing is shown, and the work it is about. */
export interface Place {
  readonly repository: Pick<RepositoryRef, "id" | "installationId">;
  readonly thread: Work & { readonly id: string; readonly url: string };
}

/** Work that a mentor merged within a day before the pairing is not counted: news of it may still be on its way. */
const SETTLED_MS = DAY;

/**
 * Pairs a newcomer with the best mentor in the activity's thread.
 * @param ask.area what the newcomer asked for; it counts like a label
 * @returns false when no mentor is available with room
 */
export async function pair(
  { connection, config }: Context,
  ask: {
    readonly activity: ThreadActivity | RemarkActivity;
    readonly newcomer: Person;
    readonly offer: PairingOffer;
    readonly area?: string;
  },
): Promise<boolean> {
  const { activity, newcomer, offer } = ask;
  const area = areaName(ask.area ?? "");
  const { thread, repository } = activity;
  const { installationId } = repository;
  await lockPairings(connection, installationId);
  const { at } = activity;
  const active = await countActive(connection, { installationId, at });
  const work = area === "" ? thread : { ...thread, labels: [...thread.labels, area] };
  const mentors = await withoutForgotten(connection, config.mentors);
  const choice = chooseMentor(mentors, { work, newcomer: newcomer.login, active, now: at });
  if (!choice) return false;
  await upsertPairing(connection, {
    threadId: thread.id,
    newcomerId: newcomer.id,
    installationId,
    mentorLogin: choice.login,
    area: choice.area,
    offer,
    startedAt: activity.at,
  });
  return true;
}

/** The mentors who may be offered: somebody who asked to be forgotten may still stand in a stoa.yml. */
export async function withoutForgotten<Mentor extends { readonly login: string }>(
  connection: Connection,
  mentors: readonly Mentor[],
): Promise<readonly Mentor[]> {
  const logins = mentors.map(({ login }) => login);
  const forgotten = await forgottenLogins(connection, logins);
  return mentors.filter(({ login }) => !forgotten.has(login));
}

/** The section's words for the pairings of a thread. */
export async function showPairings(
  context: Context,
  { thread, repository }: Place,
  pairings: readonly (Pairing & { readonly newcomerLogin: string })[],
): Promise<string> {
  const { connection, config } = context;
  const scope = await readerScope(connection, repository);
  const shown = [];
  for (const { offer, newcomerLogin, mentorLogin, area, startedAt } of pairings) {
    const query = { ...scope, login: mentorLogin, before: startedAt - SETTLED_MS };
    const changes = area === null ? 0 : countFitting(area, await listMergedWork(connection, query));
    const guides = chooseGuides(config.guides, thread, area);
    shown.push({ offer, newcomerLogin, mentorLogin, area, changes, guides, threadUrl: thread.url });
  }
  return presentPairings(shown);
}

function countFitting(area: string, changes: readonly Work[]): number {
  return changes.filter((change) => isWithin(area, change)).length;
}
