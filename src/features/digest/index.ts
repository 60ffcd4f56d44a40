// The community digest: a discussion every second week (or so) that tells what was shipped, who joined, what people
// want and what waits for them. It is posted once for a period, and not at all when nobody was there to read it.

import { nextBoundary, periodEnding, type CalendarPeriod } from "../../core/calendar.ts";
import { UserError } from "../../core/errors.ts";
import { isRepositoryNamed } from "../../core/names.ts";
import { countActivities } from "../../db/facts.ts";
import { defineFeature, type Effect, type Feature, type JobContext } from "../feature.ts";
import { buildDigest } from "./build.ts";
import { digestConfig, type DigestConfig } from "./config.ts";
import { scheduleInWords, scheduleOf } from "./rules.ts";
import { hasDigest, insertDigest, listPlaces, type PublicPlace } from "./store.ts";

export { buildDigest, type Digest } from "./build.ts";
export { digestConfig, type DigestConfig } from "./config.ts";
export { scheduleOf } from "./rules.ts";
export { listDigests } from "./store.ts";

/** The digest, with the features that write a section of it. */
export function digestFeature(contributors: readonly Feature[]): Feature {
  return defineFeature<DigestConfig>({
    name: "digest",
    config: digestConfig,
    events: ["issues", "issue_comment", "pull_request", "discussion", "discussion_comment", "release"],
    permissions: {
      metadata: "read",
      contents: "read",
      issues: "read",
      pull_requests: "read",
      discussions: "write",
    },
    inWords: (config) => ({
      keys: ["enabled", "everyWeeks", "weekday", "hour", "zone"],
      words: scheduleInWords(config),
    }),
    jobs: [
      {
        name: "digest",
        nextAfter: (after, config) => (config.enabled ? nextBoundary(after, scheduleOf(config)) : undefined),
        needs: ["reactions"],
        run: (context) => postDigest(context, contributors),
      },
    ],
  });
}

/** The effect that posts the digest of the period that has just ended, or nothing. */
async function postDigest(
  context: JobContext<DigestConfig>,
  contributors: readonly Feature[],
): Promise<readonly Effect[]> {
  const { connection, config, scope, installationId, now } = context;
  if (!config.enabled || scope.repositoryIds.length === 0) return [];
  const period = periodEnding(now, scheduleOf(config));
  if (await hasDigest(connection, { installationId, period: period.key })) return [];
  if (!(await wasAnybodyThere(context, period))) return [];
  const place = choosePlace(await listPlaces(connection, scope), config);
  if (!place) return [];
  const { title, body, marker } = await buildDigest({ ...context, period, contributors });
  // As the outbox will know it: the feature's name, and a key that is unique among all installations.
  const effectKey = `digest:${installationId}:${period.key}`;
  const { startsAt, endsAt } = period;
  const isNew = await insertDigest(connection, {
    installationId,
    period: period.key,
    startsAt,
    endsAt,
    title,
    body,
    effectKey,
    createdAt: now,
  });
  if (!isNew) return [];
  return [
    {
      kind: "discussion",
      key: `${installationId}:${period.key}`,
      repositoryId: place.id,
      audience: "community",
      drawsOn: scope.repositoryIds,
      marker,
      category: config.category,
      title,
      body,
      update: false,
    },
  ];
}

/** History never makes Stoa speak: only what people did while it watched. */
async function wasAnybodyThere(
  { connection, scope }: JobContext<DigestConfig>,
  { startsAt, endsAt }: CalendarPeriod,
): Promise<boolean> {
  return (await countActivities(connection, { ...scope, startsAt, endsAt })).live > 0;
}

/**
 * The repository named in the configuration, else the one with the most threads (the lowest id among equals).
 * @throws UserError when the one that is named is no public repository Stoa sees.
 */
function choosePlace(places: readonly PublicPlace[], config: DigestConfig): PublicPlace | undefined {
  const { repository } = config;
  if (repository === null) {
    const open = places.filter(({ isArchived }) => !isArchived);
    return open.sort((a, b) => b.threads - a.threads || a.id - b.id)[0];
  }
  const named = places.find((place) => isRepositoryNamed(place, repository));
  if (!named) {
    throw new UserError(
      `\`digest.repository\` is \`${repository}\`, which is none of the public repositories Stoa sees. Name one of them, or leave it out.`,
    );
  }
  return named;
}
