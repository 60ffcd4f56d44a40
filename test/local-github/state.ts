// Everything the local GitHub holds, in plain objects and Maps. Nothing here decides or sends anything: what may
// change is in changes.ts, how it looks from outside in shapes.ts and the GraphQL views.

import type { AccountSeed, ReactionContent, RepositorySeed } from "./community.ts";
import { idSource, nodeId, sha, type IdSource } from "./ids.ts";

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

export type Node = Account | Repository | Thread | Remark | Label | Category | Release | Reaction;

export interface Account {
  readonly node: "account";
  readonly id: number;
  readonly nodeId: string;
  readonly login: string;
  readonly type: AccountSeed["type"];
  readonly name: string | null;
}

export interface Label {
  readonly node: "label";
  readonly id: number;
  readonly nodeId: string;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
  readonly repository: Repository;
}

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

export interface Reaction {
  readonly node: "reaction";
  readonly id: number;
  readonly nodeId: string;
  readonly by: Account;
  readonly content: ReactionContent;
  readonly createdAt: number;
}

export interface Repository {
  readonly node: "repository";
  readonly id: number;
  readonly nodeId: string;
  readonly owner: Account;
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
  readonly files: Map<string, string>;
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
  /** Written with an app's token. */
  readonly viaApp: boolean;
}

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
  readonly labels: Label[];
  /** Oldest first; review comments stand here too, after their review. */
  readonly remarks: Remark[];
  /** How many remarks there have ever been, deleted ones included. */
  remarksEver: number;
  readonly pull: PullPart | null;
  readonly discussion: DiscussionPart | null;
}

export interface PullPart {
  readonly branch: string;
  readonly headSha: string;
  readonly baseSha: string;
  readonly files: readonly {
    readonly path: string;
    readonly additions: number;
    readonly deletions: number;
  }[];
  readonly closes: readonly number[];
  mergedAt: number | null;
  mergedBy: Account | null;
  mergeSha: string | null;
}

export interface DiscussionPart {
  readonly category: Category;
  answer: Remark | null;
  answeredAt: number | null;
  answeredBy: Account | null;
}

export interface Remark extends Written {
  readonly node: "remark";
  readonly kind: "comment" | "review" | "review-comment" | "discussion-comment";
  readonly thread: Thread;
  /** The name by which happenings point at it. */
  readonly name: string | null;
  readonly reviewState: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | null;
  /** The review a review comment belongs to, or the discussion comment a reply answers. */
  readonly parent: Remark | null;
  readonly path: string | null;
}

export interface Release {
  readonly node: "release";
  readonly id: number;
  readonly nodeId: string;
  readonly repository: Repository;
  readonly author: Account;
  readonly tag: string;
  readonly name: string;
  readonly body: string;
  readonly isPrerelease: boolean;
  readonly createdAt: number;
  readonly reactions: Reaction[];
}

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
  readonly annotations: number;
  readonly at: number;
}

export interface Installation {
  readonly id: number;
  readonly account: Account;
  /** null means all repositories of the account. */
  repositories: Set<Repository> | null;
  permissions: Readonly<Record<string, string>>;
  readonly createdAt: number;
  suspendedAt: number | null;
}

/** An empty GitHub, with nobody but the ghost. */
export function emptyState(): State {
  const state: State = {
    ids: idSource(),
    accounts: new Map(),
    repositories: new Map(),
    installations: new Map(),
    nodes: new Map(),
    remarks: new Map(),
  };
  const ghost: Account = {
    node: "account",
    id: 10137,
    nodeId: nodeId("U", 10137),
    login: "ghost",
    type: "User",
    name: "Deleted user",
  };
  state.accounts.set("ghost", ghost);
  state.nodes.set(ghost.nodeId, ghost);
  return state;
}

/** The account with this login; one that nobody declared is made, a Bot if its login ends in `[bot]`. */
export function accountOf(state: State, login: string): Account {
  const known = state.accounts.get(login.toLowerCase());
  return known ?? addAccount(state, { login, type: login.endsWith("[bot]") ? "Bot" : "User" });
}

/** The account as an author: null for the ghost, as GitHub shows accounts that are gone. */
export function authorOf(state: State, login: string): Account | null {
  return login === "ghost" ? null : accountOf(state, login);
}

