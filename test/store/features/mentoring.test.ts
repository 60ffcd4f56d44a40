import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity, Person, RepositoryRef, Thread } from "../../../src/core/activity.ts";
import { DAY } from "../../../src/core/clock.ts";
import type { Effect } from "../../../src/core/effect.ts";
import { UserError } from "../../../src/core/errors.ts";
import type { Connection, Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import { countPairings, mentoringConfig, mentoringFeature } from "../../../src/features/mentoring/index.ts";
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

const VAULT: RepositoryRef = { ...REPOSITORY, id: 1002, name: "vault", isPrivate: true };
const installationId = REPOSITORY.installationId;
const bo = person("bo");
const mira = { login: "mira", areas: ["collector/"], capacity: 1 };
const zoe = { login: "zoe", capacity: 1 };

function pull(number: number, options: Partial<Thread> = {}, repository = REPOSITORY): Thread {
  return thread({ number, kind: "pull", author: bo, title: "collector: keep spans", ...options }, repository);
}

describe.each(engines)("mentoring on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
    await seedRepository(database, VAULT);
  });
  afterEach(() => database.close());

  type Settings = { readonly isHistoryKnown?: boolean; readonly [key: string]: unknown };

  function contextOf(connection: Connection, settings: Settings = {}) {
    const { isHistoryKnown = true, ...config } = settings;
    return {
      connection,
      config: mentoringConfig.parse({ mentors: [mira, zoe], ...config }),
      now: START,
      isHistoryKnown,
    };
  }

  async function happen(activity: Activity, settings?: Settings): Promise<readonly Effect[]> {
    return database.transaction(async (connection) => {
      await recordActivity(connection, activity);
      return (await mentoringFeature.onActivity?.(activity, contextOf(connection, settings))) ?? [];
    });
  }

  const opens = (of: Thread, settings?: Settings) => happen(threadActivity("thread.opened", of), settings);

  async function type(
    command: "me" | "decline" | "accept" | "release" | "done" | "available" | "pause",
    by: { readonly of: Thread; readonly who: Person; readonly argument?: string; readonly id?: string },
  ) {
    const activity = remarkActivity(by.of, { id: by.id ?? command, author: by.who });
    return database.transaction(async (connection) => {
      await recordActivity(connection, activity);
      const call = { argument: by.argument ?? "", activity };
      return mentoringFeature.commands?.[`mentor ${command}`]?.(call, contextOf(connection));
    });
  }

  async function section() {
    return mentoringFeature.digestSection?.({
      ...contextOf(database.reader),
      scope: await publicScope(database.reader, installationId),
      period: { startsAt: START, endsAt: START + DAY },
      previous: { startsAt: START - DAY, endsAt: START },
      periodKey: "2026-11-02",
      previousPeriodKey: null,
    });
  }

  const counts = () => countPairings(database.reader, installationId);
  const words = (effects: readonly Effect[] | undefined) =>
    (effects ?? []).map((effect) => (effect.kind === "section" ? effect.markdown : effect.kind)).join("\n");

  test("welcomes a first pull request with one mentor, and says why this one", async () => {
    const work = { author: person("mira"), state: "merged" as const, paths: ["collector/a.go"] };
    await happen(
      threadActivity("thread.merged", pull(1, { ...work, mergedAt: START - 2 * DAY }), { isLive: false }),
    );
    const guides = [
      { area: "collector/", text: "run the generator first", url: "https://docs.test/generate" },
    ];
    const effects = await opens(pull(2), { guides });
    expect(effects).toMatchObject([
      {
        kind: "section",
        key: "1001#2:welcome",
        threadId: "1001#2",
        section: "mentoring",
        audience: "community",
      },
    ]);
    expect(words(effects)).toMatchInlineSnapshot(`
      "Welcome, and thank you for a first pull request here.

      **[mira](https://github.test/mira)** knows this part (1 merged change under \`collector/\`) and has room to help; ask anything in this thread.
      Worth reading first: [run the generator first](https://docs.test/generate).

      \`/mentor decline\` if you would rather go alone. No hard feelings."
    `);
    expect(await counts()).toEqual({ active: 1, declined: 0, ended: 0 });
  });

  test("pairs once, however often the delivery is processed", async () => {
    expect(await opens(pull(2))).toHaveLength(1);
    expect(await opens(pull(2))).toEqual([]);
    expect(await counts()).toEqual({ active: 1, declined: 0, ended: 0 });
  });

  test("is silent for what is no newcomer's first pull request, or has no mentor to offer", async () => {
    const cases: readonly [string, Partial<Thread>, { isLive?: boolean }, Settings][] = [
      ["history", {}, { isLive: false }, {}],
      ["before the history is known", {}, {}, { isHistoryKnown: false }],
      ["on request only", {}, {}, { offer: "on-request" }],
      ["no mentors", {}, {}, { mentors: [] }],
      ["an issue", { kind: "issue" }, {}, {}],
      ["a bot", { author: person("ci", { isBot: true }) }, {}, {}],
      ["a deleted account", { author: null }, {}, {}],
      ["a mentor", { author: person("Mira") }, {}, {}],
      ["a login to ignore", {}, {}, { ignore: ["NEW-3"] }],
      ["closed by now", { state: "closed", closedAt: START }, {}, {}],
    ];
    for (const [index, [name, options, how, settings]] of cases.entries()) {
      const author = person(name === "a login to ignore" ? "new-3" : `newcomer-${index}`);
      const opened = threadActivity(
        "thread.opened",
        pull(index + 2, { author, createdAt: START + index, ...options }),
        how,
      );
      const effects = await happen(opened, settings);
      expect({ name, effects }).toEqual({ name, effects: [] });
    }
    expect(await counts()).toEqual({ active: 0, declined: 0, ended: 0 });
    expect(await opens(pull(99, { createdAt: START + 99 }))).toHaveLength(1);
  });

  test("does not greet somebody who opened a pull request before", async () => {
    await happen(threadActivity("thread.opened", pull(1, { createdAt: START - DAY }), { isLive: false }));
    expect(await opens(pull(2))).toEqual([]);
  });

  test("never overfills a mentor, with newcomers at once", async () => {
    const newcomers = ["ann", "ben", "cat", "dan"].map((login, index) =>
      pull(index + 2, { author: person(login) }),
    );
    const effects = await Promise.all(newcomers.map((of) => opens(of)));
    // Whoever came second may have been heard first, and makes room then.
    expect(effects.flat().length).toBeGreaterThanOrEqual(2);
    const { pairings } = database.reader.tables;
    const rows = await database.reader.db.select({ mentor: pairings.mentorLogin }).from(pairings);
    expect(rows.map(({ mentor }) => mentor).toSorted()).toEqual(["mira", "zoe"]);
  });

  test("ends when the thread is closed, merged or deleted, and whoever waited gets the place", async () => {
    const settings = { mentors: [mira], thanks: false };
    expect(await opens(pull(2), settings)).toHaveLength(1);
    let number = 2;
    for (const kind of ["thread.closed", "thread.merged", "thread.deleted"] as const) {
      const createdAt = START + number * 10;
      const author = person(`newcomer-${number}`);
      expect(await opens(pull(number + 1, { author, createdAt }), settings)).toEqual([]);
      const closedAt = createdAt + 5;
      const of = pull(number, {
        author: number === 2 ? bo : person(`newcomer-${number - 1}`),
        state: "closed",
        closedAt,
        updatedAt: closedAt,
      });
      expect(await happen(threadActivity(kind, of), settings)).toMatchObject([
        { threadId: `1001#${number + 1}` },
      ]);
      number += 1;
    }
    expect(await counts()).toEqual({ active: 1, declined: 0, ended: 3 });
  });

  test("lets nobody wait longer than two weeks", async () => {
    const settings = { mentors: [mira] };
    await opens(pull(2), settings);
    const author = person("cat");
    expect(await opens(pull(3, { author, createdAt: START + 1 }), settings)).toEqual([]);
    const closedAt = START + 15 * DAY;
    const closed = pull(2, { state: "closed", closedAt, updatedAt: closedAt });
    expect(await happen(threadActivity("thread.closed", closed), settings)).toEqual([]);
  });

  test("outlives the news that its thread was closed before it began", async () => {
    await opens(pull(2));
    const closed = pull(2, { state: "closed", closedAt: START - 5, updatedAt: START - 5 });
    await happen(threadActivity("thread.closed", closed, { isLive: false }));
    expect(await counts()).toEqual({ active: 1, declined: 0, ended: 0 });
  });

  test("moves the welcome to the pull request that was the first, when news of it comes late", async () => {
    const second = pull(3, { createdAt: START + 60 });
    expect(await opens(second)).toHaveLength(1);
    expect(await opens(pull(2))).toMatchObject([
      { key: "1001#2:welcome", threadId: "1001#2" },
      { key: "1001#3:welcome:thread.opened:1001#2", threadId: "1001#3", markdown: "" },
    ]);
    expect(await counts()).toEqual({ active: 1, declined: 0, ended: 0 });
  });

  test("gives the mentor to whoever came first, when news of them comes late", async () => {
    const settings = { mentors: [mira] };
    expect(await opens(pull(3, { author: person("cat"), createdAt: START + 60 }), settings)).toHaveLength(1);
    const effects = await opens(pull(2), settings);
    expect(
      effects.map((effect) => effect.kind === "section" && [effect.threadId, effect.markdown !== ""]),
    ).toEqual([
      ["1001#2", true],
      ["1001#3", false],
    ]);
  });

  test("makes room from when a thread was closed, when news of that comes late", async () => {
    const settings = { mentors: [mira] };
    await opens(pull(2), settings);
    const late = pull(3, { author: person("cat"), createdAt: START + 60 });
    expect(await opens(late, settings)).toEqual([]);
    const closed = pull(2, { state: "closed", closedAt: START + 30, updatedAt: START + 30 });
    expect(await happen(threadActivity("thread.closed", closed), settings)).toMatchObject([
      { threadId: "1001#3", key: `1001#3:welcome:thread.closed:1001#2:${START + 30}` },
    ]);
    expect(await counts()).toEqual({ active: 1, declined: 0, ended: 1 });
  });

  test("welcomes to a pull request whose closing overtook its opening, and ends at once", async () => {
    const closed = pull(2, { state: "closed", closedAt: START + 30, updatedAt: START + 30 });
    await happen(threadActivity("thread.closed", closed));
    expect(await opens(pull(2))).toHaveLength(1);
    expect(await counts()).toEqual({ active: 0, declined: 0, ended: 1 });
  });

  test("gives a mentor to whoever asks, by area, beside the thread's other pairing", async () => {
    const of = pull(2);
    await opens(of, { mentors: [zoe] });
    const answer = await type("me", { of, who: person("cat"), argument: "Collector" });
    expect(answer?.effects).toMatchObject([
      { key: "1001#2:welcome:remark.created:me", section: "mentoring" },
    ]);
    expect(words(answer?.effects)).toMatchInlineSnapshot(`
      "Welcome, and thank you for a first pull request here.

      **[zoe](https://github.test/zoe)** has room to help; ask anything in this thread.

      For [cat](https://github.test/cat): **[mira](https://github.test/mira)** looks after what is under \`collector/\` and has room to help; ask anything in this thread.

      \`/mentor decline\` if you would rather go alone. No hard feelings."
    `);
    const again = await type("me", { of, who: person("cat"), id: "again" });
    expect(again).toEqual({
      reply: "[mira](https://github.test/mira) is your mentor in this thread already; ask anything here.",
    });
  });

  test("puts whoever asks on the list when no mentor has room, and says so when the thread is closed", async () => {
    const of = pull(2);
    await type("me", { of, who: person("ann"), id: "a" });
    await type("me", { of, who: person("ben"), id: "b" });
    const answer = await type("me", { of, who: person("cat"), id: "c" });
    expect(answer?.reply).toContain("You are on the list");
    expect(words((await type("decline", { of, who: person("ann"), id: "d" }))?.effects)).toContain("[cat]");
    const closed = pull(3, { state: "closed" });
    await expect(type("me", { of: closed, who: person("dan"), id: "d" })).rejects.toThrow(
      "This thread is closed",
    );
  });

  test("lets the newcomer decline, and nobody else", async () => {
    const of = pull(2);
    await opens(of);
    await expect(type("decline", { of, who: person("cat"), id: "x" })).rejects.toThrow(UserError);
    const answer = await type("decline", { of, who: bo });
    expect(words(answer?.effects)).toBe(
      "All right, no mentor here. If you change your mind, `/mentor me` finds you one.",
    );
    expect(await counts()).toEqual({ active: 0, declined: 1, ended: 0 });
    expect(await opens(of)).toEqual([]);
    await expect(type("decline", { of, who: bo, id: "again" })).rejects.toThrow("nothing to decline");
    expect(words((await type("me", { of, who: bo }))?.effects)).toContain("has room to help");
    expect(await counts()).toEqual({ active: 1, declined: 0, ended: 0 });
  });

  test("keeps private repositories out of public words", async () => {
    const work = {
      author: person("mira"),
      state: "merged" as const,
      paths: ["collector/a.go"],
      mergedAt: START,
    };
    const inVault = { repository: VAULT };
    await happen(threadActivity("thread.merged", pull(1, work, VAULT), { ...inVault, isLive: false }));
    expect(words(await opens(pull(2)))).not.toContain("merged change");
    const secret = pull(3, { author: person("cat") }, VAULT);
    expect(await happen(threadActivity("thread.opened", secret, inVault))).toHaveLength(1);
    expect((await section())?.markdown).toBe(
      "**Mentoring** – [mira](https://github.test/mira) is helping [bo](https://github.test/bo) with [Collector: keep spans](https://github.test/lanterns/collector/pull/2)",
    );
  });

  test("has no digest section when nobody was paired, or the newcomer declined", async () => {
    expect(await section()).toBeUndefined();
    await opens(pull(2));
    await type("decline", { of: pull(2), who: bo });
    expect(await section()).toBeUndefined();
  });
});
