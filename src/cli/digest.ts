// `stoa digest`: shows the exact text of a digest, or has it posted by the Stoa that runs on this database; and the receipts of
// those that were due. It may run beside a Stoa at work.

import { and, eq } from "drizzle-orm";
import { readSettings } from "../config/environment.ts";
import { configLoader } from "../config/load.ts";
import { configSchema } from "../config/repository.ts";
import {
  periodEnding,
  periodRunning,
  periodTitle,
  type CalendarPeriod,
  type Schedule,
} from "../core/calendar.ts";
import { systemClock } from "../core/clock.ts";
import { describeError, UserError } from "../core/errors.ts";
import type { Connection, Database } from "../db/connection.ts";
import { openDatabase } from "../db/open.ts";
import { listInstallations, publicScope } from "../db/repositories.ts";
import {
  buildDigest,
  buildMaintainers,
  listReceipts,
  listTellings,
  maintainersScheduleOf,
  receiptInWords,
  scheduleOf,
  type DigestConfig,
} from "../features/digest/index.ts";
import { features } from "../features/index.ts";
import { foot } from "../outbox/foot.ts";

export interface DigestOptions {
  readonly audience?: string;
  readonly period?: string;
  readonly dryRun?: boolean;
  readonly account?: string;
  readonly receipts?: boolean;
}

type Context = Parameters<typeof buildMaintainers>[0];

/** @throws UserError when an option is wrong, or nothing is configured. */
export async function digest(options: DigestOptions): Promise<void> {
  const settings = readSettings(process.env);
  const database = await openDatabase(settings.databaseUrl, { isLeftAsItIs: true });
  try {
    const installation = await findInstallation(database, options.account);
    const about = settings.publicUrl === undefined ? undefined : `${settings.publicUrl}/about`;
    const show = (text: string) => process.stdout.write(`${text}\n`);
    if (options.receipts) return showReceipts(database, installation, show);
    const isDry = options.dryRun === true;
    await database.transaction(async (connection) => {
      const context = await contextOf(connection, installation);
      const run = options.audience === "maintainers" ? runMaintainers : runCommunity;
      await run(context, { ...options, isDry, show, foot: foot(about) });
    });
  } finally {
    await database.close();
  }
}

async function findInstallation({ reader }: Database, account: string | undefined): Promise<number> {
  const all = await listInstallations(reader);
  const found = account === undefined ? all : all.filter(({ accountLogin }) => accountLogin === account);
  const [only] = found;
  if (found.length === 1 && only) return only.id;
  if (found.length === 0) throw new UserError("Stoa is installed on no such account.");
  throw new UserError(
    `Say which account: --account ${all.map(({ accountLogin }) => accountLogin).join(" | ")}`,
  );
}

async function contextOf(connection: Connection, installationId: number): Promise<Context> {
  const values = await configLoader(configSchema(features), features).forInstallation(
    connection,
    installationId,
  );
  return {
    connection,
    config: values["digest"] as DigestConfig,
    configOf: ({ name }) => values[name],
    onPeerFailure: (feature, error) =>
      process.stderr.write(`The section of ${feature} failed and is left out: ${describeError(error)}\n`),
    isHistoryKnown: true,
    installationId,
    now: systemClock.now(),
    scope: await publicScope(connection, installationId),
  };
}

interface Run extends DigestOptions {
  readonly isDry: boolean;
  readonly foot: string;
  show(text: string): void;
}

/** The last period that ended; the running one; or the one that a day lies in. */
function periodOf({ period = "last" }: Run, schedule: Schedule, now: number): CalendarPeriod {
  if (period === "last") return periodEnding(now, schedule);
  if (period === "running") return periodRunning(now, schedule);
  const day = Date.parse(`${period}T12:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(period) || Number.isNaN(day))
    throw new UserError(`--period ${period} is none. Write last, running, or a day in it as YYYY-MM-DD.`);
  let found = periodRunning(day, schedule);
  while (found.startsAt > day) found = periodEnding(found.boundary - 1, schedule);
  return found;
}

async function runCommunity(context: Context, run: Run): Promise<void> {
  const period = periodOf(run, scheduleOf(context.config), context.now);
  if (!run.isDry) return makeDue(context, run, { job: "digest", period });
  for (const { line, scope, home } of await listTellings(context)) {
    const request = { ...context, scope, place: line.place, contributors: features, period };
    const { title, body } = await buildDigest({ ...request, isPreview: true });
    run.show(`# ${title}\n# in ${home.owner}/${home.name}, category ${context.config.category}\n`);
    run.show(`${body}\n\n${run.foot}`);
  }
}

async function runMaintainers(context: Context, run: Run): Promise<void> {
  const { maintainers: place, zone } = context.config;
  if (place === null)
    throw new UserError("No place is set for it: digest.maintainers in stoa.yml names one.");
  const period = periodOf(run, maintainersScheduleOf(place, zone), context.now);
  const of = { contributors: features, period };
  if (!run.isDry) return makeDue(context, run, { job: "digest-maintainers", period });
  const { title, body, home } = await buildMaintainers(context, { ...of, place });
  run.show(`# ${title}\n# in ${home.owner}/${home.name}\n`);
  run.show(
    body === undefined ? "There is nothing to say, so nothing would be posted." : `${body}\n\n${run.foot}`,
  );
}

/** Has the Stoa that runs on this database make it at once, with fresh reactions and what maintainers made of the draft. */
async function makeDue(
  { connection, installationId, now }: Context,
  run: Run,
  of: { readonly job: string; readonly period: CalendarPeriod },
): Promise<void> {
  if (run.period !== undefined && run.period !== "last")
    throw new UserError("Only the last period is posted. --dry-run shows the others.");
  const { schedules } = connection.tables;
  const changed = await connection.db
    .update(schedules)
    .set({ nextAt: now, claimedUntil: 0 })
    .where(and(eq(schedules.job, of.job), eq(schedules.installationId, installationId)))
    .returning({ job: schedules.job });
  if (changed.length === 0)
    throw new UserError("It is switched off, or Stoa has never run on this database.");
  run.show(
    `The Stoa that runs on this database makes the digest of ${periodTitle(of.period)} at its next look, unless it was made before. --receipts tells.`,
  );
}

async function showReceipts(
  { reader }: Database,
  installation: number,
  show: (text: string) => void,
): Promise<void> {
  const receipts = await listReceipts(reader, installation, 100);
  if (receipts.length === 0) show("No digest was due yet.");
  for (const receipt of receipts) {
    const when = new Date(receipt.createdAt).toISOString().slice(0, 16).replace("T", " ");
    show(`${when}  ${receipt.audience}  ${receiptInWords(receipt)}`);
  }
}
