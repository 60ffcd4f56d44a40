// Themes kept between refits and read back. Only public threads ever come in; a theme of which a thread is gone, or no
// longer public, is not shown before it is found again without it.

import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { PublicScope } from "../../core/scope.ts";
import { inChunks } from "../../db/chunks.ts";
import type { Connection } from "../../db/connection.ts";
import { curate, type CuratedTheme, type Curation } from "./curate.ts";
import { encodeModel } from "./model-text.ts";
import { findNow, loadRefit, type RefitInput } from "./refit.ts";
import { LABEL_TERMS, LEAST_PEOPLE, LEAST_THREADS, type Refit } from "./rules.ts";
import {
  surroundingsOf,
  type LinkedRelease,
  type LinkedRequest,
  type Surroundings,
  type ThemeMood,
} from "./surroundings.ts";
import { trendOf, WINDOW_MS, type Trend } from "./trend.ts";

const EXAMPLES = 3;

export interface Example {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly createdAt: number;
}

export interface Theme {
  readonly id: string;
  /** What maintainers call it, else its terms as one name: "memory, collector". */
  readonly label: string;
  /** One to three, the most telling first. */
  readonly terms: readonly string[];
  /** Up to eight, those three among them. */
  readonly keyTerms: readonly string[];
  /** How many threads of the last ninety days are about it: three or more. */
  readonly threads: number;
  /** How many people opened those: two or more. */
  readonly people: number;
  readonly trend: Trend;
  /** How many threads are about it in all, and how many of them are open. */
  readonly allThreads: number;
  readonly openThreads: number;
  /** When its first and its last thread were opened. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** Up to three, the most representative first. */
  readonly examples: readonly Example[];
  /** The mood in its threads in the last ninety days; null when fewer than five people showed a feeling. */
  readonly mood: ThemeMood | null;
  /** Feature requests among its threads, and the releases that shipped one of them; the newest first. */
  readonly requests: readonly LinkedRequest[];
  readonly releases: readonly LinkedRelease[];
}

interface ThreadRow extends Example {
  readonly id: string;
  readonly personId: number;
  readonly isOpen: boolean;
}

/** Finds the themes anew, in this thread, and stores them: for whoever needs them now. */
export async function refitThemes(
  connection: Connection,
  scope: PublicScope,
  { now, ignore }: { readonly now: number; readonly ignore: readonly string[] },
): Promise<void> {
  const input = await loadRefit(connection, scope, { before: now, ignore });
  await storeRefit(connection, { input, refit: findNow(input), now });
}

/**
 * Stores a refit in place of the one before; not when that is another one than at its beginning, or was erased: then
 * somebody was forgotten meanwhile, or a repository became private, and the next refit does without their words.
 * @returns whether it was stored
 */
export async function storeRefit(
  connection: Connection,
  { input, refit, now }: { readonly input: RefitInput; readonly refit: Refit; readonly now: number },
): Promise<boolean> {
  const { db, tables } = connection;
  const { themes, themeModels } = tables;
  const { installationId } = input;
  const [model] = await db
    .select({ refittedAt: themeModels.refittedAt })
    .from(themeModels)
    .where(eq(themeModels.installationId, installationId));
  if ((model?.refittedAt ?? null) !== input.modelAt) return false;
  const old = await db
    .select({ id: themes.id, firstSeenAt: themes.firstSeenAt })
    .from(themes)
    .where(eq(themes.installationId, installationId));
  const firstSeen = new Map(old.map(({ id, firstSeenAt }) => [id, firstSeenAt]));
  const createdAt = new Map(input.threads.map((thread) => [thread.id, thread.createdAt]));
  await deleteThemes(connection, installationId);
  for (const { id, terms, people, threads } of refit.themes) {
    const times = threads.map((thread) => createdAt.get(thread.id) ?? now);
    const first = times.reduce((least, at) => Math.min(least, at), now);
    await db.insert(themes).values({
      id,
      installationId,
      label: labelOf(terms),
      terms,
      people,
      firstSeenAt: Math.min(first, firstSeen.get(id) ?? first),
      lastSeenAt: times.reduce((most, at) => Math.max(most, at), 0),
      refittedAt: now,
    });
    const members = threads.map(({ id: threadId, similarity }) => ({ threadId, themeId: id, similarity }));
    for (const some of inChunks(members)) await insertMembers(connection, some);
  }
  const stored = { data: encodeModel(refit.model), coldSize: refit.coldSize, refittedAt: now };
  await db
    .insert(themeModels)
    .values({ installationId, ...stored })
    .onConflictDoUpdate({ target: themeModels.installationId, set: stored });
  return true;
}

