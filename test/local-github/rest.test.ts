// The REST side through the real client: signing in, permissions, reading, writing, paging.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../src/core/clock.ts";
import { ACME, EVERYTHING, OWNER_REPO, START, at, clientOf, startFixture, type Fixture } from "./fixture.ts";

let fixture: Fixture;
const open = async (permissions?: Record<string, string>) => (fixture = await startFixture(permissions));
afterEach(async () => {
  const { unhandled } = fixture.github;
  await fixture.close();
  if (unhandled.length > 0) throw new Error(`Not built: ${unhandled.join(", ")}`);
});

interface Failure {
  readonly status: number;
  readonly message: string;
  readonly response?: { readonly headers: Record<string, string> };
}

async function failure(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason as Failure,
  );
  if (error?.status !== undefined) return error;
  throw new Error(`Expected a failed request, got ${JSON.stringify(error)}`);
}

describe("signing in", () => {
  beforeEach(() => open());

  test("knows the app by its JWT, and refuses one that another key signed", async () => {
    expect((await fixture.app.rest.apps.getAuthenticated()).data?.slug).toBe("stoa");
    const forged = await fetch(`${fixture.github.url}/app`, {
      headers: { authorization: "Bearer e30.e30.e30" },
    });
    expect(forged.status).toBe(401);
  });

  test("gives tokens that see the installation's repositories and nothing else", async () => {
    const { data } = await fixture.octokit.rest.apps.listReposAccessibleToInstallation();
    expect(data.repositories.map(({ name }) => name)).toEqual(["rocket", "secret"]);
    fixture.github.load({ accounts: [], repositories: [{ owner: "else", name: "where" }] });
    const error = await failure(fixture.octokit.rest.repos.get({ owner: "else", repo: "where" }));
    expect(error.status).toBe(404);
  });

  test("refuses bad tokens, and a suspended installation", async () => {
    const bad = await fetch(`${fixture.github.url}/repos/acme/rocket`, {
      headers: { authorization: "token ghs_no" },
    });
    expect([bad.status, await bad.json()]).toMatchObject([401, { message: "Bad credentials" }]);
    await fixture.octokit.rest.repos.get(OWNER_REPO);
    await fixture.github.change({ do: "suspend", at: START, by: "ada", account: "acme" });
    expect((await failure(fixture.octokit.rest.repos.get(OWNER_REPO))).status).toBe(403);
  });

  test("lets people's tokens read what they see and write nothing", async () => {
    fixture.github.addUserToken("ghp_ada", "ada");
    const get = (path: string, init?: RequestInit) =>
      fetch(`${fixture.github.url}/repos/${path}`, { ...init, headers: { authorization: "token ghp_ada" } });
    expect((await get("acme/rocket")).status).toBe(200);
    expect((await get("acme/secret")).status).toBe(404);
    await fixture.github.perform(EVERYTHING[0] ?? at(0, "x", { do: "reopen", number: 1 }), {
      deliver: false,
    });
    const body = JSON.stringify({ body: "hi" });
    expect((await get("acme/rocket/issues/1/comments", { method: "POST", body })).status).toBe(403);
  });
});

describe("permissions", () => {
  test("answers 403 where a permission is missing", async () => {
    await open({ metadata: "read", issues: "read" });
    await fixture.github.perform(at(0, "bob", { do: "open-issue", number: 1, title: "T", body: "" }), {
      deliver: false,
    });
    const { octokit } = fixture;
    await octokit.rest.issues.get({ ...OWNER_REPO, issue_number: 1 });
    const write = await failure(
      octokit.rest.issues.createComment({ ...OWNER_REPO, issue_number: 1, body: "x" }),
    );
    const read = await failure(octokit.rest.repos.getContent({ ...OWNER_REPO, path: "README.md" }));
    expect([write.status, read.status]).toEqual([403, 403]);
    expect(write.message).toContain("Resource not accessible by integration");
  });

  test("sends only events that the permissions cover", async () => {
    await open({ metadata: "read", issues: "read" });
    for (const happening of EVERYTHING) await fixture.github.perform(happening, { deliver: true });
    const events = new Set(fixture.receiver.received.map(({ event }) => event));
    expect([...events]).toEqual(["installation", "issues", "issue_comment"]);
  });
});

