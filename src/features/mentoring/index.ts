// Welcome and mentoring. A newcomer's first thread gets guidance for what it touches, a first pull request a mentor who knows
// the area and has room; others ask for one. Silence is noticed, a first merge is thanked for.
// History pairs and welcomes nobody, and nobody is called a newcomer before the history is known. commands.ts has the commands.

import type { Activity, RemarkActivity, ThreadActivity } from "../../core/activity.ts";
import type { Effect, SectionEffect } from "../../core/effect.ts";
import { readerScope } from "../../db/repositories.ts";
import { defineFeature, type DigestContext, type DigestSection, type FeatureContext } from "../feature.ts";
import { insertAsk } from "./asks.ts";
import { mentorCommands } from "./commands.ts";
import { mentoringConfig, type MentoringConfig } from "./config.ts";
import {
  deleteWelcome,
  insertWelcome,
  isFirst,
  isWelcome,
  listWelcomesSince,
  nextMerged,
  workOf,
} from "./newcomers.ts";
import { maintainersSection } from "./outcomes.ts";
import { presentDigest } from "./present.ts";
import { isOnRoster, readRoster } from "./roster.ts";
import { includesLogin } from "./rules.ts";
import { sectionOf, type Place } from "./section.ts";
import { settleSince } from "./settle.ts";
import { endPairings, readSpoken, listStarted } from "./store.ts";
import { watchJobs } from "./watch.ts";

export { mentoringConfig, type MentoringConfig } from "./config.ts";
export { countPairings } from "./store.ts";

type Context = FeatureContext<MentoringConfig>;

export const mentoringFeature = defineFeature<MentoringConfig>({
  name: "mentoring",
  config: mentoringConfig,
  events: ["issues", "issue_comment", "pull_request", "discussion", "discussion_comment"],
  permissions: { issues: "write", pull_requests: "write", discussions: "write" },
  onActivity,
  commands: mentorCommands,
  jobs: watchJobs,
  digestSection,
  maintainersSection,
});

const CLOSING: ReadonlySet<Activity["kind"]> = new Set<Activity["kind"]>([
  "thread.closed",
  "thread.merged",
  "thread.deleted",
]);

async function onActivity(activity: Activity, context: Context): Promise<readonly Effect[]> {
  if (!("thread" in activity)) return [];
  if ("remark" in activity) {
    return activity.kind === "remark.created" ? takeBackWelcomes(activity, context) : [];
  }
  if (CLOSING.has(activity.kind)) return onClosing(activity, context);
  if (activity.kind === "thread.reopened" && activity.isLive) {
    return renewSpoken(activity, context, placeOf(activity));
  }
  return activity.kind === "thread.opened" && activity.isLive ? onOpened(activity, context) : [];
}

/** A mentor has room again, and a first merge is thanked for. */
async function onClosing(activity: ThreadActivity, context: Context): Promise<readonly Effect[]> {
  const { connection } = context;
  const { thread, at, kind } = activity;
  await endPairings(connection, { threadId: thread.id, at });
  if (!activity.isLive) return [];
  const settled = await settle(activity, context, at);
  const author = thread.author;
  const mergedAt = thread.mergedAt;
  if (kind !== "thread.merged" || thread.kind !== "pull" || !author || author.isBot || mergedAt === null) {
    return onceEach([...settled, ...(await renewSpoken(activity, context, placeOf(activity)))]);
  }
  const own = context.isHistoryKnown ? await renew(activity, context, placeOf(activity)) : [];
  // News of this merge may have come after that of the next one, which was thanked for as the first.
  const next = await nextMerged(connection, { threadId: thread.id, authorId: author.id, mergedAt });
  const { installationId } = activity.repository;
  const taken = next ? await renew(activity, context, { ...next, installationId }) : [];
  return onceEach([...settled, ...own, ...taken]);
}

/** One effect of each key: each was made of what is true at the end. */
function onceEach(effects: readonly SectionEffect[]): readonly SectionEffect[] {
  return [...new Map(effects.map((effect) => [effect.key, effect])).values()];
}

