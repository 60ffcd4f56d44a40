// Who was new in years of two real communities: agrees with a script that shares nothing with Stoa, in whatever order Stoa
// hears of it.

import { asc, eq } from "drizzle-orm";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { recordArchive } from "../../../bench/record.ts";
import type { Activity } from "../../../src/core/activity.ts";
import type { Database } from "../../../src/db/connection.ts";
import { recordActivity } from "../../../src/db/facts.ts";
import { openSqlite } from "../../../src/db/sqlite.ts";
import { mentoringConfig, mentoringFeature } from "../../../src/features/mentoring/index.ts";
import { normalise, type ActivityEvent } from "../../../src/intake/normalise.ts";
import { authors, newcomers } from "../../support/archive-newcomers.ts";
import { archivesFolder } from "../../support/archive-counts.ts";
import { seedRepository } from "../../support/activities.ts";

const archives = archivesFolder();
const config = mentoringConfig.parse({ contributing: "https://example.org/contributing" });
const MINUTES_10 = 600_000;

async function activitiesOf(name: string): Promise<readonly Activity[]> {
  const deliveries = await recordArchive(join(archives ?? "", `${name}.json`));
  return deliveries.flatMap(({ event, body }) => {
    if (event === "installation") return [];
    const normalised = normalise(event as ActivityEvent, JSON.parse(body.toString("utf8")) as never);
    return "ignored" in normalised ? [] : [normalised.activity];
  });
}

/** Who is remembered as new, and where: "ekr pull 12". */
async function welcomed(activities: readonly Activity[]): Promise<readonly string[]> {
  const database: Database = openSqlite(":memory:");
  const repository = activities[0]?.repository;
  if (!repository) throw new Error("an archive in which nothing happened");
  await seedRepository(database, repository);
  await database.transaction(async (connection) => {
    for (const activity of activities) {
      if (!(await recordActivity(connection, activity))) continue;
      await mentoringFeature.onActivity?.(activity, { connection, config, now: 0, isHistoryKnown: true });
    }
  });
  const { welcomes, people } = database.reader.tables;
  const rows = await database.reader.db
    .select({ login: people.login, kind: welcomes.kind, threadId: welcomes.threadId })
    .from(welcomes)
    .innerJoin(people, eq(people.id, welcomes.newcomerId))
    .orderBy(asc(welcomes.threadId));
  await database.close();
  return rows.map(({ login, kind, threadId }) => `${login} ${kind} ${threadId.split("#")[1] ?? ""}`).sort();
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
  "newcomers of the archive %s (skipped where ../shared/data is absent)",
  (name) => {
    const path = join(archives ?? "", `${name}.json`);
    let activities: readonly Activity[] = [];
    beforeAll(async () => {
      activities = await activitiesOf(name);
    }, MINUTES_10);

    test("are all whom an independent script names, and nobody else", { timeout: MINUTES_10 }, async () => {
      const expected = newcomers(path);
      const named = new Set(expected.map((line) => line.split(" ")[0]));
      // Of everybody who opened a thread, those who commented before their first issue alone are never new.
      expect(named.size).toBeGreaterThan(authors(path).size * 0.7);
      expect(await welcomed(activities)).toEqual(expected);
    });

    test(
      "are the same when deliveries come in another order, some twice",
      { timeout: MINUTES_10 },
      async () => {
        expect(await welcomed(shuffled(activities))).toEqual(newcomers(path));
      },
    );
  },
);
