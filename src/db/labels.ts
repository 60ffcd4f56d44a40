// Labels that were renamed or deleted since a snapshot was taken.

import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Activity, Thread } from "../core/activity.ts";
import type { Connection } from "./connection.ts";

/** The activity's thread with labels that were renamed or deleted since its snapshot as they are called now. */
export async function withNewLabels(connection: Connection, activity: InThread): Promise<InThread> {
  const { repository, thread } = activity;
  if (thread.labels.length === 0) return activity;
  const changes = await connection
    .prepared("facts.labelChanges", ({ db, tables: { labelChanges } }) =>
      db
        .select({ name: labelChanges.name, becameName: labelChanges.becameName })
        .from(labelChanges)
        .where(
          and(
            eq(labelChanges.repositoryId, sql.placeholder("repositoryId")),
            gt(labelChanges.at, sql.placeholder("updatedAt")),
          ),
        )
        .orderBy(asc(labelChanges.at), asc(labelChanges.name)),
    )
    .run({ repositoryId: repository.id, updatedAt: thread.updatedAt });
  if (changes.length === 0) return activity;
  return { ...activity, thread: { ...thread, labels: changes.reduce(renameLabel, thread.labels) } };
}

type InThread = Extract<Activity, { thread: Thread }>;

/** The labels after one was renamed, or deleted (`becameName` is null). */
export function renameLabel(
  labels: readonly string[],
  change: { readonly name: string; readonly becameName: string | null },
): readonly string[] {
  if (!labels.includes(change.name)) return labels;
  const renamed = labels.map((label) => (label === change.name ? change.becameName : label));
  return [...new Set(renamed.filter((label) => label !== null))];
}
