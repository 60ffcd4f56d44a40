// What is installed: exact versions, a lock file that works on every machine, and nothing that nobody uses.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as Package;
const lockText = readFileSync(`${ROOT}package-lock.json`, "utf8");
const lock = JSON.parse(lockText) as { readonly packages: Readonly<Record<string, Package>> };

test("versions are exact", () => {
  const versions = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.overrides,
  });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("the lock file names no registry", () => {
  expect(lockText).not.toContain('"resolved"');
  // Where projects ask for donations is no place to install from.
  const addresses = (lockText.match(/https?:\/\/[^"]+\.tgz/g) ?? []).slice(0, 3);
  expect(addresses).toEqual([]);
});

test("the lock file knows every package that it asks for, on every platform", () => {
  // npm leaves out what the registry at hand lacks or another platform needs, and then `npm ci` refuses elsewhere.
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        lock.packages[`node_modules/${name}`] === undefined &&
        lock.packages[`${path}/node_modules/${name}`] === undefined,
    ),
  );
  expect(missing).toEqual([]);
});

const sources = ["src", "test", "demo", "bench", "scripts"].flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path: `${folder}/${path}`, text: readFileSync(`${ROOT}${folder}/${path}`, "utf8") })),
);

function importers(name: string): readonly string[] {
  const pattern = new RegExp(String.raw`(?:from |import\(|require(?:\.resolve)?\()"${name}(?:/[^"]*)?"`);
  return sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}

test.each(Object.keys(manifest.dependencies ?? {}).map((name) => ({ name })))(
  "$name is used by what runs in production",
  ({ name }) => {
    expect(importers(name).filter((path) => path.startsWith("src/"))).not.toEqual([]);
  },
);

test.each(["vitest", "nock"].map((name) => ({ name })))("$name is used by the tests", ({ name }) => {
  expect(importers(name).filter((path) => path.startsWith("test/"))).not.toEqual([]);
});

test("what runs in production imports no package of development", () => {
  const development = Object.keys(manifest.devDependencies ?? {});
  const wrong = development.filter((name) => importers(name).some((path) => path.startsWith("src/")));
  expect(wrong).toEqual([]);
});
