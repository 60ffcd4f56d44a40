// Makes a pairing and describes it: chooses the mentor by the rules, under a lock so that nobody is overfilled, and reads
// what the facts say of the mentor's work in the area.

import type { Person, RemarkActivity, ThreadActivity } from "../../core/activity.ts";
import { publicScope } from "../../db/repositories.ts";
import type { PairingOffer } from "../../db/tables/features.ts";
import type { FeatureContext } from "../feature.ts";
import type { MentoringConfig } from "./config.ts";
import { presentPairings } from "./present.ts";
import { areaName, chooseGuides, chooseMentor, isWithin, type Work } from "./rules.ts";
import { countActive, listMergedWork, lockPairings, upsertPairing, type Pairing } from "./store.ts";

type Context = FeatureContext<MentoringConfig>;
type InThread = ThreadActivity | RemarkActivity;

/**
 * Pairs a newcomer with the best mentor in the activity's thread.
 * @param ask.area what the newcomer asked for; it counts like a label
 * @returns false when no mentor is available with room
 */
export async function pair(
  { connection, config, now }: Context,
  ask: {
    readonly activity: InThread;
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
  const active = await countActive(connection, installationId);
  const work = area === "" ? thread : { ...thread, labels: [...thread.labels, area] };
  const choice = chooseMentor(config.mentors, { work, newcomer: newcomer.login, active, now });
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

/** The section's words for the pairings of a thread. */
export async function showPairings(
  context: Context,
  { thread, repository }: InThread,
  pairings: readonly (Pairing & { readonly newcomerLogin: string })[],
): Promise<string> {
  const { connection, config } = context;
  const scope = await publicScope(connection, repository.installationId);
  // What readers of this thread may know of: all that is public, and this repository.
  const repositoryIds = [...new Set([...scope.repositoryIds, repository.id])];
  const shown = [];
  for (const { offer, newcomerLogin, mentorLogin, area } of pairings) {
    const changes =
      area === null
        ? 0
        : countFitting(area, await listMergedWork(connection, { login: mentorLogin, repositoryIds }));
    const guides = chooseGuides(config.guides, thread, area);
    shown.push({ offer, newcomerLogin, mentorLogin, area, changes, guides, threadUrl: thread.url });
  }
  return presentPairings(shown);
}

function countFitting(area: string, changes: readonly Work[]): number {
  return changes.filter((change) => isWithin(area, change)).length;
}
