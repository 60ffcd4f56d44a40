// Judges everything again from the facts: after an upgrade that knows more badges, after a change of stoa.yml, or when
// somebody doubts. It says nothing to anybody, and changes nothing that was right.

import { and, asc, eq, gt, inArray, isNotNull, isNull, notInArray, or } from "drizzle-orm";
import type { Connection, Database } from "../../db/connection.ts";
import { findRemark } from "../../db/remarks.ts";
import type { BadgesConfig } from "./config.ts";
import { judgeFeedback, judgeHelp, judgePull, judgeReview, type Scene } from "./judge.ts";

/** Threads or reviews judged in one transaction, so that a running Stoa goes on in between. */
const PAGE = 200;

/** Judges all of one repository's threads and reviews again. @returns how many were judged */
export async function rebuildBadges(
  database: Database,
  of: { readonly repositoryId: number; readonly installationId: number; readonly config: BadgesConfig },
): Promise<number> {
  await database.transaction((connection) => dropUnfounded(connection, of.repositoryId));
  return (await inPages(database, listThreads, of)) + (await inPages(database, listReviews, of));
}

type Of = Parameters<typeof rebuildBadges>[1];
type List = (connection: Connection, of: Of, after: string) => Promise<readonly Judged[]>;

interface Judged {
  readonly id: string;
  readonly kind: string;
}

async function inPages(database: Database, list: List, of: Of): Promise<number> {
  let count = 0;
  for (let after = ""; ;) {
    const page = await database.transaction(async (connection) => {
      const rows = await list(connection, of, after);
      const scene = { connection, config: of.config, installationId: of.installationId };
      for (const row of rows) await judge(scene, row);
      return rows;
    });
    count += page.length;
    after = page.at(-1)?.id ?? after;
    if (page.length < PAGE) return count;
  }
}

async function judge(scene: Scene, { id, kind }: Judged): Promise<void> {
  switch (kind) {
    case "pull":
      await judgePull(scene, id);
      break;
    case "issue":
      await judgeFeedback(scene, id);
      await judgeHelp(scene, id);
      break;
    case "discussion":
      await judgeHelp(scene, id);
      break;
    default:
      await judgeReview(scene, await findRemark(scene.connection, id));
  }
}

function listThreads({ db, tables: { threads } }: Connection, { repositoryId }: Of, after: string) {
  return db
    .select({ id: threads.id, kind: threads.kind })
    .from(threads)
    .where(
      and(
        eq(threads.repositoryId, repositoryId),
        gt(threads.id, after),
        or(inArray(threads.kind, ["issue", "discussion"]), isNotNull(threads.mergedAt)),
      ),
    )
    .orderBy(asc(threads.id))
    .limit(PAGE);
}

function listReviews({ db, tables: { remarks } }: Connection, { repositoryId }: Of, after: string) {
  return db
    .select({ id: remarks.id, kind: remarks.kind })
    .from(remarks)
    .where(
      and(
        eq(remarks.repositoryId, repositoryId),
        gt(remarks.id, after),
        inArray(remarks.kind, ["review", "review_comment"]),
      ),
    )
    .orderBy(asc(remarks.id))
    .limit(PAGE);
}

/** Takes away evidence that no fact is behind, which judging would never look at. */
async function dropUnfounded({ db, tables }: Connection, repositoryId: number): Promise<void> {
  const { badgeEvidence: rows, threads, remarks } = tables;
  const isHere = eq(rows.repositoryId, repositoryId);
  const known = db.select({ id: threads.id }).from(threads).where(eq(threads.repositoryId, repositoryId));
  const said = db.select({ id: remarks.id }).from(remarks).where(eq(remarks.repositoryId, repositoryId));
  const unmerged = db
    .select({ id: threads.id })
    .from(threads)
    .where(and(eq(threads.repositoryId, repositoryId), isNull(threads.mergedAt)));
  await db
    .delete(rows)
    .where(
      and(
        isHere,
        or(
          notInArray(rows.threadId, known),
          and(eq(rows.badge, "reviewer"), notInArray(rows.subjectId, said)),
          inArray(rows.subjectId, unmerged),
        ),
      ),
    );
}