/** Puts threads into themes; a thread is in one at most. */
export async function insertMembers(
  { db, tables: { themeThreads } }: Connection,
  members: readonly { readonly threadId: string; readonly themeId: string; readonly similarity: number }[],
): Promise<void> {
  await db
    .insert(themeThreads)
    .values([...members])
    // A repository may have come from another installation, its threads with it.
    .onConflictDoUpdate({
      target: themeThreads.threadId,
      set: { themeId: sql`excluded.theme_id`, similarity: sql`excluded.similarity` },
    });
}

async function deleteThemes({ db, tables }: Connection, installationId: number): Promise<void> {
  const { themes, themeThreads } = tables;
  const mine = db.select({ id: themes.id }).from(themes).where(eq(themes.installationId, installationId));
  await db.delete(themeThreads).where(inArray(themeThreads.themeId, mine));
  await db.delete(themes).where(eq(themes.installationId, installationId));
}

/** The themes as the last refit found them and maintainers curated them, those with most threads in ninety days first. */
export async function listThemes(
  connection: Connection,
  scope: PublicScope,
  { now, curation }: { readonly now: number; readonly curation: Curation },
): Promise<readonly Theme[]> {
  const told = curate(await listVisible(connection, scope), curation).flatMap((theme) => {
    const facts = themeOf(theme, now);
    return facts ? [{ facts, threadIds: theme.threads.map(({ id }) => id) }] : [];
  });
  const surroundings = await surroundingsOf(connection, scope, {
    themes: told.map(({ facts: { id }, threadIds }) => ({ id, threadIds })),
    period: { startsAt: now - WINDOW_MS, endsAt: now },
  });
  return told
    .map(({ facts }) => ({
      ...facts,
      ...(surroundings.get(facts.id) ?? { mood: null, requests: [], releases: [] }),
    }))
    .sort((a, b) => b.threads - a.threads || b.allThreads - a.allThreads || (a.id < b.id ? -1 : 1));
}

async function listVisible(
  connection: Connection,
  scope: PublicScope,
): Promise<readonly CuratedTheme<ThreadRow>[]> {
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
      state: threads.state,
      createdAt: threads.createdAt,
      deletedAt: threads.deletedAt,
    })
    .from(themes)
    .innerJoin(themeThreads, eq(themeThreads.themeId, themes.id))
    .innerJoin(threads, eq(threads.id, themeThreads.threadId))
    .where(and(eq(themes.installationId, scope.installationId)))
    .orderBy(asc(themes.id), desc(themeThreads.similarity), desc(threads.createdAt), asc(threads.id));
  const visible = new Set(scope.repositoryIds);
  return [...groupBy(rows, ({ themeId }) => themeId)]
    .filter(([, members]) =>
      // A theme's terms come from all of its threads.
      members.every((row) => visible.has(row.repositoryId) && row.deletedAt === null),
    )
    .map(([id, members]) => ({
      id,
      terms: members[0]?.terms ?? [],
      threads: members.flatMap(({ personId, state, ...row }) =>
        personId === null ? [] : [{ ...row, personId, isOpen: state === "open" }],
      ),
    }));
}

/** A theme as it stands at `now`; undefined when too few threads or people of the last ninety days are in it. */
function themeOf(
  { id, name, terms, threads }: CuratedTheme<ThreadRow>,
  now: number,
): Omit<Theme, keyof Surroundings> | undefined {
  const past = threads.filter(({ createdAt }) => createdAt < now);
  const recent = past.filter(({ createdAt }) => createdAt >= now - WINDOW_MS);
  const people = new Set(recent.map(({ personId }) => personId)).size;
  if (recent.length < LEAST_THREADS || people < LEAST_PEOPLE) return undefined;
  const times = past.map(({ createdAt }) => createdAt);
  return {
    id,
    label: name ?? labelOf(terms),
    terms: terms.slice(0, LABEL_TERMS),
    keyTerms: terms,
    threads: recent.length,
    people,
    trend: trendOf(times, now),
    allThreads: past.length,
    openThreads: past.filter(({ isOpen }) => isOpen).length,
    firstSeenAt: times.reduce((least, at) => Math.min(least, at), now),
    lastSeenAt: times.reduce((most, at) => Math.max(most, at), 0),
    examples: recent
      .slice(0, EXAMPLES)
      .map(({ number, title, url, createdAt }) => ({ number, title, url, createdAt })),
  };
}

function labelOf(terms: readonly string[]): string {
  return terms.slice(0, LABEL_TERMS).join(", ");
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
