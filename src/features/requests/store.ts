// Reads requests and their votes out of the facts, and remembers what digests and boards have shown. Which threads are
// requests depends on labels (JSON) and on templates (Markdown), so that part is decided here and not in SQL: the
// counting is one statement, and bodies are read only for threads that come near the top.

import { and, asc, eq, inArray, isNull, max, ne, or, sql } from "drizzle-orm";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { kindFromTemplate } from "../../text/template.ts";
import type { RequestsConfig } from "./config.ts";
import {
  isDeclaredRequest,
  rankRequests,
  type Candidate,
  type CountedRequest,
  type RankedRequest,
  type ShownRank,
} from "./rules.ts";

/** Ids in one IN list, and rows in one insert. */
const CHUNK = 500;

export interface ListOptions {
  readonly limit: number;
  /** Leaves out requests with fewer votes; 0 when not given. */
  readonly minVotes?: number;
}

/** The open requests of public repositories, the most wanted first. */
export async function listRequests(
  connection: Connection,
  scope: PublicScope,
  config: RequestsConfig,
  { limit, minVotes = 0 }: ListOptions,
): Promise<readonly RankedRequest[]> {
  const candidates = await listCandidates(connection, scope, config);
  const requests: CountedRequest[] = [];
  for (const group of groupsByVotes(candidates.filter(({ votes }) => votes >= minVotes))) {
    if (requests.length >= limit) break;
    requests.push(...(await findRequests(connection, group, config)));
  }
  return rankRequests(requests).slice(0, limit);
}

/** Candidates of equal votes together, the most votes first. */
function groupsByVotes(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const groups = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.votes);
    if (group) group.push(candidate);
    else groups.set(candidate.votes, [candidate]);
  }
  return [...groups].sort(([a], [b]) => b - a).map(([, group]) => group);
}

