// A refit in three steps, so that the long one is in nobody's way: load the threads, find their themes (in a worker
// thread, where they are many), store what was found (store.ts).

import { Worker } from "node:worker_threads";
import { and, asc, desc, eq, inArray, isNull, lt, ne, sql } from "drizzle-orm";
import type { PublicScope } from "../../core/scope.ts";
import type { Connection } from "../../db/connection.ts";
import { cleanTitle } from "../../text/conventional.ts";
import { toProse } from "../../text/prose.ts";
import { findThemes, type Refit, type ThreadText } from "./rules.ts";

/** A fit looks at no more threads than these, the newest. */
const MOST_THREADS = 10_000;
/** More of a text than the words that count is not even parsed. */
const BODY_CHARACTERS = 4_000;
/** So few threads are fitted sooner than a worker starts. */
const FEW_THREADS = 300;

/** All that a refit depends on; plain values, which cross to another thread. */
export interface RefitInput {
  readonly installationId: number;
  /** Threads opened before this are looked at. */
  readonly before: number;
  readonly threads: readonly LoadedThread[];
  /** Words that name nothing, lower case. */
  readonly ignored: readonly string[];
  readonly themeByThread: ReadonlyMap<string, string>;
  readonly coldSize: number;
  /** When the model there is was fitted; null without one. Words that must go take the model along. */
  readonly modelAt: number | null;
}

interface LoadedThread {
  readonly id: string;
  readonly personId: number;
  readonly createdAt: number;
  readonly title: string;
  readonly body: string;
}

/** The issues and discussions of public repositories that people opened before a moment, and the themes they have so far. */
export async function loadRefit(
  connection: Connection,
  scope: PublicScope,
  { before, ignore }: { readonly before: number; readonly ignore: readonly string[] },
): Promise<RefitInput> {
  const { people, threads, themes, themeThreads, themeModels } = connection.tables;
  const { installationId } = scope;
  const rows = await connection.db
    .select({
      id: threads.id,
      title: threads.title,
      body: sql<string>`substr(${threads.body}, 1, ${BODY_CHARACTERS})`,
      personId: people.id,
      createdAt: threads.createdAt,
    })
    .from(threads)
    .innerJoin(people, and(eq(people.id, threads.authorId), eq(people.isBot, false)))
    .where(
      and(
        inArray(threads.repositoryId, [...scope.repositoryIds]),
        ne(threads.kind, "pull"),
        lt(threads.createdAt, before),
        isNull(threads.deletedAt),
      ),
    )
    .orderBy(desc(threads.createdAt), asc(threads.id))
    .limit(MOST_THREADS);
  const known = await connection.db
    .select({ threadId: themeThreads.threadId, themeId: themes.id })
    .from(themes)
    .innerJoin(themeThreads, eq(themeThreads.themeId, themes.id))
    .where(eq(themes.installationId, installationId))
    .orderBy(asc(themeThreads.threadId));
  const [model] = await connection.db
    .select({ coldSize: themeModels.coldSize, refittedAt: themeModels.refittedAt })
    .from(themeModels)
    .where(eq(themeModels.installationId, installationId));
  return {
    installationId,
    before,
    threads: rows,
    ignored: [...(await namesToIgnore(connection, scope, ignore))],
    themeByThread: new Map(known.map(({ threadId, themeId }) => [threadId, themeId])),
    coldSize: model?.coldSize ?? known.length,
    modelAt: model?.refittedAt ?? null,
  };
}

/** The names of the scope's repositories and their owners, which stand everywhere, and what the configuration adds. */
export async function namesToIgnore(
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

/** A thread's words as themes read them. */
export function readableText({ title, body }: { readonly title: string; readonly body: string }) {
  return { title: cleanTitle(title), prose: toProse(body.slice(0, BODY_CHARACTERS)).text };
}

/** Finds the themes in this thread. */
export function findNow(input: RefitInput): Refit {
  const texts: readonly ThreadText[] = input.threads.map(({ body, ...thread }) => ({
    ...thread,
    ...readableText({ title: thread.title, body }),
  }));
  return findThemes(texts, {
    ignored: new Set(input.ignored),
    known: { themeByThread: input.themeByThread, coldSize: input.coldSize },
    prefix: String(input.installationId),
  });
}

/**
 * Finds the themes without keeping this thread from its work.
 * @throws the worker's error
 */
export async function findInBackground(input: RefitInput): Promise<Refit> {
  if (input.threads.length < FEW_THREADS) return findNow(input);
  const isSource = import.meta.url.endsWith(".ts");
  const script = new URL(isSource ? "./refit-worker-from-source.mjs" : "./refit-worker.js", import.meta.url);
  const worker = new Worker(script, { workerData: input });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`The themes' worker ended without an answer (${code})`)));
  });
}
