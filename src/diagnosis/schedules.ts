// The jobs that are planned by the clock: when each ran last, when it is due next, and what went wrong the last time.

import { asc, eq } from "drizzle-orm";
import type { ConfigLoader } from "../config/load.ts";
import type { Connection } from "../db/connection.ts";
import type { Feature } from "../features/feature.ts";

/** One job of one installation; times are UTC epoch milliseconds. */
export interface ScheduledJob {
  readonly job: string;
  readonly installationId: number;
  /** The account it runs for. */
  readonly account: string;
  readonly nextAt: number;
  readonly lastRunAt: number | null;
  readonly lastError: string | null;
}

/** Every job that is switched on, of every installation at work. Rows of jobs that were switched off stay behind. */
export async function readSchedules(
  connection: Connection,
  options: { readonly features: readonly Feature[]; readonly config: ConfigLoader; readonly now: number },
): Promise<readonly ScheduledJob[]> {
  const { schedules, installations } = connection.tables;
  const rows = await connection.db
    .select({
      job: schedules.job,
      installationId: schedules.installationId,
      account: installations.accountLogin,
      nextAt: schedules.nextAt,
      lastRunAt: schedules.lastRunAt,
      lastError: schedules.lastError,
    })
    .from(schedules)
    .innerJoin(installations, eq(installations.id, schedules.installationId))
    .where(eq(installations.state, "active"))
    .orderBy(asc(schedules.installationId), asc(schedules.job));
  const isOn = new Map<string, boolean>();
  for (const id of new Set(rows.map(({ installationId }) => installationId))) {
    const config = await options.config.forInstallation(connection, id);
    for (const feature of options.features) {
      for (const job of feature.jobs ?? []) {
        isOn.set(`${id} ${job.name}`, job.nextAfter(options.now, config[feature.name]) !== undefined);
      }
    }
  }
  return rows.filter(({ installationId, job }) => isOn.get(`${installationId} ${job}`) === true);
}

/** How long a job has been due without having run, in milliseconds; 0 when it is not due. */
export function latenessMs({ nextAt }: ScheduledJob, now: number): number {
  return Math.max(0, now - nextAt);
}
