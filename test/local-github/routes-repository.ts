// REST routes of a repository that are not about one thread: itself, contents, releases, labels, check runs,
// who may do what.

import { commit } from "./world.ts";
import type { Change } from "./change.ts";
import { sha } from "./ids.ts";
import { invalid, notFound, paged, route, textIn, type Answer, type Call, type Route } from "./routing.ts";
import {
  apiOf,
  botLogin,
  fullRepositoryShape,
  pageOf,
  repositoryShape,
  userShape,
  type Schema,
} from "./shapes.ts";
import { checkRunShape, labelShape, releaseShape } from "./shapes-thread.ts";
import { visibleRepositories } from "./auth.ts";
import type { Annotation, CheckRun, Repository } from "./entities.ts";
import { fullNameOf, headOf } from "./state.ts";

const METADATA = { permission: "metadata", level: "read" } as const;
const CONTENTS = { permission: "contents", level: "read" } as const;

/** The routes under /repos/:owner/:repo, but for threads; and an account's repositories. */
export const repositoryRoutes: readonly Route[] = [
  route("GET /repos/:owner/:repo", METADATA, ({ world, repository }) => ({
    status: 200,
    body: fullRepositoryShape(world.view, repository),
  })),
  route("GET /repos/:owner/:repo/contents/:path*", CONTENTS, getContents),
  route("GET /repos/:owner/:repo/releases", CONTENTS, (call) =>
    paged(call, call.repository.releases.toReversed(), (release) => releaseShape(call.world.view, release)),
  ),
  route("GET /repos/:owner/:repo/labels", { permission: "thread", level: "read" }, (call) =>
    paged(call, [...call.repository.labels.values()], (label) => labelShape(call.world.view, label)),
  ),
  route("GET /repos/:owner/:repo/labels/:label", { permission: "thread", level: "read" }, (call) => {
    const label = call.repository.labels.get(call.params["label"]?.toLowerCase() ?? "");
    return label ? { status: 200, body: labelShape(call.world.view, label) } : notFound();
  }),
  route("GET /repos/:owner/:repo/git/ref/:ref*", CONTENTS, getRef),
  route(
    "GET /repos/:owner/:repo/commits/:ref/check-runs",
    { permission: "checks", level: "read" },
    listCheckRuns,
  ),
  route("GET /repos/:owner/:repo/collaborators/:login/permission", METADATA, getPermission),
  route("POST /repos/:owner/:repo/check-runs", { permission: "checks", level: "write" }, createCheckRun),
  route(
    "GET /repos/:owner/:repo/check-runs/:id/annotations",
    { permission: "checks", level: "read" },
    listAnnotations,
  ),
  route("GET /orgs/:login/repos", undefined, listRepositories),
  route("GET /users/:login/repos", undefined, listRepositories),
];

function getContents(call: Call): Answer {
  const { repository, world } = call;
  const path = call.params["path"] ?? "";
  const ref = call.query.get("ref") ?? repository.defaultBranch;
  const text = filesAt(repository, ref)?.get(path);
  if (text === undefined) return notFound();
  if (/\braw\b/.test(call.accept)) {
    return {
      status: 200,
      body: text,
      headers: { "content-type": "application/vnd.github.raw; charset=utf-8" },
    };
  }
  const content = Buffer.from(text);
  const blob = sha(`blob ${content.length}\0${text}`);
  const self = `${apiOf(world.view, repository)}/contents/${path}?ref=${ref}`;
  const git = `${apiOf(world.view, repository)}/git/blobs/${blob}`;
  const html = `${pageOf(world.view, repository)}/blob/${ref}/${path}`;
  const body: Schema<"content-file"> = {
    type: "file",
    encoding: "base64",
    size: content.length,
    name: path.split("/").at(-1) ?? path,
    path,
    // GitHub breaks the text into lines of 60 characters.
    content: content.toString("base64").replaceAll(/(.{60})/g, "$1\n"),
    sha: blob,
    url: self,
    git_url: git,
    html_url: html,
    download_url: `${pageOf(world.view, repository)}/raw/${ref}/${path}`,
    _links: { self, git, html },
  };
  return { status: 200, body };
}

