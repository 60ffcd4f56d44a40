// Makes and finds what the local GitHub holds: accounts, repositories, labels, installations, in plain Maps.

import type { AccountSeed, RepositorySeed } from "./community.ts";
import type { Account, Category, Commit, Installation, Label, Repository, State } from "./entities.ts";
import { idSource, nodeId, sha } from "./ids.ts";

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
    defaultBranch: "main",
    files: new Map(Object.entries(seed.files ?? {})),
    trees: new Map(),
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
function slugOf(name: string): string {
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

/** The number the next thread takes: after all there are, beside those kept for the community's own. */
export function nextNumber(repository: Repository): number {
  let number = repository.lastNumber + 1;
  while (repository.reserved.has(number) || repository.threads.has(number)) number += 1;
  return number;
}

/** The commit the default branch points at. */
export function headOf(repository: Repository): Commit {
  const commit = repository.commits.at(-1);
  if (!commit) throw new Error(`${repository.name} has no commit`);
  return commit;
}
