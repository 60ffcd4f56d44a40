// Imports point one way, and each rule that a folder keeps to is held here: the table of docs/ARCHITECTURE.md is this one.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What the files of each part of src/ may import of ours, besides their own part. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  text: [],
  commands: ["text"],
  db: ["core"],
  // The last good text of a stoa.yml is a row.
  config: ["core", "db"],
  github: ["core"],
  "features/feature.ts": ["core", "db"],
  "features/*": ["core", "text", "commands", "db", "features/feature.ts"],
  "features/index.ts": ["features/feature.ts", "features/*"],
  outbox: ["core", "text", "db", "github"],
  // Effects go into the outbox in the transaction that caused them.
  intake: ["core", "text", "commands", "config", "db", "features/feature.ts", "github", "outbox"],
  schedule: ["core", "config", "db", "features/feature.ts", "outbox"],
  diagnosis: ["core", "config", "db", "features/feature.ts", "github"],
  web: [
    "core",
    "text",
    "commands",
    "config",
    "db",
    "diagnosis",
    "features/index.ts",
    "features/feature.ts",
    "features/*",
  ],
  setup: ["core", "config", "intake", "web"],
  "app.ts": ["intake"],
  "serve.ts": [
    "core",
    "config",
    "db",
    "diagnosis",
    "features/index.ts",
    "github",
    "intake",
    "outbox",
    "schedule",
    "setup",
    "web",
    "app.ts",
  ],
  "main.ts": ["core", "config", "setup", "serve.ts"],
  cli: [
    "core",
    "text",
    "commands",
    "config",
    "db",
    "diagnosis",
    "features/index.ts",
    "features/*",
    "github",
    "intake",
    "outbox",
  ],
  "cli.ts": ["core", "cli", "main.ts"],
};

/** Single imports that the table forbids, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "src/web/server.ts → src/intake/receive.ts":
    "deliveries are posted to the one HTTP server there is; it hands that path's requests on, unread",
};

interface Import {
  readonly from: string;
  /** A file of ours, or a package. */
  readonly to: string;
  readonly isType: boolean;
}

const files = readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" })
  .map((path) => `src/${path.replaceAll("\\", "/")}`)
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));
const sources = new Map(files.map((path) => [path, readFileSync(`${ROOT}${path}`, "utf8")]));
const imports = [...sources].flatMap(([path, source]) => importsOf(path, source));