/** The files of a branch, or of a pull request's head, as a branch, a ref or a commit names it. */
function filesAt(repository: Repository, ref: string): ReadonlyMap<string, string> | undefined {
  const name = ref.replace(/^refs\/heads\//, "");
  if (name === repository.defaultBranch || name === headOf(repository).sha) return repository.files;
  const pulls = [...repository.threads.values()].filter(({ pull }) => pull !== null);
  const named = pulls.find(
    ({ number, pull }) => ref === `refs/pull/${number}/head` || (pull?.fork === null && pull.branch === name),
  );
  return repository.trees.get(named?.pull?.headSha ?? ref);
}

/** Only the default branch is kept, and its last commit is its head. */
function getRef({ world, repository, params }: Call): Answer {
  const head = repository.commits.at(-1);
  if (params["ref"] !== `heads/${repository.defaultBranch}` || !head) return notFound();
  const self = apiOf(world.view, repository);
  const body: Schema<"git-ref"> = {
    ref: `refs/heads/${repository.defaultBranch}`,
    node_id: `REF_${repository.id}`,
    url: `${self}/git/refs/heads/${repository.defaultBranch}`,
    object: { type: "commit", sha: head.sha, url: `${self}/git/commits/${head.sha}` },
  };
  return { status: 200, body };
}

function listCheckRuns(call: Call): Answer {
  const { world, repository } = call;
  const name = call.query.get("check_name");
  const runs = repository.checkRuns.filter(
    (run) => run.headSha === call.params["ref"] && (name === null || run.name === name),
  );
  const check_runs = runs.map((run) => checkRunShape(world.view, apiOf(world.view, repository), run));
  return { status: 200, body: { total_count: check_runs.length, check_runs } };
}

function getPermission(call: Call): Answer {
  const { repository, world } = call;
  const account = world.state.accounts.get(call.params["login"]?.toLowerCase() ?? "");
  if (!account) return notFound();
  const isOwner = account === repository.owner;
  const isMaintainer = repository.maintainers.has(account.login.toLowerCase());
  const level = permissionLevel(isOwner, isMaintainer, repository.isPrivate);
  const body: Schema<"repository-collaborator-permission"> = {
    permission: level,
    role_name: level,
    user: {
      ...userShape(world.view, account),
      role_name: level,
      permissions: {
        pull: level !== "none",
        triage: isOwner || isMaintainer,
        push: isOwner || isMaintainer,
        maintain: isOwner,
        admin: isOwner,
      },
    },
  };
  return { status: 200, body };
}

function permissionLevel(isOwner: boolean, isMaintainer: boolean, isPrivate: boolean): string {
  if (isOwner) return "admin";
  if (isMaintainer) return "write";
  return isPrivate ? "none" : "read";
}

function createCheckRun(call: Call): Answer {
  const { world, repository } = call;
  const name = textIn(call, "name");
  const headSha = textIn(call, "head_sha");
  if (name === undefined) return invalid("name", "CheckRun", "missing_field");
  if (headSha === undefined) return invalid("head_sha", "CheckRun", "missing_field");
  const output = (call.body["output"] ?? {}) as Record<string, unknown>;
  const text = (field: string) => (typeof output[field] === "string" ? output[field] : null);
  const annotations = (output["annotations"] ?? []) as readonly Annotation[];
  if (annotations.length > 50) return invalid("annotations", "CheckRun");
  const conclusion = (textIn(call, "conclusion") ?? null) as CheckRun["conclusion"];
  const change: Change = {
    do: "check-run",
    at: world.clock.now(),
    by: botLogin(world.view),
    viaApp: true,
    repository: fullNameOf(repository),
    name,
    headSha,
    externalId: textIn(call, "external_id") ?? null,
    detailsUrl: textIn(call, "details_url") ?? null,
    status: conclusion ? "completed" : ((textIn(call, "status") ?? "queued") as CheckRun["status"]),
    conclusion,
    title: text("title"),
    summary: text("summary"),
    text: text("text"),
    annotations,
  };
  const { checkRun } = commit(world, change);
  if (!checkRun) throw new Error("No check run was made");
  return { status: 201, body: checkRunShape(world.view, apiOf(world.view, repository), checkRun) };
}

function listAnnotations(call: Call): Answer {
  const run = call.repository.checkRuns.find(({ id }) => id === Number(call.params["id"]));
  if (!run) return notFound();
  return paged(call, run.annotations, (annotation): Schema<"check-annotation"> => ({
    ...annotation,
    start_column: annotation.start_column ?? null,
    end_column: annotation.end_column ?? null,
    title: annotation.title ?? null,
    raw_details: annotation.raw_details ?? null,
    blob_href: `${pageOf(call.world.view, call.repository)}/blob/${run.headSha}/${annotation.path}`,
  }));
}

function listRepositories(call: Call): Answer {
  const login = call.params["login"]?.toLowerCase() ?? "";
  const { world } = call;
  if (!world.state.accounts.has(login)) return notFound();
  const seen = visibleRepositories(world.state, call.actor);
  const owned = seen.filter(({ owner }) => owner.login.toLowerCase() === login);
  return paged(call, owned, (repository) => repositoryShape(world.view, repository));
}
