import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY } from "../../../src/core/clock.ts";
import type { Database } from "../../../src/db/connection.ts";
import { periodEnding } from "../../../src/core/calendar.ts";
import { buildDigest, digestConfig, listDigests, scheduleOf } from "../../../src/features/digest/index.ts";
import { defineFeature } from "../../../src/features/feature.ts";
import {
  person,
  record,
  REPOSITORY,
  seedRepository,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";
import {
  contributor,
  DEFAULTS,
  DUE,
  merged,
  runDigest,
  seedFortnight,
  surroundings,
  WELCOME,
  type RunOptions,
} from "./digest-fixture.ts";

describe.each(engines)("the digest and its contributors on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
  });
  afterEach(() => database.close());

  const run = (options: RunOptions = {}) => runDigest(database, options);

  test("leaves out a contributor that fails, is switched off or has nothing to say, and orders the rest", async () => {
    await seedFortnight(database);
    const failing = defineFeature({
      name: "mood",
      config: digestConfig,
      events: [],
      permissions: {},
      digestSection: async ({ connection }) => {
        await connection.db.delete(connection.tables.threads);
        throw new Error("no mood");
      },
    });
    const failures: string[] = [];
    const [effect] = await run({
      contributors: [
        contributor("late", { order: 40, markdown: "**Late**" }),
        failing,
        contributor("off", { order: 30, markdown: "**Off**" }),
        contributor("silent", undefined),
        WELCOME,
      ],
      configOf: ({ name }) => ({ enabled: name !== "off" }),
      onPeerFailure: (name) => failures.push(name),
    });
    const headings = [...(effect?.body.matchAll(/^\*\*(.+?)\*\*/gm) ?? [])].map((match) => match[1]);
    expect(headings).toEqual([
      "Releases",
      "New",
      "Fixed",
      "Docs",
      "First contributions",
      "Late",
      "Waiting for an answer",
      "Good first issues",
    ]);
    expect(failures).toEqual(["mood"]);
  });

  test("tells contributors of its period and of the digest before", async () => {
    await seedFortnight(database);
    const seen: unknown[] = [];
    const watching = defineFeature({
      name: "watching",
      config: digestConfig,
      events: [],
      permissions: {},
      digestSection: async ({ periodKey, previousPeriodKey, previous, config }) => {
        seen.push({ periodKey, previousPeriodKey, previousStart: previous.startsAt, config });
        return undefined;
      },
    });
    await database.transaction((c) =>
      record(c, threadActivity("thread.opened", thread({ number: 50, createdAt: DUE }))),
    );
    const configOf = () => ({ mine: true });
    await run({ contributors: [watching], configOf });
    await run({ contributors: [watching], configOf, now: DUE + 14 * DAY });
    expect(seen).toEqual([
      {
        periodKey: "2026-11-02",
        previousPeriodKey: null,
        previousStart: Date.UTC(2026, 9, 19),
        config: { mine: true },
      },
      {
        periodKey: "2026-11-16",
        previousPeriodKey: "2026-11-02",
        previousStart: Date.UTC(2026, 10, 2),
        config: { mine: true },
      },
    ]);
  });

  test("stays under the limit, mentions nobody, and keeps its foot and marker", async () => {
    await seedFortnight(database);
    const long = contributor("long", {
      order: 45,
      markdown: `**Long** by @ada\n${"- everything\n".repeat(9_000)}`,
    });
    await database.transaction((c) =>
      record(
        c,
        merged({
          number: 60,
          title: "feat: thanks @everyone and @lanterns/team, see #3",
          author: person("x"),
        }),
      ),
    );
    const [effect] = await run({ contributors: [long] });
    expect(Buffer.byteLength(effect?.body ?? "")).toBeLessThanOrEqual(60_000);
    expect(effect?.body.endsWith("<!-- stoa:digest:11:2026-11-02 -->")).toBe(true);
    expect(effect?.body).not.toMatch(/@[a-z]/i);
  });

  test("can be previewed for a period in which nothing happened, and leaves no trace", async () => {
    const { title, body } = await database.transaction(async (connection) =>
      buildDigest({
        ...(await surroundings(connection)),
        period: periodEnding(DUE, scheduleOf(DEFAULTS)),
        contributors: [],
        isPreview: true,
      }),
    );
    expect(title).toBe("Community digest · 2–15 November 2026");
    expect(body.split("\n")[0]).toBe("A quiet fortnight: nothing happened here.");
    expect(await listDigests(database.reader, REPOSITORY.installationId)).toEqual([]);
  });
});
