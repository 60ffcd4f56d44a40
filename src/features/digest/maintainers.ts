// The maintainers' digest: every week, in the private place they chose, first what to do, then the numbers. It is made of
// what that place's readers can read, names nobody who wrote, and is silent when there is nothing to say.

import { threadId } from "../../core/activity.ts";
import {
  nextBoundary,
  periodBefore,
  periodEnding,
  periodTitle,
  type CalendarPeriod,
} from "../../core/calendar.ts";
import type { ReaderScope } from "../../core/scope.ts";
import { publicScope, readerScope, type RepositoryRow } from "../../db/repositories.ts";
import { neutraliseMentions } from "../../text/escape.ts";
import { marker } from "../../text/markers.ts";
import { fitBody, MAX_BODY_BYTES } from "../../text/truncate.ts";
import type { Effect, Feature, Job, JobContext, MaintainersSection } from "../feature.ts";
import { askPeer, isSwitchedOff, RESERVED_BYTES } from "./build.ts";
import type { DigestConfig, MaintainersPlace } from "./config.ts";
import { contributorsSection } from "./drifting.ts";
import { counted, sentence } from "./phrases.ts";
import { writeReceipt } from "./receipts.ts";
import { responsivenessSection } from "./responsiveness.ts";
import { maintainersScheduleOf } from "./rules.ts";
import { isMade, type DigestLine } from "./store.ts";
import { findPrivate } from "./tellings.ts";
import { workSection } from "./work.ts";

type Context = JobContext<DigestConfig>;

/** Names its part of the text where it is kept in an issue. */
const BOARD = "maintainers-digest";
/** Things to do that are told; more would be done by nobody. */
const MOST_TODOS = 7;

export interface MaintainersDigest {
  readonly title: string;
  /** With its hidden marker; undefined when there is nothing to say. */
  readonly body: string | undefined;
  readonly marker: string;
  readonly home: RepositoryRow;
  readonly scope: ReaderScope;
}

export function maintainersJob(contributors: readonly Feature[]): Job<DigestConfig> {
  const periodOf = ({ config, now }: Context) =>
    config.maintainers && periodEnding(now, maintainersScheduleOf(config.maintainers, config.zone));
  return {
    name: "digest-maintainers",
    nextAfter: (after, { maintainers, zone }) =>
      maintainers === null ? undefined : nextBoundary(after, maintainersScheduleOf(maintainers, zone)),
    needs: ["reactions"],
    run: async (context) => {
      const period = periodOf(context);
      return period ? postMaintainers(context, { contributors, period }) : [];
    },
    onFailure: async (context, reason) => {
      const period = periodOf(context);
      if (period) await writeReceipt(context, lineOf(context), { period, outcome: "failed", reason });
    },
  };
}

function lineOf({ installationId }: Pick<Context, "installationId">): DigestLine {
  return { installationId, audience: "maintainers", place: 0 };
}

/** The effect that posts the digest of a week, or nothing. */
export async function postMaintainers(
  context: Context,
  of: { readonly contributors: readonly Feature[]; readonly period: CalendarPeriod },
): Promise<readonly Effect[]> {
  const { connection, config, installationId } = context;
  const { period } = of;
  const line = lineOf(context);
  if (config.maintainers === null) return [];
  if (await isMade(connection, { ...line, period: period.key })) return [];
  const digest = await buildMaintainers(context, { ...of, place: config.maintainers });
  const { title, body } = digest;
  if (body === undefined) {
    await writeReceipt(context, line, { period, outcome: "skipped", reason: "There was nothing to say." });
    return [];
  }
  const key = `maintainers:${installationId}:${period.key}`;
  const made = { period, outcome: "made", reason: null, title, body, effectKey: `digest:${key}` } as const;
  if (!(await writeReceipt(context, line, made))) return [];
  return [effectOf(digest, { key, place: config.maintainers, body })];
}

function effectOf(
  { title, marker: hidden, home, scope }: MaintainersDigest,
  { key, place, body }: { readonly key: string; readonly place: MaintainersPlace; readonly body: string },
): Effect {
  const base = {
    key,
    repositoryId: home.id,
    audience: "maintainers",
    drawsOn: scope.repositoryIds.filter((id) => id !== home.id),
  } as const;
  if (place.issue !== null) {
    const markdown = `## ${title}\n\n${body}`;
    return { ...base, kind: "board", threadId: threadId(home.id, place.issue), board: BOARD, markdown };
  }
  return {
    ...base,
    kind: "discussion",
    marker: hidden,
    category: place.category,
    title,
    body,
    update: false,
  };
}

/**
 * Makes the digest of a week; it stores nothing. Must run inside a transaction.
 * @throws UserError when its place is no private repository that Stoa sees
 */
export async function buildMaintainers(
  context: Context,
  of: {
    readonly contributors: readonly Feature[];
    readonly period: CalendarPeriod;
    readonly place: MaintainersPlace;
  },
): Promise<MaintainersDigest> {
  const { connection, config, installationId, now } = context;
  const { period, place } = of;
  const named = { installationId, name: place.repository, key: "digest.maintainers.repository" };
  const home = await findPrivate(connection, named);
  const scope = await readerScope(connection, { id: home.id, installationId });
  const asked = {
    connection,
    now,
    isHistoryKnown: context.isHistoryKnown,
    scope,
    publicScope: await publicScope(connection, installationId),
    period,
    previous: periodBefore(period, maintainersScheduleOf(place, config.zone)),
  };
  const sections: MaintainersSection[] = [];
  for (const feature of of.contributors) {
    const own = context.configOf(feature);
    if (isSwitchedOff(own)) continue;
    const section = await askPeer(context, feature, async () =>
      feature.maintainersSection?.({ ...asked, config: own }),
    );
    if (section) sections.push(section);
  }
  for (const ask of [responsivenessSection, contributorsSection, workSection]) {
    const section = await ask({ ...asked, config: place });
    if (section) sections.push(section);
  }
  const hidden = marker("digest-maintainers", `${installationId}:${period.key}`);
  const text = textOf(sections);
  const fitted = text && fitBody(neutraliseMentions(text), MAX_BODY_BYTES - RESERVED_BYTES);
  return {
    title: `Maintainers · ${periodTitle(period)}`,
    body: fitted === undefined ? undefined : `${fitted}\n\n${hidden}`,
    marker: hidden,
    home,
    scope,
  };
}

/** First what to do, what presses most on top; then the numbers. Undefined when there is neither. */
export function textOf(sections: readonly MaintainersSection[]): string | undefined {
  const todos = sections.flatMap((section) => section.todos ?? []).sort((a, b) => b.weight - a.weight);
  const texts = [...sections].sort((a, b) => a.order - b.order).flatMap(({ markdown }) => markdown ?? []);
  if (todos.length === 0 && texts.length === 0) return undefined;
  const shown = todos.slice(0, MOST_TODOS);
  const opening = openingOf(shown.length, texts.length > 0);
  const list = shown.map(({ markdown }, index) => `${index + 1}. ${markdown}`).join("\n");
  return [opening, ...(list === "" ? [] : [list]), ...texts].join("\n\n");
}

function openingOf(todos: number, hasNumbers: boolean): string {
  if (todos === 0) return "Nothing presses this week. Here are the numbers.";
  const things = `${counted(todos, "thing")} to do`;
  return sentence(hasNumbers ? `${things}, then the numbers` : things);
}
