// Runs the slash commands that a person typed: 👀 when taken, 😕 with a reply when wrong. Answers stand in the thread's one
// Stoa comment. Which lines are commands is decided in typed-commands.ts, how many may run in command-limits.ts.

import { UserError } from "../core/errors.ts";
import type { Activity } from "../core/activity.ts";
import type { Effect, SectionEffect } from "../core/effect.ts";
import type { RepositoryConfig } from "../config/repository.ts";
import type { Connection } from "../db/connection.ts";
import { COMMANDS } from "../commands/grammar.ts";
import type { ParsedCommand } from "../commands/parse.ts";
import { isThreadGone } from "../db/threads.ts";
import type { CommandAnswer } from "../features/feature.ts";
import { enqueueAnywhere } from "../outbox/store.ts";
import { link, personLink } from "../text/escape.ts";
import type { Asked } from "./clearance.ts";
import { takeCommands } from "./command-limits.ts";
import { recheck } from "./recheck.ts";
import { contextOf, isEnabled, type Processing } from "./run-feature.ts";
import { commandsIn, type TypedCommands } from "./typed-commands.ts";

export interface CommandsOn {
  readonly activity: Activity;
  readonly config: RepositoryConfig;
  readonly isHistoryKnown: boolean;
  readonly asked: Asked;
  /** Whoever acted was forgotten until now. */
  readonly wasForgotten: boolean;
}

/** Runs the commands of an activity, as many as its author may use now. */
export async function runCommands(
  processing: Processing,
  connection: Connection,
  on: CommandsOn,
): Promise<void> {
  const typed = commandsIn(on.activity);
  if (!typed || (await isThreadGone(connection, typed.activity.thread.id))) return;
  const { commands, author, activity } = typed;
  const use = { activity, personId: author.id, wanted: commands.length };
  const { count, toTell } = await takeCommands(connection, use);
  let outcomes: Outcome[] = [];
  for (const command of commands.slice(0, count)) {
    const outcome = await runCommand(processing, connection, { ...on, typed, command });
    outcomes.push(outcome);
    if (!outcome.isAnonymous) continue;
    outcomes = [outcome];
    break;
  }
  if (toTell !== undefined && !outcomes.some(({ isAnonymous }) => isAnonymous)) {
    outcomes.push(wrong(`I take ${toTell} from one person. Please wait a little before the next one.`));
  }
  if (outcomes.length === 0) return;
  const answers = answerEffects(typed, outcomes);
  const others = outcomes.flatMap(({ effects }) => effects);
  const isAnonymous = outcomes.some((outcome) => outcome.isAnonymous === true);
  await enqueueAnywhere(connection, {
    feature: "commands",
    installationId: activity.repository.installationId,
    repositoryId: activity.repository.id,
    priority: "reply",
    // What withdraws an earlier answer must not withdraw this one.
    effects: isAnonymous ? [...others, ...answers] : [...answers, ...others],
    now: processing.clock.now(),
  });
}

type Outcome = {
  readonly isWrong: boolean;
  readonly reply: string;
  readonly effects: readonly Effect[];
  readonly isAnonymous?: boolean;
};

/** Commands that are no feature's: they concern Stoa itself. */
const RECHECK = "stoa recheck";

async function runCommand(
  processing: Processing,
  connection: Connection,
  on: CommandsOn & { readonly typed: TypedCommands; readonly command: ParsedCommand },
): Promise<Outcome> {
  const { command } = on;
  if (!command.ok) return wrong(command.message);
  const name = `${command.family} ${command.name}`;
  const refusal = refusalOf(name, on.asked);
  if (refusal !== undefined) return wrong(refusal);
  try {
    const answer = await connection.savepoint(() => answerOf(processing, connection, { ...on, name }));
    if (!answer) return wrong(`\`/${name}\` is switched off here.`);
    const { reply = "", effects = [], isAnonymous = false } = answer;
    return { isWrong: false, reply, effects, isAnonymous };
  } catch (error) {
    if (connection.isDoomed()) throw error;
    if (error instanceof UserError) return wrong(error.message);
    processing.log.error({ err: error, command: name, activity: on.activity.key }, "a command failed");
    return wrong(`\`/${name}\` ran into a fault of mine. It is written down; please try again later.`);
  }
}

