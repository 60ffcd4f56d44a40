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
import type { CheckRun } from "./entities.ts";
import { fullNameOf } from "./state.ts";

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
  route("GET /orgs/:login/repos", undefined, listRepositories),
  route("GET /users/:login/repos", undefined, listRepositories),
];

function getContents(call: Call): Answer {
  const { repository, world } = call;
  const path = call.params["path"] ?? "";
  const text = repository.files.get(path);
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
  const self = `${apiOf(world.view, repository)}/contents/${path}?ref=main`;
  const git = `${apiOf(world.view, repository)}/git/blobs/${blob}`;
  const html = `${pageOf(world.view, repository)}/blob/main/${path}`;
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
    download_url: `${pageOf(world.view, repository)}/raw/main/${path}`,
    _links: { self, git, html },
  };
  return { status: 200, body };
}

/** Only the default branch is kept, and its last commit is its head. */
function getRef({ world, repository, params }: Call): Answer {
  const head = repository.commits.at(-1);
  if (params["ref"] !== "heads/main" || !head) return notFound();
  const self = apiOf(world.view, repository);
  const body: Schema<"git-ref"> = {
    ref: "refs/heads/main",
    node_id: `REF_${repository.id}`,
    url: `${self}/git/refs/heads/main`,
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
    annotations: Array.isArray(output["annotations"]) ? output["annotations"].length : 0,
  };
  const { checkRun } = commit(world, change);
  if (!checkRun) throw new Error("No check run was made");
  return { status: 201, body: checkRunShape(world.view, apiOf(world.view, repository), checkRun) };
}

function listRepositories(call: Call): Answer {
  const login = call.params["login"]?.toLowerCase() ?? "";
  const { world } = call;
  if (!world.state.accounts.has(login)) return notFound();
  const seen = visibleRepositories(world.state, call.actor);
  const owned = seen.filter(({ owner }) => owner.login.toLowerCase() === login);
  return paged(call, owned, (repository) => repositoryShape(world.view, repository));
}
