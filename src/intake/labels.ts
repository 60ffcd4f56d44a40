// Labels that were renamed or deleted: the threads that carry one follow, and features judge them again.

import { and, eq, lt } from "drizzle-orm";
import type { LabelsActivity, Person, RepositoryRef } from "../core/activity.ts";
import type { Connection } from "../db/connection.ts";
import { renameLabel } from "../db/labels.ts";
import { activityKey } from "./keys.ts";

/** Follows a label's change; GitHub does not say when it was, so it counts from its arrival. */
export async function changeLabel(
  connection: Connection,
  of: {
    readonly guid: string;
    readonly repository: RepositoryRef;
    /** `becameName` is null for one that was deleted. */
    readonly change: { readonly name: string; readonly becameName: string | null };
    readonly actor: Person | null;
    readonly now: number;
  },
): Promise<LabelsActivity> {
  const { repository, change, now } = of;
  const { labelChanges } = connection.tables;
  await connection.db
    .insert(labelChanges)
    .values({ repositoryId: repository.id, ...change, at: now })
    .onConflictDoUpdate({
      target: [labelChanges.repositoryId, labelChanges.name],
      set: { becameName: change.becameName, at: now },
    });
  return {
    kind: "labels.changed",
    key: activityKey("labels.changed", of.guid),
    at: now,
    repository: {
      id: repository.id,
      installationId: repository.installationId,
      owner: repository.owner,
      name: repository.name,
      isPrivate: repository.isPrivate,
    },
    actor: of.actor,
    isLive: true,
    threadIds: await relabel(connection, of),
  };
}

/** @returns the threads that carried the label. */
async function relabel(
  connection: Connection,
  of: Parameters<typeof changeLabel>[1],
): Promise<readonly string[]> {
  const { threads } = connection.tables;
  const rows = await connection.db
    .select({ id: threads.id, labels: threads.labels })
    .from(threads)
    .where(and(eq(threads.repositoryId, of.repository.id), lt(threads.updatedAt, of.now)));
  const carriers = rows.filter(({ labels }) => labels.includes(of.change.name));
  for (const { id, labels } of carriers) {
    await connection.db
      .update(threads)
      .set({ labels: renameLabel(labels, of.change) })
      .where(eq(threads.id, id));
  }
  return carriers.map(({ id }) => id);
}
