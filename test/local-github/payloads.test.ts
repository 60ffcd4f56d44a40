// Every kind of webhook the local GitHub sends, held against GitHub's official description of it.

import { schemas } from "@octokit/openapi-webhooks";
import { Ajv, type ValidateFunction } from "ajv";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EVERYTHING, REPOSITORY, START, startFixture, type Fixture } from "./fixture.ts";

interface Description {
  readonly webhooks: Record<
    string,
    { post: { requestBody: { content: { "application/json": { schema: object } } } } }
  >;
  readonly components: object;
}

const description = schemas["api.github.com"] as unknown as Description;

/**
 * The description is OpenAPI 3.1 and so nearly JSON Schema. Formats are left alone: those of links are
 * templates on GitHub ("…/issues{/number}") and ajv brings no definitions of its own.
 */
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: "github", components: description.components });
const compiled = new Map<string, ValidateFunction>();

function problemsOf(event: string, payload: Record<string, unknown>): string[] {
  const action = payload["action"];
  const kind = [event, ...(typeof action === "string" ? [action] : [])].join("-").replaceAll("_", "-");
  let check = compiled.get(kind);
  if (!check) {
    const schema = description.webhooks[kind]?.post.requestBody.content["application/json"].schema;
    if (!schema) return [`GitHub describes no webhook ${kind}`];
    const text = JSON.stringify(schema).replaceAll('"#/components', '"github#/components');
    check = ajv.compile(JSON.parse(text) as object);
    compiled.set(kind, check);
  }
  check(payload);
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${kind}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
  const { github } = fixture;
  await github.ping();
  for (const happening of EVERYTHING) await github.perform(happening, { deliver: true });
  const base = { at: START, by: "ada" };
  await github.change({ ...base, do: "pin", repository: REPOSITORY, number: 1 });
  await github.change({ ...base, do: "lock", repository: REPOSITORY, number: 1 });
  await github.change({ ...base, do: "unlock", repository: REPOSITORY, number: 1 });
  const [thread] = github.state.repositories.get(REPOSITORY)?.threads.values() ?? [];
  const label = [...(thread?.repository.labels.keys() ?? [])][0] ?? "";
  await github.change({ ...base, do: "rename-label", repository: REPOSITORY, label, name: "other" });
  await github.change({ ...base, do: "delete-label", repository: REPOSITORY, label: "other" });
  await change(github);
  const tag = thread?.repository.releases[0]?.tag ?? "";
  await github.change({ ...base, do: "delete-release", repository: REPOSITORY, tag });
  await github.change({ ...base, do: "transfer", repository: REPOSITORY, number: 1, to: "acme/secret" });
  await github.change({ ...base, do: "delete-thread", repository: "acme/secret", number: 1 });
  await github.change({ ...base, do: "privatize", repository: REPOSITORY });
  await github.change({ ...base, do: "publicize", repository: REPOSITORY });
  await github.change({ ...base, do: "archive", repository: REPOSITORY });
  await github.change({ ...base, do: "unarchive", repository: REPOSITORY });
  await github.change({ ...base, do: "remove-repositories", account: "acme", repositories: ["acme/secret"] });
  await github.change({ ...base, do: "add-repositories", account: "acme", repositories: ["acme/secret"] });
  await github.change({ ...base, do: "rename", repository: REPOSITORY, name: "ship" });
  await github.change({ ...base, do: "suspend", account: "acme" });
  await github.change({ ...base, do: "unsuspend", account: "acme" });
  const permissions = { metadata: "read", contents: "read", issues: "write" };
  await github.change({ ...base, do: "accept-permissions", account: "acme", permissions });
  await github.change({ ...base, do: "rename-account", account: "acme", name: "apex" });
  await github.install("ada");
  await github.change({ ...base, do: "transfer-repository", repository: "apex/ship", to: "ada" });
  await github.change({ ...base, do: "delete-repository", repository: "ada/ship" });
  await github.change({ ...base, do: "uninstall", account: "apex" });
});