describe("reading", () => {
  beforeEach(async () => {
    await open();
    for (const happening of EVERYTHING) await fixture.github.perform(happening, { deliver: false });
  });

  test("lists issues by state, label and time, with pull requests among them", async () => {
    const list = async (more: object) =>
      (await fixture.octokit.rest.issues.listForRepo({ ...OWNER_REPO, ...more })).data.map(
        ({ number }) => number,
      );
    expect(await list({ state: "all" })).toEqual([2, 1]);
    expect(await list({ state: "open" })).toEqual([]);
    expect(await list({ state: "closed", labels: "bug", direction: "asc" })).toEqual([1, 2]);
    expect(await list({ state: "all", since: new Date(START + 6.5 * HOUR).toISOString() })).toEqual([]);
  });

  test("pages with Link headers that the client follows", async () => {
    for (let number = 10; number < 35; number += 1) {
      await fixture.github.perform(
        at(10, "bob", { do: "open-issue", number, title: `${number}`, body: "" }),
        { deliver: false },
      );
    }
    const { octokit } = fixture;
    const all = await octokit.paginate(octokit.rest.issues.listForRepo, {
      ...OWNER_REPO,
      state: "all",
      per_page: 10,
    });
    expect(all.map(({ number }) => number)).toEqual([...Array(25).keys()].map((i) => 34 - i).concat([2, 1]));
  });

  test("shows a pull request with its files, reviews and review comments", async () => {
    const { pulls } = fixture.octokit.rest;
    const where = { ...OWNER_REPO, pull_number: 2 };
    expect((await pulls.get(where)).data).toMatchObject({ merged: true, additions: 3, review_comments: 2 });
    expect((await pulls.listFiles(where)).data).toMatchObject([{ filename: "engine.ts", changes: 4 }]);
    expect((await pulls.listReviews(where)).data.map(({ state }) => state)).toEqual([
      "CHANGES_REQUESTED",
      "APPROVED",
    ]);
    expect((await pulls.listReviewComments(where)).data.map(({ body }) => body)).toEqual([
      "Here",
      "And here",
    ]);
  });

  test("gives files as GitHub packs them, and raw", async () => {
    const { repos } = fixture.octokit.rest;
    const { data } = await repos.getContent({ ...OWNER_REPO, path: ".github/stoa.yml" });
    const { content } = data as { content: string };
    expect(Buffer.from(content, "base64").toString()).toBe(ACME.repositories[0].files[".github/stoa.yml"]);
    const raw = await repos.getContent({ ...OWNER_REPO, path: "README.md", mediaType: { format: "raw" } });
    expect(raw.data).toBe("# New\n");
    expect((await failure(repos.getContent({ ...OWNER_REPO, path: "no.md" }))).status).toBe(404);
  });

  test("tells who may do what, and knows releases", async () => {
    const { repos } = fixture.octokit.rest;
    const levelOf = async (username: string) =>
      (await repos.getCollaboratorPermissionLevel({ ...OWNER_REPO, username })).data.permission;
    expect([await levelOf("ada"), await levelOf("bob")]).toEqual(["write", "read"]);
    expect((await repos.listReleases(OWNER_REPO)).data.map(({ tag_name }) => tag_name)).toEqual(["v1.0.0"]);
  });

  test("has no author where the account is gone", async () => {
    await fixture.github.perform(at(20, "ghost", { do: "comment", number: 1, body: "boo" }), {
      deliver: false,
    });
    const { data } = await fixture.octokit.rest.issues.listComments({ ...OWNER_REPO, issue_number: 1 });
    expect(data.at(-1)?.user).toBeNull();
  });
});