/** The section of a thread as it is now, where it differs from what was said. */
async function renew(
  activity: ThreadActivity | RemarkActivity,
  context: Context,
  place: Place,
): Promise<readonly SectionEffect[]> {
  const effect = await sectionOf(context, place, activity.key);
  return effect.markdown === (await readSpoken(context.connection, place.threadId)) ? [] : [effect];
}

/** The same, where something was said at all. */
async function renewSpoken(
  activity: ThreadActivity | RemarkActivity,
  context: Context,
  place: Place,
): Promise<readonly SectionEffect[]> {
  const spoken = await readSpoken(context.connection, place.threadId);
  return spoken === "" ? [] : renew(activity, context, place);
}

/** Somebody new is welcomed, and offered a mentor in a first pull request. */
async function onOpened(activity: ThreadActivity, context: Context): Promise<readonly Effect[]> {
  const { connection, config } = context;
  const { thread, repository } = activity;
  let isNew = false;
  if (await isPerhapsNew(activity, context)) {
    isNew = await insertWelcome(connection, activity);
    if (await mayBeOffered(activity, context)) {
      await insertAsk(connection, {
        threadId: thread.id,
        newcomerId: thread.author?.id ?? 0,
        installationId: repository.installationId,
        repositoryId: repository.id,
        offer: "first-pull",
        area: "",
        askedAt: thread.createdAt,
        work: workOf(thread),
      });
    }
  }
  const settled = thread.kind === "pull" ? await settle(activity, context, thread.createdAt) : [];
  const isTold = settled.some(({ threadId }) => threadId === thread.id);
  const welcome =
    isNew && !isTold && config.welcome.includes(thread.kind)
      ? await renew(activity, context, placeOf(activity))
      : [];
  return onceEach([...settled, ...welcome, ...(await takeBackWelcomes(activity, context))]);
}

/** Whether the author of a thread could be somebody new, as far as the record tells. */
async function isPerhapsNew(activity: ThreadActivity, context: Context): Promise<boolean> {
  const { connection, config, isHistoryKnown } = context;
  const { thread, repository } = activity;
  const { author } = thread;
  if (!isHistoryKnown || !author || author.isBot || includesLogin(config.ignore, author.login)) return false;
  const scope = await readerScope(connection, repository);
  const query = { personId: author.id, threadId: thread.id, kind: thread.kind, openedAt: thread.createdAt };
  if (!(await isFirst(connection, scope, query))) return false;
  return !isOnRoster(await readRoster(connection, repository.installationId, config), author.login);
}

async function mayBeOffered(
  { thread, repository }: ThreadActivity,
  { connection, config }: Context,
): Promise<boolean> {
  if (thread.kind !== "pull" || thread.state !== "open" || config.offer !== "first-pull") return false;
  return (await readRoster(connection, repository.installationId, config)).length > 0;
}

/** What a person did earlier, and Stoa hears of now, may show that they were not new where they were welcomed. */
async function takeBackWelcomes(
  activity: ThreadActivity | RemarkActivity,
  context: Context,
): Promise<readonly SectionEffect[]> {
  const { actor, isLive, at } = activity;
  if (!isLive || !actor || actor.isBot) return [];
  const { connection } = context;
  const effects: SectionEffect[] = [];
  for (const welcome of await listWelcomesSince(connection, { personId: actor.id, since: at })) {
    if (welcome.threadId === activity.thread.id && activity.kind === "thread.opened") continue;
    if (await isWelcome(connection, welcome)) continue;
    await deleteWelcome(connection, welcome.threadId);
    effects.push(...(await renew(activity, context, welcome)));
  }
  return effects;
}

function settle(
  { key, repository }: ThreadActivity,
  context: Context,
  since: number,
): Promise<readonly SectionEffect[]> {
  const { installationId } = repository;
  return settleSince({ ...context, installationId, since, now: Math.max(context.now, since), key });
}

function placeOf({ thread, repository }: ThreadActivity): Place {
  return { threadId: thread.id, repositoryId: repository.id, installationId: repository.installationId };
}

async function digestSection(context: DigestContext<MentoringConfig>): Promise<DigestSection | undefined> {
  if (!context.config.enabled) return undefined;
  const started = await listStarted(context.connection, { ...context.scope, ...context.period });
  return started.length === 0 ? undefined : { order: 25, markdown: presentDigest(started) };
}