/** What happens in threads and releases that no happening makes. */
async function change(github: Fixture["github"]): Promise<void> {
  const base = { at: START, by: "ada" };
  const repository = github.state.repositories.get(REPOSITORY);
  const threads = [...(repository?.threads.values() ?? [])];
  const review = threads.flatMap(({ remarks }) => remarks).find(({ kind }) => kind === "review");
  await github.change({ ...base, do: "dismiss", node: review?.nodeId ?? "" });
  const answered = threads.find(({ discussion }) => discussion?.answer);
  await github.change({ ...base, do: "unanswer", node: answered?.discussion?.answer?.nodeId ?? "" });
  const number = answered?.number ?? 0;
  const talk = { ...base, repository: REPOSITORY, number };
  await github.change({ ...talk, do: "recategorize", category: "Announcements" });
  await github.change({ ...talk, do: "lock" });
  await github.change({ ...talk, do: "unlock" });
  await github.change({
    ...base,
    do: "open",
    repository: REPOSITORY,
    kind: "issue",
    number: 900,
    title: "Ask",
    body: "?",
  });
  await github.change({
    ...base,
    do: "convert",
    repository: REPOSITORY,
    number: 900,
    category: "Announcements",
  });
  const pad = { owner: "acme", name: "pad", categories: [{ name: "Announcements" }] };
  github.load({ accounts: [], repositories: [pad] });
  await github.change({ ...talk, do: "transfer", to: "acme/pad" });
  await github.change({ ...talk, do: "delete-thread", number: 901 });
  const tag = repository?.releases[0]?.tag ?? "";
  await github.change({ ...base, do: "edit-release", repository: REPOSITORY, tag, body: "More news." });
}
afterAll(() => fixture.close());

const KINDS = [
  "ping",
  "installation.created",
  "installation.deleted",
  "installation.suspend",
  "installation.unsuspend",
  "installation.new_permissions_accepted",
  "installation_target.renamed",
  "installation_repositories.added",
  "installation_repositories.removed",
  "repository.renamed",
  "repository.transferred",
  "repository.deleted",
  "repository.privatized",
  "repository.publicized",
  "repository.archived",
  "repository.unarchived",
  "issues.opened",
  "issues.edited",
  "issues.closed",
  "issues.reopened",
  "issues.labeled",
  "issues.unlabeled",
  "issues.pinned",
  "issues.locked",
  "issues.unlocked",
  "issues.transferred",
  "issues.deleted",
  "label.edited",
  "label.deleted",
  "issue_comment.created",
  "issue_comment.edited",
  "issue_comment.deleted",
  "pull_request.opened",
  "pull_request.edited",
  "pull_request.closed",
  "pull_request.reopened",
  "pull_request.labeled",
  "pull_request.unlabeled",
  "pull_request_review.submitted",
  "pull_request_review.dismissed",
  "pull_request_review_comment.created",
  "discussion.created",
  "discussion.edited",
  "discussion.answered",
  "discussion.unanswered",
  "discussion.category_changed",
  "discussion.locked",
  "discussion.unlocked",
  "discussion.transferred",
  "discussion.deleted",
  "discussion.labeled",
  "discussion.unlabeled",
  "discussion.closed",
  "discussion.reopened",
  "discussion_comment.created",
  "discussion_comment.edited",
  "discussion_comment.deleted",
  "release.published",
  "release.edited",
  "release.deleted",
  "push",
];

test.each(KINDS)("sends %s as GitHub describes it", (kind) => {
  const [event, action] = kind.split(".");
  const sent = fixture.receiver.received.filter(
    (delivery) => delivery.event === event && delivery.payload["action"] === action,
  );
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.flatMap(({ payload }) => problemsOf(kind.split(".")[0] ?? "", payload))).toEqual([]);
});

test("sends no kind of webhook that is not in the table above", () => {
  const kinds = fixture.receiver.received.map(({ event, payload }) =>
    [event, payload["action"]].filter(Boolean).join("."),
  );
  expect([...new Set(kinds)].filter((kind) => !KINDS.includes(kind))).toEqual([]);
});

test("signs every delivery and gives each its own GUID", () => {
  const { received } = fixture.receiver;
  expect(received.every(({ isSigned }) => isSigned)).toBe(true);
  expect(new Set(received.map(({ guid }) => guid)).size).toBe(received.length);
});

test("would notice a payload that GitHub would not send", () => {
  const opened = fixture.receiver.received.find(
    ({ event, payload }) => event === "issues" && payload["action"] === "opened",
  );
  const { title: _title, ...issue } = (opened?.payload["issue"] ?? {}) as Record<string, unknown>;
  expect(problemsOf("issues", { ...opened?.payload, issue })).not.toEqual([]);
  expect(problemsOf("discussion", { action: "exploded" })).not.toEqual([]);
});
