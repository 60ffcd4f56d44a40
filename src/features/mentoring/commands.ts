// The commands of mentoring, as newcomers and mentors type them in a thread:
//
//   /mentor me [area]             a mentor for you here, for example /mentor me collector
//   /mentor decline               a newcomer: no mentor, thank you; a mentor: not this one
//   /mentor accept                the mentor: gladly
//   /mentor release               the mentor: somebody else, please
//   /mentor done                  either: all is done
//   /mentor available [N] [areas] you help newcomers, N at a time, for example /mentor available 2 collector/, docs
//   /mentor pause until DATE      nobody new until then, for example /mentor pause until 2026-12-24

import type { SectionEffect } from "../../core/effect.ts";
import { UserError } from "../../core/errors.ts";
import { closestWord } from "../../commands/parse.ts";
import { inlineText } from "../../text/escape.ts";
import type { CommandAnswer, CommandHandler, FeatureContext } from "../feature.ts";
import { deleteAsk, findAsk, upsertAsk } from "./asks.ts";
import { makeAvailable, pause, settle, type Typed } from "./availability.ts";
import type { MentoringConfig } from "./config.ts";
import { workOf } from "./newcomers.ts";
import { DECLINED, nameOf } from "./present.ts";
import { readRoster } from "./roster.ts";
import { areaName } from "./rules.ts";
import { sectionOf } from "./section.ts";
import {
  deletePairing,
  endTurn,
  findPairing,
  listThreadPairings,
  lockPairings,
  updatePairing,
  type Pairing,
} from "./store.ts";

type Context = FeatureContext<MentoringConfig>;

type Handler = (typed: Typed, context: Context) => Promise<CommandAnswer>;

export const mentorCommands: Readonly<Record<string, CommandHandler<MentoringConfig>>> = {
  "mentor me": byPeople(requestMentor),
  "mentor decline": byPeople(decline),
  "mentor accept": byPeople(accept),
  "mentor release": byPeople(release),
  "mentor done": byPeople(done),
  "mentor available": byPeople(makeAvailable),
  "mentor pause": byPeople(pause),
};

function byPeople(handler: Handler): CommandHandler<MentoringConfig> {
  return async (call, context) => {
    const { actor } = call.activity;
    return actor && !actor.isBot ? handler({ ...call, who: actor }, context) : {};
  };
}

async function requestMentor({ activity, argument, who }: Typed, context: Context): Promise<CommandAnswer> {
  const { connection, config } = context;
  const { thread, repository } = activity;
  const { installationId } = repository;
  const roster = await readRoster(connection, installationId, config);
  if (roster.length === 0) {
    throw new UserError("This community has no mentors yet. Ask your question right here instead.");
  }
  if (thread.state !== "open") {
    throw new UserError(
      "This thread is closed. Type `/mentor me` in an open one, where a mentor can follow you.",
    );
  }
  const key = { threadId: thread.id, newcomerId: who.id };
  const before = await findPairing(connection, key);
  if (before?.state === "active") {
    const name = nameOf(before.mentorLogin, thread.url);
    return { reply: `${name} is your mentor in this thread already; ask anything here.` };
  }
  teachArea(
    argument,
    roster.flatMap(({ areas }) => areas.map(areaName)),
  );
  await lockPairings(connection, installationId);
  // A new ask is decided anew, whatever became of an earlier one here.
  if (before) await deletePairing(connection, key);
  await upsertAsk(connection, {
    ...key,
    installationId,
    repositoryId: repository.id,
    offer: "on-request",
    area: areaName(argument),
    askedAt: activity.at,
    work: workOf(thread),
  });
  const effects = await settle(activity, context);
  if (await findPairing(connection, key)) return { effects };
  return {
    effects,
    reply:
      "Every mentor has their hands full or is away just now. You are on the list: as soon as somebody has room, it says so here. Ask your question anyway; others read it too.",
  };
}

/** @throws UserError when the area is nearly one that a mentor names. */
function teachArea(argument: string, known: readonly string[]): void {
  const meant = closestWord(areaName(argument), known);
  if (meant === undefined || argument === "") return;
  throw new UserError(
    `No mentor here names ${inlineText(argument, 60)}. Did you mean \`/mentor me ${meant.replaceAll("`", "")}\`?`,
  );
}

