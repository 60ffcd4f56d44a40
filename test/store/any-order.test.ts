// Whatever the order in which deliveries arrive, and however often: the same facts, badges, pairings, scores and words.

import { eq } from "drizzle-orm";
import * as fc from "fast-check";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configLoader } from "../../src/config/load.ts";
import { configSchema } from "../../src/config/repository.ts";
import type { Activity } from "../../src/core/activity.ts";
import type { Database } from "../../src/db/connection.ts";
import { openSqlite } from "../../src/db/sqlite.ts";
import { publicScope } from "../../src/db/repositories.ts";
import { badgesConfig, readLedger, rebuildBadges } from "../../src/features/badges/index.ts";
import { features } from "../../src/features/index.ts";
import { recordRepository } from "../../src/intake/repositories.ts";
import { normalise, type ActivityEvent } from "../../src/intake/normalise.ts";
import { processActivity } from "../../src/intake/process.ts";
import { someDeliveries, type SimpleDelivery } from "../support/histories.ts";

const CONFIG = `mentoring:
  contributing: https://example.org/contributing
  mentors:
    - { login: mira, areas: [bug], capacity: 1 }
    - { login: nils, capacity: 1 }
`;
const NOW = Date.UTC(2026, 10, 20);

let database: Database;
beforeAll(() => (database = openSqlite(":memory:")));
afterAll(() => database.close());

const processing = {
  features,
  config: configLoader(configSchema(features)),
  clock: { now: () => NOW, sleepUntil: () => Promise.resolve() },
  log: pino({ level: "silent" }),
};

/** As the handlers do it: paths are read when a person's pull request is opened or merged. */
function withPaths(activity: Activity): Activity {
  const isRead = activity.kind === "thread.opened" || activity.kind === "thread.merged";
  if (!isRead || activity.thread.kind !== "pull" || activity.thread.author?.isBot !== false) return activity;
  const paths = activity.thread.number % 2 === 0 ? ["docs/a.md"] : ["src/a.ts"];
  return { ...activity, thread: { ...activity.thread, paths } };
}

async function deliver({ event, payload }: SimpleDelivery): Promise<void> {
  const normalised = normalise(event as ActivityEvent, payload);
  if ("ignored" in normalised) return;
  const { repository, activity } = normalised;
  await database.transaction(async (connection) => {
    const { installationId } = activity.repository;
    await recordRepository(connection, { repository, installationId, now: NOW });
    await processActivity(processing, connection, { activity: withPaths(activity), isHistoryKnown: true });
  });
}

/** An installed Stoa that has read the history, and knows nothing else. */
async function startAnew(deliveries: readonly SimpleDelivery[]): Promise<void> {
  const { tables } = database.reader;
  const first = deliveries[0];
  await database.transaction(async (connection) => {
    for (const table of Object.values(tables)) await connection.db.delete(table);
    const normalised = first && normalise(first.event as ActivityEvent, first.payload);
    if (!normalised || "ignored" in normalised) return;
    const { repository, activity } = normalised;
    const { installationId } = activity.repository;
    await recordRepository(connection, { repository, installationId, now: NOW });
    const { repositories, configFiles } = connection.tables;
    await connection.db
      .update(repositories)
      .set({ backfilledAt: 1 })
      .where(eq(repositories.id, repository.id));
    const row = { repositoryId: repository.id, goodText: CONFIG, updatedAt: 1 };
    await connection.db.insert(configFiles).values(row);
  });
}

/** What must not depend on the order. Of words only those that stand; of reactions only where and which. */
async function endState() {
  const { db, tables } = database.reader;
  const rows = {
    threads: await db.select().from(tables.threads),
    remarks: await db.select().from(tables.remarks),
    people: await db.select().from(tables.people),
    activities: await db.select().from(tables.activities),
    scores: await db.select().from(tables.sentimentScores),
    evidence: await db.select().from(tables.badgeEvidence),
    closes: await db.select().from(tables.badgeCloses),
    xp: await ledger(),
    pairings: await db.select().from(tables.pairings),
    sections: (await db.select().from(tables.commentSections))
      .filter(({ markdown }) => markdown !== "")
      .map(({ threadId, section, markdown }) => ({ threadId, section, markdown })),
    reactions: (await db.select().from(tables.effects))
      .filter(({ kind }) => kind === "reaction")
      .map(({ key }) => key),
    retries: await db.select().from(tables.featureRetries),
  };
  return Object.fromEntries(
    Object.entries(rows).map(([name, list]) => [name, list.map((row) => JSON.stringify(row)).sort()]),
  );
}

const badges = badgesConfig.parse({});

async function ledger() {
  const [repository] = await database.reader.db.select().from(database.reader.tables.repositories);
  if (!repository) return [];
  const scope = await publicScope(database.reader, repository.installationId);
  return readLedger(database.reader, scope, { points: badges.points });
}

async function rebuild(): Promise<void> {
  const { db, tables } = database.reader;
  for (const { id: repositoryId, installationId } of await db.select().from(tables.repositories)) {
    await rebuildBadges(database, { repositoryId, installationId, config: badges });
  }
}

async function endOf(deliveries: readonly SimpleDelivery[]) {
  await startAnew(deliveries);
  for (const delivery of deliveries) await deliver(delivery);
  return endState();
}

/** Deliveries in their order, and in another with some of them twice. */
const someOrders = () =>
  someDeliveries().chain((deliveries) =>
    fc.tuple(
      fc.constant(deliveries),
      fc
        .array(fc.record({ index: fc.nat(Math.max(0, deliveries.length - 1)), key: fc.nat(1_000) }), {
          maxLength: 4,
        })
        .chain((again) =>
          fc
            .array(fc.nat(1_000), { minLength: deliveries.length, maxLength: deliveries.length })
            .map((keys) =>
              [...keys.map((key, index) => ({ index, key })), ...(deliveries.length > 0 ? again : [])]
                .toSorted((a, b) => a.key - b.key)
                .flatMap(({ index }) => deliveries[index] ?? []),
            ),
        ),
    ),
  );

test(
  "any order of the deliveries, with duplicates, and a rebuild end in the same state",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(someOrders(), async ([inOrder, shuffled]) => {
        const expected = await endOf(inOrder);
        expect(expected["retries"]).toEqual([]);
        expect(await endOf(shuffled)).toEqual(expected);
        await rebuild();
        expect(await endState()).toEqual(expected);
        await database.transaction(({ db, tables }) => db.delete(tables.badgeEvidence));
        await rebuild();
        expect(await endState()).toEqual(expected);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 300) },
    );
  },
);
