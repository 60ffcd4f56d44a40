// Tells a request's thread when a release contains the merged pull request that closes it: once, and by name. A release
// contains what its notes name; and, when its version is the highest so far, what was merged since the release before. A
// patch of an older line contains only what its notes name, because what is merged goes to the newest line.

import { and, desc, eq, gt, gte, inArray, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import {
  threadId,
  type ReleaseActivity,
  type RepositoryRef,
  type ThreadActivity,
} from "../../core/activity.ts";
import { DAY, MINUTE } from "../../core/clock.ts";
import type { Effect } from "../../core/effect.ts";
import type { Connection } from "../../db/connection.ts";
import { publicScope, readerScope } from "../../db/repositories.ts";
import { mentionedNumbers } from "../../text/references.ts";
import type { FeatureContext } from "../feature.ts";
import type { RequestsConfig } from "./config.ts";
import { countRequests } from "./counts.ts";
import { presentShipped } from "./present-thread.ts";
import { reasonOf, type RequestThread } from "./rules.ts";
import { findRequestThreads } from "./store.ts";

/** How far back a first release reaches. */
const FIRST_RELEASE_DAYS = 90;
/** More than any notes name. */
const MOST_MENTIONED = 1_000;

interface ReleaseRow {
  readonly id: string;
  readonly tag: string;
  readonly body: string;
  readonly url: string;
  readonly publishedAt: number;
}

interface MergedPull {
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly closes: readonly number[];
}

/** What a release changes: the requests that it ships, or, when it is gone, that it ships none. */
export async function noticeRelease(
  activity: ReleaseActivity,
  context: FeatureContext<RequestsConfig>,
): Promise<readonly Effect[]> {
  const { connection } = context;
  const { release, repository } = activity;
  if (activity.kind === "release.removed") return unship(connection, repository, release.id);
  const row = await findRelease(connection, release.id);
  if (!row || release.isPrerelease) return [];
  return ship(repository, row, context);
}

/** A pull request that is told of after the release that contains it. */
export async function noticeLateMerge(
  repository: RepositoryRef,
  mergedAt: number,
  context: FeatureContext<RequestsConfig>,
): Promise<readonly Effect[]> {
  const { releases } = context.connection.tables;
  const [row] = await context.connection.db
    .select()
    .from(releases)
    .where(
      and(
        eq(releases.repositoryId, repository.id),
        gt(releases.publishedAt, mergedAt),
        eq(releases.isPrerelease, false),
        isNull(releases.removedAt),
      ),
    )
    .orderBy(releases.publishedAt)
    .limit(1);
  return row ? ship(repository, row, context) : [];
}

/** An issue whose closing is told of after the release that contains the pull request which closed it. */
export async function noticeLateClosing(
  { thread, repository }: ThreadActivity,
  context: FeatureContext<RequestsConfig>,
): Promise<readonly Effect[]> {
  const { kind, closedAt, number } = thread;
  if (kind !== "issue" || closedAt === null) return [];
  const rows = await context.connection
    .prepared("requests.findMerges", ({ db, tables: { threads } }) =>
      db
        .select({ closes: threads.closes, mergedAt: threads.mergedAt })
        .from(threads)
        .where(
          and(
            gte(threads.mergedAt, sql.placeholder("from")),
            lte(threads.mergedAt, sql.placeholder("to")),
            // The sign keeps SQLite from reading the whole repository: those two minutes hold next to nothing.
            sql`+${threads.repositoryId} = ${sql.placeholder("repositoryId")}`,
          ),
        ),
    )
    // A merge closes what it closes at once.
    .run({ from: closedAt - MINUTE, to: closedAt + MINUTE, repositoryId: repository.id });
  const merge = rows.find(({ closes }) => closes.includes(number));
  if (!merge || merge.mergedAt === null) return [];
  return noticeLateMerge(repository, merge.mergedAt, context);
}

async function ship(
  repository: RepositoryRef,
  release: ReleaseRow,
  { connection, config, now }: FeatureContext<RequestsConfig>,
): Promise<readonly Effect[]> {
  const scope = await readerScope(connection, repository);
  const effects: Effect[] = [];
  for (const pull of await listContained(connection, repository, release)) {
    const ids = pull.closes.map((number) => threadId(repository.id, number));
    for (const thread of await findRequestThreads(connection, scope, ids)) {
      if (!(await isShippedNow(connection, config, { thread, pull, release }))) continue;
      const votes = await countVotes(connection, config, { repository, thread, now });
      effects.push(
        section(repository, thread.threadId, {
          key: `shipped:${thread.threadId}:${release.id}`,
          markdown: presentShipped({ release, pull, votes }),
          at: release.publishedAt,
        }),
      );
    }
  }
  return effects;
}

/** Remembers the release of a closed request; false for what is none, or was shipped before. */
async function isShippedNow(
  connection: Connection,
  config: RequestsConfig,
  of: { readonly thread: RequestThread; readonly pull: MergedPull; readonly release: ReleaseRow },
): Promise<boolean> {
  const { thread, pull, release } = of;
  if (thread.state !== "closed" || reasonOf(thread, config) === undefined) return false;
  const { requestThreads } = connection.tables;
  const set = { releaseId: release.id, pullId: pull.id, shippedAt: release.publishedAt };
  const changed = await connection.db
    .insert(requestThreads)
    .values({ threadId: thread.threadId, isFromTemplate: false, ...set })
    .onConflictDoUpdate({
      target: requestThreads.threadId,
      set,
      setWhere: isNull(requestThreads.releaseId),
    })
    .returning({ threadId: requestThreads.threadId });
  return changed.length > 0;
}

/** How many had asked for it; 0 where that is not counted. */
async function countVotes(
  connection: Connection,
  config: RequestsConfig,
  of: { readonly repository: RepositoryRef; readonly thread: RequestThread; readonly now: number },
): Promise<number> {
  if (of.repository.isPrivate) return 0;
  const scope = await publicScope(connection, of.repository.installationId);
  const [request] = await countRequests(connection, scope, config, { threads: [of.thread], now: of.now });
  return request?.votes ?? 0;
}

async function findRelease(connection: Connection, id: string): Promise<ReleaseRow | undefined> {
  const { releases } = connection.tables;
  const rows = await connection.db
    .select()
    .from(releases)
    .where(and(eq(releases.id, id), isNull(releases.removedAt)));
  return rows[0];
}

/** The merged pull requests of a release that close something. */
async function listContained(
  connection: Connection,
  repository: RepositoryRef,
  release: ReleaseRow,
): Promise<readonly MergedPull[]> {
  const { threads, releases } = connection.tables;
  const earlier = await connection.db
    .select({ tag: releases.tag, publishedAt: releases.publishedAt })
    .from(releases)
    .where(
      and(
        eq(releases.repositoryId, repository.id),
        lt(releases.publishedAt, release.publishedAt),
        eq(releases.isPrerelease, false),
        isNull(releases.removedAt),
        ne(releases.id, release.id),
      ),
    )
    .orderBy(desc(releases.publishedAt));
  const since = earlier[0]?.publishedAt ?? release.publishedAt - FIRST_RELEASE_DAYS * DAY;
  const isNewest = earlier.every(({ tag }) => compareVersions(tag, release.tag) <= 0);
  const named = [...mentionedNumbers(release.body)].slice(0, MOST_MENTIONED);
  if (!isNewest && named.length === 0) return [];
  return connection.db
    .select({ id: threads.id, number: threads.number, url: threads.url, closes: threads.closes })
    .from(threads)
    .where(
      and(
        eq(threads.repositoryId, repository.id),
        eq(threads.kind, "pull"),
        eq(threads.state, "merged"),
        lte(threads.mergedAt, release.publishedAt),
        sql`cast(${threads.closes} as text) <> '[]'`,
        isNull(threads.deletedAt),
        or(
          isNewest ? gt(threads.mergedAt, since) : undefined,
          named.length > 0 ? inArray(threads.number, named) : undefined,
        ),
      ),
    )
    .orderBy(threads.mergedAt, threads.id);
}

/** By the first numbers in each tag, as far as both have them; tags without a number are alike. */
function compareVersions(a: string, b: string): number {
  const [one, other] = [a, b].map((tag) => (tag.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  for (let place = 0; place < Math.min(one?.length ?? 0, other?.length ?? 0); place += 1) {
    const difference = (one?.[place] ?? 0) - (other?.[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

async function unship(
  connection: Connection,
  repository: RepositoryRef,
  releaseId: string,
): Promise<readonly Effect[]> {
  const { requestThreads } = connection.tables;
  const rows = await connection.db
    .update(requestThreads)
    .set({ releaseId: null, pullId: null, shippedAt: null })
    .where(eq(requestThreads.releaseId, releaseId))
    .returning({ threadId: requestThreads.threadId });
  return rows.map((row) =>
    section(repository, row.threadId, { key: `unshipped:${row.threadId}:${releaseId}`, markdown: "" }),
  );
}

function section(
  repository: RepositoryRef,
  thread: string,
  of: { readonly key: string; readonly markdown: string; readonly at?: number },
): Effect {
  return {
    kind: "section",
    ...of,
    repositoryId: repository.id,
    audience: "community",
    threadId: thread,
    section: "request",
  };
}
