// The outbox on every engine: an effect of a key once, claimed by one, and for one installation one at a time.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MINUTE } from "../../src/core/clock.ts";
import type { Effect } from "../../src/core/effect.ts";
import type { Database } from "../../src/db/connection.ts";
import { claimEffect } from "../../src/outbox/claim.ts";
import { listCompanions } from "../../src/outbox/companions.ts";
import {
  EFFECT_CLAIM_MS,
  enqueueEffects,
  finishCompanions,
  finishEffect,
  listSections,
  postponeEffect,
  SETTLE_MS,
  type Priority,
} from "../../src/outbox/store.ts";
import { REPOSITORY, START } from "../support/activities.ts";
import { engines } from "../support/databases.ts";

const DUE = START + SETTLE_MS;
const THREAD = `${REPOSITORY.id}#1`;

describe.each(engines)("the outbox on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  const section = (key: string, markdown: string): Effect => ({
    kind: "section",
    key,
    repositoryId: REPOSITORY.id,
    audience: "community",
    threadId: THREAD,
    section: "badges",
    markdown,
  });
  const want = (effects: readonly Effect[], more: { priority?: Priority; installationId?: number } = {}) =>
    database.transaction((connection) =>
      enqueueEffects(connection, {
        feature: "test",
        installationId: 1,
        priority: "reply",
        effects,
        now: START,
        ...more,
      }),
    );
  const look = (now: number) =>
    database.transaction((connection) => claimEffect(connection, { now, share: 0.75 }));
  /** Once what was wanted at the start has settled. */
  const claim = async (now = DUE) => {
    const claimed = await look(now);
    return "effect" in claimed ? claimed.effect : undefined;
  };
  const nextAt = async (now: number) => {
    const claimed = await look(now);
    return "nextAt" in claimed ? claimed.nextAt : undefined;
  };
  const states = async () => {
    const { db, tables } = database.reader;
    const rows = await db.select().from(tables.effects).orderBy(tables.effects.seq);
    return rows.map(({ key, state }) => `${key} ${state}`);
  };

  test("takes an effect of one key in once, and keeps the words it came with", async () => {
    await want([section("a", "first"), section("a", "second")]);
    await want([section("a", "third")]);
    expect(await states()).toEqual(["test:a waiting"]);
    expect(await listSections(database.reader, THREAD)).toEqual(new Map([["badges", "first"]]));
    await want([section("b", "")]);
    expect(await listSections(database.reader, THREAD)).toEqual(new Map());
  });

  test("gives answers to people before what the clock asked for, and each to one claimer", async () => {
    await want([section("scheduled", "x")], { priority: "scheduled" });
    await want([section("reply", "y")]);
    const first = await claim();
    expect(first?.key).toBe("test:reply");
    // Somebody writes for this installation: nobody else may.
    expect(await claim()).toBeUndefined();
    await database.transaction((connection) =>
      finishEffect(connection, { seq: first?.seq ?? 0, state: "done", now: START }),
    );
    expect((await claim())?.key).toBe("test:scheduled");
  });

  test("serves other installations while one is busy", async () => {
    await want([section("a", "x"), section("b", "x")]);
    await want([section("c", "x")], { installationId: 2 });
    expect((await claim())?.key).toBe("test:a");
    expect((await claim())?.key).toBe("test:c");
    expect(await claim()).toBeUndefined();
  });

  test("takes an effect up again whose claimer died, as one that may have happened", async () => {
    await want([section("a", "x")]);
    await claim();
    expect(await nextAt(DUE)).toBe(DUE + EFFECT_CLAIM_MS);
    expect(await claim(DUE + EFFECT_CLAIM_MS - 1)).toBeUndefined();
    expect(await claim(DUE + EFFECT_CLAIM_MS)).toMatchObject({
      key: "test:a",
      state: "attempting",
      attempts: 1,
    });
  });

  test("waits as long as it was put off", async () => {
    await want([section("a", "x")]);
    const claimed = await claim();
    const dueAt = START + 5 * MINUTE;
    await database.transaction((connection) =>
      postponeEffect(connection, { seq: claimed?.seq ?? 0, dueAt, reason: "502", sentAt: DUE }),
    );
    expect(await nextAt(dueAt - MINUTE)).toBe(dueAt);
    expect(await claim(dueAt - 1)).toBeUndefined();
    expect(await claim(dueAt)).toMatchObject({ state: "attempting", attempts: 1, sentAt: DUE });
  });

  test("ends all sections that one writing of a comment has said, and none that came after", async () => {
    await want([section("a", "x"), section("b", "y")]);
    const seen = await claim();
    if (!seen) throw new Error("Nothing was claimed");
    const companions = await listCompanions(database.reader, seen);
    await want([section("c", "z")]);
    await database.transaction((connection) =>
      finishCompanions(connection, { seqs: companions.map(({ seq }) => seq), now: START, url: "u" }),
    );
    expect(await states()).toEqual(["test:a attempting", "test:b done", "test:c waiting"]);
  });
});
