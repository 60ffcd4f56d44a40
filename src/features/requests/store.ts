// Reads requests out of the facts: which threads are requests, and how they rank. Which labels and types make one is the
// configuration's affair, so that part is decided here and not in SQL.

import { and, eq, gte, inArray, isNotNull, isNull, lt, ne, or, sql, type SQL } from "drizzle-orm";
import type { ReaderScope } from "../../core/scope.ts";
import { isAmong, listed } from "../../db/among.ts";
import type { Connection } from "../../db/connection.ts";
import type { Order, RequestsConfig } from "./config.ts";
import { countRequests } from "./counts.ts";
import { inChunks } from "../../db/chunks.ts";
import { inOrder } from "./rank.ts";
import { readRoots } from "./roots.ts";
import { reasonOf, type RankedRequest, type RequestThread } from "./rules.ts";

export interface ListOptions {
  readonly now: number;
  /** Only what people did before this counts; all, when it is not given. */
  readonly before?: number;
  /** What was open then is listed, though it was closed since (what was reopened counts as open all along); what is open now, when it is not given. */
  readonly openAt?: number;
  /** By votes when not given. */
  readonly order?: Order;
  /** Leaves out requests with fewer votes; 0 when not given. */
  readonly minVotes?: number;
  readonly limit?: number;
}

/** The open requests that readers of the scope can read, in order. */
export async function listRequests(
  connection: Connection,
  scope: ReaderScope,
  config: RequestsConfig,
  options: ListOptions,
): Promise<readonly RankedRequest[]> {
  const { order = "votes", minVotes = 0, limit = Infinity } = options;
  const open = await listOpenRequests(connection, scope, config);
  const closedSince =
    options.openAt === undefined ? [] : await listClosedSince(connection, scope, config, options.openAt);
  const requests = await countRequests(connection, scope, config, {
    now: options.now,
    before: options.before,
    threads: [...open, ...closedSince],
  });
  return inOrder(
    requests.filter(({ votes }) => votes >= minVotes),
    order,
  ).slice(0, limit);
}

function selectThreads({ db, tables }: Connection) {
  const { threads, requestThreads, issueExtras, requestOwners, people } = tables;
  return db
    .select({
      threadId: threads.id,
      repositoryId: threads.repositoryId,
      nodeId: threads.nodeId,
      number: threads.number,
      kind: threads.kind,
      state: threads.state,
      stateReason: threads.stateReason,
      labels: threads.labels,
      category: threads.category,
      title: threads.title,
      url: threads.url,
      createdAt: threads.createdAt,
      closedAt: threads.closedAt,
      issueType: issueExtras.issueType,
      milestone: issueExtras.milestone,
      projectStatus: issueExtras.projectStatus,
      isFromTemplate: sql<boolean>`coalesce(${requestThreads.isFromTemplate}, false)`.mapWith(
        requestThreads.isFromTemplate,
      ),
      mark: requestThreads.mark,
      declinedAt: requestThreads.declinedAt,
      declinedUrl: requestThreads.declinedUrl,
      releaseId: requestThreads.releaseId,
      pullId: requestThreads.pullId,
      shippedAt: requestThreads.shippedAt,
      ownerLogin: people.login,
    })
    .from(threads)
    .leftJoin(requestThreads, eq(requestThreads.threadId, threads.id))
    .leftJoin(issueExtras, eq(issueExtras.threadId, threads.id))
    .leftJoin(requestOwners, eq(requestOwners.threadId, threads.id))
    .leftJoin(people, eq(people.id, requestOwners.personId));
}

/** Open threads that are requests in themselves; duplicates are among them. */
export async function listOpenRequests(
  connection: Connection,
  scope: ReaderScope,
  config: RequestsConfig,
): Promise<readonly RequestThread[]> {
  if (scope.repositoryIds.length === 0) return [];
  const query = threadsThat(connection, "requests.listOpen", ({ state }) => eq(state, "open"));
  const rows = await query.run({ ids: listed(connection, scope.repositoryIds) });
  return rows.filter((thread) => reasonOf(thread, config) !== undefined);
}

