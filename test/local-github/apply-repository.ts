// Changes to repositories (releases, pushes, names, visibility, check runs) and to the app's installations.

import type { Change, InstallationChange, Notice, Outcome, RepositoryChange } from "./change.ts";
import { nodeId, sha } from "./ids.ts";
import type { CheckRun, Installation, Release, Repository, State } from "./entities.ts";
import { accountOf, covers, fullNameOf, headOf } from "./state.ts";

type Base = Pick<Change, "at" | "by" | "viaApp">;

/** Applies a change to a repository itself. */
export function applyRepositoryChange(state: State, change: RepositoryChange & Base): Outcome {
  const repository = state.repositories.get(change.repository.toLowerCase());
  if (!repository) throw new Error(`The local GitHub has no repository ${change.repository}`);
  const by = accountOf(state, change.by);
  const base = { by, at: change.at, repository };
  repository.updatedAt = change.at;
  switch (change.do) {
    case "release":
      return release(state, repository, change);
    case "push":
      return push(state, repository, change);
    case "check-run":
      return checkRun(state, repository, change);
    case "rename-label":
    case "delete-label": {
      const label = repository.labels.get(change.label.toLowerCase());
      if (!label) throw new Error(`There is no label ${change.label}`);
      repository.labels.delete(change.label.toLowerCase());
      if (change.do === "rename-label") {
        label.name = change.name;
        repository.labels.set(change.name.toLowerCase(), label);
        const changes = { name: { from: change.label } };
        return { notices: [{ ...base, event: "label", action: "edited", label, changes }] };
      }
      for (const { labels } of repository.threads.values()) {
        if (labels.includes(label)) labels.splice(labels.indexOf(label), 1);
      }
      return { notices: [{ ...base, event: "label", action: "deleted", label }] };
    }
    case "edit-release": {
      const found = repository.releases.find(({ tag }) => tag === change.tag);
      if (!found) throw new Error(`There is no release ${change.tag}`);
      const { name = found.name, body = found.body } = change;
      const changes = {
        ...(name === found.name ? {} : { name: { from: found.name } }),
        ...(body === found.body ? {} : { body: { from: found.body } }),
      };
      Object.assign(found, { name, body, updatedAt: change.at });
      return { notices: [{ ...base, event: "release", action: "edited", release: found, changes }] };
    }
    case "delete-repository":
      for (const [name, one] of state.repositories) if (one === repository) state.repositories.delete(name);
      return { notices: [{ ...base, event: "repository", action: "deleted" }] };
    case "transfer-repository":
      return transferRepository(state, repository, change);
    case "delete-release":
    case "unpublish-release": {
      const place = repository.releases.findIndex(({ tag }) => tag === change.tag);
      const [gone] = repository.releases.splice(place, place < 0 ? 0 : 1);
      if (!gone) throw new Error(`There is no release ${change.tag}`);
      const action = change.do === "delete-release" ? "deleted" : "unpublished";
      return { notices: [{ ...base, event: "release", action, release: gone }] };
    }
    case "default-branch": {
      const changes = { default_branch: { from: repository.defaultBranch } };
      repository.defaultBranch = change.name;
      repository.files.clear();
      for (const [path, text] of Object.entries(change.files)) repository.files.set(path, text);
      return { notices: [{ ...base, event: "repository", action: "edited", changes }] };
    }
    case "rename": {
      const changes = { repository: { name: { from: repository.name } } };
      repository.name = change.name;
      state.repositories.set(fullNameOf(repository).toLowerCase(), repository);
      return { notices: [{ ...base, event: "repository", action: "renamed", changes }] };
    }
    default: {
      if (change.do === "privatize" || change.do === "publicize")
        repository.isPrivate = change.do === "privatize";
      else repository.isArchived = change.do === "archive";
      return { notices: [{ ...base, event: "repository", action: `${change.do}d` }] };
    }
  }
}

/** Its old owner's installation loses it; its new owner's is told, if it sees it. */
function transferRepository(
  state: State,
  repository: Repository,
  change: Extract<RepositoryChange, { do: "transfer-repository" }> & Base,
): Outcome {
  const { owner } = repository;
  const by = accountOf(state, change.by);
  const loser = [...state.installations.values()].find((installation) => covers(installation, repository));
  repository.owner = accountOf(state, change.to);
  state.repositories.set(fullNameOf(repository).toLowerCase(), repository);
  const base = { by, at: change.at };
  const lost: Notice[] = loser
    ? [
        {
          ...base,
          event: "installation_repositories",
          action: "removed",
          installation: loser,
          repositories: [repository],
        },
      ]
    : [];
  const kind = owner.type === "Organization" ? "organization" : "user";
  const transferred: Notice = {
    ...base,
    event: "repository",
    action: "transferred",
    repository,
    formerOwner: { kind, account: owner },
  };
  return { notices: [...lost, transferred] };
}

function release(
  state: State,
  repository: Repository,
  change: Extract<RepositoryChange, { do: "release" }> & Base,
): Outcome {
  const id = state.ids.narrow("release", change.at, `${repository.id} ${change.tag}`);
  const made: Release = {
    node: "release",
    id,
    nodeId: nodeId("RE", repository.id, id),
    repository,
    author: accountOf(state, change.by),
    tag: change.tag,
    name: change.name,
    body: change.body,
    isPrerelease: change.isPrerelease ?? false,
    createdAt: change.at,
    updatedAt: change.at,
    reactions: [],
  };
  repository.releases.push(made);
  state.nodes.set(made.nodeId, made);
  const base = { by: made.author, at: change.at, repository, release: made };
  return { notices: [{ ...base, event: "release", action: "published" }] };
}

