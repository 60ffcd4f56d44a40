import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity, RepositoryRef, ThreadActivity } from "../../../src/core/activity.ts";
import { DAY, HOUR } from "../../../src/core/clock.ts";
import type { Connection, Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { erasePerson } from "../../../src/db/forget.ts";
import { publicScope, upsertRepository } from "../../../src/db/repositories.ts";
import { listThemes, themesFeature } from "../../../src/features/themes/index.ts";
import { themesConfig, type ThemesConfig } from "../../../src/features/themes/config.ts";
import { refitThemes } from "../../../src/features/themes/store.ts";
import {
  person,
  remarkActivity,
  REPOSITORY,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";

const NOW = START + 30 * DAY;
const CONFIG = themesConfig.parse({});
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
    return listThemes(database.reader, scope, { now, curation: CONFIG });
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
        keyTerms: ["memory"],
        people: 3,
        trend: "rising",
        allThreads: 3,
        openThreads: 3,
        firstSeenAt: START + HOUR,
        lastSeenAt: START + 3 * HOUR,
        examples: expect.arrayContaining([
          {
            number: 2,
            title: "High memory after a restart",
            url: "https://github.test/lanterns/collector/issues/2",
            createdAt: START + 2 * HOUR,
          },
        ]),
        mood: null,
        requests: [],
        releases: [],
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

  test("adds to the digest the themes of the last refit that have a thread in its period", async () => {
    await record(
      ...MEMORY,
      ...[30, 31, 32].map((number) => opened(number, "Java agent", { at: START - 20 * DAY })),
    );
    await refit();
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
      markdown: expect.stringMatching(/^\*\*What people talked about\*\* – \*memory\* \(3 threads, rising; /),
    });
    expect(section?.markdown).toContain(to(3));
  });

  test("refits by a nightly job, at three in the morning UTC", async () => {
    await record(...MEMORY);
    const [job] = themesFeature.jobs ?? [];
    expect(job?.nextAfter(Date.UTC(2026, 10, 2, 2, 59), CONFIG)).toBe(Date.UTC(2026, 10, 2, 3));
    expect(job?.nextAfter(Date.UTC(2026, 10, 2, 3), CONFIG)).toBe(Date.UTC(2026, 10, 3, 3));
    expect(job?.nextAfter(NOW, { ...CONFIG, enabled: false })).toBeUndefined();
    const prepared = await job?.prepare?.(await contextOn(database.reader));
    await database.transaction(async (connection) => {
      await job?.run(await contextOn(connection), prepared);
    });
    expect(await list()).toHaveLength(1);
  });

  test("ends alike whether what was opened since midnight came before the refit or after it", async () => {
    const midnight = Date.UTC(2026, 10, 20);
    const night = midnight + 3 * HOUR;
    const young = [40, 41, 42].map((number) =>
      opened(number, "Memory of the Windows agent", { at: midnight + HOUR }),
    );
    const runNight = async (now: number) => {
      const [job] = themesFeature.jobs ?? [];
      const prepared = await job?.prepare?.(await contextOn(database.reader, now));
      await database.transaction(async (connection) => {
        await job?.run(await contextOn(connection, now), prepared);
      });
    };
    const rows = async () => {
      const { themes: stored, themeThreads } = database.reader.tables;
      return {
        themes: await database.reader.db.select().from(stored).orderBy(stored.id),
        threads: await database.reader.db.select().from(themeThreads).orderBy(themeThreads.threadId),
      };
    };
    const ends = [];
    for (const isLate of [false, true]) {
      await database.close();
      database = await open();
      await seedRepository(database);
      await record(...MEMORY, ...JAVA);
      await runNight(night - DAY);
      for (const activity of isLate ? [] : young) await arrive(activity);
      await runNight(night);
      for (const activity of isLate ? young : []) await arrive(activity);
      const evening = await rows();
      await runNight(night + DAY);
      ends.push([evening, await rows()]);
    }
    expect(ends[0]?.[0]?.threads.map(({ threadId }) => threadId)).toContain("1001#40");
    expect(ends[1]).toEqual(ends[0]);
  });

  test("stores no refit when somebody was forgotten while it ran", async () => {
    await record(...MEMORY);
    await refit();
    const [job] = themesFeature.jobs ?? [];
    const prepared = await job?.prepare?.(await contextOn(database.reader));
    await database.transaction(async (connection) => {
      await erasePerson(connection, person("p1"));
      await job?.run(await contextOn(connection), prepared);
    });
    const { themes: stored, themeModels } = database.reader.tables;
    expect(await database.reader.db.select().from(stored)).toEqual([]);
    expect(await database.reader.db.select().from(themeModels)).toEqual([]);
  });

  async function contextOn(connection: Connection, now = NOW) {
    return {
      connection,
      config: CONFIG,
      now,
      isHistoryKnown: true,
      scope: await publicScope(connection, REPOSITORY.installationId),
      installationId: REPOSITORY.installationId,
      configOf: () => CONFIG,
    };
  }

  /** What the feature does about a thread that was just opened. */
  async function arrive(activity: ThreadActivity, config: Partial<ThemesConfig> = {}) {
    return database.transaction(async (connection) => {
      await recordActivity(connection, activity);
      const context = { ...(await contextOn(connection)), config: { ...CONFIG, ...config } };
      return (await themesFeature.onActivity?.(activity, context)) ?? [];
    });
  }

  const JAVA = [
    opened(11, "Java agent does not attach"),
    opened(12, "Java agent breaks Spring"),
    opened(13, "Slow start of the Java agent"),
  ];

  test("a thread that arrives after a refit is put into the theme it fits, and into none when it is like none", async () => {
    await record(...MEMORY, ...JAVA);
    await refit();
    await arrive(opened(20, "Collector memory again"));
    await arrive(opened(21, "Helm chart for Windows"));
    const themes = await list();
    expect(themes.find(({ label }) => label.includes("memory"))).toMatchObject({ threads: 4 });
    expect(themes.reduce((sum, { threads }) => sum + threads, 0)).toBe(7);
  });

  test("what maintainers renamed, merged, split off or hid stays so through refits", async () => {
    await record(...MEMORY, ...JAVA);
    await refit();
    const before = await list();
    const [memory = "", java = ""] = ["memory", "agent"].map(
      (word) => before.find(({ label }) => label.includes(word))?.id ?? "none",
    );
    const curated = (config: Partial<ThemesConfig>) =>
      database.transaction(async (connection) => {
        const scope = await publicScope(connection, REPOSITORY.installationId);
        return listThemes(connection, scope, { now: NOW, curation: { ...CONFIG, ...config } });
      });
    await record(opened(22, "More memory for the collector"), opened(23, "Java agent and memory"));
    await refit();
    expect(await curated({ curated: [{ theme: memory, name: "Memory of the collector" }] })).toContainEqual(
      expect.objectContaining({ id: memory, label: "Memory of the collector" }),
    );
    expect(await curated({ curated: [{ theme: java, into: memory }] })).toMatchObject([
      { id: memory, threads: 8 },
    ]);
    expect((await curated({ curated: [{ theme: java, hide: true }] })).map(({ id }) => id)).toEqual([memory]);
    expect(
      await curated({ split: [{ from: java, name: "Attach", words: ["attach", "spring", "slow start"] }] }),
    ).toContainEqual(expect.objectContaining({ id: `${java}/attach`, label: "Attach", threads: 3 }));
  });

  test("related threads are off by default, and never told of history, of pull requests or in private", async () => {
    await record(...MEMORY);
    const same = "Memory grows without end";
    expect(await arrive(opened(30, same))).toEqual([]);
    const related = { related: true };
    expect(await arrive({ ...opened(31, same), isLive: false }, related)).toEqual([]);
    const pull = opened(32, same);
    expect(await arrive({ ...pull, thread: { ...pull.thread, kind: "pull" } }, related)).toEqual([]);
    expect(await arrive(opened(33, same, { repository: PRIVATE }), related)).toEqual([]);
  });

  test("at most three related threads are told, never a private one, and a duplicate's original in its place", async () => {
    const words = ["Spans vanish when a node restarts", "Traces leave no trace", "Windows service", "Helm"];
    await record(...words.map((title, index) => opened(index + 40, title)));
    await record(opened(1, "Spans vanish when the node restarts", { repository: PRIVATE }));
    await record(
      remarkActivity(opened(40, words[0] ?? "").thread, {
        id: "IC_1",
        author: person("ada"),
        body: "Duplicate of #41",
        createdAt: NOW - DAY,
      }),
    );
    const [effect] = await arrive(opened(50, "Spans vanish when nodes restart"), { related: true });
    expect(effect).toMatchObject({
      kind: "section",
      section: "related",
      threadId: "1001#50",
      drawsOn: [1001],
    });
    expect(effect).toHaveProperty("markdown", expect.stringContaining("[#41 Traces leave no trace]"));
    expect(effect).toHaveProperty("markdown", expect.not.stringContaining("#40"));
    for (const number of [60, 61, 62, 63, 64])
      await record(opened(number, "Spans vanish when nodes restart", { at: NOW }));
    const [many] = await arrive(opened(65, "Spans vanish when nodes restart", { at: NOW + 1 }), {
      related: true,
    });
    expect(many && "markdown" in many ? many.markdown.match(/\[#/g) : []).toHaveLength(3);
  });

  test("a new thread that clearly meets a known hurdle is told what helps, once for each", async () => {
    const hurdles = [
      { match: ["out of memory"], say: "Raise the limit first.", link: "https://docs.test/memory" },
      { match: ["proxy"], say: "Set the proxy.", link: "https://docs.test/proxy" },
    ];
    const [effect, ...others] = await arrive(opened(70, "It runs out of memory!"), { hurdles });
    expect(others).toEqual([]);
    expect(effect).toMatchObject({
      section: "hurdles",
      markdown: "Raise the limit first. [Read more](https://docs.test/memory).",
    });
    expect(await arrive(opened(71, "Memory is not there"), { hurdles })).toEqual([]);
    const pull = opened(72, "Set a proxy in the chart");
    expect(await arrive({ ...pull, thread: { ...pull.thread, kind: "pull" } }, { hurdles })).toMatchObject([
      { section: "hurdles", markdown: expect.stringContaining("Set the proxy.") },
    ]);
  });
});
