import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity, RepositoryRef, ThreadActivity } from "../../../src/core/activity.ts";
import { DAY, HOUR } from "../../../src/core/clock.ts";
import type { Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { publicScope, upsertRepository } from "../../../src/db/repositories.ts";
import { listThemes, themesFeature } from "../../../src/features/themes/index.ts";
import { refitThemes } from "../../../src/features/themes/store.ts";
import {
  person,
  REPOSITORY,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";

const NOW = START + 30 * DAY;
const CONFIG = { enabled: true, top: 5, ignore: [] };
const PRIVATE: RepositoryRef = { ...REPOSITORY, id: 1002, name: "secret", isPrivate: true };

describe.each(engines)("themes on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
    await seedRepository(database, PRIVATE);
  });
  afterEach(() => database.close());

  function opened(
    number: number,
    title: string,
    options: { login?: string; at?: number; repository?: RepositoryRef; isBot?: boolean } = {},
  ): ThreadActivity {
    const { login = `p${number % 3}`, at = START + number * HOUR, repository = REPOSITORY, isBot } = options;
    const author = person(login, { isBot: isBot ?? false });
    const of = thread({ number, title, author, createdAt: at }, repository);
    return threadActivity("thread.opened", of, { repository });
  }

  async function record(...activities: readonly Activity[]): Promise<void> {
    await database.transaction(async (connection) => {
      for (const activity of activities) await recordActivity(connection, activity);
    });
  }

  async function refit(now = NOW): Promise<void> {
    await database.transaction(async (connection) => {
      const scope = await publicScope(connection, REPOSITORY.installationId);
      await refitThemes(connection, scope, { now, ignore: [] });
    });
  }

  async function list(now = NOW) {
    const scope = await publicScope(database.reader, REPOSITORY.installationId);
    return listThemes(database.reader, scope, now);
  }

  const MEMORY = [
    opened(1, "Memory grows without end"),
    opened(2, "High memory after a restart"),
    opened(3, "Killed: out of memory"),
  ];

  test("finds what recurs, and counts threads, people and trend", async () => {
    await record(...MEMORY, opened(4, "Windows is not there"));
    await refit();
    expect(await list()).toEqual([
      {
        id: "11-1001-1",
        label: "memory",
        terms: ["memory"],
        threads: 3,
        people: 3,
        trend: "rising",
        examples: expect.arrayContaining([
          {
            number: 2,
            title: "High memory after a restart",
            url: "https://github.test/lanterns/collector/issues/2",
            createdAt: START + 2 * HOUR,
          },
        ]),
      },
    ]);
  });

  test("leaves out bots, single persons, old and deleted threads", async () => {
    await record(
      ...[1, 2, 3].map((number) => opened(number, "Bump memory cache", { login: `b${number}`, isBot: true })),
      ...[4, 5, 6].map((number) => opened(number, "Java agent attach", { login: "ada" })),
      ...[7, 8, 9].map((number) => opened(number, "Helm chart", { at: NOW - 91 * DAY })),
      ...[10, 11, 12].map((number) => opened(number, "Windows kernel")),
    );
    await record({ ...opened(12, "Windows kernel"), kind: "thread.deleted", key: "gone", at: NOW - DAY });
    await refit();
    expect(await list()).toEqual([]);
  });

  test("keeps a theme's id while it goes on, and refits to the same without news", async () => {
    await record(...MEMORY);
    await refit();
    const first = await list();
    await refit();
    expect(await list()).toEqual(first);
    await record(opened(20, "Memory again", { at: NOW - DAY }), opened(21, "Memory leak", { at: NOW - DAY }));
    // By then the first thread is older than ninety days, and the others are not.
    const later = START + 90 * DAY + 1.5 * HOUR;
    await refit(later);
    expect(await list(later)).toMatchObject([{ id: first[0]?.id, threads: 4 }]);
  });

  test("forgets threads as they age between refits, and themes with them", async () => {
    await record(...MEMORY);
    await refit();
    expect(await list(START + 95 * DAY)).toEqual([]);
  });

  test("never finds anything in private repositories, and hides what has become private", async () => {
    await record(
      ...[1, 2, 3].map((number) => opened(number, "Secret rocket", { repository: PRIVATE })),
      ...MEMORY,
    );
    await refit();
    expect((await list()).map(({ label }) => label)).toEqual(["memory"]);
    await database.transaction((connection) =>
      upsertRepository(connection, {
        ...REPOSITORY,
        isPrivate: true,
        nodeId: "R_1001",
        isArchived: false,
        isActive: true,
        defaultBranch: "main",
        updatedAt: NOW,
      }),
    );
    expect(await list()).toEqual([]);
    await refit();
    const { themes: stored } = database.reader.tables;
    expect(await database.reader.db.select({ id: stored.id }).from(stored)).toEqual([]);
  });

  test("adds to the digest the themes that have a thread in its period, and stores nothing", async () => {
    await record(
      ...MEMORY,
      ...[30, 31, 32].map((number) => opened(number, "Java agent", { at: START - 20 * DAY })),
    );
    const section = await themesFeature.digestSection?.({
      connection: database.reader,
      config: CONFIG,
      now: NOW,
      isHistoryKnown: true,
      scope: await publicScope(database.reader, REPOSITORY.installationId),
      period: { startsAt: START - DAY, endsAt: START + 13 * DAY },
      previous: { startsAt: START - 15 * DAY, endsAt: START - DAY },
      periodKey: "2026-11-01",
      previousPeriodKey: null,
    });
    const to = (number: number) => `[#${number}](https://github.test/lanterns/collector/issues/${number})`;
    expect(section).toEqual({
      order: 40,
      markdown: `**What people talked about** – *memory* (3 threads, rising; ${to(3)}, ${to(2)}).`,
    });
    expect(await list()).toEqual([]);
  });

  test("refits by a nightly job, at three in the morning UTC", async () => {
    await record(...MEMORY);
    const [job] = themesFeature.jobs ?? [];
    expect(job?.nextAfter(Date.UTC(2026, 10, 2, 2, 59), CONFIG)).toBe(Date.UTC(2026, 10, 2, 3));
    expect(job?.nextAfter(Date.UTC(2026, 10, 2, 3), CONFIG)).toBe(Date.UTC(2026, 10, 3, 3));
    expect(job?.nextAfter(NOW, { ...CONFIG, enabled: false })).toBeUndefined();
    await database.transaction(async (connection) => {
      await job?.run({
        connection,
        config: CONFIG,
        now: NOW,
        isHistoryKnown: true,
        scope: await publicScope(connection, REPOSITORY.installationId),
        installationId: REPOSITORY.installationId,
        configOf: () => CONFIG,
      });
    });
    expect(await list()).toHaveLength(1);
  });
});
