// What GitHub says of votes (it is asked: no webhook tells), and what the requests feature keeps beside the facts.

import type { Kit } from "../dialects.ts";

/** A maintainer's word on whether a thread is a request. */
export type RequestMark = "request" | "not-request";

/** One option of a poll, and how many people chose it. */
export interface PollCount {
  readonly option: string;
  readonly votes: number;
}

export function requestTables(kit: Kit) {
  const { table, index, primaryKey, text, integer, boolean, instant, json } = kit;

  /** The totals of reactions as GitHub last showed them: who reacted is asked only where they have changed. */
  const reactionTotals = table(
    "reaction_totals",
    {
      /** A thread's id or a remark's. */
      subjectId: text().primaryKey(),
      threadId: text().notNull(),
      /** Reactions of all kinds, bots' among them. */
      total: integer().notNull(),
      /** How many of each kind, in the order of core/reactions.ts, joined by commas; null where only the sum is known. */
      contents: text(),
      /** Up-votes of a discussion: GitHub does not tell whose. */
      upvotes: integer().notNull(),
      /** True when a payload has shown other totals since. */
      isStale: boolean().notNull(),
      /** When it was last asked who reacted. */
      readAt: instant().notNull(),
    },
    (t) => [index("reaction_totals_by_thread").on(t.threadId)],
  );

  /** What GitHub tells of an issue only where it lists them: read with the totals. */
  const issueExtras = table("issue_extras", {
    threadId: text().primaryKey(),
    /** Name of the issue's type. */
    issueType: text(),
    /** Title of its milestone. */
    milestone: text(),
    /** Its value in the configured field of a project. */
    projectStatus: text(),
  });

  /** Which issue another one was closed as a duplicate of, where GitHub has it as an event and nobody wrote it down. */
  const duplicateEvents = table("duplicate_events", {
    threadId: text().primaryKey(),
    /** null when GitHub names none, or when the mark was taken back. */
    originalId: text(),
    readAt: instant().notNull(),
  });

  /** GitHub's own polls in discussions. */
  const discussionPolls = table("discussion_polls", {
    threadId: text().primaryKey(),
    question: text().notNull(),
    counts: json<readonly PollCount[]>().notNull(),
    readAt: instant().notNull(),
  });

  /** Threads of which more is known than labels, type and category tell. */
  const requestThreads = table("request_threads", {
    threadId: text().primaryKey(),
    /** Its text was written into a template that asks for a feature. */
    isFromTemplate: boolean().notNull(),
    mark: text().$type<RequestMark>(),
    /** When the mark was made; an older one never replaces it. */
    markedAt: instant(),
    /** When it was declined in words; null when it was not, or is open again. */
    declinedAt: instant(),
    /** Where a maintainer said why. */
    declinedUrl: text(),
    /** The release that shipped it. */
    releaseId: text(),
    /** The merged pull request that closed it. */
    pullId: text(),
    shippedAt: instant(),
  });

  /** Comments that say "+1" and no more. Whose they are, and whether they still stand, the remark tells. */
  const requestVotes = table(
    "request_votes",
    { remarkId: text().primaryKey(), threadId: text().notNull() },
    (t) => [index("request_votes_by_thread").on(t.threadId)],
  );

  /** Which threads were said to be duplicates of which. */
  const requestDuplicates = table(
    "request_duplicates",
    {
      threadId: text().notNull(),
      /** The remark that says so, or "command". */
      sourceId: text().notNull(),
      originalId: text().notNull(),
      at: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.threadId, t.sourceId] })],
  );

  /** Who works on a request. */
  const requestOwners = table("request_owners", {
    threadId: text().primaryKey(),
    personId: integer().notNull(),
    ownedAt: instant().notNull(),
    /** When the owner, silent for long, was asked whether they are still at it. */
    askedAt: instant(),
  });

  /** Polls that maintainers opened; the reactions to Stoa's comment are the votes. */
  const requestPolls = table("request_polls", {
    threadId: text().primaryKey(),
    repositoryId: integer().notNull(),
    /** Who opened it: its words are theirs. */
    personId: integer().notNull(),
    question: text().notNull(),
    options: json<readonly string[]>().notNull(),
    openedAt: instant().notNull(),
    closesAt: instant().notNull(),
    /** What was counted at the end; null while it is open. */
    counts: json<readonly PollCount[]>(),
  });

  return {
    reactionTotals,
    issueExtras,
    duplicateEvents,
    discussionPolls,
    requestThreads,
    requestVotes,
    requestDuplicates,
    requestOwners,
    requestPolls,
  };
}
