import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readEnvironment } from "../../../src/config/environment.ts";
import { UserError } from "../../../src/core/errors.ts";
import { appKeyPair } from "../../local-github/index.ts";

const { privateKey } = appKeyPair();
const GOOD = { APP_ID: "7", PRIVATE_KEY: privateKey, WEBHOOK_SECRET: "long enough" };
const folder = mkdtempSync(join(tmpdir(), "stoa-environment-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function refusal(variables: Record<string, string | undefined>): string {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error("It was accepted.");
}

describe("the environment", () => {
  test("needs three settings; everything else has a default", () => {
    expect(readEnvironment(GOOD)).toEqual({
      appId: 7,
      privateKey,
      webhookSecret: "long enough",
      githubApiUrl: "https://api.github.com",
      publicUrl: undefined,
      databaseUrl: "./.stoa/stoa.db",
      host: "127.0.0.1",
      port: 3000,
      logLevel: "info",
      isDryRun: false,
      removedGraceDays: 30,
      writesShare: 0.75,
      backfillPointsPerHour: 2_000,
    });
  });

  test("takes an empty variable for one that is not set", () => {
    const blank = { PORT: "", HOST: "", DATABASE_URL: "", DRY_RUN: "", PUBLIC_URL: "" };
    expect(readEnvironment({ ...GOOD, ...blank })).toEqual(readEnvironment(GOOD));
  });

  test("takes addresses without the slash at their end", () => {
    const urls = {
      GITHUB_API_URL: "https://ghe.example.com/api/v3/",
      PUBLIC_URL: "https://stoa.example.com/",
    };
    expect(readEnvironment({ ...GOOD, ...urls })).toMatchObject({
      githubApiUrl: "https://ghe.example.com/api/v3",
      publicUrl: "https://stoa.example.com",
    });
  });

  test.each([
    ["plain", privateKey],
    ["with \\n written out", privateKey.replaceAll("\n", "\\n")],
    ["in base64", Buffer.from(privateKey).toString("base64")],
  ])("takes a private key %s", (_, value) => {
    expect(readEnvironment({ ...GOOD, PRIVATE_KEY: value }).privateKey.trim()).toBe(privateKey.trim());
  });

  test("reads the private key from a file", () => {
    const path = join(folder, "key.pem");
    writeFileSync(path, privateKey);
    const variables = { ...GOOD, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: path };
    expect(readEnvironment(variables).privateKey).toBe(privateKey);
  });

  test.each([
    ["no webhook secret", { WEBHOOK_SECRET: undefined }, "Set WEBHOOK_SECRET"],
    ["Probot's default secret", { WEBHOOK_SECRET: "development" }, "everybody knows"],
    ["a short secret", { WEBHOOK_SECRET: "1234567" }, "too short"],
    ["no app", { APP_ID: undefined }, "Set APP_ID"],
    ["an app that is no number", { APP_ID: "stoa" }, "Set APP_ID"],
    ["no private key", { PRIVATE_KEY: undefined }, "Set PRIVATE_KEY_PATH"],
    ["a private key that is none", { PRIVATE_KEY: "hello" }, "PRIVATE_KEY is not a private key"],
    ["a cut private key", { PRIVATE_KEY: privateKey.slice(0, 200) }, "PRIVATE_KEY is not a private key"],
    [
      "a private key of rubbish",
      { PRIVATE_KEY: "-----BEGIN RSA PRIVATE KEY-----\nrubbish\n-----END RSA PRIVATE KEY-----" },
      "PRIVATE_KEY is not a private key",
    ],
    ["a key file that is not there", { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: "/nowhere" }, "/nowhere"],
    ["a port out of range", { PORT: "70000" }, "PORT"],
    ["a port that is no number", { PORT: "http" }, "PORT"],
    ["an address that is none", { GITHUB_API_URL: "github" }, "GITHUB_API_URL"],
    ["a level that is none", { LOG_LEVEL: "loud" }, "LOG_LEVEL"],
    ["an unclear DRY_RUN", { DRY_RUN: "maybe" }, "Use true or false"],
  ])("refuses %s and says what to set", (_, wrong, sentence) => {
    expect(refusal({ ...GOOD, ...wrong })).toContain(sentence);
  });

  test("names every wrong variable at once, and never a value that is secret", () => {
    const message = refusal({ APP_ID: "x", WEBHOOK_SECRET: "hunter2", PORT: "x", PRIVATE_KEY: privateKey });
    expect(message).toMatch(/APP_ID[\s\S]*WEBHOOK_SECRET[\s\S]*PORT/);
    expect(message).not.toContain("hunter2");
  });
});
