// REST routes of issues and pull requests: reading and changing them, their labels and comments. Reactions
// are in routes-reaction.ts.

import type { Change } from "./change.ts";
import { invalid, notFound, paged, route, textIn, type Answer, type Call, type Route } from "./routing.ts";
import { botLogin } from "./shapes.ts";
import { commentShape, issueShape, labelShape } from "./shapes-thread.ts";
import { diffEntry, pullShape, reviewCommentShape, reviewShape, simplePullShape } from "./shapes-pull.ts";
import type { Remark, Thread } from "./entities.ts";
import { fullNameOf } from "./state.ts";
import { commit } from "./world.ts";

const READ = { permission: "thread", level: "read" } as const;
const WRITE = { permission: "thread", level: "write" } as const;
const PULLS = { permission: "pull_requests", level: "read" } as const;
const ISSUES = "/repos/:owner/:repo/issues";
const PULL = "/repos/:owner/:repo/pulls/:number";

/** The routes under …/issues and …/pulls. */
export const threadRoutes: readonly Route[] = [
  route(`GET ${ISSUES}`, READ, listIssues),
  route(`GET ${ISSUES}/comments`, READ, listRepositoryComments),
  route(`GET ${ISSUES}/comments/:id`, READ, (call) => onComment(call, (remark) => shown(call, remark))),
  route(`PATCH ${ISSUES}/comments/:id`, WRITE, updateComment),
  route(`DELETE ${ISSUES}/comments/:id`, WRITE, deleteComment),
  route(`GET ${ISSUES}/:number`, READ, (call) =>
    onThread(call, (thread) => ({ status: 200, body: issueShape(call.world.view, thread) })),
  ),
  route(`PATCH ${ISSUES}/:number`, WRITE, updateIssue),
  route(`GET ${ISSUES}/:number/comments`, READ, listComments),
  route(`POST ${ISSUES}/:number/comments`, WRITE, createComment),
  route(`GET ${ISSUES}/:number/labels`, READ, (call) =>
    onThread(call, (thread) => paged(call, thread.labels, (label) => labelShape(call.world.view, label))),
  ),
  route(`POST ${ISSUES}/:number/labels`, WRITE, addLabels),
  route(`DELETE ${ISSUES}/:number/labels/:name`, WRITE, removeLabel),
  route(`GET /repos/:owner/:repo/pulls`, PULLS, listPulls),
  route(`GET ${PULL}`, PULLS, (call) =>
    onPull(call, (thread) => ({ status: 200, body: pullShape(call.world.view, thread) })),
  ),
  route(`GET ${PULL}/files`, PULLS, (call) =>
    onPull(call, (thread) =>
      paged(call, thread.pull?.files ?? [], (file) => diffEntry(call.world.view, thread, file)),
    ),
  ),
  route(`GET ${PULL}/reviews`, PULLS, (call) =>
    onPull(call, (thread) =>
      paged(call, ofKind(thread, "review"), (remark) => reviewShape(call.world.view, remark)),
    ),
  ),
  route(`GET ${PULL}/comments`, PULLS, (call) =>
    onPull(call, (thread) =>
      paged(call, ofKind(thread, "review-comment"), (remark) => reviewCommentShape(call.world.view, remark)),
    ),
  ),
];

function ofKind(thread: Thread, kind: Remark["kind"]): Remark[] {
  return thread.remarks.filter((remark) => remark.kind === kind);
}

/** The issue or pull request the route names; discussions are not here, as on GitHub. */
export function onThread(call: Call, handle: (thread: Thread) => Answer): Answer {
  const thread = call.repository.threads.get(Number(call.params["number"]));
  return thread && thread.kind !== "discussion" ? handle(thread) : notFound();
}

function onPull(call: Call, handle: (thread: Thread) => Answer): Answer {
  return onThread(call, (thread) => (thread.pull ? handle(thread) : notFound()));
}

/** The comment the route names, of one kind and in the route's repository. */
export function onComment(
  call: Call,
  handle: (remark: Remark) => Answer,
  kind: Remark["kind"] = "comment",
): Answer {
  const remark = call.world.state.remarks.get(Number(call.params["id"]));
  const isHere = remark?.kind === kind && remark.thread.repository === call.repository;
  return isHere ? handle(remark) : notFound();
}

function shown(call: Call, remark: Remark, status = 200): Answer {
  return { status, body: commentShape(call.world.view, remark) };
}

/** What every change of the app says about itself. */
export function asBot(call: Call): Pick<Change, "at" | "by" | "viaApp"> {
  return { at: call.world.clock.now(), by: botLogin(call.world.view), viaApp: true };
}

function onNumber(call: Call, thread: Thread) {
  return { ...asBot(call), repository: fullNameOf(call.repository), number: thread.number };
}

function sinceOf(call: Call): number {
  const since = Date.parse(call.query.get("since") ?? "");
  return Number.isNaN(since) ? -Infinity : since;
}

/** Orders by the time asked for (`created` unless told), newest first unless told; equal times by number. */
function sorted(call: Call, threads: readonly Thread[]): Thread[] {
  const by = call.query.get("sort") ?? "created";
  const sign = call.query.get("direction") === "asc" ? 1 : -1;
  const keyOf = (thread: Thread): number => {
    if (by === "updated") return thread.updatedAt;
    return by === "comments" ? ofKind(thread, "comment").length : thread.createdAt;
  };
  return threads.toSorted((a, b) => sign * (keyOf(a) - keyOf(b) || a.number - b.number));
}

