import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Person, RepositoryRef } from "../../../src/core/activity.ts";
import { DAY } from "../../../src/core/clock.ts";
import type { Database } from "../../../src/db/connection.ts";
import { upsertPerson } from "../../../src/db/facts.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import type { DigestContext, DigestSection } from "../../../src/features/feature.ts";
import { listRequests, requestsConfig, requestsFeature } from "../../../src/features/requests/index.ts";
import {
  person,
  record,
  remarkActivity,
  REPOSITORY,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";

const DEFAULTS = requestsConfig.parse({});
const PRIVATE: RepositoryRef = { ...REPOSITORY, id: 2002, name: "secret", isPrivate: true };

describe.each(engines)("requests on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
    await seedRepository(database, PRIVATE);
  });
  afterEach(() => database.close());

  async function openThread(options: Parameters<typeof thread>[0], repository = REPOSITORY): Promise<string> {
    const opened = thread(options, repository);
    await database.transaction((c) => record(c, threadActivity("thread.opened", opened, { repository })));
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

  async function list(config = DEFAULTS, options = { limit: 20 }) {
    const scope = await publicScope(database.reader, REPOSITORY.installationId);
    return listRequests(database.reader, scope, config, options);
  }

  /** The section as the digest would ask for it. */
  async function section(options: {
    periodKey: string;
    previousPeriodKey?: string;
    isPreview?: boolean;
    config?: unknown;
  }): Promise<DigestSection | undefined> {
    const { periodKey, previousPeriodKey = null, isPreview = false } = options;
    return database.transaction(async (connection) => {
      const context: DigestContext<unknown> = {
        connection,
        config: options.config ?? DEFAULTS,
        now: START,
        isHistoryKnown: true,
        scope: await publicScope(connection, REPOSITORY.installationId),
        period: { startsAt: START - 14 * DAY, endsAt: START },
        previous: { startsAt: START - 28 * DAY, endsAt: START - 14 * DAY },
        periodKey,
        previousPeriodKey,
        isPreview,
      };
      return requestsFeature.digestSection?.(context);
    });
  }

  test("counts each person once, over all reactions that are votes", async () => {
    const id = await openThread({ number: 1, labels: ["enhancement"] });
    await react(id, ["ada", "bo"], "+1");
    await react(id, ["ada"], "heart");
    await react(id, ["cy"], "rocket");
    await react(id, ["dee"], "-1");
    await react(id, ["eve"], "eyes");
    expect(await list()).toEqual([
      {
        threadId: id,
        title: "Thread 1",
        url: "https://github.test/lanterns/collector/issues/1",
        createdAt: START,
        votes: 3,
        rank: 1,
      },
    ]);
  });

  test("leaves out bots, and reactions to remarks; somebody nobody has seen write has a vote", async () => {
    const id = await openThread({ number: 1, labels: ["enhancement"] });
    const bot = person("ci", { isBot: true });
    await database.transaction((c) => upsertPerson(c, bot, START));
    await react(id, [bot, "stranger"]);
    await react(id, ["bo"], "+1", "remark");
    expect((await list())[0]?.votes).toBe(1);
  });

  test("finds requests by label, category and template, and no others", async () => {
    const template =
      "**Is your feature request related to a problem? Please describe.**\nYes.\n\n**Describe the solution you'd like**\n\nThis.";
    await openThread({ number: 1, labels: ["Feature"] });
    await openThread({ number: 2, kind: "discussion", category: "ideas" });
    await openThread({ number: 3, body: template });
    await openThread({ number: 4, body: "**To Reproduce**\n\n1. Run it" });
    await openThread({ number: 5, kind: "pull", labels: ["enhancement"] });
    await openThread({ number: 6, labels: ["enhancement"], state: "closed", closedAt: START });
    await openThread({ number: 7, kind: "discussion", category: "q-a" });
    const numbers = (requests: Awaited<ReturnType<typeof list>>) =>
      requests.map(({ threadId }) => Number(threadId.split("#")[1])).sort((a, b) => a - b);
    expect(numbers(await list())).toEqual([1, 2, 3]);
    expect(numbers(await list(requestsConfig.parse({ fromTemplates: false })))).toEqual([1, 2]);
  });

  test("forgets a thread that was deleted", async () => {
    await openThread({ number: 1, labels: ["enhancement"] });
    await database.transaction((c) =>
      record(
        c,
        threadActivity("thread.deleted", thread({ number: 1, updatedAt: START + 1 }), { at: START + 1 }),
      ),
    );
    expect(await list()).toEqual([]);
  });

  test("never shows a private repository's requests", async () => {
    const secret = await openThread({ number: 1, labels: ["enhancement"], title: "Zanzibar" }, PRIVATE);
    await react(secret, ["ada", "bo"]);
    expect(await list()).toEqual([]);
    expect(await section({ periodKey: "2026-10-19" })).toBeUndefined();
  });

  test("ranks equals by what people, not bots, wrote last", async () => {
    const first = thread({ number: 1, labels: ["enhancement"] });
    const second = thread({ number: 2, labels: ["enhancement"] });
    const stale = person("stale", { isBot: true });
    await database.transaction((c) =>
      record(
        c,
        threadActivity("thread.opened", first),
        threadActivity("thread.opened", second),
        remarkActivity(second, { id: "a", author: person("bo"), createdAt: START + 10 }),
        remarkActivity(first, { id: "b", author: stale, createdAt: START + 20 }),
      ),
    );
    await react(first.id, ["ada"]);
    await react(second.id, ["ada"]);
    expect((await list()).map(({ threadId }) => threadId)).toEqual([second.id, first.id]);
  });

  test("stops at the limit, and at the votes asked for", async () => {
    const ids = await Promise.all([1, 2, 3].map((number) => openThread({ number, labels: ["enhancement"] })));
    await react(ids[0] ?? "", ["ada"]);
    await react(ids[1] ?? "", ["ada", "bo"]);
    expect((await list(DEFAULTS, { limit: 2 })).map(({ votes }) => votes)).toEqual([2, 1]);
    expect(await list(requestsConfig.parse({ votes: [] }), { limit: 9 })).toHaveLength(3);
    const scope = await publicScope(database.reader, REPOSITORY.installationId);
    expect(await listRequests(database.reader, scope, DEFAULTS, { limit: 9, minVotes: 1 })).toHaveLength(2);
    const nothing = { ...scope, repositoryIds: [] };
    expect(await listRequests(database.reader, nothing, DEFAULTS, { limit: 9 })).toEqual([]);
  });

  test("has no section while nobody has voted", async () => {
    await openThread({ number: 1, labels: ["enhancement"] });
    expect(await section({ periodKey: "2026-10-19" })).toBeUndefined();
  });

  test("tells what has moved since the last digest", async () => {
    const first = await openThread({ number: 1, labels: ["enhancement"] });
    const second = await openThread({ number: 2, labels: ["enhancement"] });
    const third = await openThread({ number: 3, labels: ["enhancement"] });
    await react(first, ["ada", "bo"]);
    await react(second, ["ada"]);
    const before = await section({ periodKey: "2026-10-19" });
    expect(before?.order).toBe(30);
    expect(before?.markdown).not.toContain("since last");

    await react(second, ["bo", "cy"]);
    await react(third, ["ada"]);
    const after = await section({ periodKey: "2026-11-02", previousPeriodKey: "2026-10-19" });
    const cells = after?.markdown.split("\n").filter((line) => /^\| \d/.test(line));
    expect(cells?.map((row) => row.split("|").at(-2)?.trim())).toEqual(["▲1, +2", "▼1", "new"]);
  });

  test("remembers nothing in a preview, and what was last said when asked twice", async () => {
    const id = await openThread({ number: 1, labels: ["enhancement"] });
    await react(id, ["ada"]);
    await section({ periodKey: "2026-10-19", isPreview: true });
    const { requestRanks } = database.reader.tables;
    expect(await database.reader.db.select().from(requestRanks)).toEqual([]);
    await section({ periodKey: "2026-10-19" });
    await react(id, ["bo"]);
    await section({ periodKey: "2026-10-19" });
    expect(await database.reader.db.select().from(requestRanks)).toEqual([
      { installationId: 11, period: "2026-10-19", threadId: id, votes: 2, rank: 1 },
    ]);
  });

  describe("a board", () => {
    const config = requestsConfig.parse({ board: { repository: "Collector", issue: 77 } });
    const [job] = requestsFeature.jobs ?? [];

    const update = (now: number, over: unknown = config) =>
      database.transaction(async (connection) =>
        job?.run({
          connection,
          config: over,
          now,
          isHistoryKnown: true,
          installationId: REPOSITORY.installationId,
          scope: await publicScope(connection, REPOSITORY.installationId),
          configOf: () => ({}),
        }),
      );

    test("is due every day, and never when there is none", () => {
      expect(job?.nextAfter(START, config)).toBe(Date.UTC(2026, 10, 3));
      expect(job?.nextAfter(START, DEFAULTS)).toBeUndefined();
      expect(job?.nextAfter(START, { ...config, enabled: false })).toBeUndefined();
    });

    test("is written when it changes, even back to what it was, and left alone when it does not", async () => {
      const id = await openThread({ number: 1, labels: ["enhancement"] });
      const first = await update(START);
      expect(first).toMatchObject([
        { kind: "board", threadId: "1001#77", repositoryId: 1001, audience: "community", board: "requests" },
      ]);
      expect(await update(START + DAY)).toEqual([]);
      await react(id, ["ada"]);
      const second = await update(START + 2 * DAY);
      await database.transaction(({ db, tables }) => db.delete(tables.reactions).then(() => undefined));
      const third = await update(START + 3 * DAY);
      const all = [...(first ?? []), ...(second ?? []), ...(third ?? [])];
      expect(new Set(all.map(({ key }) => key)).size).toBe(3);
      expect(third).toMatchObject(
        (first ?? []).map((effect) => ({ markdown: "markdown" in effect ? effect.markdown : "" })),
      );
    });

    test("names a repository that is public, or says what is wrong", async () => {
      const wrong = requestsConfig.parse({ board: { repository: "secret", issue: 1 } });
      await expect(update(START, wrong)).rejects.toThrow("none of the public repositories");
    });
  });
});
