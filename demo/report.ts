// Writes what a replay came to: report.json for programs, digests/*.md for people. Everything is counted in the
// databases of GitHub and Stoa, never in the replay itself.

import { count, eq, sql } from "drizzle-orm";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configLoader } from "../src/config/load.ts";
import { configSchema } from "../src/config/repository.ts";
import type { PublicScope } from "../src/core/scope.ts";
import type { Connection } from "../src/db/connection.ts";
import { publicScope } from "../src/db/repositories.ts";
import { badgeCounts } from "../src/features/badges/index.ts";
import { listDigests } from "../src/features/digest/index.ts";
import { features } from "../src/features/index.ts";
import { countPairings } from "../src/features/mentoring/index.ts";
import type { RequestsConfig } from "../src/features/requests/config.ts";
import { listRequests } from "../src/features/requests/index.ts";
import { sentimentByWeek } from "../src/features/sentiment/index.ts";
import { listThemes } from "../src/features/themes/index.ts";
import type { Replayed } from "./replay.ts";

export interface Report {
  readonly deliveries: Readonly<Record<"received" | "processed" | "ignored" | "failed", number>>;
  readonly activities: Readonly<Record<string, number>>;
  /** By kind, then by state. */
  readonly effects: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly people: { readonly humans: number; readonly bots: number };
  readonly badges: Readonly<Record<string, number>>;
  readonly pairings: number;
  readonly requests: readonly { readonly title: string; readonly url: string; readonly votes: number }[];
  readonly themes: readonly { readonly terms: readonly string[]; readonly threads: number }[];
  readonly sentiment: readonly {
    readonly week: string;
    readonly index: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly people: number;
  }[];
  readonly digests: readonly { readonly period: string; readonly url: string | null }[];
  /** What Stoa wrote on GitHub, as GitHub counted it. */
  readonly contentWrites: number;
  readonly seconds: number;
}

/** Writes report.json and the digests into `folder`. */
export async function writeReport(
  replayed: Replayed,
  options: { readonly folder: string; readonly seconds: number },
): Promise<Report> {
  const { reader } = replayed.stoa.database;
  const [installation = 0] = replayed.installations;
  const scope = await publicScope(reader, installation);
  const report: Report = {
    deliveries: await countDeliveries(reader),
    activities: await countActivityKinds(reader),
    effects: await countEffects(reader),
    people: await countPeople(reader),
    badges: await badgeCounts(reader, installation),
    pairings: sum(await countPairings(reader, installation)),
    requests: await topRequests(reader, scope, replayed.clock.now()),
    themes: (
      await listThemes(reader, scope, { now: replayed.clock.now(), curation: { curated: [], split: [] } })
    ).map(({ terms, threads }) => ({
      terms,
      threads,
    })),
    sentiment: await sentimentByWeek(reader, scope, { startsAt: 0, endsAt: replayed.clock.now() + 1 }),
    digests: await writeDigests(reader, installation, join(options.folder, "digests")),
    contentWrites: replayed.github.contentWrites,
    seconds: Math.round(options.seconds * 10) / 10,
  };
  writeFileSync(join(options.folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

async function countDeliveries({ db, tables: { deliveries } }: Connection): Promise<Report["deliveries"]> {
  const rows = await db
    .select({ state: deliveries.state, count: count() })
    .from(deliveries)
    .groupBy(deliveries.state);
  const of = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
  const received = rows.reduce((sum, row) => sum + row.count, 0);
  return { received, processed: of("done"), ignored: of("ignored"), failed: of("parked") + of("waiting") };
}

async function countActivityKinds({
  db,
  tables: { activities },
}: Connection): Promise<Record<string, number>> {
  const rows = await db
    .select({ kind: activities.kind, count: count() })
    .from(activities)
    .groupBy(activities.kind);
  return Object.fromEntries(rows.map((row) => [row.kind, row.count]));
}

async function countEffects({ db, tables: { effects } }: Connection): Promise<Report["effects"]> {
  const rows = await db
    .select({ kind: effects.kind, state: effects.state, count: count() })
    .from(effects)
    .groupBy(effects.kind, effects.state);
  const byKind: Record<string, Record<string, number>> = {};
  for (const row of rows) byKind[row.kind] = { ...byKind[row.kind], [row.state]: row.count };
  return byKind;
}

async function countPeople({ db, tables: { people } }: Connection): Promise<Report["people"]> {
  const rows = await db
    .select({
      bots: sql<number>`sum(case when ${people.isBot} then 1 else 0 end)`.mapWith(Number),
      all: count(),
    })
    .from(people);
  const bots = rows[0]?.bots ?? 0;
  return { humans: (rows[0]?.all ?? 0) - bots, bots };
}

async function topRequests(reader: Connection, scope: PublicScope, now: number): Promise<Report["requests"]> {
  const config = await configLoader(configSchema(features)).forInstallation(reader, scope.installationId);
  const requests = await listRequests(reader, scope, config["requests"] as RequestsConfig, {
    now,
    limit: 20,
  });
  return requests.map(({ title, url, votes }) => ({ title, url, votes }));
}

async function writeDigests(
  reader: Connection,
  installation: number,
  folder: string,
): Promise<Report["digests"]> {
  mkdirSync(folder, { recursive: true });
  await writeMaintainers(reader, installation, folder);
  const digests = [...(await listDigests(reader, installation, { limit: 10_000 }))].reverse();
  const { effects } = reader.tables;
  const written: { period: string; url: string | null }[] = [];
  for (const { period, title, body, effectKey } of digests) {
    writeFileSync(join(folder, `${period}.md`), `# ${title}\n\n${body}\n`);
    const rows = await reader.db.select({ url: effects.url }).from(effects).where(eq(effects.key, effectKey));
    written.push({ period, url: rows[0]?.url ?? null });
  }
  return written;
}

/** The maintainers' digests, beside the community's. */
async function writeMaintainers(reader: Connection, installation: number, folder: string): Promise<void> {
  const options = { audience: "maintainers", limit: 10_000 } as const;
  for (const { period, title, body } of await listDigests(reader, installation, options))
    writeFileSync(join(folder, `maintainers-${period}.md`), `# ${title}\n\n${body}\n`);
}
