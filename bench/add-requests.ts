// What a filled database lacks for digests and boards: open requests that people voted for, and a private repository for
// maintainers. Archives know neither labels for requests nor reactions.

import { and, asc, eq } from "drizzle-orm";
import type { Database } from "../src/db/connection.ts";

const REQUESTS = 5_000;
/** Votes of a request, from none up to this many. */
const MOST_VOTES = 40;

/** Where the digest and the board are kept. */
export interface Places {
  /** A private repository. */
  readonly privateName: string;
  /** An issue of a public one. */
  readonly board: { readonly repository: string; readonly number: number };
}

/** Makes requests of the first issues, and the last repository private. */
export async function addRequests(database: Database): Promise<Places> {
  const { repositories, threads, people, reactions } = database.reader.tables;
  const all = await database.reader.db
    .select({ id: repositories.id, name: repositories.name })
    .from(repositories)
    .orderBy(asc(repositories.id));
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last || first === last) throw new Error("There are too few repositories.");
  const voters = await database.reader.db.select({ id: people.id }).from(people).orderBy(asc(people.id));
  const issues = await database.reader.db
    .select({ id: threads.id, number: threads.number, at: threads.createdAt })
    .from(threads)
    .where(eq(threads.kind, "issue"))
    .orderBy(asc(threads.id))
    .limit(REQUESTS);
  const [issue] = await database.reader.db
    .select({ number: threads.number })
    .from(threads)
    .where(and(eq(threads.repositoryId, first.id), eq(threads.kind, "issue")))
    .orderBy(asc(threads.id))
    .limit(1);
  if (!issue) throw new Error("There is no issue for the board.");
  await database.transaction(async ({ db }) => {
    await db.update(repositories).set({ isPrivate: true }).where(eq(repositories.id, last.id));
    for (const [index, { id, at }] of issues.entries()) {
      await db
        .update(threads)
        .set({ state: "open", stateReason: null, closedAt: null, labels: ["enhancement"] })
        .where(eq(threads.id, id));
      const votes = Array.from({ length: (index * 7) % MOST_VOTES }, (_, vote) => ({
        subjectId: id,
        threadId: id,
        personId: voters[(index * 31 + vote * 17) % voters.length]?.id ?? 0,
        content: "+1",
        at: at + vote * 86_400_000,
      }));
      if (votes.length > 0) await db.insert(reactions).values(votes).onConflictDoNothing();
    }
  });
  return { privateName: last.name, board: { repository: first.name, number: issue.number } };
}