describe("writing", () => {
  beforeEach(async () => {
    await open();
    await fixture.github.perform(at(0, "bob", { do: "open-issue", number: 1, title: "T", body: "B" }), {
      deliver: false,
    });
    fixture.receiver.received.length = 0;
  });

  test("comments, edits and deletes as the app's bot, and tells it by webhooks", async () => {
    const { issues } = fixture.octokit.rest;
    const { data } = await issues.createComment({ ...OWNER_REPO, issue_number: 1, body: "hi" });
    await issues.updateComment({ ...OWNER_REPO, comment_id: data.id, body: "hello" });
    await issues.deleteComment({ ...OWNER_REPO, comment_id: data.id });
    await fixture.github.settled();
    expect(data).toMatchObject({
      user: { login: "stoa[bot]", type: "Bot" },
      performed_via_github_app: { id: 7 },
    });
    const told = fixture.receiver.received.map(({ event, payload }) => [event, payload["action"]]);
    expect(told.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      ["issue_comment", "created"],
      ["issue_comment", "deleted"],
      ["issue_comment", "edited"],
    ]);
    expect(fixture.receiver.received[0]?.payload).toMatchObject({
      sender: { login: "stoa[bot]", type: "Bot" },
    });
    expect(fixture.github.contentWrites).toBe(3);
  });

  test("labels, reacts once, and edits issues", async () => {
    const { issues, reactions } = fixture.octokit.rest;
    const where = { ...OWNER_REPO, issue_number: 1 };
    await issues.addLabels({ ...where, labels: ["new", "bug"] });
    await issues.removeLabel({ ...where, name: "new" });
    expect((await reactions.createForIssue({ ...where, content: "eyes" })).status).toBe(201);
    expect((await reactions.createForIssue({ ...where, content: "eyes" })).status).toBe(200);
    const { data } = await issues.update({
      ...where,
      title: "U",
      state: "closed",
      state_reason: "not_planned",
    });
    expect(data).toMatchObject({
      title: "U",
      state: "closed",
      state_reason: "not_planned",
      labels: [{ name: "bug" }],
      reactions: { eyes: 1, total_count: 1 },
    });
  });

  test("makes check runs", async () => {
    const { data } = await fixture.octokit.rest.checks.create({
      ...OWNER_REPO,
      name: "stoa.yml",
      head_sha: "0".repeat(40),
      conclusion: "failure",
      output: { title: "Wrong", summary: "line 1" },
    });
    expect(data).toMatchObject({ status: "completed", conclusion: "failure", output: { title: "Wrong" } });
  });

  test("refuses what is empty or too long", async () => {
    const post = (body: string) =>
      failure(fixture.octokit.rest.issues.createComment({ ...OWNER_REPO, issue_number: 1, body }));
    expect((await post("")).status).toBe(422);
    expect((await post("x".repeat(65_537))).status).toBe(422);
  });
});

describe("limits", () => {
  beforeEach(async () => {
    await open();
    await fixture.github.perform(at(0, "bob", { do: "open-issue", number: 1, title: "T", body: "B" }), {
      deliver: false,
    });
  });

  test("stops the eighty-first write of a minute and lets it pass a minute later", async () => {
    const write = () =>
      fixture.octokit.rest.issues.createComment({ ...OWNER_REPO, issue_number: 1, body: "x" });
    for (let i = 0; i < 80; i += 1) await write();
    const error = await failure(write());
    expect([error.status, error.response?.headers["retry-after"]]).toEqual([403, "60"]);
    fixture.clock.set(START + MINUTE + SECOND);
    await write();
    expect(fixture.github.contentWrites).toBe(81);
  });

  test("counts requests by the hour of the virtual clock", async () => {
    fixture.github.limits.perHour.core = 2;
    const { headers } = await fixture.octokit.rest.repos.get(OWNER_REPO);
    expect([headers["x-ratelimit-remaining"], headers["x-ratelimit-used"]]).toEqual(["1", "1"]);
    await fixture.octokit.rest.repos.get(OWNER_REPO);
    expect((await failure(fixture.octokit.rest.repos.get(OWNER_REPO))).status).toBe(403);
    fixture.clock.set(START + HOUR);
    await clientOf(fixture.github, fixture.installationId).rest.repos.get(OWNER_REPO);
  });
});

test("answers what is not built with GitHub's 404 and records it", async () => {
  await open();
  const answer = await fetch(`${fixture.github.url}/repos/acme/rocket/nonsense`);
  expect([answer.status, await answer.json()]).toMatchObject([404, { message: "Not Found", status: "404" }]);
  expect(fixture.github.unhandled).toEqual(["GET /repos/acme/rocket/nonsense"]);
  (fixture.github.unhandled as string[]).length = 0;
});