async function decline(typed: Typed, context: Context): Promise<CommandAnswer> {
  const { activity, who } = typed;
  const { connection } = context;
  const key = { threadId: activity.thread.id, newcomerId: who.id };
  const pairing = await findPairing(connection, key);
  if (pairing?.state === "active") {
    await updatePairing(connection, key, { state: "declined", endedAt: activity.at });
    const own = await withDeclined(await ownSection(typed, context), context);
    return { effects: [own, ...(await settle(activity, context))] };
  }
  if (pairing === undefined && (await findAsk(connection, key))) {
    await deleteAsk(connection, key);
    return { reply: "All right, you are off the list. `/mentor me` puts you back on it." };
  }
  const theirs = await listOfMentor(typed, context);
  if (theirs.length > 0) return giveWay(typed, context, theirs, "declined");
  throw new UserError(
    "You have no mentor in this thread, so there is nothing to decline. `/mentor me` asks for one.",
  );
}

async function accept(typed: Typed, context: Context): Promise<CommandAnswer> {
  const theirs = await needMentored(typed, context);
  for (const pairing of theirs) {
    if (pairing.acceptedAt !== null) continue;
    await updatePairing(context.connection, pairing, { acceptedAt: typed.activity.at, nudgedAt: null });
  }
  return { effects: [await ownSection(typed, context)] };
}

async function release(typed: Typed, context: Context): Promise<CommandAnswer> {
  return giveWay(typed, context, await needMentored(typed, context), "released");
}

/** The mentor's newcomers in this thread wait for somebody else from now on. */
async function giveWay(
  typed: Typed,
  context: Context,
  theirs: readonly Pairing[],
  outcome: "declined" | "released",
): Promise<CommandAnswer> {
  const { activity } = typed;
  const { connection } = context;
  await lockPairings(connection, activity.repository.installationId);
  for (const pairing of theirs) await endTurn(connection, pairing, { at: activity.at, outcome });
  const settled = await settle(activity, context);
  const isFound = settled.some(({ threadId }) => threadId === activity.thread.id);
  if (isFound) return { effects: settled };
  return {
    effects: [await ownSection(typed, context), ...settled],
    reply: "Thank you for saying so. Nobody else has room just now; the next mentor who does is named here.",
  };
}

async function done(typed: Typed, context: Context): Promise<CommandAnswer> {
  const { activity, who } = typed;
  const { connection } = context;
  const { thread, at } = activity;
  const pairings = (await listThreadPairings(connection, thread.id)).filter(
    ({ newcomerId, mentorLogin, completedAt }) =>
      completedAt === null &&
      (newcomerId === who.id || mentorLogin.toLowerCase() === who.login.toLowerCase()),
  );
  if (pairings.length === 0) {
    throw new UserError("There is no mentoring of yours to finish in this thread.");
  }
  for (const pairing of pairings) {
    const isMerged = thread.mergedAt !== null && thread.author?.id === pairing.newcomerId;
    const over = { state: "ended", endedAt: pairing.endedAt ?? at, doneAt: at } as const;
    await updatePairing(
      connection,
      pairing,
      isMerged ? { ...over, completedAt: Math.max(at, thread.mergedAt) } : over,
    );
  }
  return { effects: [await ownSection(typed, context), ...(await settle(activity, context))] };
}

/** The pairings in this thread in which whoever typed is the mentor. */
async function listOfMentor({ activity, who }: Typed, { connection }: Context): Promise<readonly Pairing[]> {
  const pairings = await listThreadPairings(connection, activity.thread.id);
  return pairings.filter(
    ({ state, mentorLogin }) => state === "active" && mentorLogin.toLowerCase() === who.login.toLowerCase(),
  );
}

/** @throws UserError when they are nobody's mentor in this thread. */
async function needMentored(typed: Typed, context: Context): Promise<readonly Pairing[]> {
  const theirs = await listOfMentor(typed, context);
  if (theirs.length === 0) throw new UserError("You are nobody's mentor in this thread just now.");
  return theirs;
}

/** The thread's section as it stands now. */
async function ownSection({ activity }: Typed, context: Context): Promise<SectionEffect> {
  const { repository, thread, key } = activity;
  const place = {
    threadId: thread.id,
    repositoryId: repository.id,
    installationId: repository.installationId,
  };
  return sectionOf(context, place, `${key}:own`);
}

/** A kind line when no mentor is left in the section. */
async function withDeclined(effect: SectionEffect, { connection }: Context): Promise<SectionEffect> {
  if ((await listThreadPairings(connection, effect.threadId)).length > 0) return effect;
  return { ...effect, markdown: effect.markdown === "" ? DECLINED : `${effect.markdown}\n\n${DECLINED}` };
}
