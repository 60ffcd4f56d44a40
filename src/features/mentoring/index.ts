// Mentoring: a newcomer's first pull request gets one mentor who knows the area and has room; others ask for one.
// History pairs nobody, and nobody is called a newcomer before the history is known.
//
//   /mentor me [area]     a mentor for you in this thread, for example /mentor me collector
//   /mentor decline       no mentor, thank you

import type { Activity, RemarkActivity, ThreadActivity } from "../../core/activity.ts";
import type { Effect, SectionEffect } from "../../core/effect.ts";
import { UserError } from "../../core/errors.ts";
import { closestWord } from "../../commands/parse.ts";
import { inlineText } from "../../text/escape.ts";
import {
  defineFeature,
  type CommandAnswer,
  type CommandCall,
  type DigestContext,
  type DigestSection,
  type FeatureContext,
} from "../feature.ts";
import { mentoringConfig, type MentoringConfig } from "./config.ts";
import { pair, showPairings } from "./pair.ts";
import { presentAlready, presentDeclined, presentDigest } from "./present.ts";
import { areaName, includesLogin } from "./rules.ts";
import { insertAsk, settleSince } from "./settle.ts";
import { declinePairing, endPairings, findPairing, listStarted, listThreadPairings } from "./store.ts";

export { mentoringConfig, type MentoringConfig } from "./config.ts";
export { countPairings } from "./store.ts";

type Context = FeatureContext<MentoringConfig>;

export const mentoringFeature = defineFeature<MentoringConfig>({
  name: "mentoring",
  config: mentoringConfig,
  events: ["issues", "issue_comment", "pull_request", "discussion", "discussion_comment"],
  permissions: { issues: "write", pull_requests: "write", discussions: "write" },
  onActivity,
  commands: { "mentor me": requestMentor, "mentor decline": declineMentor },
  digestSection,
});

const CLOSING: ReadonlySet<Activity["kind"]> = new Set<Activity["kind"]>([
  "thread.closed",
  "thread.merged",
  "thread.deleted",
]);

async function onActivity(activity: Activity, context: Context): Promise<readonly Effect[]> {
  if (!("thread" in activity) || "remark" in activity) return [];
  const { thread } = activity;
  if (CLOSING.has(activity.kind)) {
    await endPairings(context.connection, { threadId: thread.id, at: activity.at });
    return settleSince(context, activity, activity.at);
  }
  if (activity.kind !== "thread.opened" || thread.kind !== "pull") return [];
  if (mayBeWelcomed(activity, context)) await insertAsk(context.connection, activity);
  return settleSince(context, activity, thread.createdAt);
}

/** Whether the author of a pull request could get a mentor, as far as its opening and the configuration tell. */
function mayBeWelcomed(activity: ThreadActivity, context: Context): boolean {
  const { config } = context;
  const { thread } = activity;
  const { author: newcomer } = thread;
  if (!activity.isLive || !context.isHistoryKnown || config.offer !== "first-pull") return false;
  if (!newcomer || newcomer.isBot || config.mentors.length === 0) return false;
  const mentors = config.mentors.map(({ login }) => login);
  return thread.state === "open" && !includesLogin([...mentors, ...config.ignore], newcomer.login);
}

/** /mentor me [area] */
async function requestMentor(call: CommandCall, context: Context): Promise<CommandAnswer> {
  const { activity, argument } = call;
  const { thread, actor: newcomer } = activity;
  if (!newcomer || newcomer.isBot) return {};
  const { connection, config } = context;
  if (config.mentors.length === 0) {
    throw new UserError("This community has named no mentors yet. Ask your question right here instead.");
  }
  if (thread.state !== "open") {
    throw new UserError(
      "This thread is closed. Type `/mentor me` in an open one, where a mentor can follow you.",
    );
  }
  const before = await findPairing(connection, { threadId: thread.id, newcomerId: newcomer.id });
  if (before?.state === "active") return { reply: presentAlready(before.mentorLogin, thread.url) };
  teachArea(argument, config);
  if (!(await pair(context, { activity, newcomer, offer: "on-request", area: argument }))) {
    throw new UserError(
      "Every mentor has their hands full or is away just now. Ask your question here anyway, and try `/mentor me` again in a few days.",
    );
  }
  const settled = await settleSince(context, activity, activity.at + 1);
  return { effects: [await section(context, activity, `request:${activity.key}`), ...settled] };
}

/** @throws UserError when the area is nearly one that a mentor names. */
function teachArea(argument: string, { mentors }: MentoringConfig): void {
  const known = mentors.flatMap(({ areas }) => areas.map(areaName));
  const meant = closestWord(areaName(argument), known);
  if (meant === undefined || argument === "") return;
  throw new UserError(
    `No mentor here names ${inlineText(argument, 60)}. Did you mean \`/mentor me ${meant.replaceAll("`", "")}\`?`,
  );
}

/** /mentor decline */
async function declineMentor({ activity }: CommandCall, context: Context): Promise<CommandAnswer> {
  const { thread, actor } = activity;
  if (!actor || actor.isBot) return {};
  const key = { threadId: thread.id, newcomerId: actor.id };
  const pairing = await findPairing(context.connection, key);
  if (pairing?.state !== "active") {
    throw new UserError(
      "You have no mentor in this thread, so there is nothing to decline. `/mentor me` asks for one.",
    );
  }
  await declinePairing(context.connection, { ...key, at: activity.at });
  const settled = await settleSince(context, activity, activity.at + 1);
  return { effects: [await section(context, activity, `decline:${activity.key}`), ...settled] };
}

/** The thread's section as it stands now: its pairings, or a kind line when the last was declined. */
async function section(
  context: Context,
  activity: ThreadActivity | RemarkActivity,
  occasion: string,
): Promise<SectionEffect> {
  const { repository, thread } = activity;
  const pairings = await listThreadPairings(context.connection, thread.id);
  return {
    kind: "section",
    key: `${thread.id}:${occasion}`,
    repositoryId: repository.id,
    audience: "community",
    threadId: thread.id,
    section: "mentoring",
    markdown: pairings.length === 0 ? presentDeclined() : await showPairings(context, activity, pairings),
  };
}

async function digestSection(context: DigestContext<MentoringConfig>): Promise<DigestSection | undefined> {
  if (!context.config.enabled) return undefined;
  const started = await listStarted(context.connection, { ...context.scope, ...context.period });
  return started.length === 0 ? undefined : { order: 25, markdown: presentDigest(started) };
}
