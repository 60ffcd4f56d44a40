import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaultCredentialsPath, loadCredentials } from "../../../src/config/credentials.ts";
import { hasApp, readEnvironment, readSettings } from "../../../src/config/environment.ts";
import { UserError } from "../../../src/core/errors.ts";
import { checkCanSave, environmentLines, saveCredentials } from "../../../src/setup/credentials.ts";
import { appKeyPair } from "../../local-github/index.ts";

const { privateKey } = appKeyPair();
const credentials = {
  appId: 7,
  slug: "stoa-acme",
  url: "https://github.com/apps/stoa-acme",
  privateKey,
  webhookSecret: "long enough",
};
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stoa-credentials-"));
  path = join(folder, "deep", "er", "credentials.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (file: string) => statSync(file).mode & 0o777;

describe("the file of credentials", () => {
  test("is read back as it was written, and only its owner may read it", () => {
    saveCredentials(path, credentials);
    expect(loadCredentials(path)).toEqual(credentials);
    expect(modeOf(path)).toBe(0o600);
    expect(modeOf(join(folder, "deep", "er"))).toBe(0o700);
  });

  test("takes the place of an older one whole, whatever mode that had, and leaves no draft", () => {
    saveCredentials(path, { ...credentials, appId: 1 });
    chmodSync(path, 0o644);
    saveCredentials(path, credentials);
    expect(loadCredentials(path)).toEqual(credentials);
    expect(modeOf(path)).toBe(0o600);
    expect(readdirSync(join(folder, "deep", "er"))).toEqual(["credentials.json"]);
  });

  test("that cannot be written says what to set, and leaves no draft", () => {
    mkdirSync(path, { recursive: true });
    expect(() => saveCredentials(path, credentials)).toThrow(/Set CREDENTIALS_PATH/);
    expect(readdirSync(join(folder, "deep", "er"))).toEqual(["credentials.json"]);
  });

  test("is known beforehand not to be writable", () => {
    expect(() => checkCanSave("/proc/stoa/credentials.json")).toThrow(UserError);
    writeFileSync(join(folder, "file"), "");
    expect(() => checkCanSave(join(folder, "file", "credentials.json"))).toThrow(UserError);
    checkCanSave(path);
  });

  test("that holds something else is not taken for none", () => {
    const broken = join(folder, "credentials.json");
    for (const text of ["", "{", "{}", JSON.stringify({ ...credentials, appId: "seven" })]) {
      writeFileSync(broken, text);
      expect(() => loadCredentials(broken)).toThrow(/cannot be read/);
    }
    expect(() => loadCredentials(folder)).toThrow(UserError);
    expect(loadCredentials(join(folder, "nothing.json"))).toBeUndefined();
  });

  test.each([
    ["./.stoa/stoa.db", ".stoa/credentials.json"],
    ["/data/stoa.db", "/data/credentials.json"],
    ["sqlite:/data/stoa.db", "/data/credentials.json"],
    ["file:///data/stoa.db", "/data/credentials.json"],
    ["postgres://stoa@localhost/stoa", ".stoa/credentials.json"],
    ["postgresql://stoa@localhost/stoa", ".stoa/credentials.json"],
    [":memory:", ".stoa/credentials.json"],
  ])("lies for %s at %s", (databaseUrl, expected) => {
    expect(defaultCredentialsPath(databaseUrl)).toBe(expected);
  });
});

describe("the environment of a Stoa that was set up", () => {
  const variables = () => ({ CREDENTIALS_PATH: path });

  test("is that of the file", () => {
    saveCredentials(path, credentials);
    expect(hasApp(variables())).toBe(true);
    const { appId, webhookSecret } = credentials;
    expect(readEnvironment(variables())).toMatchObject({ appId, privateKey, webhookSecret });
  });

  test("is looked for beside the database", () => {
    saveCredentials(join(folder, "credentials.json"), credentials);
    expect(readEnvironment({ DATABASE_URL: join(folder, "stoa.db") }).appId).toBe(7);
  });

  test("gives way to variables, which must then be complete", () => {
    saveCredentials(path, credentials);
    const named = { ...variables(), APP_ID: "8", PRIVATE_KEY: privateKey, WEBHOOK_SECRET: "another one" };
    expect(readEnvironment(named)).toMatchObject({ appId: 8, webhookSecret: "another one" });
    for (const one of [{ APP_ID: "8" }, { PRIVATE_KEY: privateKey }, { PRIVATE_KEY_PATH: "key.pem" }]) {
      expect(hasApp(one)).toBe(true);
      expect(() => readEnvironment({ ...variables(), ...one })).toThrow(/Set WEBHOOK_SECRET/);
    }
    expect(() => readEnvironment({ ...variables(), WEBHOOK_SECRET: "development" })).toThrow(
      /everybody knows/,
    );
  });

  test("has no App before set-up, and an empty variable names none", () => {
    expect(hasApp({ ...variables(), APP_ID: "", WEBHOOK_SECRET: "" })).toBe(false);
    expect(() => readEnvironment(variables())).toThrow(/Set APP_ID[^]*Set WEBHOOK_SECRET/);
    expect(readSettings(variables())).toMatchObject({ port: 3000, credentialsPath: path });
    expect(() => readSettings({ PORT: "http" })).toThrow(/PORT/);
  });

  test("can be copied from the lines that are shown", () => {
    const lines = environmentLines(credentials).trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    const copied = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    const { appId, webhookSecret } = credentials;
    expect(readEnvironment(copied)).toMatchObject({ appId, privateKey, webhookSecret });
  });
});

test("what is kept is text that a person can read", () => {
  saveCredentials(path, credentials);
  expect(readFileSync(path, "utf8")).toContain('"slug": "stoa-acme"');
});
