// What the local GitHub holds, as plain objects. How they come to be is in state.ts, what may change in
// apply.ts, how they look from outside in the shapes and the GraphQL types.

import type { AccountSeed, ChangedFile, PollSeed, ProjectSeed, ReactionContent } from "./community.ts";
import type { IdSource } from "./ids.ts";

/** Everything there is. */
export interface State {
  readonly ids: IdSource;
  /** By lower-case login. */
  readonly accounts: Map<string, Account>;
  /** By lower-case "owner/name"; a renamed repository is found under its old name too. */
  readonly repositories: Map<string, Repository>;
  readonly installations: Map<number, Installation>;
  /** Whatever has a node id. */
  readonly nodes: Map<string, Node>;
  /** Issue comments, review comments, reviews by numeric id, for REST. */
  readonly remarks: Map<number, Remark>;
}

/** Whatever has a node id. */
export type Node = Account | Repository | Thread | Remark | Label | Category | Release | Reaction;

/** A person, a bot or an organisation; never changes. */
export interface Account {
  readonly node: "account";
  readonly id: number;
  readonly nodeId: string;
  login: string;
  readonly type: AccountSeed["type"];
  readonly name: string | null;
}

/** A label of one repository. */
export interface Label {
  readonly node: "label";
  readonly id: number;
  readonly nodeId: string;
  name: string;
  readonly color: string;
  readonly description: string | null;
  readonly repository: Repository;
}

/** A discussion category of one repository. */
export interface Category {
  readonly node: "category";
  readonly id: number;
  readonly nodeId: string;
  readonly name: string;
  readonly slug: string;
  readonly emoji: string;
  readonly isAnswerable: boolean;
  readonly repository: Repository;
}

/** One reaction of one account to one thing. */
export interface Reaction {
  readonly node: "reaction";
  readonly id: number;
  readonly nodeId: string;
  readonly by: Account;
  readonly content: ReactionContent;
  readonly createdAt: number;
}

/** A repository with all that is in it. */
export interface Repository {
  readonly node: "repository";
  readonly id: number;
  readonly nodeId: string;
  owner: Account;
  name: string;
  readonly description: string | null;
  isPrivate: boolean;
  isArchived: boolean;
  readonly createdAt: number;
  pushedAt: number;
  updatedAt: number;
  /** By lower-case name. */
  readonly labels: Map<string, Label>;
  readonly categories: readonly Category[];
  defaultBranch: string;
  /** On the default branch. */
  readonly files: Map<string, string>;
  /** All files at the heads of pull requests, by commit; a fork's commits are found here too, as on GitHub. */
  readonly trees: Map<string, ReadonlyMap<string, string>>;
  readonly commits: Commit[];
  /** Lower-case logins. */
  readonly maintainers: ReadonlySet<string>;
  /** Accounts with a merged pull request or a push. */
  readonly contributors: Set<Account>;
  readonly threads: Map<number, Thread>;
  readonly releases: Release[];
  readonly checkRuns: CheckRun[];
  readonly pinned: Thread[];
  /** Numbers that the community's own threads will take, so that the app's threads get others. */
  readonly reserved: Set<number>;
  lastNumber: number;
}

/** A commit on the default branch; what it changed is not kept. */
export interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly by: Account;
  readonly at: number;
}

interface Written {
  readonly id: number;
  readonly nodeId: string;
  /** null when the account is gone: GitHub's "ghost". */
  readonly author: Account | null;
  readonly createdAt: number;
  updatedAt: number;
  lastEditedAt: number | null;
  body: string;
  readonly reactions: Reaction[];
  /** Accounts that voted for a discussion or a comment in one; writing it counts as a vote, as on GitHub. */
  readonly upvotes: Set<Account>;
  /** Written with an app's token. */
  readonly viaApp: boolean;
}

/** An issue, a pull request or a discussion. */
export interface Thread extends Written {
  readonly node: "thread";
  readonly kind: "issue" | "pull" | "discussion";
  readonly number: number;
  readonly repository: Repository;
  title: string;
  state: "open" | "closed";
  stateReason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  closedAt: number | null;
  closedBy: Account | null;
  isLocked: boolean;
  readonly labels: Label[];
  /** Oldest first; review comments stand here too, after their review. */
  readonly remarks: Remark[];
  /** Comments that were deleted, as the thread's timeline keeps them; not in discussions. */
  readonly deletions: { readonly by: Account; readonly author: Account | null; readonly at: number }[];
  /** The issue it is marked as a duplicate of. */
  duplicateOf: Thread | null;
  readonly project: ProjectSeed | null;
  readonly pull: PullPart | null;
  discussion: DiscussionPart | null;
}

/** What only pull requests have. */
export interface PullPart {
  readonly branch: string;
  /** "owner/name" of the fork that has the branch; null when it is the repository itself. */
  readonly fork: string | null;
  headSha: string;
  readonly baseSha: string;
  files: readonly ChangedFile[];
  readonly closes: readonly number[];
  mergedAt: number | null;
  mergedBy: Account | null;
  mergeSha: string | null;
}

/** What only discussions have. */
export interface DiscussionPart {
  category: Category;
  readonly poll: PollSeed | null;
  answer: Remark | null;
  answeredAt: number | null;
  answeredBy: Account | null;
}

/** A comment, a review, a review comment, or a comment or reply in a discussion. */
export interface Remark extends Written {
  readonly node: "remark";
  readonly kind: "comment" | "review" | "review-comment" | "discussion-comment";
  readonly thread: Thread;
  /** The name by which happenings point at it. */
  readonly name: string | null;
  reviewState: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | null;
  /** The review a review comment belongs to, or the discussion comment a reply answers. */
  readonly parent: Remark | null;
  readonly path: string | null;
}

/** A published release. */
export interface Release {
  readonly node: "release";
  readonly id: number;
  readonly nodeId: string;
  readonly repository: Repository;
  readonly author: Account;
  readonly tag: string;
  name: string;
  body: string;
  readonly isPrerelease: boolean;
  readonly createdAt: number;
  updatedAt: number;
  readonly reactions: Reaction[];
}

/** A check run that the app made. */
export interface CheckRun {
  readonly id: number;
  readonly nodeId: string;
  readonly name: string;
  readonly headSha: string;
  readonly externalId: string | null;
  readonly detailsUrl: string | null;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion:
    "success" | "failure" | "neutral" | "cancelled" | "skipped" | "timed_out" | "action_required" | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly annotations: readonly Annotation[];
  readonly at: number;
}

/** A remark on some lines of a file, as the API takes it. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: string;
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
}

/** The app on one account. */
export interface Installation {
  readonly id: number;
  readonly account: Account;
  /** null means all repositories of the account. */
  repositories: Set<Repository> | null;
  permissions: Readonly<Record<string, string>>;
  readonly createdAt: number;
  updatedAt: number;
  suspendedAt: number | null;
}
