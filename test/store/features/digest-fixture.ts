// A fortnight of a small community, and ways to run and read its digest.

import type { ReleaseActivity, RepositoryRef, Thread } from "../../../src/core/activity.ts";
import { periodEnding } from "../../../src/core/calendar.ts";
import { DAY, HOUR } from "../../../src/core/clock.ts";
import type { DiscussionEffect } from "../../../src/core/effect.ts";
import type { Connection, Database } from "../../../src/db/connection.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import { buildDigest, digestConfig, digestFeature, scheduleOf } from "../../../src/features/digest/index.ts";
import { defineFeature, type Feature, type JobContext } from "../../../src/features/feature.ts";
import {
  person,
  record,
  remarkActivity,
  REPOSITORY,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";

export const DEFAULTS = digestConfig.parse({});
export const PRIVATE: RepositoryRef = { ...REPOSITORY, id: 2002, name: "vault", isPrivate: true };
export const AGENT: RepositoryRef = { ...REPOSITORY, id: 1002, name: "agent" };
/** Monday 16 November 2026, 09:00 UTC: the digest of 2–15 November is due. */
export const DUE = START + 14 * DAY;
export const HOME = "https://github.test/lanterns/collector";
export const DEPENDABOT = person("dependabot[bot]", { isBot: true });

/** A contributor whose section is always the same. */
export function contributor(
  name: string,
  section: Awaited<ReturnType<NonNullable<Feature["digestSection"]>>>,
): Feature {
  return defineFeature({
    name,
    config: digestConfig,
    events: [],
    permissions: {},
    digestSection: async () => section,
  });
}

export const WELCOME = contributor("badges", {
  order: 20,
  lead: "two people who made their first one",
  markdown: "**First contributions** – two people. Welcome.",
});

/** What JobContext says, where it matters to a test. */
export type RunOptions = Partial<JobContext<unknown>> & { contributors?: readonly Feature[] };

/** Runs the digest's job once, as the schedule would. */
export function runDigest(database: Database, options: RunOptions = {}) {
  const { contributors = [], ...over } = options;
  const [job] = digestFeature(contributors).jobs ?? [];
  return database.transaction(async (connection) => {
    const effects = await job?.run({
      connection,
      config: DEFAULTS,
      now: DUE,
      isHistoryKnown: true,
      installationId: REPOSITORY.installationId,
      scope: await publicScope(connection, REPOSITORY.installationId),
      configOf: () => ({ enabled: true }),
      ...over,
    });
    return (effects ?? []) as readonly DiscussionEffect[];
  });
}

/** A pull request merged in the fortnight, `number` hours after its start. */
export function merged(options: Partial<Thread> & { number: number }, repository = REPOSITORY) {
  const mergedAt = START + options.number * HOUR;
  return threadActivity(
    "thread.merged",
    thread(
      { kind: "pull", state: "merged", mergedAt, closedAt: mergedAt, updatedAt: mergedAt, ...options },
      repository,
    ),
    { repository },
  );
}

export function released(tag: string, repository = REPOSITORY): ReleaseActivity {
  const url = `https://github.test/${repository.owner}/${repository.name}/releases/tag/${tag}`;
  return {
    kind: "release.published",
    key: `release.published:${tag}`,
    at: START + DAY,
    repository,
    actor: person("ada"),
    isLive: true,
    release: {
      id: `RE_${repository.id}_${tag}`,
      tag,
      name: tag,
      body: "",
      url,
      isPrerelease: tag.includes("rc"),
      author: person("ada"),
      publishedAt: START + DAY,
    },
  };
}

/** Two releases, four pull requests of three people, a bot's two, a question and some issues. */
export async function seedFortnight(database: Database): Promise<void> {
  const question = thread({
    number: 21,
    kind: "discussion",
    category: "q-a",
    title: "How do I drop health checks?",
    author: person("eve"),
    createdAt: START + 8 * DAY,
  });
  await database.transaction((c) =>
    record(
      c,
      merged({
        number: 1,
        title: "feat: CORE-12 baggage across restarts (#1)",
        body: "```release-note\nSpans keep their baggage across restarts.\n```",
        author: person("mira"),
      }),
      merged({ number: 2, title: "fix(helm): quote the values table (#2)", author: person("bo") }),
      merged({
        number: 3,
        title: "[release-1.8] fix(helm): quote the values table (#2) (#3)",
        author: person("bo"),
      }),
      merged({ number: 4, title: "docs: explain sampling", author: person("cy") }),
      merged({ number: 5, title: "chore(deps): bump zod from 4.1 to 4.2", author: DEPENDABOT }),
      merged({ number: 6, title: "chore(deps): bump pino from 9 to 10", author: DEPENDABOT }),
      released("v1.8.0"),
      released("v1.9.0-rc1"),
      threadActivity("thread.opened", question),
      remarkActivity(question, { id: "r1", author: person("eve"), createdAt: START + 9 * DAY }),
      remarkActivity(question, { id: "r2", author: DEPENDABOT, createdAt: START + 9 * DAY }),
      threadActivity(
        "thread.opened",
        thread({ number: 30, title: "Say which key is wrong", labels: ["good first issue"] }),
      ),
      threadActivity(
        "thread.opened",
        thread({ number: 31, title: "Taken already", labels: ["good first issue"] }),
      ),
      threadActivity("thread.opened", thread({ number: 32, kind: "pull", closes: [31], title: "fix: it" })),
    ),
  );
}

/** The digest's text as it would be now. */
export async function textNow(connection: Connection): Promise<string> {
  const period = periodEnding(DUE, scheduleOf(DEFAULTS));
  return (await buildDigest({ ...(await surroundings(connection)), period, contributors: [] })).body;
}

/** What a preview is asked with. */
export async function surroundings(connection: Connection) {
  return {
    connection,
    scope: await publicScope(connection, REPOSITORY.installationId),
    config: DEFAULTS,
    now: DUE,
    isHistoryKnown: true,
    configOf: () => ({}),
  };
}
