// Claims of effects when several processes look at once; PGlite has one connection, so the race itself runs on Postgres.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/connection.ts";
import { claimEffect } from "../../src/outbox/claim.ts";
import { EFFECT_CLAIM_MS, enqueueEffects, SETTLE_MS } from "../../src/outbox/store.ts";
import { REPOSITORY, seedRepository, START } from "../support/activities.ts";
import { engines } from "../support/databases.ts";

const DUE = START + SETTLE_MS;

describe.each(engines)("claims of effects on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
    const section = (key: string) =>
      ({
        kind: "section",
        key,
        repositoryId: REPOSITORY.id,
        audience: "community",
        threadId: "1001#1",
        section: key,
        markdown: key,
      }) as const;
    await database.transaction((connection) =>
      enqueueEffects(connection, {
        feature: "test",
        installationId: REPOSITORY.installationId,
        priority: "reply",
        effects: [section("a"), section("b"), section("c")],
        now: START,
      }),
    );
  });
  afterEach(() => database.close());

  const claim = async (now: number) => {
    const claimed = await database.transaction((c) => claimEffect(c, { now, share: 0.75 }));
    return "effect" in claimed ? claimed.effect : undefined;
  };

  test("give an installation's effects to one process at a time", async () => {
    const claimed = await Promise.all([claim(DUE), claim(DUE), claim(DUE)]);
    expect(claimed.filter((effect) => effect !== undefined)).toMatchObject([
      { key: "test:a", state: "waiting" },
    ]);
  });

  test("of a process that died go on after a while, known to have been attempted", async () => {
    await claim(DUE);
    expect(await claim(DUE + EFFECT_CLAIM_MS - 1)).toBeUndefined();
    expect(await claim(DUE + EFFECT_CLAIM_MS)).toMatchObject({
      key: "test:a",
      state: "attempting",
      attempts: 1,
    });
  });
});
