// Retention on every engine, and the promise that no table is forgotten by forgetting.

import { getTableColumns, getTableName } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY } from "../../src/core/clock.ts";
import type { Database } from "../../src/db/connection.ts";
import { erasePerson, listLeftOver } from "../../src/db/forget.ts";
import { insertChoice } from "../../src/db/choices.ts";
import { dropFinished, EFFECT_DAYS, emptyTexts } from "../../src/db/retention.ts";
import { tables } from "../../src/db/tables/sqlite.ts";
import {
  person,
  record,
  remarkActivity,
  REPOSITORY,
  seedRepository,
  START,
  thread,
  threadActivity,
} from "../support/activities.ts";
import { engines } from "../support/databases.ts";
import { rowsWith } from "../support/rows.ts";

/** Columns that name a person, and how forgetting treats each. A new one must be erased in db/forget.ts, then named here. */
const PERSON_COLUMNS = [
  "activities.personId",
  "badge_announcements.personId",
  "badge_evidence.counterpartId",
  "badge_evidence.isCoAuthor",
  "badge_evidence.personId",
  "champions.personId",
  "command_uses.personId",
  "credentials.personId",
  "mentor_asks.newcomerId",
  "mentors.personId",
  "pairing_turns.mentorLogin",
  "pairing_turns.newcomerId",
  "pairings.mentorLogin",
  "pairings.newcomerId",
  "people.login",
  "person_choices.loginHash",
  "person_choices.personId",
  "reactions.personId",
  "releases.authorId",
  "request_owners.personId",
  "request_polls.personId",
  "remarks.authorId",
  "sentiment_scores.personId",
  "spotlights.personId",
  "threads.authorId",
  "welcomes.newcomerId",
  // The owner of the repositories, who installed Stoa: as public as the repositories' addresses.
  "installations.accountId",
  "installations.accountLogin",
  // Bots alone: a person's text is not remembered there.
  "sightings.authorLogin",
];

test("every column that names a person is known to forgetting", () => {
  const found = Object.values(tables).flatMap((table) =>
    Object.keys(getTableColumns(table))
      .filter((name) => /person|author|login|newcomer|mentor|account|user|actor|counterpart/i.test(name))
      .map((name) => `${getTableName(table)}.${name}`),
  );
  expect(found.sort()).toEqual([...PERSON_COLUMNS].sort());
});

describe.each(engines)("privacy on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
  });
  afterEach(() => database.close());

  const zelda = person("zelda-quux");

  async function seedTexts(): Promise<void> {
    const open1 = thread({ number: 1, author: zelda, title: "Xylograph", body: "xylograph" });
    const closed = thread({ number: 2, author: zelda, body: "xylograph", state: "closed", closedAt: START });
    const remark = { id: "R1", author: zelda, body: "xylograph" };
    await database.transaction((connection) =>
      record(
        connection,
        threadActivity("thread.opened", open1),
        threadActivity("thread.opened", closed),
        remarkActivity(open1, remark),
      ),
    );
  }

  test("erases a person's rows, and again when something slipped in beside it", async () => {
    await seedTexts();
    await database.transaction(async (connection) => {
      await insertChoice(connection, {
        personId: zelda.id,
        choice: "forgotten",
        now: START,
        login: zelda.login,
      });
      await erasePerson(connection, zelda);
    });
    const wanted = { texts: ["zelda", "xylograph"], numbers: [zelda.id] };
    expect((await rowsWith(database.reader, wanted)).map((row) => row.split(":")[0])).toEqual([
      "person_choices",
    ]);
    await seedTexts();
    expect((await listLeftOver(database.reader)).map(({ id }) => id)).toEqual([zelda.id]);
  });

  test("empties old remarks and closed threads, and leaves what an open one asks for", async () => {
    await seedTexts();
    const before = START + DAY;
    const of = { repositoryId: REPOSITORY.id, before };
    expect(await database.transaction((connection) => emptyTexts(connection, of))).toBe(2);
    expect(await database.transaction((connection) => emptyTexts(connection, of))).toBe(0);
    const { threads, remarks } = database.reader.tables;
    const rows = await database.reader.db
      .select({ number: threads.number, body: threads.body })
      .from(threads);
    expect(rows.sort((a, b) => a.number - b.number)).toEqual([
      { number: 1, body: "xylograph" },
      { number: 2, body: "" },
    ]);
    expect(await database.reader.db.select({ body: remarks.body }).from(remarks)).toEqual([{ body: "" }]);
  });

  test("drops finished work when it is old, and keeps what waits", async () => {
    const row = {
      event: "issues",
      lane: "1",
      reason: null,
      attempts: 0,
      dueAt: 0,
      claimedUntil: 0,
    };
    await database.transaction(async ({ db, tables: { deliveries } }) => {
      for (const state of ["done", "parked", "waiting"] as const)
        await db.insert(deliveries).values({ ...row, guid: state, state, receivedAt: START });
    });
    expect(await database.transaction((connection) => dropFinished(connection, START + DAY))).toBe(0);
    const later = START + EFFECT_DAYS * DAY;
    expect(await database.transaction((connection) => dropFinished(connection, later))).toBe(2);
    const { deliveries } = database.reader.tables;
    expect(await database.reader.db.select({ guid: deliveries.guid }).from(deliveries)).toEqual([
      { guid: "waiting" },
    ]);
  });
});
