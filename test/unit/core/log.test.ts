// Whoever logs what: no secret, nobody's words and nobody's feelings get out.

import { Octokit } from "@octokit/rest";
import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createLog, describeFault, withoutSecrets } from "../../../src/core/log.ts";
import { describeError } from "../../../src/core/errors.ts";
import { PRIVATE_KEY, SECRET } from "../../support/stoa.ts";

const TOKEN = `ghs_${"a1B2".repeat(9)}`;
const WORDS = "Ada wrote that she is sad";

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let lines = "";
  const log = createLog({
    logLevel: "trace",
    secrets: () => [SECRET, PRIVATE_KEY],
    write: (line) => void (lines += line),
  });
  write(log);
  return lines;
}

function expectNothing(text: string): void {
  for (const secret of [TOKEN, SECRET, WORDS, "sad"]) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/PRIVATE KEY-----(?!\[)[^[]{20}/);
  expect(text).not.toContain(PRIVATE_KEY.slice(40, 90));
}

describe("an error in the log", () => {
  test("of Octokit tells neither its request, with its token and body, nor GitHub's answer", async () => {
    const refuse = () =>
      Promise.resolve(
        Response.json(
          { message: "Validation Failed", errors: [{ value: WORDS, field: "body" }] },
          { status: 422 },
        ),
      );
    const octokit = new Octokit({ auth: TOKEN, request: { fetch: refuse } });
    const posting = octokit.rest.issues.createComment({
      owner: "o",
      repo: "r",
      issue_number: 1,
      body: WORDS,
    });
    const error = await posting.then(
      () => new Error("It was accepted"),
      (thrown: unknown) => thrown as Error & { request: { headers: Record<string, string> } },
    );
    expect(error.message).toContain(WORDS);
    if (!("request" in error)) throw error;
    // Octokit hides the header itself; whoever put it back would meet the fences here.
    error.request.headers["authorization"] = `token ${TOKEN}`;
    const text = logged((log) => {
      log.error({ err: error }, "failed");
      log.error(error);
      log.error({ error }, "failed");
    });
    expectNothing(text);
    expect(text).toContain('"status":422');
    expect(text).toContain("Validation Failed");
  });

  test("of the database does not tell the values of its query", () => {
    const cause = Object.assign(new Error("value too long"), {
      code: "22001",
      detail: `Failing row (${WORDS})`,
    });
    const error = new DrizzleQueryError("insert into remarks values ($1)", [WORDS, TOKEN], cause);
    const text = logged((log) => log.error({ err: error }, "failed"));
    expectNothing(text);
    expect(text).toContain("22001");
    expect(describeError(error)).toBe("Error: value too long");
  });

  test("of a schema tells where, and not what stood there", () => {
    const schema = z.strictObject({ body: z.number(), kind: z.enum(["a"]) });
    const error = schema.safeParse({ body: WORDS, kind: WORDS, [WORDS]: 1 }).error;
    const text = logged((log) => log.error({ err: error, input: { body: WORDS } }, "failed"));
    expect(text).not.toContain(`"input":"${WORDS}`);
    expect(text).not.toContain(`received \\"${WORDS}`);
  });

  test("of JSON does not quote the text", () => {
    let text = "";
    try {
      JSON.parse(WORDS);
    } catch (error) {
      text = logged((log) => {
        log.error({ err: error }, "unreadable");
        log.error({ reason: describeError(error) }, "unreadable");
      });
    }
    expect(text).toContain("SyntaxError");
    expect(text).not.toContain(WORDS.slice(0, 8));
  });

  test("is as silent in its causes, in the errors it gathers, and when it is none", () => {
    const inner = Object.assign(new Error(`fetch failed for Bearer ${TOKEN}`), {
      headers: { cookie: TOKEN },
    });
    const outer = new Error("outer", { cause: new AggregateError([inner, { token: TOKEN }, WORDS], "many") });
    const text = logged((log) => {
      log.error({ err: outer }, "failed");
      log.error({ err: WORDS }, "failed");
      log.error({ err: { token: TOKEN, body: WORDS } }, "failed");
    });
    expectNothing(text);
    expect(text).toContain("outer");
    expect(text).toContain("fetch failed");
  });

  test("that is its own cause ends", () => {
    const error = new Error("round");
    error.cause = error;
    expect(logged((log) => log.error({ err: error }, "failed"))).toContain("round");
  });

  test("ends a command with its name and its place, and no more", () => {
    const fault = Object.assign(new TypeError(`cannot read ${TOKEN}`), { request: { body: WORDS } });
    const text = describeFault(fault, [SECRET]);
    expectNothing(text);
    expect(text).toMatch(/^TypeError: cannot read \[redacted\]\n\s+at /);
  });
});

describe("a field in the log", () => {
  test.each([
    "authorization",
    "token",
    "secret",
    "body",
    "payload",
    "text",
    "score",
    "mood",
    "markdown",
    "headers",
  ])("named %s is left out, at the top and below", (name) => {
    const text = logged((log) => {
      log.info({ [name]: WORDS }, "told");
      log.info({ a: { [name]: WORDS } }, "told");
      log.child({ [name]: WORDS }).info({ a: { b: { [name]: WORDS } } }, "told");
    });
    expect(text).not.toContain(WORDS);
    expect(text.match(/\[redacted\]/g)).toHaveLength(4);
  });

  test("that names a delivery, an activity or an effect is told", () => {
    const text = logged((log) =>
      log.info({ delivery: "72d3162e", activity: "thread.opened:1#7", effect: "a:b" }, "told"),
    );
    for (const name of ["72d3162e", "thread.opened:1#7", "a:b"]) expect(text).toContain(name);
  });
});

describe("a line", () => {
  test.each([
    ["an installation's token", TOKEN],
    ["a fine-grained token", `github_pat_${"11ABCDEFG".repeat(5)}`],
    ["an old installation token", `v1.${"0a".repeat(20)}`],
    ["a JSON Web Token", `eyJhbGciOiJSUzI1NiJ9.${"eyJpc3Mi".repeat(3)}.${"c2ln".repeat(9)}`],
    ["a private key", PRIVATE_KEY],
    ["a private key in JSON", JSON.stringify(PRIVATE_KEY)],
    ["a signature", `sha256=${"ab".repeat(32)}`],
    ["a header", `Bearer ${"x".repeat(30)}`],
    ["a database's password", "postgres://stoa:hunter2hunter2@db/stoa"],
    ["a secret of the environment", SECRET],
  ])("loses %s, wherever it stands", (_, secret) => {
    const clean = withoutSecrets(`before ${secret} after`, [SECRET]);
    expect(clean).toContain("before");
    expect(clean).toContain("after");
    expect(clean).toContain("[redacted]");
    const parts = (secret.match(/[\w+/=-]{16,}/g) ?? []).filter((part) => !/PRIVATE|BEGIN/.test(part));
    expect(parts.filter((part) => clean.includes(part))).toEqual([]);
    expect(clean).not.toContain("hunter2");
  });

  test("keeps everything else", () => {
    const line =
      '{"level":30,"delivery":"72d3162e-cc78-11e3","msg":"effect delivered","url":"https://github.com/a/b"}';
    expect(withoutSecrets(line, [SECRET, "short"])).toBe(line);
  });
});
