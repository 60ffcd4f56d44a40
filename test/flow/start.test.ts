// Starting as an operator does: a process that cannot work ends at once, with code 1 and a sentence that says what to set.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../support/processes.ts";
import { PRIVATE_KEY, SECRET } from "../support/stoa.ts";

const folder = mkdtempSync(join(tmpdir(), "stoa-start-"));
const good = {
  APP_ID: "7",
  PRIVATE_KEY,
  WEBHOOK_SECRET: SECRET,
  PORT: "0",
  DATABASE_URL: join(folder, "stoa.db"),
};
const taken: Server = createServer();

beforeAll(async () => {
  writeFileSync(join(folder, "notes.txt"), "This is no database, but it is long enough to be read as one.\n");
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  taken.close();
  rmSync(folder, { recursive: true, force: true });
});

const port = () => String((taken.address() as AddressInfo).port);

describe("a start that cannot work", () => {
  test.concurrent.each([
    ["without a webhook secret", () => ({ WEBHOOK_SECRET: "" }), /Set WEBHOOK_SECRET/],
    [
      "with a database in a folder that cannot be made",
      () => ({ DATABASE_URL: "/proc/stoa/stoa.db" }),
      /DATABASE_URL/,
    ],
    ["with a folder as the database", () => ({ DATABASE_URL: folder }), /DATABASE_URL/],
    [
      "with some other file as the database",
      () => ({ DATABASE_URL: join(folder, "notes.txt") }),
      /DATABASE_URL/,
    ],
    [
      "with a database of another kind",
      () => ({ DATABASE_URL: "mysql://stoa:hunter2@localhost/stoa" }),
      /neither a Postgres address nor a file/,
    ],
    [
      "with a Postgres that is not there",
      () => ({ DATABASE_URL: "postgres://stoa:hunter2@127.0.0.1:1/stoa" }),
      /Check that Postgres runs there/,
    ],
    ["with a port in use", () => ({ PORT: port() }), /Port \d+ is already in use.*PORT/],
  ])("ends %s and says what to do", async (_, wrong, sentence) => {
    const { code, stderr } = await run("src/main.ts", [], { ...good, ...wrong() });
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain("hunter2");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
  });
});
