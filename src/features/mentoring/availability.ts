// What mentors type of themselves: that they are there, for how many newcomers and in which areas, or away until a day.

import type { Person, RemarkActivity, ThreadActivity } from "../../core/activity.ts";
import type { SectionEffect } from "../../core/effect.ts";
import { UserError } from "../../core/errors.ts";
import { inlineText } from "../../text/escape.ts";
import type { CommandAnswer, CommandCall, FeatureContext } from "../feature.ts";
import type { MentoringConfig } from "./config.ts";
import { findMentor, isOnRoster, readRoster, upsertMentor } from "./roster.ts";
import { readAvailable, readPause } from "./said.ts";
import { settleSince } from "./settle.ts";
import { countMerged } from "./store.ts";

type Context = FeatureContext<MentoringConfig>;

/** A command, with who typed it where. */
export interface Typed extends CommandCall {
  readonly who: Person;
}

/** `/mentor available [N] [areas]`: whoever waits may get them at once. */
export async function makeAvailable(
  { activity, argument, who }: Typed,
  context: Context,
): Promise<CommandAnswer> {
  const { connection, config } = context;
  const { installationId } = activity.repository;
  const { capacity, areas } = readAvailable(argument);
  const isNamed = isOnRoster(
    await readRoster(connection, installationId, { ...config, volunteers: null }),
    who.login,
  );
  if (!isNamed) {
    const needed = config.volunteers;
    if (needed === null) {
      throw new UserError(
        "Mentors are named in `stoa.yml` here. Ask a maintainer to add you; thank you for offering.",
      );
    }
    const merged = await countMerged(connection, { installationId, personId: who.id });
    if (merged < needed) {
      throw new UserError(
        `Thank you for offering. Mentors here have ${needed} merged pull requests or more (you have ${merged}), so that they know their way around; a maintainer can also name you in \`stoa.yml\`.`,
      );
    }
  }
  const before = await findMentor(connection, { installationId, personId: who.id });
  await upsertMentor(connection, {
    installationId,
    personId: who.id,
    capacity: capacity ?? before?.capacity ?? null,
    areas: areas.length > 0 ? areas : (before?.areas ?? null),
    pausedUntil: null,
    isVolunteer: !isNamed || (before?.isVolunteer ?? false),
    saidAt: activity.at,
  });
  const mentor = (await readRoster(connection, installationId, config)).find(
    ({ key }) => key === who.login.toLowerCase(),
  );
  const effects = await settle(activity, context);
  const many = mentor?.capacity === 1 ? "one newcomer" : `${mentor?.capacity ?? 0} newcomers`;
  const known = mentor?.areas.map((area) => inlineText(area, 40)).join(", ") ?? "";
  const where = known === "" ? "wherever you are needed" : `around ${known}`;
  return {
    effects,
    reply: `Thank you. You are offered to ${many} at a time, ${where}. \`/mentor pause until DATE\` gives you a rest.`,
  };
}

/** `/mentor pause until DATE` */
export async function pause({ activity, argument, who }: Typed, context: Context): Promise<CommandAnswer> {
  const { connection, config } = context;
  const { installationId } = activity.repository;
  if (!isOnRoster(await readRoster(connection, installationId, config), who.login)) {
    throw new UserError(
      "You are no mentor here yet, so there is nothing to pause. `/mentor available` makes you one.",
    );
  }
  const { day, at: pausedUntil } = readPause(argument, activity.at);
  const before = await findMentor(connection, { installationId, personId: who.id });
  await upsertMentor(connection, {
    installationId,
    personId: who.id,
    capacity: before?.capacity ?? null,
    areas: before?.areas ?? null,
    isVolunteer: before?.isVolunteer ?? false,
    pausedUntil,
    saidAt: activity.at,
  });
  return {
    reply: `Enjoy the rest: nobody new until ${day}. Whom you help already stays with you; \`/mentor release\` in a thread passes it on.`,
  };
}

/** Matches whoever waits anew, from a command on. */
export function settle(
  { at, key, repository }: ThreadActivity | RemarkActivity,
  context: Context,
): Promise<readonly SectionEffect[]> {
  const { installationId } = repository;
  return settleSince({ ...context, installationId, since: at, now: Math.max(context.now, at), key });
}