/** Threads of the repositories `ids`. Prepared, as thousands of rows of so many columns take longer to decode than to find. */
function threadsThat(
  connection: Connection,
  name: string,
  condition: (threads: Connection["tables"]["threads"]) => SQL | undefined,
) {
  return connection.prepared(name, (prepared) => {
    const { threads } = prepared.tables;
    return selectThreads(prepared)
      .where(and(isAmong(prepared, threads.repositoryId, "ids"), condition(threads), mayBeRequest(prepared)))
      .orderBy(threads.id);
  });
}

/** Requests that were open at that moment and are no more; what became of them came later. */
async function listClosedSince(
  connection: Connection,
  scope: ReaderScope,
  config: RequestsConfig,
  moment: number,
): Promise<readonly RequestThread[]> {
  if (scope.repositoryIds.length === 0) return [];
  const query = threadsThat(connection, "requests.listClosedSince", ({ state, createdAt, closedAt }) =>
    and(
      // Of what is no pull request: closed is all that it can be besides open.
      eq(state, "closed"),
      lt(createdAt, sql.placeholder("moment")),
      gte(closedAt, sql.placeholder("moment")),
    ),
  );
  const rows = await query.run({ ids: listed(connection, scope.repositoryIds), moment });
  return rows
    .filter((thread) => reasonOf(thread, config) !== undefined)
    .map((thread) => ({ ...thread, releaseId: null, declinedAt: null }));
}

/** Anything else can be no request, whatever the configuration says. */
function mayBeRequest({ tables: { threads, requestThreads, issueExtras } }: Pick<Connection, "tables">) {
  return and(
    ne(threads.kind, "pull"),
    isNull(threads.deletedAt),
    or(
      eq(threads.kind, "discussion"),
      sql`cast(${threads.labels} as text) <> '[]'`,
      isNotNull(requestThreads.threadId),
      isNotNull(issueExtras.issueType),
    ),
  );
}

/** A request that is done with, and the release that shipped it. */
export interface SettledRequest extends RequestThread {
  readonly release: { readonly tag: string; readonly url: string } | null;
}

/** Requests that were shipped or declined since then, the newest first. */
export async function listSettled(
  connection: Connection,
  scope: ReaderScope,
  config: RequestsConfig,
  since: number,
): Promise<readonly SettledRequest[]> {
  const { requestThreads, releases } = connection.tables;
  const rows = await connection.db
    .select({ threadId: requestThreads.threadId, tag: releases.tag, url: releases.url })
    .from(requestThreads)
    .leftJoin(releases, eq(releases.id, requestThreads.releaseId))
    .where(or(gte(requestThreads.shippedAt, since), gte(requestThreads.declinedAt, since)));
  const byId = new Map(rows.map((row) => [row.threadId, row]));
  const threads = await findRequestThreads(connection, scope, [...byId.keys()]);
  const duplicates = await readRoots(connection, scope);
  return threads
    .filter((thread) => reasonOf(thread, config) !== undefined && !duplicates.has(thread.threadId))
    .map((thread) => {
      const { tag = null, url = null } = byId.get(thread.threadId) ?? {};
      return { ...thread, release: tag === null || url === null ? null : { tag, url } };
    })
    .sort((a, b) => settledAt(b) - settledAt(a) || (a.threadId < b.threadId ? -1 : 1));
}

function settledAt({ shippedAt, declinedAt }: RequestThread): number {
  return shippedAt ?? declinedAt ?? 0;
}

/** Threads by their ids, requests or not; those that are gone, or not for these readers, are left out. */
export async function findRequestThreads(
  connection: Connection,
  scope: ReaderScope,
  threadIds: readonly string[],
): Promise<readonly RequestThread[]> {
  const { threads } = connection.tables;
  const readable = new Set(scope.repositoryIds);
  const found: RequestThread[] = [];
  for (const ids of inChunks(threadIds)) {
    const rows = await selectThreads(connection)
      .where(and(inArray(threads.id, [...ids]), isNull(threads.deletedAt)))
      .orderBy(threads.id);
    found.push(...rows.filter(({ repositoryId }) => readable.has(repositoryId)));
  }
  return found;
}
