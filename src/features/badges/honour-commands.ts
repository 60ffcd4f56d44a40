// Champions of the last quarter and the spotlight of the last month. Stoa proposes from public work alone, maintainers
// decide, and nobody is shown in a spotlight without their own yes.
//
//   /stoa champions                 who could be one, with evidence
//   /stoa champion LOGIN            confirms one; the next digest tells it
//   /stoa spotlight                 who could be shown, with evidence
//   /stoa spotlight LOGIN           asks that person, in a thread of theirs
//   /stoa spotlight yes, no         that person's answer, which can be taken back until it is told
//   /stoa spotlight publish LOGIN   the next digest tells it, if they said yes

import type { SectionEffect } from "../../core/effect.ts";
import { UserError } from "../../core/errors.ts";
import type { Period, PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { publicScope } from "../../db/repositories.ts";
import { inlineText } from "../../text/escape.ts";
import type { CommandAnswer, CommandCall, CommandHandler, FeatureContext } from "../feature.ts";
import { candidatesOf, championsAmong, type Candidate } from "./champions.ts";
import type { BadgesConfig } from "./config.ts";
import type { Evidence } from "./evidence.ts";
import { readLedger, shownPeople } from "./grants.ts";
import {
  answerSpotlight,
  findOpenSpotlight,
  insertChampion,
  insertSpotlight,
  listQuestions,
  listShownSince,
} from "./honours.ts";
import { monthOf, quarterOf, type NamedPeriod } from "./periods.ts";
import { candidateLine, consentQuestion, monthName, profileUrl } from "./present-honours.ts";

type Context = FeatureContext<BadgesConfig>;

export const honourCommands: Readonly<Record<string, CommandHandler<BadgesConfig>>> = {
  "stoa champions": proposeChampions,
  "stoa champion": confirmChampion,
  "stoa spotlight": spotlight,
  "stoa spotlight yes": consent,
  "stoa spotlight no": decline,
  "stoa spotlight publish": publish,
};

/** Candidates that are proposed at a time. */
const MAX_PROPOSED = 5;

interface Named extends Candidate {
  readonly login: string;
}

/** Who did what in a period, in public. */
async function readCandidates(
  { connection, config }: Context,
  scope: PublicScope,
  period: Period,
): Promise<readonly Named[]> {
  const ledger = await readLedger(connection, scope, { points: config.points });
  const logins = await shownPeople(
    connection,
    ledger.map(({ evidence }) => evidence),
  );
  return candidatesOf(ledger, period).flatMap((candidate) => {
    const login = logins.get(candidate.personId);
    return login === undefined ? [] : [{ ...candidate, login }];
  });
}

async function readChampions(context: Context, call: CommandCall) {
  const { repository, at } = call.activity;
  const quarter = quarterOf(quarterOf(at).startsAt - 1);
  const scope = await publicScope(context.connection, repository.installationId);
  const candidates = await readCandidates(context, scope, quarter);
  const proposed = championsAmong(candidates).flatMap(({ personId }) =>
    candidates.filter((one) => one.personId === personId),
  );
  return { quarter, proposed };
}

async function proposeChampions(call: CommandCall, context: Context): Promise<CommandAnswer> {
  const { quarter, proposed } = await readChampions(context, call);
  if (proposed.length === 0)
    return { reply: `Nobody's public work makes them a champion of ${quarter.key}.` };
  const lines = proposed.slice(0, MAX_PROPOSED).map((one) => `- ${candidateLine(one)}`);
  return {
    reply: `Champions of ${quarter.key} could be:\n\n${lines.join("\n")}\n\n\`/stoa champion LOGIN\` confirms one, and the next digest says it.`,
  };
}

async function confirmChampion(call: CommandCall, context: Context): Promise<CommandAnswer> {
  const login = loginOf(call.argument, "/stoa champion LOGIN");
  const { quarter, proposed } = await readChampions(context, call);
  const champion = proposed.find((one) => one.login.toLowerCase() === login);
  if (!champion) {
    throw new UserError(
      `${inlineText(login)} is none of those whose public work makes a champion of ${quarter.key}. \`/stoa champions\` lists them.`,
    );
  }
  const { repository, at } = call.activity;
  const isNew = await insertChampion(context.connection, {
    installationId: repository.installationId,
    quarter: quarter.key,
    personId: champion.personId,
    confirmedAt: at,
  });
  const name = inlineText(champion.login);
  return {
    reply: isNew
      ? `${name} is a champion of ${quarter.key}. The next digest says it.`
      : `${name} was confirmed before.`,
  };
}

/** Others have their turn for a year. */
const MONTHS_BETWEEN = 12;

async function spotlight(call: CommandCall, context: Context): Promise<CommandAnswer> {
  const { repository, at } = call.activity;
  const { installationId } = repository;
  const month = monthOf(monthOf(at).startsAt - 1);
  const scope = await publicScope(context.connection, installationId);
  const candidates = await readCandidates(context, scope, month);
  if (call.argument !== "") return askFor(call, context, { month, candidates });
  const since = new Date(month.startsAt);
  since.setUTCMonth(since.getUTCMonth() - MONTHS_BETWEEN);
  const shown = await listShownSince(context.connection, {
    installationId,
    month: monthOf(since.getTime()).key,
  });
  const proposed = candidates.filter(({ personId }) => !shown.has(personId)).slice(0, MAX_PROPOSED);
  if (proposed.length === 0) return { reply: `Nobody is there to show for ${monthName(month.key)}.` };
  const lines = proposed.map((one) => `- ${candidateLine(one)}`);
  return {
    reply: `The spotlight of ${monthName(month.key)} could show:\n\n${lines.join("\n")}\n\n\`/stoa spotlight LOGIN\` asks one of them. Nothing is published without their yes and your \`/stoa spotlight publish LOGIN\`.`,
  };
}

/** Asks the person in the newest public thread in which they did something that month. */
async function askFor(
  call: CommandCall,
  { connection }: Context,
  of: { readonly month: NamedPeriod; readonly candidates: readonly Named[] },
): Promise<CommandAnswer> {
  const login = loginOf(call.argument, "/stoa spotlight LOGIN");
  const candidate = of.candidates.find((one) => one.login.toLowerCase() === login);
  if (!candidate) {
    throw new UserError(
      `I know of no public work of ${inlineText(login)} in ${monthName(of.month.key)}. \`/stoa spotlight\` lists who could be shown.`,
    );
  }
  const { key, at, repository } = call.activity;
  const { personId } = candidate;
  const row = { installationId: repository.installationId, month: of.month.key, personId, proposedAt: at };
  const stored = await insertSpotlight(connection, row);
  const name = inlineText(candidate.login);
  if (stored.consentedAt !== null) {
    return { reply: `${name} has said yes. \`/stoa spotlight publish ${candidate.login}\` publishes it.` };
  }
  const [place] = candidate.evidence.toSorted((a, b) => b.earnedAt - a.earnedAt);
  if (!place) return {};
  const effect = sectionIn(
    place,
    `spotlight:${key}`,
    consentQuestion(candidate, of.month.key, profileUrl(place.url, candidate.login)),
  );
  return {
    reply: `I have asked ${name} in a thread of theirs. Nothing is published without their yes.`,
    effects: [effect],
  };
}

function sectionIn(
  { threadId, repositoryId }: Pick<Evidence, "threadId" | "repositoryId">,
  key: string,
  markdown: string,
): SectionEffect {
  return {
    kind: "section",
    key,
    repositoryId,
    audience: "community",
    threadId,
    section: "spotlight",
    markdown,
  };
}

const NOT_ASKED = "Nobody has asked to show you in a spotlight, so there is nothing to answer.";

async function consent({ activity }: CommandCall, { connection }: Context): Promise<CommandAnswer> {
  const open = await openOf(connection, activity);
  await answerSpotlight(connection, open, { consentedAt: activity.at });
  return {
    reply: `Thank you. A maintainer can publish it now; \`/stoa spotlight no\` takes your yes back until then.`,
    effects: await withdrawn(connection, activity),
  };
}

async function decline({ activity }: CommandCall, { connection }: Context): Promise<CommandAnswer> {
  await answerSpotlight(connection, await openOf(connection, activity), null);
  return {
    reply: "Nothing is shown. Thank you all the same.",
    effects: await withdrawn(connection, activity),
  };
}

async function openOf(connection: Connection, activity: CommandCall["activity"]) {
  const personId = activity.actor?.id ?? 0;
  const { installationId } = activity.repository;
  const open = await findOpenSpotlight(connection, { installationId, personId });
  if (!open) throw new UserError(NOT_ASKED);
  return open;
}

/** The question goes from wherever it was asked. */
async function withdrawn(
  connection: Connection,
  { key, actor }: CommandCall["activity"],
): Promise<readonly SectionEffect[]> {
  const asked = await listQuestions(connection, actor?.id ?? 0);
  return asked.map((place) => sectionIn(place, `spotlight:${key}:${place.threadId}`, ""));
}

async function publish(call: CommandCall, context: Context): Promise<CommandAnswer> {
  const login = loginOf(call.argument, "/stoa spotlight publish LOGIN");
  const { repository, at } = call.activity;
  const scope = await publicScope(context.connection, repository.installationId);
  const ever = { startsAt: 0, endsAt: at + 1 };
  const candidates = await readCandidates(context, scope, ever);
  const candidate = candidates.find((one) => one.login.toLowerCase() === login);
  const { installationId } = repository;
  const open =
    candidate &&
    (await findOpenSpotlight(context.connection, { installationId, personId: candidate.personId }));
  if (!open) throw new UserError(`${inlineText(login)} was not asked yet. \`/stoa spotlight LOGIN\` asks.`);
  if (open.consentedAt === null) {
    throw new UserError(`${inlineText(login)} has not said yes, so nothing is published.`);
  }
  await answerSpotlight(context.connection, open, { publishedAt: at });
  return { reply: `The next digest shows ${inlineText(candidate.login)}.` };
}

/** A login as it was typed, in lower case. @throws UserError when there is none. */
function loginOf(argument: string, usage: string): string {
  const [word = ""] = argument.split(" ");
  const login = word.replace(/^@/, "").toLowerCase();
  if (!/^[a-z0-9][a-z0-9-]{0,38}$/.test(login)) throw new UserError(`Say whom you mean: \`${usage}\`.`);
  return login;
}
