// What the threat model rests on: who reads the environment, who makes requests, and that every test it names is there.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fixedLimit } from "../../src/db/fixed-limit.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}${path}`, "utf8");
const sources = readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => `src/${path}`)
  .map((path) => ({ path, code: withoutComments(read(path)) }));

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*.*?\*\//gs, "").replaceAll(/(^|\s)\/\/.*$/gm, "$1");
}

const filesWith = (pattern: RegExp) =>
  sources
    .filter(({ code }) => pattern.test(code))
    .map(({ path }) => path)
    .sort();

describe("secrets", () => {
  test("come from the environment, which is read where Stoa starts and where a command does", () => {
    expect(filesWith(/process\s*\.\s*env|\benv\b[^;]*from "node:process"/)).toEqual([
      "src/cli/backfill.ts",
      "src/cli/digest.ts",
      "src/cli/doctor.ts",
      "src/cli/export.ts",
      "src/cli/forget.ts",
      "src/cli/preview.ts",
      "src/cli/rebuild.ts",
      "src/main.ts",
    ]);
  });

  test("have no column in the database", () => {
    const columns = readdirSync(`${ROOT}src/db/tables`)
      .map((name) => withoutComments(read(`src/db/tables/${name}`)))
      .join("\n");
    expect(columns).not.toMatch(/\b\w*(?:secret|token|password|credential|privateKey|pem)\w*:/i);
  });

  test("are handed to one log, which knows how to keep them", () => {
    // Silent ones belong to clients that must not log at all.
    expect(filesWith(/\bpino\((?!\{ level: "silent" \}\))/)).toEqual(["src/core/log.ts"]);
  });
});

describe("requests", () => {
  test("are made by GitHub's clients and by set-up's exchange, and by nobody else", () => {
    expect(filesWith(/\bfetch\(|\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b/)).toEqual([
      "src/github/clients.ts",
      "src/setup/exchange.ts",
    ]);
  });

  test("need no other way out: sockets, name look-ups and other programs are nobody's", () => {
    const makers = filesWith(
      /from "(?:node:)?(?:https|http2|net|tls|dgram|dns|dns\/promises|child_process|vm|undici)"|\bimport\((?!["'])/,
    );
    expect(makers).toEqual([]);
    // SQLite's log is copied and themes are found in threads of this process, from scripts of ours.
    expect(filesWith(/from "node:worker_threads"/)).toEqual([
      "src/db/checkpoints.ts",
      "src/features/themes/refit-worker.ts",
      "src/features/themes/refit.ts",
    ]);
    expect(filesWith(/\bnew Worker\((?!script,|PROGRAM,)/)).toEqual([]);
    // What is imported of http serves, and asks nothing.
    const imported = sources.flatMap(({ code }) =>
      [...code.matchAll(/import (?:type )?\{([^}]*)\} from "node:http"/g)].map(([, names = ""]) => names),
    );
    const names = new Set(
      imported.flatMap((list) => list.split(",").map((name) => name.replace("type", "").trim())),
    );
    expect([...names].sort()).toEqual(["IncomingMessage", "Server", "ServerResponse", "createServer"]);
  });

  test("of clients begin at GITHUB_API_URL: no address of a payload is handed to one", () => {
    // A bare `request` could be given any address; the typed routes take names and numbers.
    expect(filesWith(/\.request\(\s*(?!["'`](?:GET|POST|PUT|PATCH|DELETE) \/)/)).toEqual([]);
    expect(
      filesWith(/\b(?:baseUrl|GITHUB_API_URL|githubApiUrl)\b/).filter((path) => path.includes("/features/")),
    ).toEqual([]);
  });
});

describe("code", () => {
  test("is never made of text", () => {
    expect(filesWith(/\beval\(|\bnew Function\(|\bsql\.raw\((?![A-Z_]+\)|String\(count\))/)).toEqual([]);
    for (const count of [-1, 1.5, Number.NaN, "1; drop table threads" as never]) {
      expect(() => fixedLimit(count)).toThrow(RangeError);
    }
  });

  test("of pages leaves through the escaping template", () => {
    // A badge's picture escapes what it shows itself: test/flow/badge-pictures.test.ts.
    expect(filesWith(/from "hono\/(?:utils\/)?html"/).length).toBeGreaterThan(0);
    expect(
      filesWith(/\braw\((?!badgeSvg\()|<script|innerHTML/).filter((path) =>
        /src\/(?:web|setup)\//.test(path),
      ),
    ).toEqual([]);
  });
});

describe("the threat model", () => {
  const model = read("docs/security.md");
  const held = [...model.matchAll(/^- `(test\/[^`]+\.test\.ts)`: (.+)$/gm)].map(
    ([, path = "", name = ""]) => ({
      path,
      name: name.trim(),
    }),
  );

  test("names tests for every threat", () => {
    const threats = model.split(/^### /m).slice(1);
    expect(threats.length).toBeGreaterThanOrEqual(10);
    const without = threats
      .filter((threat) => !/^- `test\//m.test(threat))
      .map((threat) => threat.split("\n")[0]);
    expect(without).toEqual([]);
  });

  test.each(held)("$path has “$name”", ({ path, name }) => {
    expect(existsSync(`${ROOT}${path}`)).toBe(true);
    expect(read(path)).toContain(`"${name}"`);
  });
});
