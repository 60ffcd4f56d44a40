// Themes found in the facts, kept between refits so that they keep their ids, and read back. Only public threads ever
// come in; a theme of which a thread is gone, or no longer public, is not shown before it is found again without it.

import { and, asc, desc, eq, gte, inArray, isNull, lt, sql } from "drizzle-orm";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { cleanTitle } from "../../text/conventional.ts";
import { toProse } from "../../text/prose.ts";
import { keepIds } from "./identity.ts";
import { findThemes, LEAST_PEOPLE, LEAST_THREADS, type FoundTheme, type ThreadText } from "./rules.ts";
import { trendOf, WINDOW_MS, type Trend } from "./trend.ts";

/** No fit looks at more threads than these, the newest. */
const MOST_THREADS = 2_000;
/** Rows in one statement; databases limit the values they bind. */
const CHUNK = 500;
const EXAMPLES = 3;
/** More of a text than the words that count is not even parsed. */
const BODY_CHARACTERS = 4_000;

export interface Example {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly createdAt: number;
}

export interface Theme {
  readonly id: string;
  /** Its terms as one name: "memory, collector". */
  readonly label: string;
  /** One to three, the most telling first. */
  readonly terms: readonly string[];
  /** How many threads of the last ninety days are about it: three or more. */
  readonly threads: number;
  /** How many people opened them: two or more. */
  readonly people: number;
  readonly trend: Trend;
  /** Up to three, the most representative first. */
  readonly examples: readonly Example[];
}

interface ThreadRow extends Example {
  readonly id: string;
  readonly personId: number;
}

/** A theme as it was found, with its threads as they are shown. */
export interface FittedTheme {
  readonly found: FoundTheme;
  /** The most representative first. */
  readonly threads: readonly ThreadRow[];
}

/**
 * Finds the themes of the ninety days before `now`, the largest first; stores nothing. Issues and discussions count with
 * title and text, pull requests with their titles.
 */
