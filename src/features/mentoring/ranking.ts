// What each pair of somebody who waits and a mentor would cost, from what can be read where the ask was made.

import { dayOf } from "../../core/clock.ts";
import type { Connection } from "../../db/connection.ts";
import { publicScope, readerScope } from "../../db/repositories.ts";
import type { OpenAsk } from "./asks.ts";
import { costOf, fitOf, type Fit, type Need, type Profile } from "./cost.ts";
import { profileOf, readProfiles, settledAt, withThemes } from "./profiles.ts";
import type { RosterMentor } from "./roster.ts";

export interface Ranked extends Pick<Fit, "area"> {
  readonly mentor: RosterMentor;
  readonly cost: number;
  readonly profile: Profile;
}

/** Costs of all allowed pairs of those who wait at a moment, by ask and mentor: what a day knows is asked once, however many moments it has. */
export function rankingFor(
  { connection, installationId }: { readonly connection: Connection; readonly installationId: number },
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
