// What is still to be read of GitHub: history, gaps in it, threads that moved, deliveries that never came.

import type { Kit } from "../dialects.ts";

/** What there is of a repository's history, and the most that reading it is said to cost. */
export interface HistoryPlan {
  readonly issues: number;
  readonly pulls: number;
  readonly discussions: number;
  readonly releases: number;
  /** GraphQL points. */
  readonly points: number;
  readonly requests: number;
}

export function historyTables(kit: Kit) {
  const { table, index, primaryKey, text, integer, boolean, instant, json } = kit;

  /** Where each repository's backfill stands. */
  const backfills = table(
    "backfills",
    {
      repositoryId: integer().notNull(),
      /** issues, pulls, discussions or releases. */
      part: text().notNull(),
      cursor: text(),
      isDone: boolean().notNull(),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.repositoryId, t.part] })],
  );

  /** History to be read, and why it could not be: the whole of a repository's, or what changed since a moment. */
  const historyReads = table(
    "history_reads",
    {
      repositoryId: integer().notNull(),
      scope: text().$type<"all" | "changes">().notNull(),
      /** Of changes: what was updated at this moment or later. */
      since: instant(),
      /** Of changes: the part and the page that come next; null at the beginning. */
      place: json<{ readonly part: string; readonly cursor: string | null }>(),
      /** Of all: what there is to read, and what it may cost. */
      plan: json<HistoryPlan>(),
      /** GraphQL points spent on it. */
      spent: integer().notNull().default(0),
      /** When something was last pushed: what is alive is read first. */
      activeAt: instant().notNull().default(0),
      dueAt: instant().notNull(),
      claimedUntil: instant().notNull(),
      attempts: integer().notNull(),
      /** Why the last attempt failed. */
      reason: text(),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.repositoryId, t.scope] })],
  );

  /** The GraphQL points that reading history has spent on an installation in the last hour. */
  const historyBudgets = table("history_budgets", {
    installationId: integer().primaryKey(),
    /** The moment from which nothing spent counts any more. */
    earnedAt: instant().notNull(),
    /** Points by minute since 1970. */
    spent: json<Readonly<Record<string, number>>>().notNull().default({}),
    /** Counts up with each change, so that two processes do not overwrite each other. */
    revision: integer().notNull().default(0),
  });

  /** Threads that were moved or converted: no delivery tells of the remarks that went along, so they are read. */
  const threadReads = table("thread_reads", {
    threadId: text().primaryKey(),
    repositoryId: integer().notNull(),
    nodeId: text().notNull(),
    attempts: integer().notNull(),
    dueAt: instant().notNull(),
  });

  /** Deliveries that GitHub could not make and that we ask for again, until they come or are too old. */
  const missedDeliveries = table(
    "missed_deliveries",
    {
      guid: text().primaryKey(),
      /** GitHub's id of the newest attempt; these exceed 2^53. */
      attemptId: text().notNull(),
      event: text().notNull(),
      /** null for what belongs to no repository. */
      repositoryId: integer(),
      /** When GitHub first tried. */
      failedAt: instant().notNull(),
      /** How often we have asked for it. */
      asked: integer().notNull(),
      dueAt: instant().notNull(),
    },
    (t) => [index("missed_deliveries_by_due").on(t.dueAt)],
  );

  /** How far GitHub's log of deliveries has been looked through: one row. */
  const deliveryLooks = table("delivery_looks", {
    id: integer().primaryKey(),
    lookedAt: instant().notNull(),
    /** GitHub's time up to which all attempts have been looked at. */
    knownUntil: instant().notNull(),
    /** Where a long log is looked through further; null when its end was reached. */
    cursor: text(),
    /** The newest attempt of the look that `cursor` goes on with. */
    newestAt: instant().notNull(),
  });

  return { backfills, historyReads, historyBudgets, threadReads, missedDeliveries, deliveryLooks };
}
