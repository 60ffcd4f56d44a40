// Makes of a notice the payload GitHub would post. The shapes are those of the REST API where GitHub uses
// them too; discussions have shapes of their own. payloads.test.ts holds every kind against GitHub's
// official schemas.

import type { Notice } from "./change.ts";
import { categoryShape, discussionCommentShape, discussionShape } from "./shapes-discussion.ts";
import type { Account, Remark, Thread } from "./entities.ts";
import { fullNameOf, installationOf } from "./state.ts";
import { isoTime, pageOf, repositoryShape, userShape, type View } from "./shapes.ts";
import { installationShape, shortRepository } from "./shapes-app.ts";
import { commentShape, issueShape, labelShape, releaseShape } from "./shapes-thread.ts";
import { pullShape, reviewCommentShape, reviewShape, simplePullShape } from "./shapes-pull.ts";

/** The JSON body GitHub posts for this notice. */
export function payloadOf(view: View, notice: Notice): Record<string, unknown> {
  const { repository, changes } = notice;
  return {
    ...(notice.action === null ? {} : { action: notice.action }),
    ...fieldsOf(view, notice),
    ...(changes ? { changes } : {}),
    ...movedIn(view, notice),
    ...formerIn(view, notice),
    ...(repository ? { repository: repositoryIn(view, notice) } : {}),
    ...(repository?.owner.type === "Organization" ? { organization: organizationShape(view, notice) } : {}),
    sender: userShape(view, notice.by),
    ...installationIn(view, notice),
  };
}

function repositoryIn(view: View, { repository, event }: Notice): Record<string, unknown> {
  if (!repository) return {};
  const shape = repositoryShape(view, repository);
  if (event !== "push") return shape;
  // A push tells two times in seconds since 1970, and the owner's name and mail beside the usual fields.
  const { owner } = shape;
  return {
    ...shape,
    owner: { name: owner.login, email: null, ...owner },
    created_at: Math.floor(repository.createdAt / 1000),
    pushed_at: Math.floor(repository.pushedAt / 1000),
    stargazers: 0,
    master_branch: repository.defaultBranch,
  };
}

function organizationShape(view: View, { repository }: Notice): Record<string, unknown> {
  return repository ? organizationOf(view, repository.owner) : {};
}

function organizationOf(view: View, owner: Account): Record<string, unknown> {
  const api = `${view.url}/orgs/${owner.login}`;
  return {
    login: owner.login,
    id: owner.id,
    node_id: owner.nodeId,
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: `${view.url}/avatars/u/${owner.id}`,
    description: null,
  };
}

function installationIn(view: View, notice: Notice): Record<string, unknown> {
  if (notice.installation && notice.event !== "installation_target")
    return { installation: installationShape(view, notice.installation) };
  const installation =
    notice.installation ?? (notice.repository && installationOf(view.state, notice.repository));
  if (!installation) return {};
  const marker = Buffer.from(`023:IntegrationInstallation${installation.id}`).toString("base64");
  return { installation: { id: installation.id, node_id: marker } };
}

function fieldsOf(view: View, notice: Notice): Record<string, unknown> {
  const { event, thread, remark, label } = notice;
  const labelled = label ? { label: labelShape(view, label) } : {};
  if (event === "push") return pushFields(view, notice);
  if (event === "label") return labelled;
  if (event === "release" && notice.release) return { release: releaseShape(view, notice.release) };
  if (event === "installation_target" && notice.installation) {
    const { account } = notice.installation;
    return { account: userShape(view, account), target_type: account.type };
  }
  if (event.startsWith("installation")) return installationFields(notice);
  if (!thread) return {};
  switch (event) {
    case "issues":
      return { issue: issueIn(view, thread), ...labelled };
    case "issue_comment":
      return { issue: issueIn(view, thread), comment: remark && commentShape(view, remark) };
    case "pull_request":
      return { number: thread.number, pull_request: pullIn(view, thread), ...labelled, ...notice.heads };
    case "pull_request_review":
      return { pull_request: simplePullIn(view, thread), review: remark && reviewIn(view, remark) };
    case "pull_request_review_comment":
      return {
        pull_request: simplePullIn(view, thread),
        comment: remark && reviewCommentShape(view, remark),
      };
    case "discussion":
      return { discussion: discussionShape(view, thread), ...answerIn(view, notice), ...labelled };
    case "discussion_comment":
      return {
        discussion: discussionShape(view, thread),
        comment: remark && discussionCommentShape(view, remark),
      };
    default:
      return {};
  }
}

