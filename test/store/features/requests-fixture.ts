// A database with a public and a private repository for tests of requests, and what they do with it again and again.

import { afterEach, beforeEach } from "vitest";
import type { Activity, Person, RepositoryRef } from "../../../src/core/activity.ts";
import type { Effect } from "../../../src/core/effect.ts";
import type { Connection, Database } from "../../../src/db/connection.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import type { JobContext } from "../../../src/features/feature.ts";
import { listRequests, requestsConfig, requestsFeature } from "../../../src/features/requests/index.ts";
import type { ListOptions } from "../../../src/features/requests/store.ts";
import {
  person,
  record,
  REPOSITORY,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";

export const DEFAULTS = requestsConfig.parse({});
export const PRIVATE: RepositoryRef = { ...REPOSITORY, id: 2002, name: "secret", isPrivate: true };

/** A fresh database before each test. */
export function requestsWorld(open: () => Promise<Database>) {
  let database: Database;
  const start = async () => {
    database = await open();
    await seedRepository(database);
    await seedRepository(database, PRIVATE);
  };
  beforeEach(start);
  afterEach(() => database.close());

  /** As processing does: the facts, then the feature. */
  async function tell(...activities: readonly Activity[]): Promise<Effect[]> {
    return database.transaction(async (connection) => {
      const effects: Effect[] = [];
      const context = { connection, config: DEFAULTS, now: START, isHistoryKnown: true };
      for (const activity of activities) {
        await record(connection, activity);
        effects.push(...((await requestsFeature.onActivity?.(activity, context)) ?? []));
      }
      return effects;
    });
  }

  async function openThread(options: Parameters<typeof thread>[0], repository = REPOSITORY): Promise<string> {
    const opened = thread(options, repository);
    await tell(threadActivity("thread.opened", opened, { repository }));
    return opened.id;
  }

  async function react(
    threadId: string,
    people: readonly (Person | string)[],
    content = "+1",
    subjectId = threadId,
  ): Promise<void> {
    await database.transaction(async ({ db, tables }) => {
      for (const who of people) {
        const personId = typeof who === "string" ? person(who).id : who.id;
        await db.insert(tables.reactions).values({ subjectId, threadId, personId, content, at: START });
      }
    });
  }

  async function list(config = DEFAULTS, options: Partial<ListOptions> = {}) {
    const scope = await publicScope(database.reader, REPOSITORY.installationId);
    return listRequests(database.reader, scope, config, { now: START, ...options });
  }

  /** Runs a job of the feature, as the schedule does. */
  async function run(job: string, now: number, config: unknown = DEFAULTS): Promise<readonly Effect[]> {
    return database.transaction(async (connection) => {
      const found = requestsFeature.jobs?.find(({ name }) => name === job);
      return (await found?.run(await jobContext(connection, now, config))) ?? [];
    });
  }

  return {
    get database() {
      return database;
    },
    /** Begins anew with an empty database. */
    async restart() {
      await database.close();
      await start();
    },
    tell,
    openThread,
    react,
    list,
    run,
  };
}

async function jobContext(
  connection: Connection,
  now: number,
  config: unknown,
): Promise<JobContext<unknown>> {
  return {
    connection,
    config,
    now,
    isHistoryKnown: true,
    installationId: REPOSITORY.installationId,
    scope: await publicScope(connection, REPOSITORY.installationId),
    configOf: () => ({}),
  };
}
