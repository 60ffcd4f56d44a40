// What surrounds themes, and what comes while they are refitted or looked up.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity, RepositoryRef, ThreadActivity } from "../../../src/core/activity.ts";
import { DAY, HOUR } from "../../../src/core/clock.ts";
import type { Connection, Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { erasePerson } from "../../../src/db/forget.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import { themesConfig } from "../../../src/features/themes/config.ts";
import { listThemes, themesFeature } from "../../../src/features/themes/index.ts";
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
const CONFIG = { ...themesConfig.parse({}), related: true };
const OTHER: RepositoryRef = { ...REPOSITORY, id: 1003, name: "agent" };

describe.each(engines)("around themes on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
    await seedRepository(database, OTHER);
  });
  afterEach(() => database.close());

  function opened(
    number: number,
    title: string,
    { at = START + number * HOUR, repository = REPOSITORY, login = `p${number % 3}` } = {},
  ): ThreadActivity {
    const of = thread({ number, title, author: person(login), createdAt: at }, repository);
    return threadActivity("thread.opened", of, { repository });
  }

  const record = (...activities: readonly Activity[]) =>
    database.transaction(async (connection) => {
      for (const activity of activities) await recordActivity(connection, activity);
    });

  async function contextOn(connection: Connection) {
    return {
      connection,
      config: CONFIG,
      now: NOW,
      isHistoryKnown: true,
      scope: await publicScope(connection, REPOSITORY.installationId),
      installationId: REPOSITORY.installationId,
      configOf: () => CONFIG,
    };
  }

  const list = async () =>
    listThemes(database.reader, await publicScope(database.reader, REPOSITORY.installationId), {
      now: NOW + 1,
      curation: CONFIG,
    });

  const refit = () =>
    database.transaction(async (connection) =>
      refitThemes(connection, await publicScope(connection, REPOSITORY.installationId), {
        now: NOW,
        ignore: [],
      }),
    );

  /** The threads that are named when this one is opened. */
  async function related(activity: ThreadActivity): Promise<string> {
    return database.transaction(async (connection) => {
      await recordActivity(connection, activity);
      const effects = await themesFeature.onActivity?.(activity, await contextOn(connection));
      const section = effects?.find((effect) => effect.kind === "section" && effect.section === "related");
      return section && "markdown" in section ? section.markdown : "";
    });
  }

  const MEMORY = [
    opened(1, "Memory grows without end"),
    opened(2, "High memory after a restart"),
    opened(3, "Killed: out of memory"),
  ];

  test("a theme's mood is told of five people or more who showed a feeling in its threads", async () => {
    await record(...MEMORY);
    await refit();
    const score = async (name: string, polarity: "positive" | "negative" | "neutral", id: string) =>
      database.transaction(async (connection) => {
        await connection.db.insert(connection.tables.sentimentScores).values({
          subjectId: id,
          threadId: "1001#1",
          repositoryId: 1001,
          personId: person(name).id,
          at: NOW - DAY,
          week: Math.floor((NOW - 5 * DAY) / (7 * DAY)),
          score: 0,
          polarity,
        });
      });
    for (const name of ["a", "b", "c", "d"]) await score(name, "positive", name);
    await score("f", "neutral", "f");
    expect(await list()).toMatchObject([{ mood: null }]);
    await score("e", "negative", "e");
    // The more one writes, the same he counts.
    await score("e", "negative", "e2");
    expect(await list()).toMatchObject([{ mood: { index: 80, people: 5 } }]);
  });

  test("a theme's requests and the releases that shipped them are told", async () => {
    await record(...MEMORY);
    await refit();
    await database.transaction(async ({ db, tables }) => {
      await db.insert(tables.requestThreads).values([
        { threadId: "1001#1", isFromTemplate: false, mark: "request", releaseId: "RE_1" },
        { threadId: "1001#2", isFromTemplate: true, mark: "not-request" },
      ]);
      await db.insert(tables.requestRanks).values([
        { installationId: 11, period: "p", threadId: "1001#3", rank: 1, votes: 4 },
        { installationId: 11, period: "p", threadId: "1001#2", rank: 2, votes: 1 },
      ]);
      await db.insert(tables.releases).values({
        id: "RE_1",
        repositoryId: 1001,
        tag: "v2",
        name: "v2",
        body: "",
        url: "https://github.test/lanterns/collector/releases/v2",
        isPrerelease: false,
        publishedAt: NOW,
      });
    });
    expect(await list()).toMatchObject([
      {
        requests: [{ number: 3 }, { number: 1 }],
        releases: [{ tag: "v2", url: "https://github.test/lanterns/collector/releases/v2" }],
      },
    ]);
  });

  test("a thread that is opened while a refit runs has a theme when it ends, like the others or not", async () => {
    await record(...MEMORY);
    const [job] = themesFeature.jobs ?? [];
    const prepared = await job?.prepare?.(await contextOn(database.reader));
    await record(
      opened(20, "Out of memory again", { at: NOW }),
      opened(21, "Helm chart for Windows", { at: NOW }),
      // Opened before the refit began; its delivery came after.
      opened(22, "More memory after a restart", { at: NOW - 60_000 }),
    );
    await database.transaction(async (connection) => {
      await job?.run(await contextOn(connection), prepared);
    });
    expect(await list()).toMatchObject([{ threads: 5 }]);
  });

  test("an original in another repository is told in its duplicate's place, said in words or marked on GitHub", async () => {
    await record(
      opened(40, "Spans vanish when a node restarts"),
      opened(41, "Pods are slow to appear in the list"),
      opened(7, "Node restarts are not noticed", { repository: OTHER }),
      opened(8, "Listing takes long", { repository: OTHER }),
    );
    await record(
      remarkActivity(opened(40, "").thread, {
        id: "IC_1",
        author: person("ada"),
        body: "Dupe of lanterns/agent#7",
        createdAt: NOW - DAY,
      }),
    );
    await database.transaction(async ({ db, tables }) => {
      await db
        .insert(tables.duplicateEvents)
        .values({ threadId: "1001#41", originalId: "1003#8", readAt: NOW - DAY });
    });
    expect(await related(opened(50, "Spans vanish when the node restarts", { at: NOW }))).toContain(
      "[#7 Node restarts are not noticed]",
    );
    expect(await related(opened(51, "Pods appear slow in the list", { at: NOW }))).toContain(
      "[#8 Listing takes long]",
    );
  });

  test("nothing of somebody who was forgotten is told, nor stands in the way of others", async () => {
    const title = "Spans vanish when a node restarts";
    await record(...[60, 61, 62, 63, 64].map((number) => opened(number, title, { login: "ada" })));
    await record(opened(65, "Spans vanish when nodes restart sometimes", { login: "bob" }));
    expect(await related(opened(70, title, { at: NOW, login: "cy" }))).not.toContain("#65");
    await database.transaction((connection) => erasePerson(connection, person("ada")));
    const told = await related(opened(71, title, { at: NOW + 1, login: "dee" }));
    expect(told).toContain("#70");
    expect(told).toContain("#65");
    expect(told).not.toMatch(/#6[0-4]/);
  });

  test("a look reads no more than some thousands of threads, the newest first, and the rest with the next looks", async () => {
    const old = Array.from({ length: 3_100 }, (_, index) =>
      index === 0 ? "Zebra crossing is flooded" : `Filler about ${index} of many`,
    );
    await database.transaction(async (connection) => {
      const { threads, people } = connection.tables;
      await connection.db.insert(people).values({ ...person("ada"), seenAt: START });
      const rows = old.map((title, index) => {
        const { author, ...of } = thread({ number: index + 1, title, createdAt: START + index });
        return { ...of, repositoryId: 1001, authorId: author?.id ?? 0 };
      });
      for (let at = 0; at < rows.length; at += 100)
        await connection.db.insert(threads).values(rows.slice(at, at + 100));
    });
    expect(await related(opened(5_000, "Zebra crossing is flooded", { at: NOW }))).toBe("");
    expect(await related(opened(5_001, "The zebra crossing is flooded", { at: NOW + 1 }))).toContain("[#1 ");
  });
});
