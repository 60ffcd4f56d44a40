import { describe, expect, test } from "vitest";
import { DAY, HOUR } from "../../../src/core/clock.ts";
import { upsertPerson } from "../../../src/db/people.ts";
import { storeTotals } from "../../../src/db/reactions.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import type { DigestContext, DigestSection } from "../../../src/features/feature.ts";
import { listRequests, requestsConfig, requestsFeature } from "../../../src/features/requests/index.ts";
import {
  person,
  record,
  remarkActivity,
  REPOSITORY,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";
import { DEFAULTS, PRIVATE, requestsWorld } from "./requests-fixture.ts";

/** Of the digest's period. */
const END = START + DAY;

describe.each(engines)("requests on $name", ({ open }) => {
  const world = requestsWorld(open);
  const { openThread, react, list } = world;

  /** The section as the digest would ask for it. */
  async function section(options: {
    periodKey: string;
    previousPeriodKey?: string;
    isPreview?: boolean;
    config?: unknown;
  }): Promise<DigestSection | undefined> {
    const { periodKey, previousPeriodKey = null, isPreview = false } = options;
    return world.database.transaction(async (connection) => {
      const context: DigestContext<unknown> = {
        connection,
        config: options.config ?? DEFAULTS,
        now: END + 9 * HOUR,
        isHistoryKnown: true,
        scope: await publicScope(connection, REPOSITORY.installationId),
        period: { startsAt: END - 14 * DAY, endsAt: END },
        previous: { startsAt: END - 28 * DAY, endsAt: END - 14 * DAY },
        periodKey,
        previousPeriodKey,
        isPreview,
      };
      return requestsFeature.digestSection?.(context);
    });
  }

  test("counts each person once, over all reactions that are votes, and whoever opened it", async () => {
    const id = await openThread({ number: 1, labels: ["enhancement"], author: person("zoe") });
    await react(id, ["ada", "bo"], "+1");
    await react(id, ["ada", "zoe"], "heart");
    await react(id, ["cy"], "rocket");
    await react(id, ["dee"], "-1");
    await react(id, ["eve"], "eyes");
    expect(await list()).toMatchObject([
      {
        threadId: id,
        title: "Thread 1",
        url: "https://github.test/lanterns/collector/issues/1",
        createdAt: START,
        votes: 4,
        isAtLeast: false,
        rank: 1,
        tally: { ways: { reaction: 4, comment: 0, opening: 1 } },
      },
    ]);
    expect((await list(requestsConfig.parse({ downvotes: true })))[0]?.votes).toBe(3);
  });

  test("leaves out bots, and reactions to remarks; somebody nobody has seen write has a vote", async () => {
    const id = await openThread({ number: 1, labels: ["enhancement"] });
    const bot = person("ci", { isBot: true });
    await world.database.transaction((c) => upsertPerson(c, bot, START));
    await react(id, [bot, "stranger"]);
    await react(id, ["bo"], "+1", "remark");
    expect((await list())[0]?.votes).toBe(2);
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
    await world.database.transaction((c) =>
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
    await world.database.transaction((c) =>
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
    await react(ids[0] ?? "", ["cy"]);
    await react(ids[1] ?? "", ["cy", "bo"]);
    expect((await list(DEFAULTS, { limit: 2 })).map(({ votes }) => votes)).toEqual([3, 2]);
    expect((await list(requestsConfig.parse({ votes: [] }))).map(({ votes }) => votes)).toEqual([1, 1, 1]);
    expect(await list(DEFAULTS, { minVotes: 2 })).toHaveLength(2);
    const scope = await publicScope(world.database.reader, REPOSITORY.installationId);
    const nothing = { ...scope, repositoryIds: [] };
    expect(await listRequests(world.database.reader, nothing, DEFAULTS, { now: START })).toEqual([]);
  });

  test("has no section while nobody but who opened it has voted", async () => {
    await openThread({ number: 1, labels: ["enhancement"] });
    expect(await section({ periodKey: "2026-10-19" })).toBeUndefined();
  });

  test("tells what has moved since the last digest", async () => {
    const first = await openThread({ number: 1, labels: ["enhancement"] });
    const second = await openThread({ number: 2, labels: ["enhancement"] });
    const third = await openThread({ number: 3, labels: ["enhancement"] });
    await react(first, ["bo", "cy"]);
    await react(second, ["bo"]);
    const before = await section({ periodKey: "2026-10-19" });
    expect(before?.order).toBe(30);
    expect(before?.markdown).not.toContain("since last");

    await react(second, ["cy", "dee"]);
    await react(third, ["bo"]);
    const after = await section({ periodKey: "2026-11-02", previousPeriodKey: "2026-10-19" });
    const cells = after?.markdown.split("\n").filter((line) => /^\| \d/.test(line));
    expect(cells?.map((row) => row.split("|").at(-2)?.trim())).toEqual(["▲1, +2", "▼1", "new"]);
  });

  test("counts in the digest what people did in its period, and not what came after", async () => {
    const id = await openThread({ number: 1, labels: ["enhancement"], author: person("zoe") });
    await react(id, ["bo"]);
    const vote = (name: string, at: number) =>
      world.tell(
        remarkActivity(thread({ number: 1 }), { id: name, author: person(name), body: "+1", createdAt: at }),
      );
    await vote("cy", END - 1);
    await vote("dee", END);
    expect((await section({ periodKey: "2026-10-19" }))?.markdown).toContain("[3](");
    expect(await list()).toMatchObject([{ votes: 4 }]);
  });

  test("lists in the digest what was open when its period ended, though it was closed since", async () => {
    const close = async (number: number, closedAt: number) => {
      const id = await openThread({ number, labels: ["enhancement"] });
      await react(id, ["bo", "cy"].slice(0, number));
      const closed = thread({
        number,
        labels: ["enhancement"],
        state: "closed",
        closedAt,
        updatedAt: closedAt,
      });
      await world.tell(threadActivity("thread.closed", closed, { at: closedAt }));
    };
    await close(1, END - 1);
    await close(2, END);
    const markdown = (await section({ periodKey: "2026-10-19" }))?.markdown;
    expect(markdown).toContain("Thread 2");
    expect(markdown).not.toContain("Thread 1");
    expect(await list()).toEqual([]);
  });

  test("remembers nothing in a preview, and what was last said when asked twice", async () => {
    const id = await openThread({ number: 1, labels: ["enhancement"] });
    await react(id, ["eve"]);
    await section({ periodKey: "2026-10-19", isPreview: true });
    const { requestRanks } = world.database.reader.tables;
    expect(await world.database.reader.db.select().from(requestRanks)).toEqual([]);
    await section({ periodKey: "2026-10-19" });
    await react(id, ["bo"]);
    await section({ periodKey: "2026-10-19" });
    expect(await world.database.reader.db.select().from(requestRanks)).toEqual([
      { installationId: 11, period: "2026-10-19", threadId: id, votes: 3, rank: 1, status: null },
    ]);
  });

  test("counts at least the up-votes of a discussion", async () => {
    const id = await openThread({ number: 1, kind: "discussion", category: "ideas" });
    const subject = { subjectId: id, threadId: id, total: 0, contents: null };
    await world.database.transaction((c) => storeTotals(c, [{ ...subject, upvotes: 7 }], START));
    expect(await list()).toMatchObject([{ votes: 7, isAtLeast: true }]);
  });
});
