// What maintainers read in their private place: every week a note (the index against its target, by repository and by area,
// what releases did to it, first replies to newcomers), and between notes, at most once a day for each cause, an alert.
// Silence where there is nothing to say. Nothing here ever names whoever wrote.

import { DAY, HOUR, dayOf } from "../../core/clock.ts";
import { UserError } from "../../core/errors.ts";
import { isRepositoryNamed } from "../../core/names.ts";
import type { Period, ReaderScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { listRepositories, readerScope } from "../../db/repositories.ts";
import { marker } from "../../text/markers.ts";
import type { Effect, JobContext, MaintainersContext, MaintainersSection } from "../feature.ts";
import { findDrop, findHeatedThreads } from "./alerts.ts";
import type { SentimentConfig } from "./config.ts";
import { correctionAccuracy } from "./corrections.ts";
import { releaseImpacts, type ReleaseImpact } from "./impact-store.ts";
import { changeBetween, startOfWeek, WEEK, weekOf } from "./mood.ts";
import { sentimentByPart } from "./parts-store.ts";
import {
  presentDrop,
  presentHeatedThread,
  presentHeatedTodo,
  presentNote,
  presentWorse,
} from "./present-maintainers.ts";
import { firstReplies } from "./replies.ts";
import { levelsBefore, sentimentOf } from "./store.ts";

/** Parts are told over four weeks: a week of one area is seldom five people. */
const PARTS_MS = 4 * WEEK;
/** Monday 07:00 and daily 06:00 UTC. */
const NOTE_HOUR = 7 * HOUR;
const ALERT_HOUR = 6 * HOUR;

/** The next Monday's note after a moment. */
export function nextNote(after: number): number {
  const thisWeek = startOfWeek(weekOf(after)) + NOTE_HOUR;
  return thisWeek > after ? thisWeek : thisWeek + WEEK;
}

/** The next morning's look for alerts after a moment. */
export function nextLook(after: number): number {
  const today = dayOf(after) * DAY + ALERT_HOUR;
  return today > after ? today : today + DAY;
}

/** The note of the ISO week that has ended. */
export async function postNote(context: JobContext<SentimentConfig>): Promise<readonly Effect[]> {
  // The maintainers' digest takes it in where there is one.
  if (hasMaintainersDigest(context.configOf({ name: "digest" }))) return [];
  const place = await findPlace(context);
  if (!place) return [];
  const { connection, config, now } = context;
  const week = weekOf(now) - 1;
  const period = { startsAt: startOfWeek(week), endsAt: startOfWeek(week + 1) };
  const markdown = await noteOf(connection, { ...place, config, period });
  if (markdown === undefined) return [];
  const monday = new Date(period.startsAt).toISOString().slice(0, 10);
  return [
    toPost(place, {
      cause: `note:${monday}`,
      title: `Maintainers · mood in the week of ${monday}`,
      markdown,
    }),
  ];
}

/** The note of a period; undefined when there is nothing to say. */
async function noteOf(
  connection: Connection,
  {
    scope,
    config,
    period,
    impacts,
  }: {
    readonly scope: ReaderScope;
    readonly config: SentimentConfig;
    readonly period: Period;
    /** Those to tell of, instead of all that ended in the period. */
    readonly impacts?: readonly ReleaseImpact[];
  },
): Promise<string | undefined> {
  const length = period.endsAt - period.startsAt;
  const previous = { startsAt: period.startsAt - length, endsAt: period.startsAt };
  const recent = { ...period, startsAt: period.endsAt - PARTS_MS };
  const moments = [period, previous, recent].map(({ startsAt }) => startsAt);
  const levels = await levelsBefore(connection, scope, moments);
  const mood = await sentimentOf(connection, scope, period, levels);
  const before = await sentimentOf(connection, scope, previous, levels);
  return presentNote({
    mood,
    change: changeBetween(before, mood),
    target: config.target,
    ...(await sentimentByPart(connection, scope, recent, levels)),
    impacts:
      impacts ??
      (await releaseImpacts(connection, scope, { endedIn: period, problemLabels: config.problemLabels })),
    replies: await firstReplies(connection, scope, recent),
    accuracy: await correctionAccuracy(connection, scope),
  });
}

/** The note's part of the maintainers' digest, and what of it wants doing. */
export async function maintainersSection(
  context: MaintainersContext<SentimentConfig>,
): Promise<MaintainersSection | undefined> {
  const { connection, config, scope, period, now } = context;
  if (!config.enabled) return undefined;
  const { problemLabels } = config;
  const impacts = await releaseImpacts(connection, scope, { endedIn: period, problemLabels });
  const worse = impacts.filter(
    ({ verdict, problems }) => verdict === "down" || (verdict !== "up" && problems.verdict === "more"),
  );
  const heated = await findHeatedThreads(connection, scope, now);
  // What wants doing is told once, on top.
  const others = impacts.filter((impact) => !worse.includes(impact));
  const markdown = await noteOf(connection, { scope, config, period, impacts: others });
  if (markdown === undefined && heated.length === 0) return undefined;
  return {
    order: 20,
    todos: [
      ...worse.map((impact) => ({ weight: 90, markdown: presentWorse(impact) })),
      ...heated.map((thread) => ({ weight: 80, markdown: presentHeatedTodo(thread) })),
    ],
    ...(markdown === undefined ? {} : { markdown }),
  };
}

/** What changed since yesterday that maintainers should look at. */
export async function postAlerts(context: JobContext<SentimentConfig>): Promise<readonly Effect[]> {
  const place = await findPlace(context);
  if (!place) return [];
  const { connection, config, now } = context;
  const posts: Effect[] = [];
  const drop = await findDrop(connection, place.scope, now);
  if (drop) {
    // Once a week: the days after look back on nearly the same remarks.
    const cause = `drop:${weekOf(now)}`;
    posts.push(
      toPost(place, {
        cause,
        title: "The community's mood dropped",
        markdown: presentDrop(drop, config.target),
      }),
    );
  }
  for (const thread of await findHeatedThreads(connection, place.scope, now)) {
    const cause = `heat:${thread.threadId}:${dayOf(now)}`;
    posts.push(
      toPost(place, { cause, title: "A thread may be heating up", markdown: presentHeatedThread(thread) }),
    );
  }
  return posts;
}

function hasMaintainersDigest(config: unknown): boolean {
  return (config as { readonly maintainers?: unknown } | undefined)?.maintainers != null;
}

interface Place {
  readonly installationId: number;
  readonly repositoryId: number;
  readonly category: string;
  /** What readers of this place may read. */
  readonly scope: ReaderScope;
}

/**
 * The place of the configuration; undefined without one.
 * @throws UserError when it is no private repository that Stoa sees
 */
async function findPlace({
  connection,
  config,
  installationId,
}: JobContext<SentimentConfig>): Promise<Place | undefined> {
  if (!config.enabled || config.maintainers === null) return undefined;
  const { repository: name, category } = config.maintainers;
  const repositories = await listRepositories(connection, installationId);
  const repository = repositories.find((one) => one.isPrivate && isRepositoryNamed(one, name));
  if (!repository) {
    throw new UserError(
      `\`sentiment.maintainers.repository\` is \`${name}\`, which is none of the private repositories Stoa sees. Name one of them, or leave it out.`,
    );
  }
  const scope = await readerScope(connection, { id: repository.id, installationId });
  return { installationId, repositoryId: repository.id, category, scope };
}

function toPost(
  { installationId, repositoryId, category, scope }: Place,
  { cause, title, markdown }: { readonly cause: string; readonly title: string; readonly markdown: string },
): Effect {
  const hidden = marker("mood", `${installationId}:${cause}`);
  return {
    kind: "discussion",
    // An effect of one key happens once: a cause is told once a day, or once a week.
    key: `${installationId}:${cause}`,
    repositoryId,
    audience: "maintainers",
    drawsOn: scope.repositoryIds.filter((id) => id !== repositoryId),
    marker: hidden,
    category,
    title,
    body: `${markdown}\n\n${hidden}`,
    update: false,
  };
}
