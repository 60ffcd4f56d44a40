// Mentoring: a newcomer's first pull request gets one mentor who knows the area and has room; others ask for one.
// History pairs nobody, and nobody is called a newcomer before the history is known.
//
//   /mentor me [area]     a mentor for you in this thread, for example /mentor me collector
//   /mentor decline       no mentor, thank you

import type { Activity, RemarkActivity, ThreadActivity } from "../../core/activity.ts";
import type { Effect, SectionEffect } from "../../core/effect.ts";
import { UserError } from "../../core/errors.ts";
import { hasEarlierPull } from "../../db/facts.ts";
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
import { includesLogin } from "./rules.ts";
import {
  declinePairing,
  endPairings,
  findPairing,
  findThreadState,
  listStarted,
  listThreadPairings,
} from "./store.ts";

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
  if (CLOSING.has(activity.kind)) {
    await endPairings(context.connection, { threadId: activity.thread.id, at: activity.at });
    return [];
  }
  return activity.kind === "thread.opened" ? welcome(activity, context) : [];
}

/** Pairs the author of a first pull request, when there is somebody to pair them with. */
async function welcome(activity: ThreadActivity, context: Context): Promise<readonly Effect[]> {
  const { thread } = activity;
  const { connection, config } = context;
  if (!activity.isLive || !context.isHistoryKnown || config.offer !== "first-pull") return [];
  const newcomer = thread.author;
  if (thread.kind !== "pull" || !newcomer || newcomer.isBot || config.mentors.length === 0) return [];
  const mentors = config.mentors.map(({ login }) => login);
  if (includesLogin([...mentors, ...config.ignore], newcomer.login)) return [];
  const first = { personId: newcomer.id, before: thread.createdAt, exceptThreadId: thread.id };
  if (await hasEarlierPull(connection, first)) return [];
  // A delivery can come late: nobody is welcomed to what is closed by now.
  if ((await findThreadState(connection, thread.id)) !== "open") return [];
  if (await findPairing(connection, { threadId: thread.id, newcomerId: newcomer.id })) return [];
  const isPaired = await pair(context, { activity, newcomer, offer: "first-pull" });
  return isPaired ? [await section(context, activity, "welcome")] : [];
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
  if (!(await pair(context, { activity, newcomer, offer: "on-request", area: argument }))) {
    throw new UserError(
      "Every mentor has their hands full or is away just now. Ask your question here anyway, and try `/mentor me` again in a few days.",
    );
  }
  return { effects: [await section(context, activity, `request:${activity.key}`)] };
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
  return { effects: [await section(context, activity, `decline:${activity.key}`)] };
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
