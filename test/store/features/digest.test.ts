import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY } from "../../../src/core/clock.ts";
import type { Database } from "../../../src/db/connection.ts";
import { digestConfig, digestFeature, listDigests } from "../../../src/features/digest/index.ts";
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
import {
  AGENT,
  DEFAULTS,
  DEPENDABOT,
  DUE,
  HOME,
  merged,
  PRIVATE,
  released,
  runDigest,
  seedFortnight,
  textNow,
  WELCOME,
  type RunOptions,
} from "./digest-fixture.ts";

describe.each(engines)("the digest on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
  });
  afterEach(() => database.close());

  const run = (options: RunOptions = {}) => runDigest(database, options);

  test("tells what happened in a fortnight", async () => {
    await seedFortnight(database);
    const [effect] = await run({ contributors: [WELCOME] });
    expect(effect).toMatchObject({
      kind: "discussion",
      key: "11:2026-11-02",
      repositoryId: 1001,
      audience: "community",
      category: "Announcements",
      title: "Community digest · 2–15 November 2026",
      marker: "<!-- stoa:digest:11:2026-11-02 -->",
      update: false,
    });
    expect(effect?.body).toBe(
      `[Two releases](${HOME}/releases), three changes in [four merged pull requests](${HOME}/pulls?q=is:pr+is:merged+merged:2026-11-02..2026-11-15+-author:app/dependabot), and two people who made their first one.

**Releases** – [v1.8.0](${HOME}/releases/tag/v1.8.0) · [v1.9.0-rc1](${HOME}/releases/tag/v1.9.0-rc1) (a pre-release)

**New**

- Spans keep their baggage across restarts ([#1](${HOME}/pull/1) by [mira](https://github.test/mira))

**Fixed**

- Quote the values table ([#2](${HOME}/pull/2), [#3](${HOME}/pull/3) by [bo](https://github.test/bo))

**Docs**

- Explain sampling ([#4](${HOME}/pull/4) by [cy](https://github.test/cy))

Besides, [two dependency updates](${HOME}/pulls?q=is:pr+is:merged+merged:2026-11-02..2026-11-15+author:app/dependabot) by bots were merged.

**First contributions** – two people. Welcome.

**Waiting for an answer**

- [How do I drop health checks?](${HOME}/discussions/21) (six days, no reply yet)

**Good first issues**

- [Say which key is wrong](${HOME}/issues/30)

<!-- stoa:digest:11:2026-11-02 -->`,
    );
  });

  test("is posted once, however often the job runs", async () => {
    await seedFortnight(database);
    expect(await run()).toHaveLength(1);
    expect(await run()).toEqual([]);
    expect(await run({ now: DUE + 3 * DAY })).toEqual([]);
    const kept = await listDigests(database.reader, REPOSITORY.installationId);
    expect(kept).toMatchObject([
      {
        period: "2026-11-02",
        startsAt: Date.UTC(2026, 10, 2),
        endsAt: Date.UTC(2026, 10, 16),
        title: "Community digest · 2–15 November 2026",
        effectKey: "digest:11:2026-11-02",
      },
    ]);
  });

  test("is not posted when nobody was there, or only bots, or only history", async () => {
    const old = thread({ number: 1, author: person("bo") });
    await database.transaction((c) =>
      record(
        c,
        threadActivity("thread.opened", old, { isLive: false }),
        threadActivity("thread.opened", thread({ number: 2, author: DEPENDABOT })),
        threadActivity("thread.opened", thread({ number: 3, createdAt: START - DAY })),
      ),
    );
    expect(await run()).toEqual([]);
    expect(await listDigests(database.reader, REPOSITORY.installationId)).toEqual([]);
  });

  test("says what little happened in a quiet fortnight", async () => {
    const first = thread({ number: 1, createdAt: START - 30 * DAY });
    const second = thread({ number: 2 });
    await database.transaction((c) =>
      record(
        c,
        threadActivity("thread.opened", first, { isLive: false }),
        threadActivity("thread.opened", second),
        remarkActivity(first, { id: "a", author: person("bo"), createdAt: START + 1 }),
        remarkActivity(first, { id: "b", author: person("cy"), createdAt: START + 2 }),
        remarkActivity(second, { id: "c", author: person("bo"), createdAt: START + 3 }),
      ),
    );
    const [effect] = await run();
    expect(effect?.body.split("\n")[0]).toBe(
      `A quiet fortnight: [one new issue](${HOME}/issues?q=is:issue+created:2026-11-02..2026-11-15) and three remarks in two threads by two people.`,
    );
  });

  test("says so when people only looked after what was there", async () => {
    const old = thread({ number: 1, createdAt: START - 30 * DAY });
    await database.transaction((c) =>
      record(
        c,
        threadActivity("thread.closed", { ...old, state: "closed" }, { at: START, actor: person("bo") }),
      ),
    );
    const [effect] = await run();
    expect(effect?.body.split("\n")[0]).toBe(
      "A quiet fortnight: one person looked after what was there, and nothing new was written.",
    );
  });

  test("never tells a private repository's words, names or numbers", async () => {
    await seedRepository(database, PRIVATE);
    await seedFortnight(database);
    const plain = await database.transaction((c) => textNow(c));
    const secret = thread({ number: 9, title: "Zanzibar", labels: ["good first issue"] }, PRIVATE);
    const wish = thread({ number: 8, kind: "discussion", category: "q-a", title: "Zanzibar?" }, PRIVATE);
    await database.transaction((c) =>
      record(
        c,
        merged({ number: 7, title: "feat: Zanzibar", author: person("zoe") }, PRIVATE),
        released("vZanzibar", PRIVATE),
        threadActivity("thread.opened", secret, { repository: PRIVATE }),
        threadActivity("thread.opened", wish, { repository: PRIVATE }),
        remarkActivity(secret, { id: "z", author: person("zoe"), body: "Zanzibar" }, { repository: PRIVATE }),
      ),
    );
    const [effect] = await run();
    expect(effect?.body).not.toMatch(/zanzibar|vault|zoe/i);
    expect(effect?.body).toBe(plain);
  });

  test("is not posted for what happened in private alone", async () => {
    await seedRepository(database, PRIVATE);
    await database.transaction((c) =>
      record(c, threadActivity("thread.opened", thread({ number: 1 }, PRIVATE), { repository: PRIVATE })),
    );
    expect(await run()).toEqual([]);
  });

  test("goes to the repository with the most threads, or the one that is named", async () => {
    await seedRepository(database, AGENT);
    await seedFortnight(database);
    await database.transaction((c) => record(c, merged({ number: 1, title: "feat: tail sampling" }, AGENT)));
    const [effect] = await run();
    expect(effect?.repositoryId).toBe(REPOSITORY.id);
    expect(effect?.body).toContain("[agent#1](https://github.test/lanterns/agent/pull/1)");
    expect(effect?.body).toContain(
      "(https://github.test/search?type=pullrequests&q=repo:lanterns/collector+repo:lanterns/agent+is:pr+",
    );
    await database.transaction(async ({ db, tables }) => void (await db.delete(tables.digestRuns)));
    const config = digestConfig.parse({ repository: "agent", weekday: "tuesday" });
    const [named] = await run({ config, now: DUE + DAY });
    expect(named).toMatchObject({ repositoryId: AGENT.id, title: "Community digest · 3–16 November 2026" });
  });

  test("fails with a sentence when the named repository is private or unknown", async () => {
    await seedRepository(database, PRIVATE);
    await seedFortnight(database);
    const config = digestConfig.parse({ repository: "vault" });
    await expect(run({ config })).rejects.toThrow("none of the public repositories");
  });
});

test("is due at the next boundary, and never when it is off", () => {
  const [job] = digestFeature([]).jobs ?? [];
  expect(job?.nextAfter(START, DEFAULTS)).toBe(DUE);
  const athens = digestConfig.parse({ every: "week", weekday: "friday", hour: 16, zone: "Europe/Athens" });
  expect(job?.nextAfter(START, athens)).toBe(Date.UTC(2026, 10, 6, 14));
  expect(job?.nextAfter(START, { ...DEFAULTS, enabled: false })).toBeUndefined();
  expect(digestConfig.safeParse({ zone: "Europe/Athen" }).success).toBe(false);
});
