// Counts what there is of requests: votes over all duplicates, who took part, and what follows for their ranking.

import { and, eq, inArray, isNotNull, isNull, max } from "drizzle-orm";
import { DAY } from "../../core/clock.ts";
import type { ReaderScope } from "../../core/scope.ts";
import { listChoosers } from "../../db/choices.ts";
import type { Connection } from "../../db/connection.ts";
import { findThreadSignals } from "../../db/thread-signals.ts";
import { inChunks } from "./chunks.ts";
import type { RequestsConfig } from "./config.ts";
import { priorityOf, RECENT_DAYS, trendingScore } from "./rank.ts";
import { readRoots } from "./roots.ts";
import { statusOf, type CountedRequest, type RequestThread } from "./rules.ts";
import { tally, type Ballot } from "./votes.ts";

/** Counts these requests; those whose votes went to another thread are left out. */
export async function countRequests(
  connection: Connection,
  scope: ReaderScope,
  config: RequestsConfig,
  of: { readonly threads: readonly RequestThread[]; readonly now: number },
): Promise<readonly CountedRequest[]> {
  const roots = await readRoots(connection, scope);
  const duplicates = new Map<string, string[]>();
  for (const [id, root] of roots) duplicates.set(root, [...(duplicates.get(root) ?? []), id]);
  const requests = of.threads.filter(({ threadId }) => !roots.has(threadId));
  const members = requests.flatMap(({ threadId }) => [threadId, ...(duplicates.get(threadId) ?? [])]);
  const votes = await readBallots(connection, config, members);
  const voices = await readVoices(connection, members, votes.isLeftOut);
  const signals = await findThreadSignals(
    connection,
    requests.map(({ threadId }) => threadId),
  );
  const recentFrom = of.now - RECENT_DAYS * DAY;
  return requests.map((thread) => {
    const { threadId } = thread;
    const ids = [threadId, ...(duplicates.get(threadId) ?? [])];
    const counted = tally(
      ids.flatMap((id) => votes.ballots.get(id) ?? []),
      { threadId, upvotes: ids.flatMap((id) => votes.upvotes.get(id) ?? []) },
    );
    const written = ids.flatMap((id) => voices.get(id) ?? []);
    const { theme = null, mood = null } = signals.get(threadId) ?? {};
    const facts = {
      threadId,
      repositoryId: thread.repositoryId,
      kind: thread.kind,
      title: thread.title,
      url: thread.url,
      labels: thread.labels,
      createdAt: thread.createdAt,
      tally: counted,
      votes: counted.votes,
      isAtLeast: counted.isAtLeast,
      duplicates: ids.slice(1),
      recentVotes: [...counted.voters.values()].filter((at) => at >= recentFrom).length,
      recentPeople: new Set(written.filter(({ at }) => at >= recentFrom).map(({ personId }) => personId))
        .size,
      people: new Set([...counted.voters.keys(), ...written.map(({ personId }) => personId)]).size,
      activeAt: Math.max(thread.createdAt, ...written.map(({ at }) => at)),
      theme: theme?.label ?? null,
      themePeople: theme?.people ?? 0,
      mood,
      status: statusOf(thread, config),
      owner: thread.ownerLogin === null ? null : { login: thread.ownerLogin },
    };
    return {
      ...facts,
      trending: trendingScore(facts, of.now),
      priority: priorityOf(facts, config.priority, of.now),
    };
  });
}

interface Votes {
  /** By thread. */
  readonly ballots: ReadonlyMap<string, readonly Ballot[]>;
  readonly upvotes: ReadonlyMap<string, number>;
  /** Bots, and people who were forgotten. */
  readonly isLeftOut: ReadonlySet<number>;
}

async function readBallots(
  connection: Connection,
  config: RequestsConfig,
  threadIds: readonly string[],
): Promise<Votes> {
  const { threads, reactions, remarks, requestVotes, reactionTotals } = connection.tables;
  const isLeftOut = await listLeftOut(connection);
  const ballots = new Map<string, Ballot[]>();
  const upvotes = new Map<string, number>();
  const add = (ballot: Omit<Ballot, "personId"> & { readonly personId: number | null }) => {
    const { personId } = ballot;
    if (personId === null || isLeftOut.has(personId)) return;
    const known = ballots.get(ballot.threadId);
    if (known) known.push({ ...ballot, personId });
    else ballots.set(ballot.threadId, [{ ...ballot, personId }]);
  };
  const isVote = new Set<string>(config.votes);
  const isAgainst = (content: string) => config.downvotes && content === "-1";
  for (const part of inChunks(threadIds)) {
    const ids = [...part];
    const opened = await connection.db
      .select({ threadId: threads.id, personId: threads.authorId, at: threads.createdAt })
      .from(threads)
      .where(inArray(threads.id, ids));
    for (const row of opened) add({ ...row, way: "opening" });
    const given = await connection.db
      .select({
        threadId: reactions.subjectId,
        personId: reactions.personId,
        content: reactions.content,
        at: reactions.at,
      })
      .from(reactions)
      .where(inArray(reactions.subjectId, ids));
    for (const { content, ...row } of given) {
      if (isAgainst(content)) add({ ...row, way: "against" });
      else if (isVote.has(content)) add({ ...row, way: "reaction" });
    }
    const written = await connection.db
      .select({ threadId: requestVotes.threadId, personId: remarks.authorId, at: remarks.createdAt })
      .from(requestVotes)
      .innerJoin(remarks, eq(remarks.id, requestVotes.remarkId))
      .where(and(inArray(requestVotes.threadId, ids), isNull(remarks.deletedAt)));
    for (const row of written) add({ ...row, way: "comment" });
    const totals = await connection.db
      .select({ threadId: reactionTotals.threadId, upvotes: reactionTotals.upvotes })
      .from(reactionTotals)
      .where(inArray(reactionTotals.subjectId, ids));
    for (const row of totals) if (row.upvotes > 0) upvotes.set(row.threadId, row.upvotes);
  }
  return { ballots, upvotes, isLeftOut };
}

/** Bots, and people who were forgotten: they have no vote. */
export async function listLeftOut(connection: Connection): Promise<ReadonlySet<number>> {
  const { people } = connection.tables;
  const bots = await connection.db.select({ id: people.id }).from(people).where(eq(people.isBot, true));
  return new Set([...bots.map(({ id }) => id), ...(await listChoosers(connection, "forgotten"))]);
}

/** Who wrote in each thread, and when last; bots are left out. */
async function readVoices(
  connection: Connection,
  threadIds: readonly string[],
  isLeftOut: ReadonlySet<number>,
): Promise<ReadonlyMap<string, readonly { readonly personId: number; readonly at: number }[]>> {
  const { remarks } = connection.tables;
  const found = new Map<string, { readonly personId: number; readonly at: number }[]>();
  for (const ids of inChunks(threadIds)) {
    const rows = await connection.db
      .select({ threadId: remarks.threadId, personId: remarks.authorId, at: max(remarks.createdAt) })
      .from(remarks)
      .where(and(inArray(remarks.threadId, [...ids]), isNull(remarks.deletedAt), isNotNull(remarks.authorId)))
      .groupBy(remarks.threadId, remarks.authorId);
    for (const { threadId, personId, at } of rows) {
      if (personId === null || isLeftOut.has(personId)) continue;
      const known = found.get(threadId);
      const voice = { personId, at: Number(at) };
      if (known) known.push(voice);
      else found.set(threadId, [voice]);
    }
  }
  return found;
}