async function listCandidates(
  connection: Connection,
  scope: PublicScope,
  config: RequestsConfig,
): Promise<readonly Candidate[]> {
  if (scope.repositoryIds.length === 0) return [];
  const { threads } = connection.tables;
  const votes = await countVotes(connection, scope, config);
  const rows = await connection.db
    .select({
      threadId: threads.id,
      kind: threads.kind,
      labels: threads.labels,
      category: threads.category,
      title: threads.title,
      url: threads.url,
      createdAt: threads.createdAt,
    })
    .from(threads)
    .where(
      and(
        inArray(threads.repositoryId, [...scope.repositoryIds]),
        eq(threads.state, "open"),
        ne(threads.kind, "pull"),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(asc(threads.id));
  return rows.map((row) => ({ ...row, votes: votes.get(row.threadId) ?? 0 }));
}

/** People, by thread, who voted on the thread itself. Bots have no vote; an account nobody has seen write has one. */
async function countVotes(
  connection: Connection,
  scope: PublicScope,
  config: RequestsConfig,
): Promise<ReadonlyMap<string, number>> {
  if (config.votes.length === 0) return new Map();
  const { people, reactions, threads } = connection.tables;
  const rows = await connection.db
    .select({
      threadId: threads.id,
      votes: sql<number>`count(distinct ${reactions.personId})`.mapWith(Number),
    })
    .from(threads)
    .innerJoin(reactions, and(eq(reactions.threadId, threads.id), eq(reactions.subjectId, threads.id)))
    .leftJoin(people, eq(people.id, reactions.personId))
    .where(
      and(
        inArray(threads.repositoryId, [...scope.repositoryIds]),
        eq(threads.state, "open"),
        inArray(reactions.content, [...config.votes]),
        or(isNull(people.isBot), eq(people.isBot, false)),
      ),
    )
    .groupBy(threads.id);
  return new Map(rows.map((row) => [row.threadId, row.votes]));
}

/** Those of `group` that are requests. */
async function findRequests(
  connection: Connection,
  group: readonly Candidate[],
  config: RequestsConfig,
): Promise<readonly CountedRequest[]> {
  const declared = new Set(group.filter((candidate) => isDeclaredRequest(candidate, config)));
  const undeclared = group.filter((candidate) => candidate.kind === "issue" && !declared.has(candidate));
  const byTemplate = config.fromTemplates
    ? await findTemplateRequests(connection, undeclared)
    : new Set<string>();
  const requests = group.filter((candidate) => declared.has(candidate) || byTemplate.has(candidate.threadId));
  const lastRemarks = await findLastRemarks(
    connection,
    requests.map(({ threadId }) => threadId),
  );
  return requests.map(({ threadId, title, url, createdAt, votes }) => ({
    threadId,
    title,
    url,
    createdAt,
    votes,
    activeAt: Math.max(createdAt, lastRemarks.get(threadId) ?? 0),
  }));
}

/** Ids of the issues whose template asks for a feature. */
async function findTemplateRequests(
  connection: Connection,
  candidates: readonly Candidate[],
): Promise<ReadonlySet<string>> {
  const { threads } = connection.tables;
  const found = new Set<string>();
  for (const ids of chunks(candidates.map(({ threadId }) => threadId))) {
    const rows = await connection.db
      .select({ id: threads.id, body: threads.body })
      .from(threads)
      .where(inArray(threads.id, [...ids]));
    for (const { id, body } of rows) {
      if (kindFromTemplate(body) === "feature") found.add(id);
    }
  }
  return found;
}

/** When a person last wrote in each thread. */
async function findLastRemarks(
  connection: Connection,
  threadIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { people, remarks } = connection.tables;
  const found = new Map<string, number>();
  for (const ids of chunks(threadIds)) {
    const rows = await connection.db
      .select({ threadId: remarks.threadId, at: max(remarks.createdAt) })
      .from(remarks)
      .leftJoin(people, eq(people.id, remarks.authorId))
      .where(
        and(
          inArray(remarks.threadId, [...ids]),
          isNull(remarks.deletedAt),
          or(isNull(people.isBot), eq(people.isBot, false)),
        ),
      )
      .groupBy(remarks.threadId);
    for (const { threadId, at } of rows) found.set(threadId, Number(at));
  }
  return found;
}

/** What the digest of `period` showed, by thread. */
export async function findShownRanks(
  connection: Connection,
  { installationId, period }: { readonly installationId: number; readonly period: string },
): Promise<ReadonlyMap<string, ShownRank>> {
  const { requestRanks } = connection.tables;
  const rows = await connection.db
    .select({ threadId: requestRanks.threadId, rank: requestRanks.rank, votes: requestRanks.votes })
    .from(requestRanks)
    .where(and(eq(requestRanks.installationId, installationId), eq(requestRanks.period, period)));
  return new Map(rows.map(({ threadId, rank, votes }) => [threadId, { rank, votes }]));
}

/** Remembers what the digest of `period` shows, in place of what was remembered for it. */
export async function storeShownRanks(
  connection: Connection,
  key: { readonly installationId: number; readonly period: string },
  requests: readonly RankedRequest[],
): Promise<void> {
  const { requestRanks } = connection.tables;
  await connection.db
    .delete(requestRanks)
    .where(and(eq(requestRanks.installationId, key.installationId), eq(requestRanks.period, key.period)));
  for (const part of chunks(requests)) {
    const rows = part.map(({ threadId, rank, votes }) => ({ ...key, threadId, rank, votes }));
    await connection.db.insert(requestRanks).values(rows);
  }
}

/** Remembers what a board says. @returns false when it said so already. */
export async function storeBoard(
  connection: Connection,
  board: {
    readonly threadId: string;
    readonly installationId: number;
    readonly markdown: string;
    readonly updatedAt: number;
  },
): Promise<boolean> {
  const { requestBoards } = connection.tables;
  const { markdown, updatedAt } = board;
  const changed = await connection.db
    .insert(requestBoards)
    .values(board)
    .onConflictDoUpdate({
      target: requestBoards.threadId,
      set: { markdown, updatedAt },
      setWhere: ne(requestBoards.markdown, markdown),
    })
    .returning({ threadId: requestBoards.threadId });
  return changed.length > 0;
}

function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}
