// Years of two real communities: who holds which badge agrees with a script that shares nothing with Stoa, and neither the
// order of arrival, nor repeats, nor a rebuild changes who holds what or anybody's XP.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordArchive } from "../../../bench/record.ts";
import type { Activity } from "../../../src/core/activity.ts";
import { SECOND } from "../../../src/core/clock.ts";
import type { Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import { openSqlite } from "../../../src/db/sqlite.ts";
import { badgesConfig, badgesFeature, listGrants, readLedger } from "../../../src/features/badges/index.ts";
import { normalise, type ActivityEvent } from "../../../src/intake/normalise.ts";
import { badgeHolders } from "../../support/archive-badges.ts";
import { archivesFolder } from "../../support/archive-counts.ts";
import { seedRepository } from "../../support/activities.ts";

const archives = archivesFolder();
const config = badgesConfig.parse({});
const FORTNIGHT_MS = 14 * 86_400_000;
const MINUTE_MS = 60 * SECOND;

async function activitiesOf(name: string): Promise<readonly Activity[]> {
  const deliveries = await recordArchive(join(archives ?? "", `${name}.json`));
  return deliveries.flatMap(({ event, body }) => {
    if (event === "installation") return [];
    const normalised = normalise(event as ActivityEvent, JSON.parse(body.toString("utf8")) as never);
    return "ignored" in normalised ? [] : [normalised.activity];
  });
}

async function live(activities: readonly Activity[]): Promise<Database> {
  const database = openSqlite(":memory:");
  const repository = activities[0]?.repository;
  if (!repository) throw new Error("an archive in which nothing happened");
  await seedRepository(database, repository);
  await database.transaction(async (connection) => {
    for (const activity of activities) {
      if (!(await recordActivity(connection, activity))) continue;
      await badgesFeature.onActivity?.(activity, { connection, config, now: 0, isHistoryKnown: true });
    }
  });
  return database;
}

async function holders(database: Database, installationId: number): Promise<readonly string[]> {
  const grants = await listGrants(database.reader, await publicScope(database.reader, installationId));
  const lines = grants.map(({ login, badge, tier, earnedAt }) => {
    return `${login} ${badge} ${tier ?? "-"} ${new Date(earnedAt).toISOString().slice(0, 10)}`;
  });
  return lines.sort();
}

async function ledger(database: Database, installationId: number) {
  const scope = await publicScope(database.reader, installationId);
  return readLedger(database.reader, scope, { points: config.points });
}

/** The same in another order, a fifth of them twice; the same one each time. */
function shuffled(activities: readonly Activity[]): readonly Activity[] {
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647);
  return activities
    .flatMap((activity, index) => (index % 5 === 0 ? [activity, activity] : [activity]))
    .map((activity) => ({ activity, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ activity }) => activity);
}

describe.skipIf(archives === undefined).each(["tls-esni", "oauth-sd-jwt"])(
  "the archive %s (skipped where ../shared/data is absent)",
  (name) => {
    let activities: readonly Activity[] = [];
    let database: Database;
    let installationId = 0;
    beforeAll(async () => {
      activities = await activitiesOf(name);
      database = await live(activities);
      installationId = activities[0]?.repository.installationId ?? 0;
    }, 10 * MINUTE_MS);
    afterAll(() => database?.close());

    test("every badge is held by whom an independent script names, in its tier and since its day", async () => {
      const expected = badgeHolders(join(archives ?? "", `${name}.json`));
      expect(expected.length).toBeGreaterThan(50);
      expect(await holders(database, installationId)).toEqual(expected);
    });

    test("what is told of each fortnight is what all evidence together says of it", async () => {
      const scope = await publicScope(database.reader, installationId);
      const all = await listGrants(database.reader, scope);
      const times = all.map(({ earnedAt }) => earnedAt);
      const told = [];
      for (let startsAt = Math.min(...times); startsAt <= Math.max(...times); startsAt += FORTNIGHT_MS) {
        const period = { startsAt, endsAt: startsAt + FORTNIGHT_MS };
        told.push(...(await listGrants(database.reader, { ...scope, period })));
      }
      expect(told).toEqual(all);
    });

    test(
      "in another order, with repeats, all hold the same and have the same XP",
      { timeout: 5 * MINUTE_MS },
      async () => {
        const other = await live(shuffled(activities));
        expect(await holders(other, installationId)).toEqual(await holders(database, installationId));
        const points = await ledger(other, installationId);
        expect(points.length).toBeGreaterThan(100);
        expect(points).toEqual(await ledger(database, installationId));
        await other.close();
      },
    );
  },
);
