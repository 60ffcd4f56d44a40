// Changes to repositories (releases, pushes, names, visibility, check runs) and to the app's installations.

import type { Change, InstallationChange, Notice, Outcome, RepositoryChange } from "./change.ts";
import { nodeId, sha } from "./ids.ts";
import type { CheckRun, Installation, Release, Repository, State } from "./entities.ts";
import { accountOf, fullNameOf, headOf } from "./state.ts";

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
  const told = { before, after, message: change.message, added, modified, removed };
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
