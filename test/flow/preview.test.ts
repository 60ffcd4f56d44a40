// `stoa preview` the way somebody tries it before installing anything: a process, a token that may only read, and no write.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { preview } from "../../src/cli/preview.ts";
import { ACME, EVERYTHING, START } from "../local-github/fixture.ts";
import { appKeyPair, startLocalGitHub, type LocalGitHub } from "../local-github/index.ts";
import { virtualClock } from "../local-github/virtual-clock.ts";
import { run } from "../support/processes.ts";

const TOKEN = "ghp_a-token-that-reads";
const folder = mkdtempSync(join(tmpdir(), "stoa-preview-test-"));
let github: LocalGitHub;

beforeAll(async () => {
  const { privateKey } = appKeyPair();
  github = await startLocalGitHub({
    clock: virtualClock(START),
    app: { id: 7, slug: "stoa", name: "Stoa", privateKey, webhookSecret: "not used here" },
  });
  github.load({ accounts: ACME.accounts, repositories: ACME.repositories });
  for (const happening of EVERYTHING) await github.perform(happening, { deliver: false });
  github.addUserToken(TOKEN, "bob");
});
afterAll(async () => {
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("stoa preview", () => {
  test.concurrent("prints what Stoa would make of a repository, and posts nothing", async () => {
    const { code, stdout, stderr } = await spawned(["acme/rocket"]);
    expect({ code, errors: /error/i.test(stderr) }).toEqual({ code: 0, errors: false });
    expect(stdout).toMatch(/^# /);
    expect(stdout).toContain("acme/rocket");
    expect(github.contentWrites).toBe(0);
    expect(github.unhandled).toEqual([]);
  });

  test.concurrent("ends with code 1 and one sentence when the token is wrong", async () => {
    const { code, stdout, stderr } = await spawned(["acme/rocket"], { GITHUB_TOKEN: "ghp_wrong" });
    expect({ code, stdout, stderr: stderr.trim() }).toEqual({
      code: 1,
      stdout: "",
      stderr: "GitHub does not accept GITHUB_TOKEN. Make a new one.",
    });
  });

  test("writes to a file with --out", async () => {
    const path = join(folder, "preview.md");
    await inProcess("acme/rocket", { out: path });
    expect(readFileSync(path, "utf8")).toMatch(/^# /);
  });

  test.each([
    ["no token", "acme/rocket", { GITHUB_TOKEN: "" }, /^Set GITHUB_TOKEN/],
    ["a repository that is not there", "acme/nothing", {}, /^There is no repository acme\/nothing/],
    ["a repository the token may not see", "acme/secret", {}, /^There is no repository acme\/secret/],
    ["a name that is none", "acme", {}, /^"acme" is no repository\. Write it as OWNER\/REPO/],
    [
      "a GitHub that is not there",
      "acme/rocket",
      { GITHUB_API_URL: "http://127.0.0.1:1" },
      /^Cannot read acme\/rocket/,
    ],
  ] as const)("says what to do about %s", async (_, repository, environment, sentence) => {
    await expect(inProcess(repository, { out: join(folder, "none.md"), environment })).rejects.toThrow(
      expect.objectContaining({
        name: "UserError",
        message: expect.stringMatching(sentence) as string,
      }) as Error,
    );
  });

  test("says what is wrong when GitHub fails half-way", async () => {
    const only = (subject: string) => subject.includes("/contents/");
    Object.assign(github.troubles.failBefore, { next: 99, only });
    await expect(inProcess("acme/rocket", { out: join(folder, "none.md") })).rejects.toThrow(
      "Cannot read acme/rocket: HttpError: Server Error",
    );
    github.troubles.clear();
  });

  test("says so when the file cannot be written", async () => {
    await expect(inProcess("acme/rocket", { out: "/proc/no/file" })).rejects.toThrow(
      "Cannot write /proc/no/file",
    );
  });
});

const variables = () => ({ GITHUB_TOKEN: TOKEN, GITHUB_API_URL: github.url });

function spawned(args: readonly string[], environment: Record<string, string> = {}) {
  return run("src/cli.ts", ["preview", ...args], { ...variables(), ...environment });
}

async function inProcess(
  repository: string,
  options: { readonly out: string; readonly environment?: Record<string, string> },
): Promise<void> {
  for (const [name, value] of Object.entries({ ...variables(), ...options.environment }))
    vi.stubEnv(name, value);
  try {
    await preview(repository, { out: options.out });
  } finally {
    vi.unstubAllEnvs();
  }
}
