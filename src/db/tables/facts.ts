// The facts: what GitHub told us, each once, whether it came from a delivery or from a backfill. Everything that
// features derive (scores, badges, themes) can be rebuilt from these tables.

import type { RemarkKind, ThreadKind, ThreadState } from "../../core/words.ts";
import type { Kit } from "../dialects.ts";

/** What a person asked of Stoa: to be forgotten, or that their badges are shown to nobody. */
export type PersonChoice = "forgotten" | "no-badges";

export function factTables(kit: Kit) {
  const { table, index, uniqueIndex, primaryKey, text, integer, boolean, instant, json } = kit;

  const installations = table("installations", {
    id: integer().primaryKey(),
    accountId: integer().notNull(),
    accountLogin: text().notNull(),
    /** active, suspended or removed. */
    state: text().notNull(),
    permissions: json<Record<string, string>>().notNull(),
    createdAt: instant().notNull(),
    /** How new this description is: GitHub's `updated_at`, else when it arrived. */
    updatedAt: instant().notNull(),
    /** When the app was uninstalled; null while it is installed. */
    removedAt: instant(),
  });

  const repositories = table(
    "repositories",
    {
      id: integer().primaryKey(),
      installationId: integer().notNull(),
      nodeId: text().notNull(),
      owner: text().notNull(),
      name: text().notNull(),
      isPrivate: boolean().notNull(),
      isArchived: boolean().notNull(),
      defaultBranch: text().notNull(),
      /** False once the installation lost sight of it. */
      isActive: boolean().notNull(),
      /** When it was lost sight of; null while it is seen. */
      removedAt: instant(),
      /** When its history was read to the end; null while it has not been. */
      backfilledAt: instant(),
      /** How new this description is: GitHub's `updated_at`, or when it was read. An older one never replaces it. */
      updatedAt: instant().notNull(),
    },
    (t) => [
      index("repositories_by_installation").on(t.installationId),
      index("repositories_by_name").on(t.owner, t.name),
    ],
  );

  const people = table("people", {
    id: integer().primaryKey(),
    login: text().notNull(),
    isBot: boolean().notNull(),
    seenAt: instant().notNull(),
  });

  /** What people asked of Stoa about themselves. It outlives them: this is all that is known of who was forgotten. */
  const personChoices = table(
    "person_choices",
    {
      personId: integer().notNull(),
      choice: text().$type<PersonChoice>().notNull(),
      /** SHA-256 of a forgotten person's login in lower case, to know it again in a list of mentors; null otherwise. */
      loginHash: text(),
      chosenAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.personId, t.choice] })],
  );

  const threads = table(
    "threads",
    {
      /** `${repositoryId}#${number}`: issues, pull requests and discussions share one numbering. */
      id: text().primaryKey(),
      repositoryId: integer().notNull(),
      number: integer().notNull(),
      kind: text().$type<ThreadKind>().notNull(),
      nodeId: text().notNull(),
      title: text().notNull(),
      body: text().notNull(),
      url: text().notNull(),
      authorId: integer(),
      state: text().$type<ThreadState>().notNull(),
      /** GitHub's reason for closing, lower case: completed, not_planned, duplicate, …; null when unknown. */
      stateReason: text(),
      labels: json<readonly string[]>().notNull(),
      /** The slug of a discussion's category. */
      category: text(),
      isLocked: boolean().notNull(),
      /** Whether somebody is assigned; null where nobody has said. */
      isAssigned: boolean(),
      /** Address of the accepted answer of a discussion. */
      answerUrl: text(),
      /** Paths a pull request changes; null when not read yet. */
      paths: json<readonly string[]>(),
      /** Numbers of issues in the same repository that merging closes. */
      closes: json<readonly number[]>().notNull(),
      createdAt: instant().notNull(),
      updatedAt: instant().notNull(),
      closedAt: instant(),
      mergedAt: instant(),
      /** Set when GitHub deleted it or moved it away. */
      deletedAt: instant(),
    },
    (t) => [
      uniqueIndex("threads_by_number").on(t.repositoryId, t.number),
      index("threads_by_author_kind_created").on(t.authorId, t.kind, t.createdAt),
      index("threads_by_created").on(t.createdAt),
      index("threads_by_merged").on(t.mergedAt),
      // What is open, and what was closed since a moment.
      index("threads_by_repository_state").on(t.repositoryId, t.state, t.closedAt),
    ],
  );

  const remarks = table(
    "remarks",
    {
      /** GitHub's node id. */
      id: text().primaryKey(),
      threadId: text().notNull(),
      repositoryId: integer().notNull(),
      kind: text().$type<RemarkKind>().notNull(),
      /** The numeric id that REST knows it by; null where GitHub gives none. */
      databaseId: integer(),
      authorId: integer(),
      body: text().notNull(),
      url: text().notNull(),
      /** approved, changes_requested, commented or dismissed, for reviews. */
      reviewState: text(),
      createdAt: instant().notNull(),
      updatedAt: instant().notNull(),
      deletedAt: instant(),
    },
    (t) => [
      index("remarks_by_thread").on(t.threadId, t.createdAt),
      index("remarks_by_created").on(t.createdAt),
      // Whether somebody was here before, and how soon a mentor replies.
      index("remarks_by_author").on(t.authorId, t.createdAt),
    ],
  );

  const reactions = table(
    "reactions",
    {
      /** A thread's id or a remark's. */
      subjectId: text().notNull(),
      threadId: text().notNull(),
      personId: integer().notNull(),
      /** +1, -1, laugh, hooray, confused, heart, rocket, eyes. */
      content: text().notNull(),
      at: instant().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.subjectId, t.personId, t.content] }),
      index("reactions_by_thread").on(t.threadId),
    ],
  );

  const releases = table(
    "releases",
    {
      /** GitHub's node id. */
      id: text().primaryKey(),
      repositoryId: integer().notNull(),
      tag: text().notNull(),
      name: text().notNull(),
      body: text().notNull(),
      url: text().notNull(),
      isPrerelease: boolean().notNull(),
      authorId: integer(),
      publishedAt: instant().notNull(),
      /** GitHub's time of its last change; null when not known. */
      updatedAt: instant(),
      /** Set while it is unpublished, and for good when it was deleted. */
      removedAt: instant(),
    },
    (t) => [index("releases_by_published").on(t.publishedAt)],
  );

  /** Labels that were renamed or deleted, so that a snapshot from before, which comes late, does not bring them back. */
  const labelChanges = table(
    "label_changes",
    {
      repositoryId: integer().notNull(),
      /** As it was called before. */
      name: text().notNull(),
      /** null when it was deleted. */
      becameName: text(),
      at: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.repositoryId, t.name] })],
  );

  const activities = table(
    "activities",
    {
      /** Natural key, the same from a delivery and from a backfill: see core/activity.ts. */
      key: text().primaryKey(),
      kind: text().notNull(),
      at: instant().notNull(),
      /** Whole UTC days since 1970-01-01. */
      day: integer().notNull(),
      repositoryId: integer().notNull(),
      threadId: text(),
      personId: integer(),
      isBot: boolean().notNull(),
      /** True when it was seen as it happened, false when read from history. */
      isLive: boolean().notNull(),
    },
    (t) => [index("activities_by_repository_day").on(t.repositoryId, t.day)],
  );

  return {
    installations,
    repositories,
    people,
    personChoices,
    threads,
    remarks,
    reactions,
    releases,
    labelChanges,
    activities,
  };
}
