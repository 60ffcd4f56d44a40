// Documents say what is so: their settings parse, their links lead somewhere, their commands and scripts exist, and what
// is generated is current.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { generatedFiles } from "../../scripts/generated.ts";
import { configSchema, parseConfig } from "../../src/config/repository.ts";
import { features } from "../../src/features/index.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const list = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((path) =>
    normalize(join(folder, path)).replaceAll("\\", "/"),
  );

const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...list("docs")]
  .filter((path) => path.endsWith(".md"))
  .map((path) => ({ path, text: read(path) }));
const prose = pages.map(({ path, text }) => ({ path, text: text.replaceAll(/^```.*?^```$/gms, "") }));
const matches = (pattern: RegExp) =>
  pages.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([, found = ""]) => ({ path, found: found.trim() })),
  );

describe("settings in documents", () => {
  const schema = configSchema(features);
  const examples = [
    ...matches(/^ *```yaml\n(.*?)^ *```$/gms),
    ...list("docs/examples")
      .filter((path) => path.endsWith(".yml"))
      .map((path) => ({ path, found: read(path) })),
  ];

  test("are found in the README and among the examples", () => {
    const paths = examples.map(({ path }) => path);
    expect(paths).toContain("README.md");
    expect(paths).toContain("docs/examples/odigos.yml");
  });

  test.each(examples)("are right in $path", ({ found }) => {
    expect(parseConfig(found, schema)).toMatchObject({ ok: true });
  });

  test("the filled example sets every feature that has something to set", () => {
    const example = read("docs/examples/odigos.yml");
    const missing = features.filter(({ name }) => name !== "help" && !example.includes(`\n${name}:\n`));
    expect(missing).toEqual([]);
  });
});

test("what is generated is current", async () => {
  const generated = await generatedFiles();
  const stale = Object.entries(generated).filter(([path, text]) => read(path) !== text);
  expect(stale.map(([path]) => path)).toEqual([]);
});

test("the table of the environment names every variable, and no other", () => {
  const declared = [...read("src/config/environment.ts").matchAll(/^ {2}([A-Z][A-Z_]+):/gm)];
  const section = read("docs/configuration.md").split("## Environment")[1] ?? "";
  const documented = [...section.matchAll(/^\| `([A-Z_]+)`/gm)];
  const names = (found: readonly RegExpMatchArray[]) => new Set(found.map(([, name]) => name));
  expect(declared.length).toBeGreaterThan(8);
  expect(names(documented)).toEqual(names(declared));
});

test("links to files lead somewhere", () => {
  const broken = prose.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = ""]) => target.split("#")[0] ?? "")
      .filter((target) => target !== "" && !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(join(ROOT, dirname(path), target)))
      .map((target) => `${path} → ${target}`),
  );
  expect(broken).toEqual([]);
});

test("the scripts that are named exist", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = matches(/npm run ([a-z:]+)/g);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ found }) => !(found in scripts))).toEqual([]);
});

test("the commands of the command line that are named exist", () => {
  const known = new Set(
    [...read("src/cli.ts").matchAll(/\.command\("([a-z]+)"/g)].map(([, name = ""]) => name),
  );
  const named = matches(/(?:`(?:npx )?stoa|cli\.[jt]s) ([a-z]+)/g);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter(({ found }) => !known.has(found))).toEqual([]);
});

test("decisions are numbered, dated, and short", () => {
  const decisions = list("docs/decisions");
  expect(decisions.length).toBeGreaterThan(7);
  for (const path of decisions) {
    const number = /(\d{3})-[a-z-]+\.md$/.exec(path)?.[1];
    const lines = read(path).split("\n");
    expect(lines[0]).toMatch(new RegExp(`^# ${number}: `));
    expect(lines[2]).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const part of ["Context", "Decision", "Consequences"]) expect(read(path)).toContain(`**${part}.**`);
    expect(lines.length).toBeLessThanOrEqual(41);
  }
});
