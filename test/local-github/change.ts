// The vocabulary of what can change, and of what GitHub tells about it. A change is plain JSON, so that the
// journal can keep it; the same changes make the same state. Happenings and the API both end here.

import type { ChangedFile, PollSeed, ProjectSeed, ReactionContent } from "./community.ts";
import type {
  Account,
  Category,
  CheckRun,
  Installation,
  Label,
  Reaction,
  Release,
  Remark,
  Repository,
  Thread,
} from "./entities.ts";

/** One change by one account at one time; `viaApp` when it was written with the app's token. */
export type Change = {
  /** UTC epoch milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly viaApp?: boolean;
} & (ThreadChange | NodeChange | RepositoryChange | InstallationChange);

/** Changes to a thread that `repository` ("owner/name") and `number` name. */
export type ThreadChange = { readonly repository: string; readonly number: number } & (
  | OpenThread
  | AddRemark
  | {
      readonly do: "close";
      readonly reason?: "completed" | "not_planned" | "duplicate";
      readonly duplicateOf?: { readonly repository: string; readonly number: number };
      readonly merge?: boolean;
    }
  | { readonly do: "reopen" }
  | { readonly do: "label" | "unlabel"; readonly label: string }
  | { readonly do: "pin" | "unpin" }
  | { readonly do: "lock" | "unlock" | "delete-thread" }
  | TransferThread
  | ConvertThread
  | { readonly do: "recategorize"; readonly category: string }
  | { readonly do: "push-pull"; readonly files: readonly ChangedFile[] }
);

/** Moves an issue or a discussion to the repository of this full name. */
export interface TransferThread {
  readonly do: "transfer";
  readonly to: string;
}

/** Makes a discussion of an issue, which stays behind, closed and locked. */
export interface ConvertThread {
  readonly do: "convert";
  /** The category's name. */
  readonly category: string;
}

/** Opens an issue, a pull request or a discussion. */
export interface OpenThread {
  readonly do: "open";
  readonly kind: Thread["kind"];
  readonly title: string;
  readonly body: string;
  readonly labels?: readonly string[];
  readonly branch?: string;
  readonly fork?: string;
  readonly files?: readonly ChangedFile[];
  readonly closes?: readonly number[];
  /** A discussion category's name. */
  readonly category?: string;
  readonly poll?: PollSeed;
  readonly project?: ProjectSeed;
}

/** Writes a comment, a review, a review comment or a comment in a discussion. */
export interface AddRemark {
  readonly do: "remark";
  readonly kind: Remark["kind"];
  readonly body: string;
  readonly name?: string;
  /** Node id of the review that holds it, or of the discussion comment it replies to. */
  readonly parent?: string;
  readonly path?: string;
  readonly reviewState?: Remark["reviewState"];
}

/** Changes to whatever has the node id `node`. */
export type NodeChange = { readonly node: string } & (
  | { readonly do: "edit"; readonly title?: string; readonly body?: string }
  | { readonly do: "delete" }
  | { readonly do: "react" | "unreact"; readonly content: ReactionContent }
  /** Chooses a comment as the answer, or no longer. */
  | { readonly do: "answer" | "unanswer" }
  /** Dismisses a review. */
  | { readonly do: "dismiss" }
  | { readonly do: "upvote" }
);

/** Changes to the repository that `repository` names. */
export type RepositoryChange = { readonly repository: string } & (
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
      readonly isForced?: boolean;
    }
  /** Another branch, with these files on it, becomes the default. */
  | { readonly do: "default-branch"; readonly name: string; readonly files: Readonly<Record<string, string>> }
  | { readonly do: "rename"; readonly name: string }
  | { readonly do: "rename-label"; readonly label: string; readonly name: string }
  | { readonly do: "delete-label"; readonly label: string }
  | { readonly do: "edit-release"; readonly tag: string; readonly name?: string; readonly body?: string }
  | { readonly do: "delete-repository" }
  /** Gives it to this account. */
  | { readonly do: "transfer-repository"; readonly to: string }
  | { readonly do: "delete-release" | "unpublish-release"; readonly tag: string }
  | { readonly do: "privatize" | "publicize" | "archive" | "unarchive" }
  | ({ readonly do: "check-run" } & Omit<CheckRun, "id" | "nodeId" | "at">)
);

/** Changes to the app's installation on `account`. */
export type InstallationChange = { readonly account: string } & (
  | {
      readonly do: "install";
      /** Full names; all of the account's when absent. */
      readonly repositories?: readonly string[];
      readonly permissions: Readonly<Record<string, string>>;
    }
  | { readonly do: "uninstall" | "suspend" | "unsuspend" }
  /** The account takes another name. */
  | { readonly do: "rename-account"; readonly name: string }
  /** The owner accepts the permissions that the app asks for by now. */
  | { readonly do: "accept-permissions"; readonly permissions: Readonly<Record<string, string>> }
  | { readonly do: "add-repositories" | "remove-repositories"; readonly repositories: readonly string[] }
);

/** What a webhook is about. The payload is made of it at once, before anything else changes. */
export interface Notice {
  readonly event: string;
  readonly action: string | null;
  readonly by: Account;
  readonly at: number;
  /** Absent for events about an installation. */
  readonly repository?: Repository;
  readonly installation?: Installation;
  readonly thread?: Thread;
  readonly remark?: Remark;
  /** Where a moved thread came from, or went to. */
  readonly counterpart?: Thread;
  readonly label?: Label;
  /** The category that a discussion was in. */
  readonly formerCategory?: Category;
  readonly release?: Release;
  readonly push?: Push;
  /** A pull request's head before and after its branch was pushed to. */
  readonly heads?: { readonly before: string; readonly after: string };
  readonly repositories?: readonly Repository[];
  /** Whose a repository was that went to another owner. */
  readonly formerOwner?: { readonly kind: "organization" | "user"; readonly account: Account };
  /** `changes` of the payload: what it was before. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** What a push to a branch changed: commits by name, files by path. */
interface Push {
  readonly before: string;
  readonly after: string;
  readonly message: string;
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly removed: readonly string[];
  /** The default branch when absent. */
  readonly branch?: string;
  readonly isForced?: boolean;
}

/** What a change did: what it made or touched, and what to tell about it. */
export interface Outcome {
  readonly notices: readonly Notice[];
  readonly thread?: Thread;
  readonly remark?: Remark;
  readonly reaction?: Reaction;
  /** Whether it changed anything; a reaction given twice does not. */
  readonly isNew?: boolean;
  readonly checkRun?: CheckRun;
  readonly installation?: Installation;
}
