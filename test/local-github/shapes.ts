// How accounts, repositories, the app and its installations look in REST answers and webhook payloads. Every
// return type is GitHub's own (from @octokit/openapi-types), so the compiler refuses a made-up field. What is
// the same in every answer is built once and kept, because payloads carry it thousands of times.

import type { components } from "@octokit/openapi-types";
import type { Account, Repository, State, Thread } from "./entities.ts";

/** GitHub's REST schemas by name. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** What every shape needs to know: where this GitHub is, and which app it serves. */
export interface View {
  readonly state: State;
  /** The root of both the REST API and the pages. */
  readonly url: string;
  readonly app: {
    readonly id: number;
    readonly slug: string;
    readonly name: string;
    readonly events: readonly string[];
  };
  readonly users: WeakMap<Account, Schema<"simple-user">>;
  readonly links: WeakMap<Repository, { readonly name: string; readonly links: RepositoryLinks }>;
}

/** A time as GitHub writes it: whole seconds, UTC. */
export function isoTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** The login of the app's own account. */
export function botLogin(view: View): string {
  return `${view.app.slug}[bot]`;
}

/** Where a repository's page is. */
export function pageOf(view: View, repository: Repository): string {
  return `${view.url}/${repository.owner.login}/${repository.name}`;
}

/** Where a thread's page is. */
export function threadPage(view: View, thread: Thread): string {
  const folder = { issue: "issues", pull: "pull", discussion: "discussions" }[thread.kind];
  return `${pageOf(view, thread.repository)}/${folder}/${thread.number}`;
}

/** Where a repository is in the REST API. */
export function apiOf(view: View, repository: Repository): string {
  return `${view.url}/repos/${repository.owner.login}/${repository.name}`;
}

/** An account. */
export function userShape(view: View, account: Account): Schema<"simple-user"> {
  const known = view.users.get(account);
  if (known?.login === account.login) return known;
  const api = `${view.url}/users/${encodeURIComponent(account.login)}`;
  const page = account.type === "Bot" ? `apps/${account.login.replace("[bot]", "")}` : account.login;
  const shape: Schema<"simple-user"> = {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `${view.url}/avatars/u/${account.id}`,
    gravatar_id: "",
    url: api,
    html_url: `${view.url}/${page}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.type,
    user_view_type: "public",
    site_admin: false,
  };
  view.users.set(account, shape);
  return shape;
}

/** An account, or null for the ghost. */
export function userOrNull(view: View, account: Account | null): Schema<"simple-user"> | null {
  return account ? userShape(view, account) : null;
}

type RepositoryLinks = ReturnType<typeof repositoryLinks>;

function repositoryLinks(view: View, repository: Repository) {
  const api = apiOf(view, repository);
  const page = pageOf(view, repository);
  return {
    html_url: page,
    url: api,
    archive_url: `${api}/{archive_format}{/ref}`,
    assignees_url: `${api}/assignees{/user}`,
    blobs_url: `${api}/git/blobs{/sha}`,
    branches_url: `${api}/branches{/branch}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    comments_url: `${api}/comments{/number}`,
    commits_url: `${api}/commits{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    contributors_url: `${api}/contributors`,
    deployments_url: `${api}/deployments`,
    downloads_url: `${api}/downloads`,
    events_url: `${api}/events`,
    forks_url: `${api}/forks`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    git_url: page.replace(/^https?:/, "git:"),
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    issues_url: `${api}/issues{/number}`,
    keys_url: `${api}/keys{/key_id}`,
    labels_url: `${api}/labels{/name}`,
    languages_url: `${api}/languages`,
    merges_url: `${api}/merges`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    pulls_url: `${api}/pulls{/number}`,
    releases_url: `${api}/releases{/id}`,
    ssh_url: `git@localhost:${repository.owner.login}/${repository.name}.git`,
    stargazers_url: `${api}/stargazers`,
    statuses_url: `${api}/statuses/{sha}`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    tags_url: `${api}/tags`,
    teams_url: `${api}/teams`,
    trees_url: `${api}/git/trees{/sha}`,
    clone_url: `${page}.git`,
    hooks_url: `${api}/hooks`,
    svn_url: page,
  };
}

function linksOf(view: View, repository: Repository): RepositoryLinks {
  const known = view.links.get(repository);
  const name = `${repository.owner.login}/${repository.name}`;
  if (known?.name === name) return known.links;
  const links = repositoryLinks(view, repository);
  view.links.set(repository, { name, links });
  return links;
}

/** A repository as lists and payloads carry it. */
export function repositoryShape(
  view: View,
  repository: Repository,
): Schema<"repository"> & { has_discussions: boolean } {
  const open = openThreads(repository);
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: `${repository.owner.login}/${repository.name}`,
    private: repository.isPrivate,
    owner: userShape(view, repository.owner),
    description: repository.description,
    fork: false,
    ...linksOf(view, repository),
    created_at: isoTime(repository.createdAt),
    updated_at: isoTime(repository.updatedAt),
    pushed_at: isoTime(repository.pushedAt),
    homepage: null,
    size: repository.files.size,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: repository.categories.length > 0,
    forks_count: 0,
    mirror_url: null,
    archived: repository.isArchived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.isPrivate ? "private" : "public",
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

/** GitHub's full answer for one repository. */
export function fullRepositoryShape(view: View, repository: Repository): Schema<"full-repository"> {
  const {
    created_at: _c,
    updated_at: _u,
    pushed_at: _p,
    temp_clone_token: _t,
    ...rest
  } = repositoryShape(view, repository);
  return {
    ...rest,
    created_at: isoTime(repository.createdAt),
    updated_at: isoTime(repository.updatedAt),
    pushed_at: isoTime(repository.pushedAt),
    subscribers_count: 0,
    network_count: 0,
    ...(repository.owner.type === "Organization" ? { organization: userShape(view, repository.owner) } : {}),
  };
}

function openThreads(repository: Repository): number {
  let open = 0;
  for (const thread of repository.threads.values()) {
    if (thread.state === "open" && thread.kind !== "discussion") open += 1;
  }
  return open;
}

/** What an account is to a repository, as GitHub tells beside everything it wrote there. */
export function associationOf(repository: Repository, author: Account | null): Schema<"author-association"> {
  if (!author) return "NONE";
  if (author === repository.owner) return "OWNER";
  if (repository.maintainers.has(author.login.toLowerCase())) {
    return repository.owner.type === "Organization" ? "MEMBER" : "COLLABORATOR";
  }
  return repository.contributors.has(author) ? "CONTRIBUTOR" : "NONE";
}
