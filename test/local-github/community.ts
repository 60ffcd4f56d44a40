// What the local GitHub can be told to hold and to let happen. The archive loader and the sample community of the
// demo both speak in these words; the local GitHub turns each happening into state and signed deliveries.

/** A whole community: who and what is there, and everything that happens, oldest first. */
export interface Community {
  readonly accounts: readonly AccountSeed[];
  readonly repositories: readonly RepositorySeed[];
  /** Sorted by `at`; equal times keep their order. */
  readonly happenings: readonly Happening[];
}

export interface AccountSeed {
  readonly login: string;
  readonly type: "User" | "Bot" | "Organization";
  readonly name?: string;
}

export interface RepositorySeed {
  /** Login of the owning account. */
  readonly owner: string;
  readonly name: string;
  readonly description?: string;
  readonly isPrivate?: boolean;
  readonly labels?: readonly {
    readonly name: string;
    readonly color?: string;
    readonly description?: string;
  }[];
  /** Discussion categories; the slug is the lower-case name with dashes. None means discussions are off. */
  readonly categories?: readonly {
    readonly name: string;
    readonly emoji?: string;
    readonly isAnswerable?: boolean;
  }[];
  /** Files on the default branch at the start, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Logins with write access or more; the owner's members. Everyone else has read access. */
  readonly maintainers?: readonly string[];
}

/** One thing that one account does at one time. `number` is the thread's number in `repository` ("owner/name"). */
export type Happening = {
  /** UTC epoch milliseconds. */
  readonly at: number;
  /** Login of the account that acts. */
  readonly by: string;
  readonly repository: string;
} & Deed;

/** `remark` names a comment, review or reply within its repository, so that later happenings can point at it. */
export type Deed =
  | {
      readonly do: "open-issue";
      readonly number: number;
      readonly title: string;
      readonly body: string;
      readonly labels?: readonly string[];
      /** Its option in a single-select field of the one project it is in. */
      readonly project?: ProjectSeed;
    }
  | {
      readonly do: "close";
      readonly number: number;
      readonly reason?: "completed" | "not_planned" | "duplicate";
      /** The issue it is marked as a duplicate of; GitHub tells so in the timeline alone. */
      readonly duplicateOf?: { readonly repository: string; readonly number: number };
    }
  | { readonly do: "reopen"; readonly number: number }
  | { readonly do: "label" | "unlabel"; readonly number: number; readonly label: string }
  | { readonly do: "comment"; readonly number: number; readonly body: string; readonly remark?: string }
  | {
      readonly do: "open-pull";
      readonly number: number;
      readonly title: string;
      readonly body: string;
      readonly labels?: readonly string[];
      readonly branch?: string;
      /** "owner/name" of the fork it comes from; the repository itself when absent. */
      readonly fork?: string;
      readonly files?: readonly ChangedFile[];
      /** Numbers of the issues in this repository that merging closes. */
      readonly closes?: readonly number[];
    }
  | {
      readonly do: "review";
      readonly number: number;
      readonly state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED";
      readonly body: string;
      readonly comments?: readonly { readonly path?: string; readonly body: string; readonly at?: number }[];
      readonly remark?: string;
    }
  /** New commits on a pull request's branch; `files` is all that the pull request then changes. */
  | { readonly do: "push-pull"; readonly number: number; readonly files: readonly ChangedFile[] }
  | { readonly do: "merge"; readonly number: number }
  | {
      readonly do: "open-discussion";
      readonly number: number;
      readonly title: string;
      readonly body: string;
      readonly category: string;
      /** One of GitHub's own polls, which only the web can make, with its votes. */
      readonly poll?: PollSeed;
    }
  | {
      readonly do: "discuss";
      readonly number: number;
      readonly body: string;
      readonly remark?: string;
      readonly replyTo?: string;
    }
  | { readonly do: "answer"; readonly number: number; readonly remark: string }
  | {
      readonly do: "react" | "unreact";
      readonly number: number;
      readonly remark?: string;
      readonly content: ReactionContent;
    }
  /** A vote for a discussion or a comment in one. GitHub counts these, but never says whose they are. */
  | { readonly do: "upvote"; readonly number: number; readonly remark?: string }
  | {
      readonly do: "edit";
      readonly number: number;
      readonly remark?: string;
      readonly title?: string;
      readonly body?: string;
    }
  | { readonly do: "delete-remark"; readonly number: number; readonly remark: string }
  | {
      readonly do: "release";
      readonly tag: string;
      readonly name: string;
      readonly body: string;
      readonly isPrerelease?: boolean;
    }
  | {
      readonly do: "push";
      readonly files: Readonly<Record<string, string | null>>;
      readonly message: string;
      /** History was rewritten: the payload then lists no commits. */
      readonly isForced?: boolean;
    };

/** An option of a project's single-select field. */
export interface ProjectSeed {
  readonly field: string;
  readonly option: string;
}

/** GitHub tells how many voted, and not who. */
export interface PollSeed {
  readonly question: string;
  readonly options: readonly { readonly option: string; readonly votes: number }[];
}

/** A file that a pull request changes; `text` is what it holds at the head, null when it is taken away. */
export interface ChangedFile {
  readonly path: string;
  readonly additions: number;
  readonly deletions: number;
  readonly text?: string | null;
}

/** Reaction names as REST spells them. */
export type ReactionContent = "+1" | "-1" | "laugh" | "hooray" | "confused" | "heart" | "rocket" | "eyes";