/** Adds an account unless its login is known. */
export function addAccount(state: State, seed: AccountSeed): Account {
  const key = seed.login.toLowerCase();
  const known = state.accounts.get(key);
  if (known) return known;
  const id = state.ids.named("account", key);
  const prefix = { User: "U", Bot: "BOT", Organization: "O" }[seed.type];
  const account: Account = {
    node: "account",
    id,
    nodeId: nodeId(prefix, id),
    login: seed.login,
    type: seed.type,
    name: seed.name ?? null,
  };
  state.accounts.set(key, account);
  state.nodes.set(account.nodeId, account);
  return account;
}

/** Adds a repository unless its name is known; `at` is its time of creation. */
export function addRepository(state: State, seed: RepositorySeed, at: number): Repository {
  const fullName = `${seed.owner}/${seed.name}`.toLowerCase();
  const known = state.repositories.get(fullName);
  if (known) return known;
  const owner = accountOf(state, seed.owner);
  const id = state.ids.named("repository", fullName);
  const categories: Category[] = [];
  const repository: Repository = {
    node: "repository",
    id,
    nodeId: nodeId("R", id),
    owner,
    name: seed.name,
    description: seed.description ?? null,
    isPrivate: seed.isPrivate ?? false,
    isArchived: false,
    createdAt: at,
    pushedAt: at,
    updatedAt: at,
    labels: new Map(),
    categories,
    files: new Map(Object.entries(seed.files ?? {})),
    commits: [{ sha: sha(`${fullName} 0`), message: "Initial commit", by: owner, at }],
    maintainers: new Set((seed.maintainers ?? []).map((login) => login.toLowerCase())),
    contributors: new Set(),
    threads: new Map(),
    releases: [],
    checkRuns: [],
    pinned: [],
    reserved: new Set(),
    lastNumber: 0,
  };
  for (const category of seed.categories ?? []) categories.push(newCategory(state, repository, category));
  for (const label of seed.labels ?? []) addLabel(state, repository, label);
  state.repositories.set(fullName, repository);
  state.nodes.set(repository.nodeId, repository);
  return repository;
}

function newCategory(
  state: State,
  repository: Repository,
  seed: NonNullable<RepositorySeed["categories"]>[number],
): Category {
  const id = state.ids.named("category", `${repository.id} ${seed.name}`);
  const category: Category = {
    node: "category",
    id,
    nodeId: nodeId("DIC", repository.id, id),
    name: seed.name,
    slug: slugOf(seed.name),
    emoji: seed.emoji ?? ":speech_balloon:",
    isAnswerable: seed.isAnswerable ?? false,
    repository,
  };
  state.nodes.set(category.nodeId, category);
  return category;
}

/** The category's slug as GitHub makes it: "Q&A" is "q-a", "Show and tell" is "show-and-tell". */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
}

/** The label of this name, made if the repository has none yet. */
export function addLabel(
  state: State,
  repository: Repository,
  seed: { readonly name: string; readonly color?: string; readonly description?: string },
): Label {
  const key = seed.name.toLowerCase();
  const known = repository.labels.get(key);
  if (known) return known;
  const id = state.ids.named("label", `${repository.id} ${key}`);
  const label: Label = {
    node: "label",
    id,
    nodeId: nodeId("LA", repository.id, id),
    name: seed.name,
    color: seed.color ?? "ededed",
    description: seed.description ?? null,
    repository,
  };
  repository.labels.set(key, label);
  state.nodes.set(label.nodeId, label);
  return label;
}

/** "owner/name" as it is now. */
export function fullNameOf(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** The installation that covers a repository, if any; a suspended one counts as none. */
export function installationOf(state: State, repository: Repository): Installation | undefined {
  for (const installation of state.installations.values()) {
    if (installation.suspendedAt === null && covers(installation, repository)) return installation;
  }
  return undefined;
}

/** Whether the installation was given this repository. */
export function covers(installation: Installation, repository: Repository): boolean {
  if (installation.account !== repository.owner) return false;
  return installation.repositories === null || installation.repositories.has(repository);
}

/** The commit the default branch points at. */
export function headOf(repository: Repository): Commit {
  const commit = repository.commits.at(-1);
  if (!commit) throw new Error(`${repository.name} has no commit`);
  return commit;
}
