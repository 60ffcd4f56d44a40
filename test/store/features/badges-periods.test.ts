// What was reached in a period is told from few rows of what lies before it, and is the same as from all of them.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAY } from "../../../src/core/clock.ts";
import type { Database } from "../../../src/db/connection.ts";
import { publicScope } from "../../../src/db/repositories.ts";
import { listGrants } from "../../../src/features/badges/index.ts";
import { REPOSITORY, seedRepository } from "../../support/activities.ts";
import { engines } from "../../support/databases.ts";
import { seededRandom } from "../../local-github/ids.ts";

const START = Date.UTC(2020, 1, 27);
const YEARS = 6;
const PEOPLE = 6;
const BADGES = ["reviewer", "bug-fixer", "helper", "first-contribution"] as const;
const { installationId } = REPOSITORY;

describe.each(engines)("badges of a period on $name", ({ open }) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await seedRepository(database);
  });
  afterEach(() => database.close());

  /** The first person is there every few days, the last one hardly ever; around anniversaries all are. */
  async function seedEvidence(): Promise<void> {
    const random = seededRandom(11);
    const moments = (index: number) => [
      ...Array.from({ length: 400 / (index + 1) ** 2 }, () => START + random() * YEARS * 365 * DAY),
      ...Array.from(
        { length: YEARS * 4 },
        (_, year) => START + (365.25 * (year % YEARS) + 3 * random()) * DAY,
      ),
    ];
    const rows = Array.from({ length: PEOPLE }, (_, index) =>
      moments(index).map((at, number) => ({
        subjectId: `${index} ${number}`,
        badge: BADGES[Math.floor(random() * BADGES.length)] ?? "helper",
        installationId,
        repositoryId: REPOSITORY.id,
        // Some threads count again, before the period and within it.
        threadId: `${REPOSITORY.id}#${Math.floor(random() * 120)}`,
        personId: index + 1,
        earnedAt: Math.floor(at),
        url: "https://github.test/x",
        reason: "x",
        revokedReason: random() < 0.05 ? "deleted" : null,
      })),
    ).flat();
    await database.transaction(async ({ db, tables: { badgeEvidence, people } }) => {
      for (let start = 0; start < rows.length; start += 100)
        await db.insert(badgeEvidence).values(rows.slice(start, start + 100));
      await db.insert(people).values(
        Array.from({ length: PEOPLE }, (_, index) => ({
          id: index + 1,
          login: `person-${index}`,
          isBot: false,
          seenAt: 0,
        })),
      );
    });
  }

  test("are those of all evidence that were reached in it", async () => {
    await seedEvidence();
    const scope = await publicScope(database.reader, installationId);
    const all = await listGrants(database.reader, scope);
    let told = 0;
    for (let startsAt = START; startsAt < START + YEARS * 365 * DAY; startsAt += 45 * DAY) {
      const period = { startsAt, endsAt: startsAt + 45 * DAY };
      const grants = await listGrants(database.reader, { ...scope, period });
      expect(grants).toEqual(
        all.filter(({ earnedAt }) => earnedAt >= period.startsAt && earnedAt < period.endsAt),
      );
      told += grants.length;
    }
    expect(told).toBeGreaterThan(50);
  });
});
