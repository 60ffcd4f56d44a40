// `npm run bench -- digest ARCHIVE.json`: how long a community digest, a maintainers' digest and a board of requests take to
// build of a million activities in some 160 repositories, with 5,000 open requests: each as its job builds it, in turn.

import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { desc, sql } from "drizzle-orm";
import { configLoader } from "../src/config/load.ts";
import { configSchema } from "../src/config/repository.ts";
import { periodEnding } from "../src/core/calendar.ts";
import { DAY } from "../src/core/clock.ts";
import { UserError } from "../src/core/errors.ts";
import type { Connection, Database } from "../src/db/connection.ts";
import { openDatabase } from "../src/db/open.ts";
import { listInstallations, publicScope } from "../src/db/repositories.ts";
import {
  buildDigest,
  buildMaintainers,
  digestConfig,
  maintainersScheduleOf,
  scheduleOf,
  type DigestConfig,
} from "../src/features/digest/index.ts";
import { features } from "../src/features/index.ts";
import { updateBoards } from "../src/features/requests/boards.ts";
import { requestsConfig, type RequestsConfig } from "../src/features/requests/config.ts";
import { addRequests, type Places } from "./add-requests.ts";
import { fillFrom } from "./fill-from.ts";
import { printTable } from "./print.ts";
import { recordArchive } from "./record.ts";
import { median } from "./statistics.ts";

const TIMES = 5;

export interface BuildTime {
  /** The first, on a connection that has read nothing yet. */
  readonly firstMs: number;
  readonly medianMs: number;
  readonly slowestMs: number;
  /** The processor's time, in the middle. */
  readonly cpuMs: number;
  /** Of the text, in characters. */
  readonly length: number;
}

export interface DigestTimes {
  readonly community: BuildTime;
  readonly maintainers: BuildTime;
  readonly board: BuildTime;
}

/** Fills a database and prints how long each takes. */
export async function benchDigest([archive]: readonly string[]): Promise<void> {
  if (archive === undefined)
    throw new UserError("Say which archive to fill from: npm run bench -- digest FILE");
  const folder = mkdtempSync(join(tmpdir(), "stoa-bench-"));
  try {
    const path = join(folder, "filled.db");
    const stored = await fillFrom(path, await recordArchive(archive));
    const times = await measureDigest(path);
    printTable(DIGEST_HEADING, digestRows(times));
    const machine = { cores: availableParallelism(), load: loadavg()[0] };
    console.log(JSON.stringify({ bench: "digest", stored, ...times, ...machine }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const DIGEST_HEADING = ["ms to build", "first", "median", "slowest", "CPU"];

export function digestRows({ community, maintainers, board }: DigestTimes): readonly (readonly string[])[] {
  const row = (name: string, { firstMs, medianMs, slowestMs, cpuMs }: BuildTime) => [
    name,
    ...[firstMs, medianMs, slowestMs, cpuMs].map((ms) => ms.toFixed(0)),
  ];
  return [row("community digest", community), row("maintainers' digest", maintainers), row("board", board)];
}

/** Builds each several times, of the busiest fortnight. @throws Error when a section failed. */
export async function measureDigest(url: string): Promise<DigestTimes> {
  const database = await openDatabase(url);
  try {
    const places = await addRequests(database);
    const now = (await busiestDay(database.reader)) * DAY;
    const of = { database, now, places };
    return {
      community: await measure(of, buildCommunity),
      maintainers: await measure(of, buildForMaintainers),
      board: await measure(of, buildBoard),
    };
  } finally {
    await database.close();
  }
}

interface Scene {
  readonly connection: Connection;
  readonly now: number;
  readonly places: Places;
}

async function measure(
  { database, ...of }: Omit<Scene, "connection"> & { readonly database: Database },
  build: (scene: Scene) => Promise<string>,
): Promise<BuildTime> {
  const times: number[] = [];
  const cpuTimes: number[] = [];
  let length = 0;
  for (let time = 0; time < TIMES; time += 1) {
    const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
    length = Math.max(
      length,
      (await database.transaction((connection) => build({ ...of, connection }))).length,
    );
    times.push(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(cpu);
    cpuTimes.push((user + system) / 1000);
  }
  return {
    firstMs: Math.round(times[0] ?? NaN),
    medianMs: Math.round(median(times)),
    slowestMs: Math.round(Math.max(...times)),
    cpuMs: Math.round(median(cpuTimes)),
    length,
  };
}

async function contextOf({ connection, now, places }: Scene) {
  const [installation] = await listInstallations(connection);
  if (!installation) throw new Error("There is no installation.");
  const stored = await configLoader(configSchema(features), features).forInstallation(
    connection,
    installation.id,
  );
  const values: Readonly<Record<string, unknown>> = {
    ...stored,
    digest: digestConfig.parse({ maintainers: { repository: places.privateName } }),
    requests: requestsConfig.parse({
      boards: [{ repository: places.board.repository, issue: places.board.number, lists: "organisation" }],
    }),
  };
  return {
    connection,
    now,
    installationId: installation.id,
    scope: await publicScope(connection, installation.id),
    isHistoryKnown: true,
    contributors: features.filter(({ name }) => name !== "digest"),
    configOf: ({ name }: { readonly name: string }) => values[name],
    config: values["digest"] as DigestConfig,
    onPeerFailure: (feature: string, error: unknown) => {
      throw new Error(`The section of ${feature} failed`, { cause: error });
    },
  };
}

async function buildCommunity(scene: Scene): Promise<string> {
  const context = await contextOf(scene);
  const period = periodEnding(scene.now, scheduleOf(context.config));
  return (await buildDigest({ ...context, period })).body;
}

async function buildForMaintainers(scene: Scene): Promise<string> {
  const context = await contextOf(scene);
  const { maintainers: place, zone } = context.config;
  if (!place) throw new Error("There is no place for maintainers.");
  const period = periodEnding(scene.now, maintainersScheduleOf(place, zone));
  const { body = "" } = await buildMaintainers(context, { ...context, period, place });
  return body;
}

/** The board's text is the same each time, and then only looked at. */
async function buildBoard(scene: Scene): Promise<string> {
  const context = await contextOf(scene);
  const config = context.configOf({ name: "requests" }) as RequestsConfig;
  const [effect] = await updateBoards({ ...context, config });
  return effect?.kind === "board" ? effect.markdown : "";
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
