import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity, Person } from "../../../src/core/activity.ts";
import { DAY } from "../../../src/core/clock.ts";
import { insertChoice } from "../../../src/db/choices.ts";
import type { Database } from "../../../src/db/connection.ts";
import { erasePerson } from "../../../src/db/forget.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import { badgesConfig, badgesFeature } from "../../../src/features/badges/index.ts";
import type { CommandAnswer } from "../../../src/features/feature.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import {
  person,
  remarkActivity,
  REPOSITORY,
  seedRepository,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";

const ada = person("ada");
const bo = person("bo");
const cy = person("cy");
const OCTOBER = Date.UTC(2026, 9, 1);
/** In November, when October and the third quarter are over. */
const NOW = Date.UTC(2026, 10, 3);
const config = badgesConfig.parse({});
const { installationId } = REPOSITORY;

describe.each(engines)("champions and spotlights on $name", ({ open }) => {
  let database: Database;
  let asked = 0;
  beforeEach(async () => {
    database = await open();
    asked = 0;
    await seedRepository(database);
    await happen(...work());
  });
  afterEach(() => database.close());

  async function happen(...activities: readonly Activity[]): Promise<void> {
    await database.transaction(async (connection) => {
      for (const activity of activities) {
        await recordActivity(connection, activity);
        await badgesFeature.onActivity?.(activity, { connection, config, now: NOW, isHistoryKnown: true });
      }
    });
  }

  /** bo reviews, answers and fixes from July to October, for ada and cy. */
  function work(): readonly Activity[] {
    return Array.from({ length: 12 }, (_, index) => {
      const at = Date.UTC(2026, 6, 6 + index * 7);
      const author = index % 2 === 0 ? ada : cy;
      const pull = merged(100 + index, author, at + DAY);
      const issue = thread({ number: 200 + index, author, createdAt: at });
      return [
        said(pull, `r${index}`, bo, at, { kind: "review", reviewState: "approved" }),
        threadActivity("thread.merged", pull, { actor: ada }),
        threadActivity("thread.opened", issue),
        said(issue, `a${index}`, bo, at + 1),
        said(issue, `t${index}`, author, at + 2, { body: "Thanks!" }),
        threadActivity("thread.merged", merged(300 + index, bo, at + DAY), { actor: ada }),
      ];
    }).flat();
  }

  function merged(number: number, author: Person, at: number) {
    const times = { createdAt: at, updatedAt: at, closedAt: at, mergedAt: at };
    return thread({ number, kind: "pull", author, title: "fix: a", state: "merged", ...times });
  }

  function said(
    of: ReturnType<typeof thread>,
    id: string,
    author: Person,
    createdAt: number,
    more: object = {},
  ) {
    const body = "The limit is four hundred, so restart it.";
    return remarkActivity(of, { id, author, createdAt, body, ...more });
  }

  async function type(name: string, argument = "", who = ada): Promise<CommandAnswer> {
    const activity = said(thread({ number: 1 }), `cmd${(asked += 1)}`, who, NOW);
    return database.transaction(async (connection) => {
      const context = { connection, config, now: NOW, isHistoryKnown: true };
      const answer = await badgesFeature.commands?.[name]?.({ argument, activity }, context);
      const { commentSections } = connection.tables;
      for (const effect of answer?.effects ?? []) {
        if (effect.kind !== "section") continue;
        const row = {
          threadId: effect.threadId,
          section: effect.section,
          markdown: effect.markdown,
          updatedAt: NOW,
        };
        await connection.db
          .insert(commentSections)
          .values(row)
          .onConflictDoUpdate({ target: [commentSections.threadId, commentSections.section], set: row });
      }
      return answer ?? {};
    });
  }

  async function digest(periodKey: string, isPreview = false): Promise<string> {
    return database.transaction(async (connection) => {
      const section = await badgesFeature.digestSection?.({
        connection,
        config,
        now: NOW,
        isHistoryKnown: true,
        scope: await publicScope(connection, installationId),
        period: { startsAt: NOW, endsAt: NOW + DAY },
        previous: { startsAt: NOW - DAY, endsAt: NOW },
        periodKey,
        previousPeriodKey: null,
        isPreview,
      });
      return section?.markdown ?? "";
    });
  }

  test("proposes champions with evidence, confirms one of them, and tells it once", async () => {
    expect((await type("stoa champions")).reply).toBe(
      "Champions of 2026-Q3 could be:\n\n- [bo](https://github.test/bo): answering, building and reviewing in 12 weeks, helped 2 people in 18 threads ([#111](https://github.test/lanterns/collector/pull/111#r11), [#110](https://github.test/lanterns/collector/pull/110#r10), [#109](https://github.test/lanterns/collector/pull/109#r9))\n\n`/stoa champion LOGIN` confirms one, and the next digest says it.",
    );
    await expect(type("stoa champion", "cy")).rejects.toThrow("none of those");
    expect((await type("stoa champion", "Bo")).reply).toBe(
      "bo is a champion of 2026-Q3. The next digest says it.",
    );
    expect((await type("stoa champion", "bo")).reply).toBe("bo was confirmed before.");
    expect(await digest("2026-11-02", true)).toContain("**Champions of 2026-Q3**");
    const told = await digest("2026-11-02");
    expect(told).toContain(
      "**Champions of 2026-Q3**, who kept supporting others – [bo](https://github.test/bo):",
    );
    expect(await digest("2026-11-02")).toBe(told);
    expect(await digest("2026-11-16")).toBe("");
  });

  test("publishes a spotlight only with the person's yes and a maintainer's word", async () => {
    const month = Date.UTC(2026, 9, 20);
    await happen(threadActivity("thread.merged", merged(400, bo, month), { actor: ada }));
    expect((await type("stoa spotlight")).reply).toContain(
      "- [bo](https://github.test/bo): building in 1 week",
    );
    await expect(type("stoa spotlight publish", "bo")).rejects.toThrow("was not asked yet");
    await expect(type("stoa spotlight yes", "", bo)).rejects.toThrow("Nobody has asked");
    const answer = await type("stoa spotlight", "bo");
    expect(answer.effects).toMatchObject([{ threadId: "1001#400", section: "spotlight" }]);
    await expect(type("stoa spotlight publish", "bo")).rejects.toThrow("has not said yes");
    expect(await digest("2026-11-02")).toBe("");
    await expect(type("stoa spotlight yes", "", cy)).rejects.toThrow("Nobody has asked");
    const yes = await type("stoa spotlight yes", "", bo);
    expect(yes.effects).toMatchObject([{ threadId: "1001#400", section: "spotlight", markdown: "" }]);
    expect(await digest("2026-11-02")).toBe("");
    expect((await type("stoa spotlight publish", "bo")).reply).toBe("The next digest shows bo.");
    expect(await digest("2026-11-02")).toMatchInlineSnapshot(
      `"**Spotlight of October 2026** – [bo](https://github.test/bo): building in 1 week ([#400](https://github.test/lanterns/collector/pull/400)). Thank you."`,
    );
    expect(await digest("2026-11-16")).toBe("");
    expect((await type("stoa spotlight")).reply).toBe("Nobody is there to show for October 2026.");
  });

  test("takes a no, hides whoever hides, and forgets the forgotten", async () => {
    const at = OCTOBER + 20 * DAY;
    await happen(
      threadActivity("thread.merged", merged(400, bo, at), { actor: ada }),
      threadActivity("thread.merged", merged(401, cy, at), { actor: ada }),
    );
    await type("stoa spotlight", "bo");
    await type("stoa spotlight no", "", bo);
    await expect(type("stoa spotlight publish", "bo")).rejects.toThrow("was not asked yet");
    await type("stoa spotlight", "cy");
    await type("stoa spotlight yes", "", cy);
    await type("stoa spotlight publish", "cy");
    await type("stoa champion", "bo");
    await database.transaction(async (connection) => {
      await insertChoice(connection, { personId: cy.id, choice: "no-badges", now: NOW });
      await erasePerson(connection, bo);
    });
    expect(await digest("2026-11-02")).toBe("");
    await expect(type("stoa spotlight", "cy")).rejects.toThrow("no public work");
  });
});
