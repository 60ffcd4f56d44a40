// Counts what there is of requests: votes over all duplicates, who took part, and what follows for their ranking.

import { and, eq, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { DAY } from "../../core/clock.ts";
import type { ReaderScope } from "../../core/scope.ts";
import { isAmong, listed } from "../../db/among.ts";
import { listChoosers } from "../../db/choices.ts";
import { inChunks } from "../../db/chunks.ts";
import type { Connection } from "../../db/connection.ts";
import { findThreadSignals } from "../../db/thread-signals.ts";
import type { RequestsConfig } from "./config.ts";
import { priorityOf, RECENT_DAYS, trendingScore } from "./rank.ts";
import { readRoots } from "./roots.ts";
import { statusOf, type CountedRequest, type RequestThread } from "./rules.ts";
import { tally, type Ballot } from "./votes.ts";

/** Later than any vote. */
const EVER = Number.MAX_SAFE_INTEGER;

/** Counts these requests; those whose votes went to another thread are left out. */
export async function countRequests(
  connection: Connection,
  scope: ReaderScope,
  config: RequestsConfig,
  of: {
    readonly threads: readonly RequestThread[];
    readonly now: number;
    /** Only what people did before this counts; all, when it is not given. Of up-votes no time is known: all count. */
    readonly before?: number | undefined;
  },
): Promise<readonly CountedRequest[]> {
  const { before = EVER } = of;
  const roots = await readRoots(connection, scope);
  const duplicates = new Map<string, string[]>();
  for (const [id, root] of roots) duplicates.set(root, [...(duplicates.get(root) ?? []), id]);
  const requests = of.threads.filter(({ threadId }) => !roots.has(threadId));
  const members = requests.flatMap(({ threadId }) => [threadId, ...(duplicates.get(threadId) ?? [])]);
  const votes = await readBallots(connection, config, { threadIds: members, before });
  const voices = await readVoices(connection, { threadIds: members, before }, votes.isLeftOut);
  const signals = await findThreadSignals(
    connection,
    requests.map(({ threadId }) => threadId),
  );
  const recentFrom = of.now - RECENT_DAYS * DAY;
  return requests.map((thread) => {
    const { threadId } = thread;
    const ids = [threadId, ...(duplicates.get(threadId) ?? [])];
    const counted = tally(allOf(votes.ballots, ids), {
      threadId,
      upvotes: ids.flatMap((id) => votes.upvotes.get(id) ?? []),
    });
    const written = countVoices(allOf(voices, ids), counted.voters, recentFrom);
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
      recentVotes: countSince(counted.voters, recentFrom),
      recentPeople: written.recent,
      people: counted.voters.size + written.besides,
      activeAt: Math.max(thread.createdAt, written.lastAt),
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

/** What these threads have together; of one thread, as nearly all are, its own list. */
function allOf<One>(lists: ReadonlyMap<string, readonly One[]>, ids: readonly string[]): readonly One[] {
  const [only = ""] = ids;
  return ids.length === 1 ? (lists.get(only) ?? []) : ids.flatMap((id) => lists.get(id) ?? []);
}

function countSince(voters: ReadonlyMap<number, number>, since: number): number {
  let count = 0;
  for (const at of voters.values()) if (at >= since) count += 1;
  return count;
}

/** That somebody wrote in a thread, and when last. */
interface Voice {
  readonly threadId: string;
  readonly personId: number;
  readonly at: number;
}

/** Of those who wrote: how many did lately, how many have no vote besides, and when the last one did. */
function countVoices(voices: readonly Voice[], voters: ReadonlyMap<number, number>, recentFrom: number) {
  const recent = new Set<number>();
  const besides = new Set<number>();
  let lastAt = -Infinity;
  for (const { personId, at } of voices) {
    if (at >= recentFrom) recent.add(personId);
    if (!voters.has(personId)) besides.add(personId);
    if (at > lastAt) lastAt = at;
  }
  return { recent: recent.size, besides: besides.size, lastAt };
}

interface Votes {
  /** By thread. */
  readonly ballots: ReadonlyMap<string, readonly Ballot[]>;
  readonly upvotes: ReadonlyMap<string, number>;
  /** Bots, and people who were forgotten. */
  readonly isLeftOut: ReadonlySet<number>;
}

interface Asked {
  readonly threadIds: readonly string[];
  readonly before: number;
}

async function readBallots(
  connection: Connection,
  config: RequestsConfig,
  { threadIds, before }: Asked,
): Promise<Votes> {
  const isLeftOut = await listLeftOut(connection);
  const ballots = new Map<string, Ballot[]>();
  const upvotes = new Map<string, number>();
  const add = ({ threadId, personId, at }: BallotRow, way: Ballot["way"]) => {
    if (personId === null || at >= before || isLeftOut.has(personId)) return;
    const known = ballots.get(threadId);
    const ballot = { threadId, personId, way, at };
    if (known) known.push(ballot);
    else ballots.set(threadId, [ballot]);
  };
  const ways = new Map<string, Ballot["way"]>(config.votes.map((content) => [content, "reaction"]));
  if (config.downvotes) ways.set("-1", "against");
  for (const part of inChunks(threadIds)) {
    const ids = { ids: listed(connection, part) };
    for (const row of await openings(connection).run(ids)) add(row, "opening");
    for (const { threadId, given } of await reactionsTo(connection).run(ids)) {
      for (const one of given.split(",")) {
        const [content = "", personId, at] = one.split(" ");
        const way = ways.get(content);
        if (way) add({ threadId, personId: Number(personId), at: Number(at) }, way);
      }
    }
    for (const row of await votesInWords(connection).run(ids)) add(row, "comment");
    for (const row of await upvotesOf(connection).run(ids))
      if (row.upvotes > 0) upvotes.set(row.threadId, row.upvotes);
  }
  return { ballots, upvotes, isLeftOut };
}

interface BallotRow {
  readonly threadId: string;
  readonly personId: number | null;
  readonly at: number;
}

// Prepared, as thousands of requests have tens of thousands of votes, and a row costs more to decode than to find.

function openings(connection: Connection) {
  return connection.prepared("requests.listOpenings", ({ db, tables: { threads }, dialect }) =>
    db
      .select({ threadId: threads.id, personId: threads.authorId, at: threads.createdAt })
      .from(threads)
      .where(isAmong({ dialect }, threads.id, "ids")),
  );
}

/** By thread, all that was given to it, as "content person time,content person time": one text costs less than twenty rows. */
function reactionsTo(connection: Connection) {
  return connection.prepared("requests.listReactions", ({ db, tables: { reactions }, dialect }) =>
    db
      .select({
        threadId: reactions.subjectId,
        given: sql<string>`string_agg(${reactions.content} || ' ' || ${reactions.personId} || ' ' || ${reactions.at}, ',')`,
      })
      .from(reactions)
      .where(isAmong({ dialect }, reactions.subjectId, "ids"))
      .groupBy(reactions.subjectId),
  );
}

function votesInWords(connection: Connection) {
  return connection.prepared("requests.listVotesInWords", ({ db, tables, dialect }) => {
    const { remarks, requestVotes } = tables;
    return db
      .select({ threadId: requestVotes.threadId, personId: remarks.authorId, at: remarks.createdAt })
      .from(requestVotes)
      .innerJoin(remarks, eq(remarks.id, requestVotes.remarkId))
      .where(and(isAmong({ dialect }, requestVotes.threadId, "ids"), isNull(remarks.deletedAt)));
  });
}

function upvotesOf(connection: Connection) {
  return connection.prepared("requests.listUpvotes", ({ db, tables: { reactionTotals }, dialect }) =>
    db
      .select({ threadId: reactionTotals.threadId, upvotes: reactionTotals.upvotes })
      .from(reactionTotals)
      .where(isAmong({ dialect }, reactionTotals.subjectId, "ids")),
  );
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
  { threadIds, before }: Asked,
  isLeftOut: ReadonlySet<number>,
): Promise<ReadonlyMap<string, readonly Voice[]>> {
  const found = new Map<string, Voice[]>();
  for (const part of inChunks(threadIds)) {
    for (const { threadId, personId, at } of await voicesIn(connection).run({
      ids: listed(connection, part),
      before,
    })) {
      if (personId === null || isLeftOut.has(personId)) continue;
      const known = found.get(threadId);
      const voice = { threadId, personId, at };
      if (known) known.push(voice);
      else found.set(threadId, [voice]);
    }
  }
  return found;
}

function voicesIn(connection: Connection) {
  return connection.prepared("requests.listVoices", ({ db, tables: { remarks }, dialect }) =>
    db
      .select({
        threadId: remarks.threadId,
        personId: remarks.authorId,
        at: sql<number>`max(${remarks.createdAt})`.mapWith(Number),
      })
      .from(remarks)
      .where(
        and(
          isAmong({ dialect }, remarks.threadId, "ids"),
          lt(remarks.createdAt, sql.placeholder("before")),
          isNull(remarks.deletedAt),
          isNotNull(remarks.authorId),
        ),
      )
      .groupBy(remarks.threadId, remarks.authorId),
  );
}
