// Themes: what recurs in issues and discussions. They are found anew every night, in a worker thread, and a thread that
// arrives in between is put into the theme it fits. In a new thread, where stoa.yml says so, a comment tells of known
// hurdles and of threads that may be related.
//
//   /stoa themes     the themes and their ids

import type { Activity, ThreadActivity } from "../../core/activity.ts";
import { DAY, dayOf, HOUR } from "../../core/clock.ts";
import type { SectionEffect } from "../../core/effect.ts";
import { publicScope } from "../../db/repositories.ts";
import {
  defineFeature,
  type CommandAnswer,
  type CommandCall,
  type DigestContext,
  type DigestSection,
  type Effect,
  type FeatureContext,
  type JobContext,
  type MaintainersContext,
  type MaintainersSection,
} from "../feature.ts";
import { assignLate, assignThread } from "./assign.ts";
import { themesConfig, type ThemesConfig } from "./config.ts";
import { hasPhrase } from "./curate.ts";
import { presentHurdles, presentList, presentRelated, presentRising, presentSection } from "./present.ts";
import { findInBackground, loadRefit, readableText, type RefitInput } from "./refit.ts";
import type { Refit } from "./rules.ts";
import { listThemes, storeRefit, type Theme } from "./store.ts";
import { findRelated } from "./suggest.ts";

export { listThemes, refitThemes } from "./store.ts";

/** When the nightly refit is due, UTC. It fits what was opened before midnight, so that deliveries that come late are there. */
const REFIT_HOUR = 3;
/** How many themes `/stoa themes` tells. */
const LISTED = 20;

type Context = FeatureContext<ThemesConfig>;

export const themesFeature = defineFeature<ThemesConfig>({
  name: "themes",
  config: themesConfig,
  events: ["issues", "pull_request", "discussion"],
  permissions: { issues: "write", pull_requests: "read", discussions: "write" },
  onActivity,
  commands: { "stoa themes": tellThemes },
  jobs: [
    {
      name: "themes-refit",
      nextAfter: (after, { enabled }) => (enabled ? nextRefit(after) : undefined),
      prepare: findNewThemes,
      run: keepNewThemes,
    },
  ],
  digestSection,
  maintainersSection,
});

/** The next 03:00 UTC strictly after `after`. */
function nextRefit(after: number): number {
  const offset = REFIT_HOUR * HOUR;
  return (Math.floor((after - offset) / DAY) + 1) * DAY + offset;
}

interface Found {
  readonly input: RefitInput;
  readonly refit: Refit;
}

/** The long work, while no transaction is open. */
async function findNewThemes(context: JobContext<ThemesConfig>): Promise<Found | undefined> {
  const { connection, scope, now, config } = context;
  if (!config.enabled) return undefined;
  const before = dayOf(now) * DAY;
  const input = await loadRefit(connection, scope, { before, ignore: config.ignore });
  return { input, refit: await findInBackground(input) };
}

async function keepNewThemes(
  { connection, scope, now }: JobContext<ThemesConfig>,
  found: unknown,
): Promise<readonly Effect[]> {
  if (found === undefined) return [];
  const { input, refit } = found as Found;
  if (await storeRefit(connection, { input, refit, now }))
    await assignLate(connection, scope, { input, refit });
  return [];
}

/** A new issue or discussion of a public repository finds its theme, and is told what may help; a pull request is told of hurdles. */
async function onActivity(activity: Activity, context: Context): Promise<readonly Effect[]> {
  if (activity.kind !== "thread.opened" || activity.repository.isPrivate) return [];
  const { thread, repository } = activity;
  if (!thread.author || thread.author.isBot) return [];
  // History is put into themes by the next refit, and told nothing.
  if (!activity.isLive) return [];
  const { connection, config } = context;
  const scope = await publicScope(connection, repository.installationId);
  if (!scope.repositoryIds.includes(repository.id)) return [];
  if (thread.kind === "pull") return hurdleEffects(activity, config, undefined);
  const themeId = await assignThread(connection, scope, { thread, ignore: config.ignore });
  return [
    ...hurdleEffects(activity, config, themeId),
    ...(config.related ? await relatedEffects(activity, context) : []),
  ];
}

function hurdleEffects(
  activity: ThreadActivity,
  { hurdles }: ThemesConfig,
  themeId: string | undefined,
): readonly SectionEffect[] {
  if (hurdles.length === 0) return [];
  const { title, prose } = readableText(activity.thread);
  const met = hurdles.filter(
    ({ match, theme }) =>
      (theme !== undefined && theme === themeId) ||
      match.some((phrase) => hasPhrase(title, phrase) || hasPhrase(prose, phrase)),
  );
  if (met.length === 0) return [];
  return [{ ...sectionOf(activity, "hurdles"), markdown: presentHurdles(met.slice(0, 2)) }];
}

async function relatedEffects(
  activity: ThreadActivity,
  { connection, isHistoryKnown, now }: Context,
): Promise<readonly SectionEffect[]> {
  if (!isHistoryKnown) return [];
  const scope = await publicScope(connection, activity.repository.installationId);
  const related = await findRelated(connection, scope, { thread: activity.thread, now });
  if (related.length === 0) return [];
  const drawsOn = [...new Set(related.map(({ repositoryId }) => repositoryId))];
  return [{ ...sectionOf(activity, "related"), drawsOn, markdown: presentRelated(related) }];
}

function sectionOf({ thread, repository }: ThreadActivity, section: string) {
  return {
    kind: "section",
    key: `${section}:${thread.id}`,
    repositoryId: repository.id,
    audience: "community",
    threadId: thread.id,
    section,
  } as const;
}

/** /stoa themes */
async function tellThemes({ activity }: CommandCall, context: Context): Promise<CommandAnswer> {
  const { connection, config, now } = context;
  const scope = await publicScope(connection, activity.repository.installationId);
  const themes = await listThemes(connection, scope, { now, curation: config });
  return { reply: presentList(themes.slice(0, LISTED)) };
}

async function digestSection(context: DigestContext<ThemesConfig>): Promise<DigestSection | undefined> {
  const { connection, scope, period, config } = context;
  if (!config.enabled) return undefined;
  const themes = await listThemes(connection, scope, { now: period.endsAt, curation: config });
  const told = themes.filter(({ lastSeenAt }) => lastSeenAt >= period.startsAt);
  const markdown = presentSection(risingFirst(told).slice(0, config.top));
  return markdown === undefined ? undefined : { order: 40, markdown };
}

/** Rising ones first; among equals those with most threads, as they come. */
function risingFirst(themes: readonly Theme[]): readonly Theme[] {
  return [...themes].sort((a, b) => Number(isRising(b)) - Number(isRising(a)));
}

function isRising({ trend }: Theme): boolean {
  return trend === "rising";
}

async function maintainersSection(
  context: MaintainersContext<ThemesConfig>,
): Promise<MaintainersSection | undefined> {
  const { connection, publicScope: scope, period, config } = context;
  if (!config.enabled) return undefined;
  const themes = await listThemes(connection, scope, { now: period.endsAt, curation: config });
  const rising = themes.filter((one) => isRising(one) && one.lastSeenAt >= period.startsAt);
  return presentRising(rising.slice(0, config.top));
}
