// Runs the slash commands that a person typed in a remark: 👀 when taken, 😕 with a reply when wrong. Answers stand in
// the thread's one Stoa comment.

import { UserError } from "../core/errors.ts";
import type { Activity, RemarkActivity } from "../core/activity.ts";
import type { Effect, SectionEffect } from "../core/effect.ts";
import type { RepositoryConfig } from "../config/repository.ts";
import type { Connection } from "../db/connection.ts";
import { newCommands, parseCommands, type ParsedCommand } from "../commands/parse.ts";
import { enqueueEffects } from "../outbox/store.ts";
import { personLink } from "../text/escape.ts";
import { contextOf, isEnabled, type Processing } from "./run-feature.ts";

/** Looks for commands in a new remark, or for new ones in an edited remark, and runs them. */
export async function runCommands(
  processing: Processing,
  connection: Connection,
  on: { readonly activity: Activity; readonly config: RepositoryConfig; readonly isHistoryKnown: boolean },
): Promise<void> {
  const { activity } = on;
  if (!isFromPerson(activity)) return;
  const commands = commandsOf(activity);
  if (commands.length === 0) return;
  const outcomes: Outcome[] = [];
  for (const command of commands)
    outcomes.push(await runCommand(processing, connection, { ...on, activity, command }));
  await enqueueEffects(connection, {
    feature: "commands",
    installationId: activity.repository.installationId,
    priority: "reply",
    effects: [...answerEffects(activity, outcomes), ...outcomes.flatMap(({ effects }) => effects)],
    now: processing.clock.now(),
  });
}

type Outcome = { readonly isWrong: boolean; readonly reply: string; readonly effects: readonly Effect[] };

function isFromPerson(activity: Activity): activity is RemarkActivity {
  const isRemark = activity.kind === "remark.created" || activity.kind === "remark.edited";
  return isRemark && activity.remark.author !== null && !activity.remark.author.isBot;
}

function commandsOf(activity: RemarkActivity): readonly ParsedCommand[] {
  if (!activity.remark.body.includes("/")) return [];
  if (activity.kind === "remark.created") return parseCommands(activity.remark.body);
  // Without the text before the edit nobody can tell what is new, so nothing runs.
  return activity.previousBody === undefined ? [] : newCommands(activity.previousBody, activity.remark.body);
}

async function runCommand(
  processing: Processing,
  connection: Connection,
  on: {
    readonly activity: RemarkActivity;
    readonly config: RepositoryConfig;
    readonly isHistoryKnown: boolean;
    readonly command: ParsedCommand;
  },
): Promise<Outcome> {
  const { command, config } = on;
  if (!command.ok) return wrong(command.message);
  const name = `${command.family} ${command.name}`;
  const feature = processing.features.find(({ commands }) => commands?.[name]);
  const handler = feature?.commands?.[name];
  if (!feature || !handler || !isEnabled(config, feature)) return wrong(`\`/${name}\` is switched off here.`);
  try {
    const answer = await connection.savepoint(() =>
      handler(
        { argument: command.argument, activity: on.activity },
        contextOf(processing, { connection, config, feature, isHistoryKnown: on.isHistoryKnown }),
      ),
    );
    return { isWrong: false, reply: answer.reply ?? "", effects: answer.effects ?? [] };
  } catch (error) {
    if (error instanceof UserError) return wrong(error.message);
    processing.log.error({ err: error, command: name, activity: on.activity.key }, "a command failed");
    return wrong(`\`/${name}\` ran into a fault of mine. It is written down; please try again later.`);
  }
}

function wrong(reply: string): Outcome {
  return { isWrong: true, reply, effects: [] };
}

function answerEffects(activity: RemarkActivity, outcomes: readonly Outcome[]): Effect[] {
  const { thread, remark, repository } = activity;
  const base = { repositoryId: repository.id, threadId: thread.id, audience: "community" } as const;
  const isWrong = outcomes.some((outcome) => outcome.isWrong);
  const effects: Effect[] = [
    {
      ...base,
      kind: "reaction",
      key: `ack:${activity.key}`,
      remarkId: remark.id,
      content: isWrong ? "confused" : "eyes",
    },
  ];
  const replies = outcomes.map(({ reply }) => reply).filter((reply) => reply !== "");
  if (replies.length > 0) {
    const answer: SectionEffect = {
      ...base,
      kind: "section",
      key: `answer:${activity.key}`,
      section: "answer",
      markdown: `${asker(activity)}\n\n${replies.join("\n\n")}`,
    };
    effects.push(answer);
  }
  return effects;
}

/** "To ada, who asked here": whose question the answer is for, without a mention. */
function asker(activity: RemarkActivity): string {
  const { author, url } = activity.remark;
  const login = author?.login ?? "somebody";
  return `To ${personLink(login, `${new URL(url).origin}/${encodeURIComponent(login)}`)}, who [asked](${url}):`;
}