function listIssues(call: Call): Answer {
  const state = call.query.get("state") ?? "open";
  const labels = (call.query.get("labels") ?? "").split(",").filter(Boolean);
  const creator = call.query.get("creator")?.toLowerCase();
  const since = sinceOf(call);
  const found = [...call.repository.threads.values()].filter(
    (thread) =>
      thread.kind !== "discussion" &&
      (state === "all" || thread.state === state) &&
      thread.updatedAt >= since &&
      (creator === undefined || thread.author?.login.toLowerCase() === creator) &&
      labels.every((name) => thread.labels.some((label) => label.name.toLowerCase() === name.toLowerCase())),
  );
  return paged(call, sorted(call, found), (thread) => issueShape(call.world.view, thread));
}

function listPulls(call: Call): Answer {
  const state = call.query.get("state") ?? "open";
  const head = call.query.get("head")?.toLowerCase();
  const found = [...call.repository.threads.values()].filter(
    (thread) =>
      thread.kind === "pull" &&
      (state === "all" || thread.state === state) &&
      (head === undefined || headOwnerAndBranch(thread) === head),
  );
  return paged(call, sorted(call, found), (thread) => simplePullShape(call.world.view, thread));
}

/** "owner:branch", as lists are asked for it. */
function headOwnerAndBranch({ pull, repository }: Thread): string {
  const owner = pull?.fork?.split("/")[0] ?? repository.owner.login;
  return `${owner}:${pull?.branch ?? ""}`.toLowerCase();
}

function listComments(call: Call): Answer {
  const since = sinceOf(call);
  return onThread(call, (thread) => {
    const comments = ofKind(thread, "comment").filter(({ updatedAt }) => updatedAt >= since);
    return paged(call, comments, (remark) => commentShape(call.world.view, remark));
  });
}

function listRepositoryComments(call: Call): Answer {
  const since = sinceOf(call);
  const by = call.query.get("sort") === "updated" ? "updatedAt" : "createdAt";
  const sign = call.query.get("direction") === "desc" ? -1 : 1;
  const comments = [...call.repository.threads.values()]
    .flatMap((thread) => ofKind(thread, "comment"))
    .filter(({ updatedAt }) => updatedAt >= since)
    .toSorted((a, b) => sign * (a[by] - b[by] || a.id - b.id));
  return paged(call, comments, (remark) => commentShape(call.world.view, remark));
}

/** GitHub's limit for a body, in characters. */
const LONGEST_BODY = 65_536;

function createComment(call: Call): Answer {
  const body = textIn(call, "body");
  if (body === undefined || body.trim() === "") return invalid("body", "IssueComment", "missing_field");
  if (body.length > LONGEST_BODY) return invalid("body", "IssueComment", "too_long");
  return onThread(call, (thread) => {
    const { remark } = commit(call.world, { ...onNumber(call, thread), do: "remark", kind: "comment", body });
    if (!remark) throw new Error("No comment was made");
    return shown(call, remark, 201);
  });
}

function updateComment(call: Call): Answer {
  const body = textIn(call, "body");
  if (body === undefined) return invalid("body", "IssueComment", "missing_field");
  if (body.length > LONGEST_BODY) return invalid("body", "IssueComment", "too_long");
  return onComment(call, (remark) => {
    commit(call.world, { ...asBot(call), do: "edit", node: remark.nodeId, body });
    return shown(call, remark);
  });
}

function deleteComment(call: Call): Answer {
  return onComment(call, (remark) => {
    commit(call.world, { ...asBot(call), do: "delete", node: remark.nodeId });
    return { status: 204 };
  });
}

function updateIssue(call: Call): Answer {
  return onThread(call, (thread) => {
    const title = textIn(call, "title");
    const body = textIn(call, "body");
    if (title !== undefined || body !== undefined) {
      const change = { ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }) };
      commit(call.world, { ...asBot(call), do: "edit", node: thread.nodeId, ...change });
    }
    const labels = labelNames(call.body["labels"]);
    if (labels) replaceLabels(call, thread, labels);
    const state = textIn(call, "state");
    if (state === "closed") {
      const wanted = textIn(call, "state_reason");
      const reason = wanted === "not_planned" || wanted === "duplicate" ? wanted : "completed";
      commit(call.world, { ...onNumber(call, thread), do: "close", reason });
    } else if (state === "open") {
      commit(call.world, { ...onNumber(call, thread), do: "reopen" });
    }
    return { status: 200, body: issueShape(call.world.view, thread) };
  });
}

/** Labels may come as names or as objects with a name. */
function labelNames(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((entry: unknown) => {
    if (typeof entry === "string") return [entry];
    const name = typeof entry === "object" && entry !== null && "name" in entry ? entry.name : undefined;
    return typeof name === "string" ? [name] : [];
  });
}

function replaceLabels(call: Call, thread: Thread, names: readonly string[]): void {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const unwanted = thread.labels.filter(({ name }) => !wanted.has(name.toLowerCase()));
  for (const { name } of unwanted) {
    commit(call.world, { ...onNumber(call, thread), do: "unlabel", label: name });
  }
  for (const label of names) commit(call.world, { ...onNumber(call, thread), do: "label", label });
}

function addLabels(call: Call): Answer {
  const names = labelNames(call.body["labels"]);
  if (!names) return invalid("labels", "Label", "missing_field");
  return onThread(call, (thread) => {
    for (const label of names) commit(call.world, { ...onNumber(call, thread), do: "label", label });
    return { status: 200, body: thread.labels.map((label) => labelShape(call.world.view, label)) };
  });
}

function removeLabel(call: Call): Answer {
  return onThread(call, (thread) => {
    const name = call.params["name"] ?? "";
    const label = thread.labels.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (!label) return { ...notFound(), body: { message: "Label does not exist", status: "404" } };
    commit(call.world, { ...onNumber(call, thread), do: "unlabel", label: label.name });
    return { status: 200, body: thread.labels.map((left) => labelShape(call.world.view, left)) };
  });
}
