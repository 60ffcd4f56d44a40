// What history is to be read, on every engine: one process reads a repository at a time, what fails waits, and the points
// spent are counted for all processes together.

import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/core/clock.ts";
import type { Database } from "../../src/db/connection.ts";
import { openGap } from "../../src/intake/gaps.ts";
import { BudgetSpent, takePoints } from "../../src/intake/history-budget.ts";
import { planOf } from "../../src/intake/history-plan.ts";
import {
  advanceRead,
  claimRead,
  finishRead,
  listUnplanned,
  nextReadAt,
  postponeRead,
  queueUnread,
  savePlan,
  type HistoryRead,
} from "../../src/intake/history-queue.ts";
import { REPOSITORY, seedRepository, START } from "../support/activities.ts";
import { engines } from "../support/databases.ts";

const PLAN = planOf({ issues: 120, pulls: 0, discussions: 0, releases: 3 });
const OTHER = { ...REPOSITORY, id: 1002, name: "lamp" };

describe.each(engines)("history to be read, on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    for (const repository of [REPOSITORY, OTHER]) await seedRepository(database, repository);
    const { repositories } = database.reader.tables;
    await database.transaction(async ({ db }) => {
      await db.update(repositories).set({ backfilledAt: null });
    });
    await database.transaction((connection) => queueUnread(connection, START));
  });
  afterEach(() => database.close());

  const plan = (repositoryId: number, activeAt: number) =>
    database.transaction((connection) => savePlan(connection, { repositoryId, plan: PLAN, activeAt }));
  const claim = (now: number, held?: HistoryRead) =>
    database.transaction((connection) => claimRead(connection, { held, now }));

  test("is planned before it is read, and what is most alive is read first", async () => {
    expect(await claim(START)).toBeUndefined();
    expect(await listUnplanned(database.reader, START)).toHaveLength(2);
    await plan(REPOSITORY.id, 1);
    await plan(OTHER.id, 2);
    expect(await listUnplanned(database.reader, START)).toEqual([]);
    expect((await claim(START))?.repositoryId).toBe(OTHER.id);
  });

  test("is read by one process at a time, which may keep it, and by another when that one died", async () => {
    await plan(REPOSITORY.id, 2);
    await plan(OTHER.id, 1);
    const all = await Promise.all([claim(START), claim(START), claim(START)]);
    const [one, two, ...others] = all.filter((read) => read !== undefined);
    expect(others).toEqual([]);
    expect(new Set([one?.repositoryId, two?.repositoryId])).toEqual(new Set([REPOSITORY.id, OTHER.id]));
    const kept = await claim(START + MINUTE, one);
    expect(kept?.repositoryId).toBe(one?.repositoryId);
    expect(await claim(START + 10 * MINUTE)).toMatchObject({ repositoryId: two?.repositoryId });
    // The one that was kept is claimed for a minute longer.
    expect(await claim(START + 10 * MINUTE)).toBeUndefined();
  });

  test("that failed waits five minutes in every process, and holds up no other", async () => {
    await plan(REPOSITORY.id, 2);
    await plan(OTHER.id, 1);
    const read = await claim(START);
    if (!read) throw new Error("nothing to read");
    await database.transaction((connection) =>
      postponeRead(connection, { ...read, dueAt: START + 5 * MINUTE, attempts: 5, reason: "away" }),
    );
    expect((await claim(START))?.repositoryId).toBe(OTHER.id);
    expect(await claim(START + 5 * MINUTE - 1)).toBeUndefined();
    expect(await nextReadAt(database.reader)).toBe(START + 5 * MINUTE);
    expect(await claim(START + 5 * MINUTE)).toMatchObject({
      repositoryId: read.repositoryId,
      reason: "away",
    });
  });

  test("of a gap goes first, and one that is opened again while it is read is read again", async () => {
    await plan(REPOSITORY.id, 2);
    const open = (since: number, now: number) =>
      database.transaction((connection) => openGap(connection, { since, repositoryId: REPOSITORY.id }, now));
    await open(START - HOUR, START);
    const read = await claim(START + HOUR);
    if (!read) throw new Error("nothing to read");
    expect(read).toMatchObject({ scope: "changes", since: START - 2 * HOUR });
    await open(START + HOUR, START + HOUR);
    await database.transaction(async (connection) => {
      const place = { part: "pulls", cursor: null };
      await advanceRead(connection, { ...read, place, now: START + HOUR });
      await finishRead(connection, read);
    });
    const { historyReads } = database.reader.tables;
    const rows = await database.reader.db
      .select()
      .from(historyReads)
      .where(eq(historyReads.scope, "changes"));
    expect(rows).toMatchObject([{ since: START - 2 * HOUR, place: null }]);
  });

  test("costs no more in any hour than the budget, however many processes spend it", async () => {
    const take = (points: number, now: number) =>
      takePoints(database, { installationId: 11, points, pointsPerHour: 100, now });
    const all = await Promise.allSettled(Array.from({ length: 12 }, () => take(10, START)));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    await expect(take(1, START + HOUR - MINUTE)).rejects.toThrow(BudgetSpent);
    await take(100, START + HOUR + MINUTE);
  });
});