function importsOf(from: string, source: string): Import[] {
  const statements = source.matchAll(/^(?:import|export)\b([^"';]*?)\bfrom "([^"]+)"/gm);
  const others = source.matchAll(/(?:\bimport|\brequire)\(\s*"([^"]+)"|^import "([^"]+)"/gm);
  const found = [
    ...[...statements].map(([, words = "", to = ""]) => ({ to, isType: /^\s*type\b/.test(words) })),
    ...[...others].map(([, call, bare]) => ({ to: call ?? bare ?? "", isType: false })),
  ];
  return found.map(({ to, isType }) => ({
    from,
    to: to.startsWith(".") ? posix.join(posix.dirname(from), to) : to,
    isType,
  }));
}

/** The part of src/ that a file belongs to, as MAY_IMPORT names it; a feature by its own folder. */
function partOf(path: string): string {
  const [, top = "", second = ""] = path.split("/");
  return top === "features" ? `features/${second}` : top;
}

/** A feature's folder is allowed what every feature is. */
function rulesOf(part: string): readonly string[] | undefined {
  return MAY_IMPORT[part] ?? (part.startsWith("features/") ? MAY_IMPORT["features/*"] : undefined);
}

function isAllowed({ from, to }: Import): boolean {
  const [source, target] = [partOf(from), partOf(to)];
  if (source === target) return true;
  const allowed = rulesOf(source) ?? [];
  const isFeature = target.startsWith("features/") && !target.endsWith(".ts");
  return allowed.includes(target) || (isFeature && allowed.includes("features/*"));
}

const ours = imports.filter(({ to }) => to.startsWith("src/"));
const packages = imports.filter(({ to }) => !to.startsWith("src/") && !to.startsWith("node:"));

describe("imports", () => {
  test("are found at all", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(ours.length).toBeGreaterThan(300);
    expect(ours).toContainEqual({ from: "src/app.ts", to: "src/intake/normalise.ts", isType: false });
    expect(ours).toContainEqual({ from: "src/cli.ts", to: "src/main.ts", isType: false });
  });

  test("every part of src/ is in the table", () => {
    expect(files.filter((path) => rulesOf(partOf(path)) === undefined)).toEqual([]);
  });

  test("go only where the table allows", () => {
    const wrong = ours
      .filter((one) => !isAllowed(one))
      .map(({ from, to }) => `${from} → ${to}`)
      .filter((one) => !(one in EXCEPTIONS));
    expect([...new Set(wrong)]).toEqual([]);
  });

  test("every exception is still needed", () => {
    const there = new Set(ours.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} → ${to}`));
    expect(Object.keys(EXCEPTIONS).filter((one) => !there.has(one))).toEqual([]);
  });

  test("the table of docs/ARCHITECTURE.md is this table", () => {
    const page = readFileSync(`${ROOT}docs/ARCHITECTURE.md`, "utf8");
    const part = page.split("## Who may import whom")[1]?.split("\n## ")[0] ?? "";
    const rows = [...part.matchAll(/^\| `([^`]+)` +\| (.*?) +\|$/gm)].map(([, name = "", cell = ""]) => [
      name,
      [...cell.matchAll(/`([^`]+)`/g)].map(([, other]) => other),
    ]);
    expect(Object.fromEntries(rows)).toEqual(MAY_IMPORT);
  });
});

describe("packages", () => {
  const importersOf = (name: RegExp) => [
    ...new Set(packages.filter(({ to }) => name.test(to)).map(({ from }) => partOf(from))),
  ];

  test.each([
    { name: "the drivers of databases", pattern: /^(pg|better-sqlite3)$/, parts: ["db"] },
    { name: "octokit", pattern: /^@octokit\//, parts: ["github", "cli"] },
    { name: "Probot", pattern: /^probot$/, parts: ["github", "intake", "app.ts", "serve.ts"] },
    { name: "the web framework", pattern: /^(hono|@hono\/)/, parts: ["setup", "web", "serve.ts"] },
    { name: "time zones", pattern: /^luxon$/, parts: ["core"] },
    { name: "the Markdown parser", pattern: /^markdown-it$/, parts: ["text", "commands"] },
  ])("$name: imported where the rest of Stoa need not know of it", ({ pattern, parts }) => {
    const importers = importersOf(pattern);
    expect(importers).not.toEqual([]);
    expect(importers.filter((part) => !parts.includes(part))).toEqual([]);
  });
});

describe("rules and presentation are pure", () => {
  const pure = files.filter((path) => /^src\/features\/.*\/(rules|present)\.ts$/.test(path));

  test("they take no rows: of the database they import types alone", () => {
    expect(pure.length).toBeGreaterThan(8);
    const impure = imports.filter(
      ({ from, to, isType }) =>
        pure.includes(from) && !isType && (to.startsWith("src/db/") || to === "drizzle-orm"),
    );
    expect(impure).toEqual([]);
  });

  test("they wait for nothing", () => {
    expect(pure.filter((path) => /\basync\b|\bawait\b/.test(sources.get(path) ?? ""))).toEqual([]);
  });
});

test("only core/clock.ts asks the machine for the time", () => {
  const asking = files.filter((path) => /\bDate\.now\(|\bnew Date\(\)/.test(sources.get(path) ?? ""));
  expect(asking).toEqual(["src/core/clock.ts"]);
});

test("only entry points read the environment", () => {
  const reading = files.filter((path) => /\bprocess\.env\b/.test(sources.get(path) ?? ""));
  expect(reading.filter((path) => path !== "src/main.ts" && !path.startsWith("src/cli"))).toEqual([]);
});
