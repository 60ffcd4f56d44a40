// A repository that becomes private leaves what was made while it was public: posts that wait are made anew without it, and
// so are boards. What was posted already stays as it was read, and the next digest leaves it out.

import { and, eq, inArray } from "drizzle-orm";
import type { Connection } from "./connection.ts";

/** Jobs whose posts draw on all public repositories. */
const JOBS = ["digest", "digest-maintainers", "digest-draft", "requests-board"] as const;

/**
 * Forgets the posts of an installation that wait and draw on the repository, and has their jobs run again. One that is
 * being posted at this moment is looked at once more by the outbox.
 */
export async function withdrawUnposted(
  connection: Connection,
  repository: { readonly id: number; readonly installationId: number },
  now: number,
): Promise<void> {
  const { effects, digestRuns, requestBoards, schedules } = connection.tables;
  const waiting = await connection.db
    .select({ seq: effects.seq, key: effects.key, effect: effects.effect })
    .from(effects)
    .where(
      and(
        eq(effects.installationId, repository.installationId),
        eq(effects.state, "waiting"),
        inArray(effects.kind, ["discussion", "board"]),
      ),
    );
  for (const { seq, key, effect } of waiting) {
    if (effect.drawsOn?.includes(repository.id) !== true) continue;
    await connection.db.delete(effects).where(eq(effects.seq, seq));
    await connection.db.delete(digestRuns).where(eq(digestRuns.effectKey, key));
  }
  // Boards that were posted are written again too: what a board says is what it says now.
  await connection.db
    .delete(requestBoards)
    .where(eq(requestBoards.installationId, repository.installationId));
  const again = waiting.some(({ effect }) => effect.drawsOn?.includes(repository.id) === true)
    ? JOBS
    : JOBS.filter((job) => !job.startsWith("digest"));
  await connection.db
    .update(schedules)
    .set({ nextAt: now })
    .where(and(eq(schedules.installationId, repository.installationId), inArray(schedules.job, [...again])));
}