export async function fitThemes(
  connection: Connection,
  scope: PublicScope,
  { now, ignore }: { readonly now: number; readonly ignore: readonly string[] },
): Promise<readonly FittedTheme[]> {
  if (scope.repositoryIds.length === 0) return [];
  const { people, threads } = connection.tables;
  const rows = await connection.db
    .select({
      id: threads.id,
      kind: threads.kind,
      number: threads.number,
      title: threads.title,
      body: threads.body,
      url: threads.url,
      personId: people.id,
      createdAt: threads.createdAt,
    })
    .from(threads)
    .innerJoin(people, and(eq(people.id, threads.authorId), eq(people.isBot, false)))
    .where(
      and(
        inArray(threads.repositoryId, [...scope.repositoryIds]),
        gte(threads.createdAt, now - WINDOW_MS),
        lt(threads.createdAt, now),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(desc(threads.createdAt), asc(threads.id))
    .limit(MOST_THREADS);
  const texts: readonly ThreadText[] = rows.map((row) => ({
    id: row.id,
    personId: row.personId,
    createdAt: row.createdAt,
    title: cleanTitle(row.title),
    prose: row.kind === "pull" ? "" : toProse(row.body.slice(0, BODY_CHARACTERS)).text,
  }));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return findThemes(texts, await namesToIgnore(connection, scope, ignore)).map((found) => ({
    found,
    threads: found.threads.flatMap(({ id }) => byId.get(id) ?? []),
  }));
}

/** The names of the scope's repositories and their owners, which stand everywhere, and what the configuration adds. */
async function namesToIgnore(
  connection: Connection,
  scope: PublicScope,
  ignore: readonly string[],
): Promise<ReadonlySet<string>> {
  const { repositories } = connection.tables;
  const rows = await connection.db
    .select({ owner: repositories.owner, name: repositories.name })
    .from(repositories)
    .where(inArray(repositories.id, [...scope.repositoryIds]))
    .orderBy(asc(repositories.id));
  const names = rows.flatMap(({ owner, name }) => [owner, owner.split("-")[0] ?? owner, name]);
  return new Set([...names, ...ignore].map((name) => name.toLowerCase()));
}

/** Finds the themes anew and stores them in place of the old, whose ids they keep where they go on. */
export async function refitThemes(
  connection: Connection,
  scope: PublicScope,
  options: { readonly now: number; readonly ignore: readonly string[] },
): Promise<void> {
  const { db, tables } = connection;
  const { themes, themeThreads } = tables;
  const { installationId } = scope;
  const fitted = await fitThemes(connection, scope, options);
  const old = await db
    .select({ id: themes.id, threadId: themeThreads.threadId, firstSeenAt: themes.firstSeenAt })
    .from(themes)
    .innerJoin(themeThreads, eq(themeThreads.themeId, themes.id))
    .where(eq(themes.installationId, installationId))
    .orderBy(asc(themeThreads.threadId));
  const groups = fitted.map(({ threads }) => ({ threadIds: oldestFirst(threads).map(({ id }) => id) }));
  const ids = keepIds(groups, {
    themeByThread: new Map(old.map(({ threadId, id }) => [threadId, id])),
    prefix: String(installationId),
  });
  const firstSeen = new Map(old.map(({ id, firstSeenAt }) => [id, firstSeenAt]));
  await deleteThemes(connection, installationId);
  for (const [index, { found, threads }] of fitted.entries()) {
    const id = ids[index] ?? "";
    const times = threads.map(({ createdAt }) => createdAt);
    const first = Math.min(...times);
    await db.insert(themes).values({
      id,
      installationId,
      label: labelOf(found.terms),
      terms: found.terms,
      people: found.people,
      firstSeenAt: Math.min(first, firstSeen.get(id) ?? first),
      lastSeenAt: Math.max(...times),
      refittedAt: options.now,
    });
    const members = found.threads.map((thread) => ({
      threadId: thread.id,
      themeId: id,
      similarity: thread.similarity,
    }));
    for (let start = 0; start < members.length; start += CHUNK) {
      await db
        .insert(themeThreads)
        .values(members.slice(start, start + CHUNK))
        // A repository may have come from another installation, its threads with it.
        .onConflictDoUpdate({
          target: themeThreads.threadId,
          set: { themeId: sql`excluded.theme_id`, similarity: sql`excluded.similarity` },
        });
    }
  }
}

async function deleteThemes({ db, tables }: Connection, installationId: number): Promise<void> {
  const { themes, themeThreads } = tables;
  const mine = db.select({ id: themes.id }).from(themes).where(eq(themes.installationId, installationId));
  await db.delete(themeThreads).where(inArray(themeThreads.themeId, mine));
  await db.delete(themes).where(eq(themes.installationId, installationId));
}

/** The themes as the last refit found them, the largest first; threads older than ninety days at `now` have left them. */
export async function listThemes(
  connection: Connection,
  scope: PublicScope,
  now: number,
): Promise<readonly Theme[]> {
  const { themes, themeThreads, threads } = connection.tables;
  const rows = await connection.db
    .select({
      themeId: themes.id,
      terms: themes.terms,
      id: themeThreads.threadId,
      repositoryId: threads.repositoryId,
      number: threads.number,
      title: threads.title,
      url: threads.url,
      personId: threads.authorId,
      createdAt: threads.createdAt,
      deletedAt: threads.deletedAt,
    })
    .from(themes)
    .innerJoin(themeThreads, eq(themeThreads.themeId, themes.id))
    .innerJoin(threads, eq(threads.id, themeThreads.threadId))
    .where(eq(themes.installationId, scope.installationId))
    .orderBy(asc(themes.id), desc(themeThreads.similarity), desc(threads.createdAt), asc(threads.id));
  const visible = new Set(scope.repositoryIds);
  return [...groupBy(rows, ({ themeId }) => themeId)]
    .filter(([, members]) =>
      // A theme's terms come from all of its threads.
      members.every((row) => visible.has(row.repositoryId) && row.deletedAt === null),
    )
    .flatMap(([id, members]) => {
      const recent = members.flatMap(({ personId, ...row }) =>
        personId === null || row.createdAt < now - WINDOW_MS ? [] : [{ ...row, personId }],
      );
      return themeOf({ id, terms: members[0]?.terms ?? [], threads: recent }, now) ?? [];
    })
    .sort(bySize);
}

/** A theme as it stands at `now`; undefined when too few threads or people are left of it. */
export function themeOf(
  of: { readonly id: string; readonly terms: readonly string[]; readonly threads: readonly ThreadRow[] },
  now: number,
): Theme | undefined {
  const people = new Set(of.threads.map(({ personId }) => personId)).size;
  if (of.threads.length < LEAST_THREADS || people < LEAST_PEOPLE) return undefined;
  return {
    id: of.id,
    label: labelOf(of.terms),
    terms: of.terms,
    threads: of.threads.length,
    people,
    trend: trendOf(
      of.threads.map(({ createdAt }) => createdAt),
      now,
    ),
    examples: of.threads
      .slice(0, EXAMPLES)
      .map(({ number, title, url, createdAt }) => ({ number, title, url, createdAt })),
  };
}

function labelOf(terms: readonly string[]): string {
  return terms.join(", ");
}
function bySize(a: Theme, b: Theme): number {
  return b.threads - a.threads || (a.id < b.id ? -1 : 1);
}

function oldestFirst<Row extends { readonly createdAt: number; readonly id: string }>(
  rows: readonly Row[],
): readonly Row[] {
  return [...rows].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): ReadonlyMap<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
