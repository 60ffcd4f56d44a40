// Builds the digest of the busiest fortnight in a database, as the digest's job does.

import { desc, sql } from "drizzle-orm";
import { configLoader } from "../src/config/load.ts";
import { configSchema } from "../src/config/repository.ts";
import { periodEnding } from "../src/core/calendar.ts";
import { DAY } from "../src/core/clock.ts";
import type { Connection } from "../src/db/connection.ts";
import { openDatabase } from "../src/db/open.ts";
import { listInstallations, publicScope } from "../src/db/repositories.ts";
import { buildDigest, scheduleOf, type DigestConfig } from "../src/features/digest/index.ts";
import { features } from "../src/features/index.ts";

const TIMES = 5;

export interface DigestTime {
  /** The first, on a connection that has read nothing yet. */
  readonly firstMs: number;
  readonly slowestMs: number;
  /** Of the digest, in characters. */
  readonly length: number;
}

/** Builds it several times. @throws Error when a section failed. */
export async function measureDigest(url: string): Promise<DigestTime> {
  const database = await openDatabase(url);
  try {
    const times: number[] = [];
    let length = 0;
    const now = (await busiestDay(database.reader)) * DAY;
    for (let time = 0; time < TIMES; time += 1) {
      const startedAt = performance.now();
      length = (await database.transaction((connection) => build(connection, now))).body.length;
      times.push(performance.now() - startedAt);
    }
    return { firstMs: times[0] ?? NaN, slowestMs: Math.max(...times), length };
  } finally {
    await database.close();
  }
}

async function build(connection: Connection, now: number) {
  const [installation] = await listInstallations(connection);
  if (!installation) throw new Error("There is no installation.");
  const values = await configLoader(configSchema(features), features).forInstallation(
    connection,
    installation.id,
  );
  const config = values["digest"] as DigestConfig;
  return buildDigest({
    connection,
    config,
    now,
    scope: await publicScope(connection, installation.id),
    isHistoryKnown: true,
    period: periodEnding(now, scheduleOf(config)),
    contributors: features.filter(({ name }) => name !== "digest"),
    configOf: (feature) => values[feature.name],
    onPeerFailure: (feature, error) => {
      throw new Error(`The section of ${feature} failed`, { cause: error });
    },
  });
}

/** The end of the fortnight in which most was done, as a day since 1970. */
async function busiestDay({ db, tables: { activities } }: Connection): Promise<number> {
  const fortnight = sql<number>`${activities.day} / 14`.mapWith(Number);
  const rows = await db
    .select({ fortnight })
    .from(activities)
    .groupBy(fortnight)
    .orderBy(desc(sql`count(*)`))
    .limit(1);
  return ((rows[0]?.fortnight ?? 0) + 1) * 14;
}