function push(
  state: State,
  repository: Repository,
  change: Extract<RepositoryChange, { do: "push" }> & Base,
): Outcome {
  const by = accountOf(state, change.by);
  const before = headOf(repository).sha;
  const after = sha(`${repository.id} ${before} ${change.message} ${JSON.stringify(change.files)}`);
  const paths = Object.entries(change.files);
  const removed = paths.filter(([, text]) => text === null).map(([path]) => path);
  const written = paths.filter(([, text]) => text !== null).map(([path]) => path);
  const modified = written.filter((path) => repository.files.has(path));
  const added = written.filter((path) => !repository.files.has(path));
  for (const [path, text] of paths) {
    if (text === null) repository.files.delete(path);
    else repository.files.set(path, text);
  }
  repository.commits.push({ sha: after, message: change.message, by, at: change.at });
  repository.contributors.add(by);
  repository.pushedAt = change.at;
  const isForced = change.isForced ?? false;
  const told = { before, after, message: change.message, added, modified, removed, isForced };
  return { notices: [{ event: "push", action: null, by, at: change.at, repository, push: told }] };
}

function checkRun(
  state: State,
  repository: Repository,
  change: Extract<RepositoryChange, { do: "check-run" }> & Base,
): Outcome {
  const { do: _do, by: _by, viaApp: _viaApp, repository: _repository, ...fields } = change;
  const id = state.ids.wide("check-run", change.at, `${repository.id} ${change.headSha} ${change.name}`);
  const made: CheckRun = { ...fields, id, nodeId: nodeId("CR", repository.id, id) };
  repository.checkRuns.push(made);
  return { notices: [], checkRun: made };
}

/** Applies a change to the app's installation on an account. */
export function applyInstallationChange(state: State, change: InstallationChange & Base): Outcome {
  const by = accountOf(state, change.by);
  if (change.do === "install") return install(state, change);
  const installation = [...state.installations.values()].find(
    ({ account }) => account.login.toLowerCase() === change.account.toLowerCase(),
  );
  if (!installation) throw new Error(`The app is not installed on ${change.account}`);
  installation.updatedAt = change.at;
  const base = { by, at: change.at, installation };
  const tell = (event: string, action: string, more: Partial<Notice> = {}): Outcome => ({
    notices: [{ ...base, event, action, ...more }],
    installation,
  });
  switch (change.do) {
    case "uninstall":
      state.installations.delete(installation.id);
      return tell("installation", "deleted", { repositories: installedRepositories(state, installation) });
    case "suspend":
      installation.suspendedAt = change.at;
      return tell("installation", "suspend");
    case "accept-permissions":
      installation.permissions = change.permissions;
      return tell("installation", "new_permissions_accepted", {
        repositories: installedRepositories(state, installation),
      });
    case "rename-account": {
      const { account } = installation;
      const changes = { login: { from: account.login } };
      account.login = change.name;
      state.accounts.set(change.name.toLowerCase(), account);
      for (const one of state.repositories.values()) {
        if (one.owner === account) state.repositories.set(fullNameOf(one).toLowerCase(), one);
      }
      return tell("installation_target", "renamed", { changes });
    }
    case "unsuspend":
      installation.suspendedAt = null;
      return tell("installation", "unsuspend");
    default: {
      const repositories = change.repositories.flatMap(
        (name) => state.repositories.get(name.toLowerCase()) ?? [],
      );
      installation.repositories ??= new Set(installedRepositories(state, installation));
      for (const repository of repositories) {
        if (change.do === "add-repositories") installation.repositories.add(repository);
        else installation.repositories.delete(repository);
      }
      const action = change.do === "add-repositories" ? "added" : "removed";
      return tell("installation_repositories", action, { repositories });
    }
  }
}

function install(state: State, change: Extract<InstallationChange, { do: "install" }> & Base): Outcome {
  const account = accountOf(state, change.account);
  const id = state.ids.named("installation", change.account.toLowerCase());
  const names = change.repositories?.map((name) => (name.includes("/") ? name : `${change.account}/${name}`));
  const installation: Installation = {
    id,
    account,
    repositories: names
      ? new Set(names.flatMap((name) => state.repositories.get(name.toLowerCase()) ?? []))
      : null,
    permissions: change.permissions,
    createdAt: change.at,
    updatedAt: change.at,
    suspendedAt: null,
  };
  state.installations.set(id, installation);
  const repositories = installedRepositories(state, installation);
  const by = accountOf(state, change.by);
  const notice: Notice = {
    event: "installation",
    action: "created",
    by,
    at: change.at,
    installation,
    repositories,
  };
  return { notices: [notice], installation };
}

/** The repositories an installation may see. */
export function installedRepositories(state: State, installation: Installation): Repository[] {
  const owned = new Set(
    [...state.repositories.values()].filter(({ owner }) => owner === installation.account),
  );
  const chosen = installation.repositories;
  return [...owned].filter((repository) => chosen === null || chosen.has(repository));
}
