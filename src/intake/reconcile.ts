// Closes a gap in one repository: reads what was updated since, newest update first, until the first that is older, and
// makes of it the activities that were missed, silently. What was deleted meanwhile shows nowhere and stays unknown.

import { eq, inArray } from "drizzle-orm";
import type { Activity } from "../core/activity.ts";
import type { Connection } from "../db/connection.ts";
import type { RepositoryRow } from "../db/repositories.ts";
import { HISTORY_PARTS, readHistoryPage, type HistoryPage, type HistoryPart } from "../github/history.ts";
import type { GraphQl } from "../github/clients.ts";
import type { Backfilling } from "./backfill.ts";
import { changesOfRemark, changesOfThread } from "./changes.ts";
import { activitiesOfPage } from "./history.ts";
import { processActivity } from "./process.ts";

/** The page that comes next. */
export interface Place {
  readonly part: string;
  readonly cursor: string | null;
}

export interface Reconciling extends Pick<Backfilling, "processing" | "database" | "graphql"> {
  /** Told, in the page's transaction, what comes next; null when the gap is closed. */
  readonly onPage: (connection: Connection, next: Place | null) => Promise<void>;
}

/** Reads one page of what was updated at `since` or later. */
export async function reconcilePage(
  { processing, database, graphql, onPage }: Reconciling,
  repository: RepositoryRow,
  at: { readonly since: number; readonly place: Place | null },
): Promise<void> {
  const part = (at.place?.part ?? HISTORY_PARTS[0]) as HistoryPart;
  const cursor = at.place?.cursor ?? null;
  const page = await readUpdated(graphql, repository, { part, cursor });
  const fresh = page && freshOf(page, at.since);
  const isEnd = !page || page.nextCursor === null || fresh?.isWhole === false;
  const next = isEnd ? followingPart(part) : { part, cursor: page.nextCursor };
  await database.transaction(async (connection) => {
    const activities = fresh ? activitiesOfPage(repository, fresh.page) : [];
    for (const activity of [...activities, ...(await changesIn(connection, repository, activities))]) {
      const isHistoryKnown = repository.backfilledAt !== null;
      await processActivity(processing, connection, { activity, isHistoryKnown });
    }
    await onPage(connection, next);
  });
}

/** Undefined for a part that the installation may not read. */
async function readUpdated(
  graphql: GraphQl,
  repository: RepositoryRow,
  at: { readonly part: HistoryPart; readonly cursor: string | null },
): Promise<HistoryPage | undefined> {
  try {
    return await readHistoryPage(graphql, repository, { ...at, order: "updated" });
  } catch (error) {
    const { errors } = error as { errors?: readonly { readonly type?: string }[] };
    if (errors?.every(({ type }) => type === "FORBIDDEN") === true) return undefined;
    throw error;
  }
}

/** What of a page is no older than `since`; the page is whole when all of it is. */
function freshOf(
  page: HistoryPage,
  since: number,
): { readonly page: HistoryPage; readonly isWhole: boolean } {
  const threads = page.threads.filter(({ updatedAt }) => Date.parse(updatedAt) >= since);
  const releases = page.releases.filter(
    ({ createdAt, publishedAt }) =>
      Math.max(Date.parse(createdAt), Date.parse(publishedAt ?? createdAt)) >= since,
  );
  const isWhole = threads.length === page.threads.length && releases.length === page.releases.length;
  return { page: { ...page, threads, releases }, isWhole };
}

function followingPart(part: HistoryPart): Place | null {
  const next = HISTORY_PARTS[HISTORY_PARTS.indexOf(part) + 1];
  return next ? { part: next, cursor: null } : null;
}

/** What changed of threads and remarks that were known before. */
async function changesIn(
  connection: Connection,
  repository: RepositoryRow,
  activities: readonly Activity[],
): Promise<Activity[]> {
  const { db, tables } = connection;
  const changes: Activity[] = [];
  const opened = activities.flatMap((one) => (one.kind === "thread.opened" ? [one.thread] : []));
  for (const thread of opened) {
    const [known] = await db.select().from(tables.threads).where(eq(tables.threads.id, thread.id));
    if (known && known.updatedAt <= thread.updatedAt) {
      changes.push(...changesOfThread(repository, known, thread));
    }
  }
  const said = activities.flatMap((one) => (one.kind === "remark.created" ? [one] : []));
  const ids = said.map(({ remark }) => remark.id);
  const known = new Map<string, { readonly body: string; readonly updatedAt: number }>();
  for (let start = 0; start < ids.length; start += 500) {
    const rows = await db
      .select({ id: tables.remarks.id, body: tables.remarks.body, updatedAt: tables.remarks.updatedAt })
      .from(tables.remarks)
      .where(inArray(tables.remarks.id, ids.slice(start, start + 500)));
    for (const row of rows) known.set(row.id, row);
  }
  for (const one of said) {
    const before = known.get(one.remark.id);
    // Its words may have been let go of here; an edit shows by its time.
    if (before && before.updatedAt < one.remark.updatedAt) {
      changes.push(...changesOfRemark(repository, before, one));
    }
  }
  return changes;
}