/** Why a person may not use a command; undefined when they may. */
function refusalOf(name: string, { clearance }: Asked): string | undefined {
  const rule = COMMANDS.find((one) => `${one.family} ${one.name}` === name);
  if (rule?.who !== "maintainer" || clearance === "maintainer") return undefined;
  return clearance === "other"
    ? `\`/${name}\` is for people who may write to this repository. \`/stoa help\` lists what everybody can use.`
    : `\`/${name}\` is for maintainers, and GitHub did not tell me whether you are one. Nothing was done; please try again later.`;
}

/** What the command answers; undefined when it is switched off. */
async function answerOf(
  processing: Processing,
  connection: Connection,
  on: CommandsOn & { readonly typed: TypedCommands; readonly command: ParsedCommand; readonly name: string },
): Promise<CommandAnswer | undefined> {
  const { config, typed, command, name, isHistoryKnown } = on;
  const { activity } = typed;
  if (name === RECHECK) {
    return { reply: await recheck(processing, connection, { activity, reread: on.asked.reread }) };
  }
  const feature = processing.features.find(({ commands }) => commands?.[name]);
  const handler = feature?.commands?.[name];
  if (!feature || !handler || !isEnabled(config, feature)) return undefined;
  const argument = command.ok ? command.argument : "";
  return handler(
    {
      argument,
      activity,
      available: availableCommands(processing, config),
      wasForgotten: on.wasForgotten,
      installationConfig: () =>
        processing.config.forInstallation(connection, activity.repository.installationId),
    },
    contextOf(processing, { connection, config, feature, isHistoryKnown }),
  );
}

function availableCommands({ features }: Processing, config: RepositoryConfig): ReadonlySet<string> {
  const on = features.filter((feature) => isEnabled(config, feature));
  return new Set([RECHECK, ...on.flatMap(({ commands }) => Object.keys(commands ?? {}))]);
}

function wrong(reply: string): Outcome {
  return { isWrong: true, reply, effects: [] };
}

function answerEffects(typed: TypedCommands, outcomes: readonly Outcome[]): Effect[] {
  const { activity } = typed;
  const { thread, repository } = activity;
  const base = { repositoryId: repository.id, threadId: thread.id, audience: "community" } as const;
  const isWrong = outcomes.some((outcome) => outcome.isWrong);
  const effects: Effect[] = [
    {
      ...base,
      kind: "reaction",
      key: `ack:${activity.key}`,
      remarkId: typed.remarkId,
      content: isWrong ? "confused" : "eyes",
    },
  ];
  const replies = outcomes.map(({ reply }) => reply).filter((reply) => reply !== "");
  if (replies.length > 0) {
    const isAnonymous = outcomes.some((outcome) => outcome.isAnonymous === true);
    const text = replies.join("\n\n");
    const answer: SectionEffect = {
      ...base,
      kind: "section",
      key: `answer:${activity.key}`,
      section: "answer",
      markdown: isAnonymous ? text : `${asker(typed)}\n\n${text}`,
      // What was withdrawn just now bears this very moment.
      ...(isAnonymous ? {} : { at: activity.at }),
    };
    effects.push(answer);
  }
  return effects;
}

/** "To ada, who asked here": whose question the answer is for, without a mention. */
function asker({ author: { login }, url }: TypedCommands): string {
  const page = URL.canParse(url) ? `${new URL(url).origin}/${encodeURIComponent(login)}` : "";
  return `To ${personLink(login, page)}, who ${link("asked", url)}:`;
}
