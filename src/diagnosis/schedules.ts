// The jobs that are planned by the clock: when each ran last, when it is due next, and what went wrong the last time.

import { asc, eq, or } from "drizzle-orm";
import type { ConfigLoader } from "../config/load.ts";
import type { Connection } from "../db/connection.ts";
import type { Feature } from "../features/feature.ts";

/** The installation of what Stoa does on its own account, such as asking for missed deliveries: there is none of that id. */
export const ITS_OWN = 0;

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

/** Every job that is switched on, of every installation at work, and what Stoa does on its own account. Rows of jobs that were switched off stay behind. */
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
    .leftJoin(installations, eq(installations.id, schedules.installationId))
    .where(or(eq(installations.state, "active"), eq(schedules.installationId, ITS_OWN)))
    .orderBy(asc(schedules.installationId), asc(schedules.job));
  const isOn = new Map<string, boolean>();
  const ids = new Set(rows.map(({ installationId }) => installationId));
  ids.delete(ITS_OWN);
  for (const id of ids) {
    const config = await options.config.forInstallation(connection, id);
    for (const feature of options.features) {
      for (const job of feature.jobs ?? []) {
        isOn.set(`${id} ${job.name}`, job.nextAfter(options.now, config[feature.name]) !== undefined);
      }
    }
  }
  return rows
    .filter(({ installationId: id, job }) => id === ITS_OWN || isOn.get(`${id} ${job}`) === true)
    .map((row) => ({ ...row, account: row.account ?? "Stoa itself" }));
}

/** How long a job has been due without having run, in milliseconds; 0 when it is not due. */
export function latenessMs({ nextAt }: ScheduledJob, now: number): number {
  return Math.max(0, now - nextAt);
}