function movedIn(view: View, { counterpart, action }: Notice): Record<string, unknown> {
  if (!counterpart || action === "created") return {};
  const repository = repositoryShape(view, counterpart.repository);
  if (counterpart.discussion)
    return { changes: { new_discussion: discussionShape(view, counterpart), new_repository: repository } };
  const issue = issueIn(view, counterpart);
  return action === "transferred"
    ? { changes: { new_issue: issue, new_repository: repository } }
    : { changes: { old_issue: issue, old_repository: repository } };
}

/** What a repository's owner or a discussion's category was. */
function formerIn(view: View, { formerOwner, formerCategory }: Notice): Record<string, unknown> {
  if (formerCategory) return { changes: { category: { from: categoryShape(formerCategory) } } };
  if (!formerOwner) return {};
  const { kind, account } = formerOwner;
  const shape = kind === "user" ? userShape(view, account) : organizationOf(view, account);
  return { changes: { owner: { from: { [kind]: shape } } } };
}

function issueIn(view: View, thread: Thread) {
  return { ...issueShape(view, thread), labels: thread.labels.map((label) => labelShape(view, label)) };
}

function pullIn(view: View, thread: Thread) {
  return { ...pullShape(view, thread), labels: thread.labels.map((label) => labelShape(view, label)) };
}

function simplePullIn(view: View, thread: Thread) {
  return { ...simplePullShape(view, thread), labels: thread.labels.map((label) => labelShape(view, label)) };
}

/** Webhooks spell a review's state in lower case, the API in upper case. */
function reviewIn(view: View, remark: Remark) {
  const shape = reviewShape(view, remark);
  return {
    ...shape,
    body: shape.body || null,
    state: shape.state.toLowerCase(),
    updated_at: isoTime(remark.updatedAt),
  };
}

function answerIn(view: View, { action, remark }: Notice): Record<string, unknown> {
  if (!remark) return {};
  const shape = discussionCommentShape(view, remark);
  if (action === "unanswered") return { old_answer: shape };
  return action === "answered" ? { answer: shape } : {};
}

function pushFields(view: View, { push, repository, by, at }: Notice): Record<string, unknown> {
  if (!push || !repository) return {};
  const page = pageOf(view, repository);
  const person = {
    name: by.name ?? by.login,
    email: `${by.id}+${by.login}@users.noreply.localhost`,
    username: by.login,
  };
  const commit = {
    id: push.after,
    tree_id: push.after,
    distinct: true,
    message: push.message,
    timestamp: isoTime(at),
    url: `${page}/commit/${push.after}`,
    author: person,
    committer: person,
    added: push.added,
    removed: push.removed,
    modified: push.modified,
  };
  return {
    ref: `refs/heads/${push.branch ?? repository.defaultBranch}`,
    before: push.before,
    after: push.after,
    pusher: { name: person.username, email: person.email },
    created: false,
    deleted: false,
    forced: push.isForced ?? false,
    base_ref: null,
    compare: `${page}/compare/${push.before.slice(0, 12)}...${push.after.slice(0, 12)}`,
    commits: push.isForced ? [] : [commit],
    head_commit: commit,
  };
}

function installationFields(notice: Notice): Record<string, unknown> {
  const repositories = (notice.repositories ?? []).map(shortRepository);
  if (notice.event === "installation") return { repositories, requester: null };
  const isAdded = notice.action === "added";
  return {
    repository_selection: notice.installation?.repositories ? "selected" : "all",
    repositories_added: isAdded ? repositories : [],
    repositories_removed: isAdded ? [] : repositories,
    requester: null,
  };
}

/** The payload of the ping that GitHub sends when a webhook is set up. */
export function pingPayload(view: View, webhookUrl: string, at: number): Record<string, unknown> {
  return {
    zen: "Keep it logically awesome.",
    hook_id: view.app.id,
    hook: {
      type: "App",
      id: view.app.id,
      name: "web",
      active: true,
      events: [...view.app.events],
      config: { content_type: "json", insecure_ssl: "0", secret: "********", url: webhookUrl },
      updated_at: isoTime(at),
      created_at: isoTime(at),
      app_id: view.app.id,
      deliveries_url: `${view.url}/app/hook/deliveries`,
    },
  };
}

/** A name for what the notice is about, the same in every run; the delivery's GUID is made of it. */
export function subjectOf(notice: Notice): string {
  const thing = notice.remark ?? notice.thread ?? notice.release;
  const where = notice.repository ? fullNameOf(notice.repository) : String(notice.installation?.id);
  return [
    notice.event,
    notice.action,
    where,
    thing?.nodeId ?? notice.push?.after ?? "",
    notice.label?.name ?? "",
    notice.by.login,
    notice.at,
  ].join(" ");
}
