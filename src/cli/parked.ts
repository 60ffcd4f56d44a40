// `stoa parked`: what Stoa gave up on, and why.

import { asc, eq, isNotNull } from "drizzle-orm";
import { openDatabase } from "../db/open.ts";

/** Prints parked deliveries, features and effects, and configurations that were refused; exit code 1 when there are any. */
export async function listParked(): Promise<void> {
  const database = await openDatabase(process.env["DATABASE_URL"] ?? "./.stoa/stoa.db");
  const { db, tables } = database.reader;
  const { deliveries, featureRetries, effects, configFiles, repositories } = tables;
  const lines = [
    ...(
      await db
        .select()
        .from(deliveries)
        .where(eq(deliveries.state, "parked"))
        .orderBy(asc(deliveries.seq))
        .limit(100)
    ).map(({ guid, event, reason }) => `delivery ${guid} (${event}): ${reason}`),
    ...(await db.select().from(featureRetries).where(eq(featureRetries.state, "parked")).limit(100)).map(
      ({ feature, activityKey, reason }) => `feature ${feature} on ${activityKey}: ${reason}`,
    ),
    ...(
      await db.select().from(effects).where(eq(effects.state, "parked")).orderBy(asc(effects.seq)).limit(100)
    ).map(({ key, reason }) => `effect ${key}: ${reason}`),
    ...(
      await db
        .select({ owner: repositories.owner, name: repositories.name, problem: configFiles.problem })
        .from(configFiles)
        .innerJoin(repositories, eq(repositories.id, configFiles.repositoryId))
        .where(isNotNull(configFiles.problem))
    ).map(({ owner, name, problem }) => `configuration of ${owner}/${name}: ${problem}`),
  ];
  await database.close();
  process.stdout.write(lines.length === 0 ? "Nothing is parked.\n" : `${lines.join("\n")}\n`);
  if (lines.length > 0) process.exitCode = 1;
}
