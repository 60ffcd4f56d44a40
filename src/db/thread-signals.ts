// What features know of threads that others may weigh: the theme a thread belongs to, and how its people feel together.

import { avg, countDistinct, eq, gte } from "drizzle-orm";
import { isAmong, listed } from "./among.ts";
import type { Connection } from "./connection.ts";

/** How people feel is told of five together at least, never of one. */
const FEWEST_PEOPLE = 5;
/** Ids in one IN list. */
const CHUNK = 500;

export interface ThreadSignals {
  readonly theme: {
    readonly label: string;
    /** How many people talk about it. */
    readonly people: number;
  } | null;
  /** The mean of the thread's sentiment, −1 to 1; null when too few people have said too little. */
  readonly mood: number | null;
}

/** The signals of these threads; a thread of which nothing is known is not there. */
export async function findThreadSignals(
  connection: Connection,
  threadIds: readonly string[],
): Promise<ReadonlyMap<string, ThreadSignals>> {
  const found = new Map<string, ThreadSignals>();
  for (let start = 0; start < threadIds.length; start += CHUNK) {
    const ids = { ids: listed(connection, threadIds.slice(start, start + CHUNK)) };
    for (const { threadId, label, people } of await themesOf(connection).run(ids)) {
      found.set(threadId, { theme: { label, people }, mood: null });
    }
    for (const { threadId, mood } of await moodsOf(connection).run(ids)) {
      found.set(threadId, { theme: found.get(threadId)?.theme ?? null, mood: Number(mood) });
    }
  }
  return found;
}

function themesOf(connection: Connection) {
  return connection.prepared("signals.listThemes", ({ db, tables: { themes, themeThreads }, dialect }) =>
    db
      .select({ threadId: themeThreads.threadId, label: themes.label, people: themes.people })
      .from(themeThreads)
      .innerJoin(themes, eq(themes.id, themeThreads.themeId))
      .where(isAmong({ dialect }, themeThreads.threadId, "ids")),
  );
}

function moodsOf(connection: Connection) {
  return connection.prepared("signals.listMoods", ({ db, tables: { sentimentScores }, dialect }) =>
    db
      .select({ threadId: sentimentScores.threadId, mood: avg(sentimentScores.score) })
      .from(sentimentScores)
      .where(isAmong({ dialect }, sentimentScores.threadId, "ids"))
      .groupBy(sentimentScores.threadId)
      .having(gte(countDistinct(sentimentScores.personId), FEWEST_PEOPLE)),
  );
}
