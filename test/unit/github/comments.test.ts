// How Stoa finds its own comment, answered by a mocked GitHub: one request a page, and no other.

import nock from "nock";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { GitHubClient } from "../../../src/github/clients.ts";
import { StoaOctokit } from "../../../src/github/clients.ts";
import { findComment } from "../../../src/github/comments.ts";

const API = "https://api.github.com";
const COMMENTS = "/repos/lanterns/collector/issues/7/comments";
const MARKER = "<!-- stoa:comment:1#7 -->";

const client: GitHubClient = new StoaOctokit({ auth: { token: "t" } });
const target = { owner: "lanterns", name: "collector", number: 7, nodeId: "I_7", isDiscussion: false };
const query = { marker: MARKER, ownLogin: "stoa[bot]", since: 0 };

const comment = (id: number, login: string, body: string) => ({
  id,
  body,
  html_url: `https://github.com/lanterns/collector/issues/7#issuecomment-${id}`,
  user: { login },
});

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  if (pending.length > 0) throw new Error(`never asked for: ${pending.join(", ")}`);
});

test("finds its comment on a later page", async () => {
  const next = `${API}${COMMENTS}?per_page=100&page=2`;
  nock(API)
    .get(COMMENTS)
    .query({ per_page: 100 })
    .reply(200, [comment(1, "ada", "Thanks!")], { link: `<${next}>; rel="next"` })
    .get(COMMENTS)
    .query({ per_page: 100, page: 2 })
    .reply(200, [comment(2, "stoa[bot]", `${MARKER}\nWelcome.`)]);

  const found = await findComment(client, target, query);

  expect(found).toMatchObject({ id: "2", body: `${MARKER}\nWelcome.` });
});

test("does not take somebody's copy of its marker for its own", async () => {
  nock(API)
    .get(COMMENTS)
    .query({ per_page: 100 })
    .reply(200, [
      comment(1, "mallory", `${MARKER}\nNot Stoa.`),
      comment(2, "stoa[bot]", "Without a marker."),
    ]);

  expect(await findComment(client, target, query)).toBeUndefined();
});

test("does not ask again when GitHub fails: whoever wants the comment decides that", async () => {
  nock(API).get(COMMENTS).query({ per_page: 100 }).reply(502, { message: "Bad Gateway" });

  await expect(findComment(client, target, query)).rejects.toMatchObject({ status: 502 });
});
