import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Activity, RepositoryRef } from "../../../src/core/activity.ts";
import { DAY } from "../../../src/core/clock.ts";
import type { Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import { sentimentFeature, sentimentByWeek, sentimentOf } from "../../../src/features/sentiment/index.ts";
import { weekOf } from "../../../src/features/sentiment/mood.ts";
import { levelsBefore } from "../../../src/features/sentiment/store.ts";
import {
  person,
  REPOSITORY,
  remarkActivity,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";

const MONDAY = Date.UTC(2026, 10, 2);
const PRIVATE: RepositoryRef = { ...REPOSITORY, id: 1002, name: "secret", isPrivate: true };
const PERIOD = { startsAt: MONDAY, endsAt: MONDAY + 14 * DAY };
const PEOPLE = ["ada", "bo", "cy", "di", "ed"];

describe.each(engines)("sentiment on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
    await seedRepository(database, PRIVATE);
  });
  afterEach(() => database.close());

  async function happen(...activities: readonly Activity[]): Promise<void> {
    await database.transaction(async (connection) => {
      for (const activity of activities) {
        await recordActivity(connection, activity);
        const context = { connection, config: { enabled: true }, now: START, isHistoryKnown: true };
        expect(await sentimentFeature.onActivity?.(activity, context)).toEqual([]);
      }
    });
  }

  async function scores() {
    const { sentimentScores } = database.reader.tables;
    return database.reader.db
      .select({ id: sentimentScores.subjectId, polarity: sentimentScores.polarity })
      .from(sentimentScores)
      .orderBy(sentimentScores.subjectId);
  }

  function remark(id: string, login: string, body: string, at = START, repository = REPOSITORY) {
    const of = thread({ number: 1 }, repository);
    return remarkActivity(of, { id, author: person(login), body, createdAt: at }, { repository });
  }

  const scope = () => publicScope(database.reader, REPOSITORY.installationId);

  test("scores what people write, and not what bots write or what is no prose", async () => {
    const opening = thread({ number: 1, title: "Awful", body: "I love this project" });
    await happen(
      threadActivity("thread.opened", opening),
      remark("a", "bo", "This is terrible"),
      remark("b", "cy", "```\nterrible\n```"),
      remarkActivity(opening, { id: "c", author: person("ci", { isBot: true }), body: "Thanks!" }),
      remarkActivity(opening, { id: "d", author: null, body: "Thanks!" }),
      remark(
        "e",
        "di",
        "Das ist leider immer noch kaputt, und die Fehlermeldung hilft mir überhaupt nicht weiter. Super Projekt!",
      ),
    );
    expect(await scores()).toEqual([
      { id: "1001#1", polarity: "positive" },
      { id: "a", polarity: "negative" },
    ]);
  });

  test("reads the levels of several years at once as it does one by one, where they cut a week too", async () => {
    await database.transaction(async ({ db, tables: { sentimentScores } }) => {
      const rows = Array.from({ length: 600 }, (_, index) => {
        const at = MONDAY - 500 * DAY + index * 0.9 * DAY;
        return {
          subjectId: `s${index}`,
          threadId: "1001#1",
          repositoryId: REPOSITORY.id,
          personId: index % 7,
          at: Math.floor(at),
          week: weekOf(at),
          score: 0,
          polarity: (["positive", "negative", "neutral"] as const)[(index * index) % 3] ?? "neutral",
        };
      });
      for (let start = 0; start < rows.length; start += 100)
        await db.insert(sentimentScores).values(rows.slice(start, start + 100));
    });
    const moments = [MONDAY, MONDAY - 16.4 * DAY, MONDAY - 3.3 * DAY, MONDAY - 600 * DAY].map(Math.floor);
    const together = await levelsBefore(database.reader, await scope(), moments);
    for (const moment of moments) {
      const alone = await levelsBefore(database.reader, await scope(), [moment]);
      expect(together.get(moment)).toBe(alone.get(moment));
    }
    expect(together.get(MONDAY)).toBeGreaterThan(0);
    expect(together.get(moments[3] ?? 0)).toBeUndefined();
  });

  test("scores an edited remark again, whichever of its deliveries comes last", async () => {
    const created = remark("a", "bo", "This is terrible");
    const edited: Activity = {
      ...created,
      kind: "remark.edited",
      key: "edited",
      remark: { ...created.remark, body: "Works great, thanks", updatedAt: START + 5 },
    };
    await happen(created, edited);
    expect(await scores()).toEqual([{ id: "a", polarity: "positive" }]);
    await happen(created);
    expect(await scores()).toEqual([{ id: "a", polarity: "positive" }]);
  });

  test("scores nothing in a thread that is gone, even when the remark comes after that news", async () => {
    const gone = thread({ number: 1, body: "I love it", updatedAt: START + 5 });
    await happen(threadActivity("thread.deleted", gone), remark("a", "bo", "This is terrible"));
    await happen(threadActivity("thread.opened", thread({ number: 1, body: "I love it" })));
    expect(await scores()).toEqual([]);
  });

  test("forgets the score of a remark that is emptied or deleted, even when it is told of again", async () => {
    const created = remark("a", "bo", "This is terrible");
    const deleted: Activity = { ...created, kind: "remark.deleted", key: "deleted", at: START + 9 };
    await happen(created, deleted, created);
    expect(await scores()).toEqual([]);
  });

  test("forgets a deleted thread with all its remarks", async () => {
    const of = thread({ number: 1, body: "I love this" });
    await happen(threadActivity("thread.opened", of), remark("a", "bo", "Awful"));
    await happen(threadActivity("thread.deleted", { ...of, updatedAt: START + 9 }, { at: START + 9 }));
    expect(await scores()).toEqual([]);
  });

  test("tells weeks of five people or more, and none of fewer", async () => {
    for (const [index, login] of PEOPLE.entries()) {
      await happen(remark(`a${index}`, login, index === 0 ? "Awful" : "Great, thanks"));
    }
    await happen(
      remark("b", "bo", "Awful", START + 7 * DAY),
      remark("c", "cy", "See above", START + 14 * DAY),
    );
    const weeks = await sentimentByWeek(database.reader, await scope(), {
      ...PERIOD,
      endsAt: MONDAY + 28 * DAY,
    });
    expect(weeks).toEqual([
      { week: "2026-11-02", index: 80, low: 37.6, high: 96.4, people: 5 },
      { week: "2026-11-09", index: null, low: null, high: null, people: 1 },
    ]);
    expect(await sentimentOf(database.reader, await scope(), PERIOD)).toMatchObject({
      index: 66.7,
      people: 5,
    });
  });

  test("counts a period's weeks from its start, and an hour more makes no third one", async () => {
    for (const [index, login] of PEOPLE.entries()) await happen(remark(`a${index}`, login, "Great"));
    // In the last hour of a period in which clocks were put back; with ed's first week, two of ed's weeks are 1 and 0.
    const end = PERIOD.endsAt + DAY / 24;
    await happen(remark("b", "ed", "Awful", MONDAY + 10 * DAY), remark("c", "ed", "Awful", end - 1));
    const mood = await sentimentOf(database.reader, await scope(), { ...PERIOD, endsAt: end });
    expect(mood.index).toBe(83.3);
  });

  test("never counts what was said in private repositories", async () => {
    for (const [index, login] of PEOPLE.entries()) {
      await happen(remark(`a${index}`, login, "Awful", START, PRIVATE));
    }
    expect(await sentimentByWeek(database.reader, await scope(), PERIOD)).toEqual([]);
    expect((await sentimentOf(database.reader, await scope(), PERIOD)).people).toBe(0);
  });

  test("adds its section to the digest", async () => {
    for (const [index, login] of PEOPLE.entries()) await happen(remark(`a${index}`, login, "Great, thanks"));
    const section = await sentimentFeature.digestSection?.({
      connection: database.reader,
      config: { enabled: true },
      now: PERIOD.endsAt,
      isHistoryKnown: true,
      scope: await scope(),
      period: PERIOD,
      previous: { startsAt: MONDAY - 14 * DAY, endsAt: MONDAY },
      periodKey: "2026-11-02",
      previousPeriodKey: null,
    });
    expect(section).toEqual({
      order: 50,
      markdown:
        "**Mood** – 100 (57 to 100, 5 people).\n\nFrom 0 to 100: of the remarks that show a feeling, how many show a good one. Every person's week weighs the same.",
    });
  });
});
