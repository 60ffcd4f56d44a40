// How a stoa.yml is read, against a mocked GitHub.

import nock from "nock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StoaOctokit, type GitHubClient } from "../../../src/github/clients.ts";
import { fetchConfigFile } from "../../../src/intake/config-files.ts";

const API = "https://api.github.com";
const client: GitHubClient = new StoaOctokit({ auth: { token: "t" } });
const repository = { owner: "lanterns", name: "collector", defaultBranch: "trunk" };
const organisation = { ...repository, name: ".github" };
const TEXT = "digest:\n  zone: Europe/Athens # Αθήνα\n";

const file = { type: "file", sha: "b10b", content: Buffer.from(TEXT).toString("base64") };
const head = { ref: "refs/heads/trunk", object: { sha: "c0de", type: "commit" } };

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  if (pending.length > 0) throw new Error(`never asked for: ${pending.join(", ")}`);
});

test("reads the file, and the commit of the default branch it stands on", async () => {
  nock(API)
    .get("/repos/lanterns/collector/contents/.github%2Fstoa.yml")
    .reply(200, file)
    .get("/repos/lanterns/collector/git/ref/heads%2Ftrunk")
    .reply(200, head);
  expect(await fetchConfigFile(client, repository)).toEqual({
    text: TEXT,
    sha: "b10b",
    commit: "c0de",
    path: ".github/stoa.yml",
  });
});

test("finds none where there is none, after one request", async () => {
  nock(API).get("/repos/lanterns/collector/contents/.github%2Fstoa.yml").reply(404, { message: "Not Found" });
  expect(await fetchConfigFile(client, repository)).toBeUndefined();
});

test("takes a folder of that name for none", async () => {
  nock(API).get("/repos/lanterns/collector/contents/.github%2Fstoa.yml").reply(200, []);
  expect(await fetchConfigFile(client, repository)).toBeUndefined();
});

test("looks at the top of the organisation's repository too", async () => {
  nock(API)
    .get("/repos/lanterns/.github/contents/.github%2Fstoa.yml")
    .reply(404, { message: "Not Found" })
    .get("/repos/lanterns/.github/contents/stoa.yml")
    .reply(200, file)
    .get("/repos/lanterns/.github/git/ref/heads%2Ftrunk")
    .reply(200, head);
  expect(await fetchConfigFile(client, organisation)).toMatchObject({ text: TEXT });
});

test("does not take a failing GitHub for a file that is not there", async () => {
  nock(API)
    .get("/repos/lanterns/collector/contents/.github%2Fstoa.yml")
    .reply(502, { message: "Bad Gateway" });
  await expect(fetchConfigFile(client, repository)).rejects.toMatchObject({ status: 502 });
});
